import { severityPaint, verdictPaint } from "../report/paint.ts";
import { marksOf, missingLens } from "../report/sentence.ts";
import type { Finding } from "../review/finding.ts";
import type { Review } from "../review/review.ts";
import { SEVERITIES } from "../review/severity.ts";
import { columnsOf, cut, cutStart, pad, singleLine } from "./cell.ts";
import type { Palette } from "./palette.ts";
import { allTokens, duration, money, tokenCount } from "./quantity.ts";

export interface SummarySpace {
  /** Columns that no line goes beyond. */
  readonly width: number;
  readonly palette: Palette;
  /** Findings that are listed at most; the others are counted. */
  readonly findings: number;
}

/**
 * A review in a few lines: the verdict, what kept it from being complete, and a line for each of the first findings,
 * numbered as in the report.
 */
export function summaryLines(review: Review, space: SummarySpace): readonly string[] {
  const { width, palette } = space;
  const { findings } = review;
  const listed = findings.slice(0, space.findings);
  const numberWidth = String(listed.length).length;
  const placeWidth = Math.min(
    Math.max(0, ...listed.map(placeOf).map(columnsOf)),
    Math.floor((width - numberWidth - SEVERITY_WIDTH) / 2),
  );

  return [
    headline(review, width, palette),
    ...review.lenses
      .filter((outcome) => outcome.status !== "done")
      .map((outcome) => palette.bad(cut(singleLine(missingLens(outcome)), width))),
    ...listed.map((finding, at) => {
      const number = palette.faint(cut(pad(String(at + 1), numberWidth, "right"), width));
      const rest = findingLine(finding, placeWidth, Math.max(0, width - numberWidth - 1), palette);
      return rest === "" ? number : `${number} ${rest}`;
    }),
    ...(findings.length > listed.length
      ? [palette.faint(cut(`… and ${findings.length - listed.length} more`, width))]
      : []),
  ];
}

/** How many findings there are of each severity, worst first: `1 critical, 2 low`. */
export function countBySeverity(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? "" : `${count} ${severity.toLowerCase()}`;
  }).filter((part) => part !== "");
  return counts.length === 0 ? "no findings" : counts.join(", ");
}

const SEVERITY_WIDTH = 8;

function headline(review: Review, width: number, palette: Palette): string {
  const tokens = allTokens(review.usage);
  const facts = [
    countBySeverity(review.findings),
    duration(review.seconds * 1000),
    tokens === 0 ? "" : `${tokenCount(tokens)} tokens`,
    money(review.usage.cost),
  ].filter((part) => part !== "");
  let shown = facts;
  while (shown.length > 1 && columnsOf([review.verdict, ...shown].join(" · ")) > width)
    shown = shown.slice(0, -1);
  const rest = cut(["", ...shown].join(" · "), width - columnsOf(review.verdict));
  return `${palette.strong(verdictPaint(review.verdict, palette)(cut(review.verdict, width)))}${palette.faint(rest)}`;
}

/** Severity, place, title, and as far as there is room, who reported it and what is unusual about it. */
function findingLine(finding: Finding, placeWidth: number, width: number, palette: Palette): string {
  const severity = severityPaint(
    finding.severity,
    palette,
  )(cut(pad(finding.severity, SEVERITY_WIDTH), width));
  const where = Math.min(placeWidth, width - SEVERITY_WIDTH - 1);
  if (where <= 0) return severity;
  const place = palette.accent(pad(cutStart(placeOf(finding), where), where));
  const room = width - SEVERITY_WIDTH - 1 - where - 1;
  if (room <= 0) return `${severity} ${place}`;
  const title = cut(singleLine(finding.title), room);
  const spare = room - columnsOf(title) - 2;
  const marks = cut(`(${[...finding.lenses, ...marksOf(finding)].join(", ")})`, spare);
  return `${severity} ${place} ${title}${spare < MARKS_AT_LEAST ? "" : `  ${palette.faint(marks)}`}`;
}

const MARKS_AT_LEAST = 12;

function placeOf(finding: Finding): string {
  return `${singleLine(finding.path)}:${finding.line}`;
}
