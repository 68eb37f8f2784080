import { Writable } from "node:stream";
import type { ExtensionContext } from "@earendil-works/pi-coding-agent";
import { EXIT, OperatorError } from "../core/errors.ts";
import { visibleLines } from "../core/visible.ts";

/** Says a sentence to the person: a notice where Pi has a user interface, a line on standard error where it has none. */
export function tell(ctx: ExtensionContext, text: string, kind: "info" | "warning" | "error" = "info"): void {
  if (ctx.hasUI) ctx.ui.notify(text, kind);
  else process.stderr.write(`pi-ensemble: ${text}\n`);
}

/**
 * Says what a command failed of: a sentence and a remedy for the operator's mistakes, a stack trace for ours. Where
 * Pi only prints, its exit code becomes that of the same command in the shell.
 */
export function complain(ctx: ExtensionContext, error: unknown): void {
  if (error instanceof OperatorError) {
    tell(ctx, visibleLines(`${error.message}\n  ${error.remedy}`), "error");
    endWith(ctx, error.exitCode);
  } else {
    tell(ctx, `internal error\n${error instanceof Error ? error.stack : String(error)}`, "error");
    endWith(ctx, EXIT.internal);
  }
}

/** Sets the exit code of a Pi that only prints; one that goes on has none to set. */
export function endWith(ctx: ExtensionContext, exitCode: number): void {
  if (ctx.mode === "print" || ctx.mode === "json") process.exitCode = exitCode;
}

/**
 * Prints a result where Pi prints nothing but the model's last words. Pi sends whatever extensions write to
 * `process.stdout` to standard error, so this goes past that, to the stream itself.
 */
export function printResult(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    Writable.prototype.write.call(process.stdout, text, "utf8", (error) =>
      error ? reject(error) : resolve(),
    );
  });
}
