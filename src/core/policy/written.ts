import type { Feed } from "./feed.ts";
import { baseName } from "./glob.ts";
import type { Value } from "./words.ts";

/** Remembers what a line writes, by the name without its folders: what it then runs or applies is not known. */
export function noteWritten(path: Value, written: Set<string>): void {
  if (path.kind === "static" && !path.text.startsWith("/dev/")) written.add(baseName(path.text));
}

/** Whether a patch is read from a file that was there before the line. */
export function patchIsKnown(operands: readonly Value[], feed: Feed, written: ReadonlySet<string>): boolean {
  const names = operands
    .filter((word) => word.kind === "static" && !word.text.startsWith("-"))
    .map((word) => word.text);
  if (feed.kind === "file" && feed.path.kind === "static") names.push(feed.path.text);
  return (
    names.length > 0 &&
    names.every((name) => !written.has(baseName(name)) && !name.startsWith("/dev/")) &&
    feed.kind !== "text" &&
    feed.kind !== "lines" &&
    feed.kind !== "unknown"
  );
}
