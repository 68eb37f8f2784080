/** Exit codes of the command line, after sysexits(3) where that has one. */
export const EXIT = {
  done: 0,
  failed: 1,
  approved: 0,
  issuesFound: 1,
  criticalIssuesFound: 2,
  reviewIncomplete: 3,
  usage: 64,
  unavailable: 69,
  internal: 70,
  interrupted: 130,
} as const;

/** What an operator can do wrong, or can be missing on the machine. Each code is stable and documented. */
export type OperatorErrorCode =
  | "usage"
  | "nothing-to-review"
  | "unknown-revision"
  | "not-a-repository"
  | "unreadable-diff"
  | "invalid-configuration"
  | "unknown-model"
  | "invalid-asset"
  | "unavailable";

/**
 * A mistake of the operator, or something the machine lacks: expected, with a stable code, a sentence that
 * names what is wrong, and a remedy. A door prints it without a stack trace; everything else that is thrown
 * is a bug of ours.
 */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  readonly code: OperatorErrorCode;
  readonly remedy: string;

  constructor(code: OperatorErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }

  /** The exit code of a command that ends with this error. */
  get exitCode(): number {
    return this.code === "unavailable" || this.code === "not-a-repository" ? EXIT.unavailable : EXIT.usage;
  }
}

/** The cause that the system gave to an error, such as `ENOENT`; undefined for anything else that was thrown. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Whether an error says that nothing stands at a path. */
export function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "");
}
