import { constants } from "node:fs";
import { access, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OperatorError } from "../core/errors.ts";

/**
 * Makes a folder that only its owner sees, where there is none yet. Throws an OperatorError with `remedy` when it
 * cannot be made or not be written to.
 */
export async function makeFolder(path: string, remedy: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw unavailable(path, remedy, error);
  }
}

/** Makes a folder of its own for short-lived files; the caller removes it. Throws an OperatorError when it cannot. */
export async function makeTemporaryFolder(prefix: string): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), prefix));
  } catch (error) {
    throw unavailable(tmpdir(), "Set TMPDIR to a folder that can be written to.", error);
  }
}

function unavailable(path: string, remedy: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || !("code" in cause)) return cause;
  return new OperatorError("unavailable", `${path} cannot be written to: ${cause.message}`, remedy, {
    cause,
  });
}
