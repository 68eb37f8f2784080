import type { FileChange, Hunk } from "../../../src/core/review/diff.ts";

export type Mark = " " | "+" | "-";

/** A file whose hunks have these lines, each hunk ten lines after the one before. */
export function fileOf(path: string, hunks: readonly (readonly (readonly [Mark, string])[])[]): FileChange {
  let [old, next] = [1, 1];
  const made = hunks.map((lines): Hunk => {
    const oldCount = lines.filter(([mark]) => mark !== "+").length;
    const newCount = lines.filter(([mark]) => mark !== "-").length;
    const body = new TextEncoder().encode(lines.map(([mark, text]) => `${mark}${text}\n`).join(""));
    const hunk = { oldStart: old, oldCount, newStart: next, newCount, body };
    old += oldCount + 10;
    next += newCount + 10;
    return hunk;
  });
  const all = hunks.flat();
  return {
    path,
    oldPath: null,
    status: "modified",
    kind: "text",
    oldMode: "100644",
    newMode: "100644",
    oldOid: "1".repeat(40),
    newOid: "2".repeat(40),
    encoding: "utf-8",
    lineEnds: "lf",
    added: all.filter(([mark]) => mark === "+").length,
    removed: all.filter(([mark]) => mark === "-").length,
    hunks: made,
  };
}
