import { statSync } from "node:fs";
import { codeOf } from "../core/errors.ts";

/**
 * Whether one of Pi's own tools can work with what stands at a path: a regular file, or a folder. A device or a pipe
 * may never come to its end, which takes the child's memory or hangs it. Nothing there is fine: the tool says so.
 */
export function isPlain(path: string): boolean {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined || stat.isFile() || stat.isDirectory();
  } catch (error) {
    if (NOT_OPENED.includes(codeOf(error) ?? "")) return true;
    throw error;
  }
}

/** Causes for which the tool cannot open it either. */
const NOT_OPENED = ["ENOTDIR", "ELOOP", "ENAMETOOLONG", "EACCES", "EPERM"];
