import type { Anchor, AnchoredFinding, ReportedFinding } from "./finding.ts";
import type { Lens } from "./lens.ts";
import type { Occurrence, PreparedFile } from "./prepared-file.ts";
import { readingsOf } from "./quote.ts";

export { type PreparedFile, prepareFile, prepareRemoved } from "./prepared-file.ts";

/** What the head has at a path. */
export type HeadContent = PreparedFile | "missing" | "binary";

/** What is to be anchored, and what against. */
export interface AnchorRequest {
  readonly finding: ReportedFinding;
  readonly lens: Lens;
  readonly head: HeadContent;
  /** The lines of the change; its paths are the finding's. */
  readonly changed: { has(path: string, line: number, endLine: number): boolean };
  /** The lines that the change removed from this path. */
  readonly removed?: PreparedFile;
}

/**
 * Checks where a finding's quote stands. `exact`: a line of it is between the named lines, which are kept.
 * `moved`: it stands elsewhere in the file, and the finding gets the lines of the nearest occurrence. `unanchored`:
 * it stands nowhere, and the lines are kept as they were said. A quote is read in several ways, see `readingsOf`,
 * and a place is exact by any of them before it is moved by one; one that says too little is never moved. A quote
 * of removed lines stands at the head's line before or after them; in a file that the change deletes, the lines
 * are those that it had.
 */
export function anchorFinding({ finding, lens, head, changed, removed }: AnchorRequest): AnchoredFinding {
  const line = finding.line;
  const endLine = Math.max(line, finding.endLine ?? line);
  const place =
    head === "missing"
      ? placeOf(finding, { line, endLine }, removed?.counted, undefined)
      : placeOf(finding, { line, endLine }, head === "binary" ? undefined : head, removed);
  return {
    ...finding,
    ...place,
    lens,
    inDiff: changed.has(finding.path, place.line, place.endLine),
  };
}

interface Placed extends Occurrence {
  readonly anchor: Anchor;
  readonly saidLine?: number;
}

function placeOf(
  finding: ReportedFinding,
  said: Occurrence,
  head: PreparedFile | undefined,
  removed: PreparedFile | undefined,
): Placed {
  const readings = readingsOf(finding.quote);
  const { line, endLine } = said;

  for (const reading of readings) {
    const found = head?.at(reading, line, endLine);
    if (found === undefined) continue;
    const whole = finding.endLine === undefined && found.line === line;
    return {
      anchor: "exact",
      line,
      endLine: whole ? found.endLine : Math.min(endLine, head?.last ?? endLine),
    };
  }
  if (readings.some((reading) => removed?.at(reading, line, endLine + 1) !== undefined)) {
    return { anchor: "exact", ...said };
  }

  for (const reading of readings.filter(({ significant }) => significant)) {
    const found = head?.nearest(reading, line);
    if (found === undefined) continue;
    return overlaps(found, said)
      ? { anchor: "exact", ...said }
      : { anchor: "moved", ...found, saidLine: line };
  }
  for (const reading of readings.filter(({ significant }) => significant)) {
    const found = removed?.nearest(reading, line);
    if (found === undefined) continue;
    const beside = Math.max(1, Math.min(found.line, head?.last ?? found.line));
    return { anchor: "moved", line: beside, endLine: beside, saidLine: line };
  }
  return { anchor: "unanchored", ...said };
}

function overlaps(a: Occurrence, b: Occurrence): boolean {
  return a.line <= b.endLine && b.line <= a.endLine;
}

/**
 * The path that a reviewer means. A plain path that is known stays as it is; else `./`, the `a/` or `b/` of a
 * diff, the workspace's own path or a slash in front of it are left out, if that gives a path that is known.
 */
export function normalisePath(path: string, isKnown: (path: string) => boolean, workspace?: string): string {
  if (isKnown(path)) return path;
  const inside =
    workspace !== undefined && path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
  const plain = inside.replace(/^(?:\.?\/)+/, "");
  return [plain, plain.replace(/^[ab]\//, "")].find(isKnown) ?? path;
}
