import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { codeOf } from "../core/errors.ts";

/** Larger files are not read to judge a command. */
const LARGEST = 1024 * 1024;

/** The text of a regular file; undefined when there is none, or when it is no text or larger than 1 MiB. */
export function readText(path: string): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true || stat.size > LARGEST) return undefined;
    const bytes = readFileSync(path);
    return isUtf8(bytes) && !bytes.includes(0) ? bytes.toString("utf8") : undefined;
  } catch (error) {
    if (UNREADABLE.includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

const UNREADABLE = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EACCES", "EPERM"];
