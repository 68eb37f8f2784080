import { paletteFor } from "../adapters/terminal/colour.ts";
import { runReview } from "../compose/review.ts";
import { EXIT, OperatorError } from "../core/errors.ts";
import { reviewText } from "../core/report/text.ts";
import { parseReviewArguments, REVIEW_OPTIONS } from "../core/review/arguments.ts";
import { toJson } from "../core/review/review-schema.ts";
import { exitCodeOf } from "../core/review/verdict.ts";
import { interruptible } from "./interruption.ts";
import { surroundings } from "./surroundings.ts";

/** `pi-ensemble review`: runs a review and prints it; diagnostics and progress go to stderr. */
export async function reviewCommand(words: readonly string[], process: NodeJS.Process): Promise<number> {
  const parsed = parseReviewArguments(words, "shell");
  if (parsed.status === "problem") throw new OperatorError("usage", parsed.message, parsed.remedy);
  const args = parsed.value;
  const { env, stdout } = process;
  if (args.help) {
    stdout.write(USAGE);
    return EXIT.approved;
  }

  const { value: review, interrupted } = await interruptible(process, "review", (shown) =>
    runReview(args, surroundings(process, args.cwd), shown),
  );
  if (interrupted) return EXIT.interrupted;
  stdout.write(
    args.json ? `${toJson(review)}\n` : reviewText(review, paletteFor(stdout, env), stdout.columns ?? 100),
  );
  return exitCodeOf(review.verdict);
}

const USAGE = `Usage: pi-ensemble review [TARGET] [OPTIONS]

Reviews a change through six lenses, each in a child process of its own.

TARGET is one of
  nothing           the work since the merge base with the default branch, uncommitted and new files included
  BASE..HEAD        what HEAD has changed since its merge base with BASE
  COMMIT            what one commit changed
  PATH...           the work since the merge base, only in these files and folders

Options:
${REVIEW_OPTIONS.filter((option) => option.doors.includes("shell"))
  .map(
    ({ name, value, description }) => `  ${[name, value].filter(Boolean).join(" ").padEnd(22)}${description}`,
  )
  .join("\n")}

The result goes to stdout, progress to stderr. Exit codes: 0 approved, 1 issues found, 2 critical issues
found, 3 review incomplete, 64 wrong usage or nothing to review, 69 something needed is missing,
70 internal error, 130 interrupted.
`;
