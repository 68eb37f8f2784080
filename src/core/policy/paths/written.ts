import type { Value } from "../words.ts";
import { baseName } from "./glob.ts";

/** Remembers what a line writes, by the name without its folders: what it then runs is not known. */
export function noteWritten(path: Value, written: Set<string>): void {
  if (path.kind === "static" && !path.text.startsWith("/dev/")) written.add(baseName(path.text));
}
