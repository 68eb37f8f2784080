import type { Finding } from "../review/finding.ts";
import type { Review } from "../review/review.ts";
import { compareSeverity, SEVERITIES, type Severity } from "../review/severity.ts";
import type { Verdict } from "../review/verdict.ts";
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

/** A review in a few lines: the verdict, what kept it from being complete, and a line for each of the worst findings. */
export function summaryLines(review: Review, space: SummarySpace): readonly string[] {
  const { width, palette } = space;
  const paint = verdictPaint(review.verdict, palette);
  const findings = [...review.findings].sort((a, b) => compareSeverity(a.severity, b.severity));
  const places = findings.slice(0, space.findings).map(placeOf);
  const placeWidth = Math.min(Math.max(0, ...places.map(columnsOf)), Math.floor(width * 0.45));

  return [
    headline(review, width, paint, palette),
    ...review.lenses
      .filter((outcome) => outcome.status !== "done")
      .map((outcome) => {
        const why = [outcome.cause, outcome.detail].filter((part) => part !== undefined).join(": ");
        return palette.bad(
          cut(singleLine(`${outcome.lens} ${outcome.status}${why === "" ? "" : `: ${why}`}`), width),
        );
      }),
    ...findings
      .slice(0, space.findings)
      .map((finding, at) => findingLine(finding, places[at] ?? "", placeWidth, width, palette)),
    ...(findings.length > space.findings
      ? [palette.faint(cut(`… and ${findings.length - space.findings} more`, width))]
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

function headline(review: Review, width: number, paint: (text: string) => string, palette: Palette): string {
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
  return `${palette.strong(paint(cut(review.verdict, width)))}${palette.faint(rest)}`;
}

function findingLine(
  finding: Finding,
  place: string,
  placeWidth: number,
  width: number,
  palette: Palette,
): string {
  const severity = severityPaint(
    finding.severity,
    palette,
  )(cut(pad(finding.severity, SEVERITY_WIDTH), width));
  const left = width - SEVERITY_WIDTH - 1;
  if (left <= 0) return severity;
  const where = pad(cutStart(place, Math.min(placeWidth, left)), Math.min(placeWidth, left));
  const room = left - columnsOf(where) - 1;
  if (room <= 0) return `${severity} ${palette.accent(where)}`;
  const marks = marksOf(finding);
  const title = cut(singleLine(finding.title), room);
  const spare = room - columnsOf(title) - 2;
  return `${severity} ${palette.accent(where)} ${title}${
    spare >= MARKS_AT_LEAST ? palette.faint(`  ${cut(`(${marks})`, spare)}`) : ""
  }`;
}

const MARKS_AT_LEAST = 12;

function placeOf(finding: Finding): string {
  return `${singleLine(finding.path)}:${finding.line}`;
}

/** The lenses that reported it, and everything about it that is not as it should be. */
function marksOf(finding: Finding): string {
  return [
    ...finding.lenses,
    ...(finding.anchor === "exact" ? [] : [finding.anchor]),
    ...(finding.inDiff ? [] : ["outside the diff"]),
    ...(finding.status === "refuted" ? ["refuted"] : []),
  ].join(", ");
}

function verdictPaint(verdict: Verdict, palette: Palette): (text: string) => string {
  switch (verdict) {
    case "APPROVED":
      return palette.good;
    case "ISSUES_FOUND":
      return palette.warning;
    case "CRITICAL_ISSUES_FOUND":
    case "REVIEW_INCOMPLETE":
      return palette.bad;
  }
}

function severityPaint(severity: Severity, palette: Palette): (text: string) => string {
  switch (severity) {
    case "CRITICAL":
    case "HIGH":
      return palette.bad;
    case "MEDIUM":
      return palette.warning;
    case "LOW":
      return palette.faint;
  }
}
