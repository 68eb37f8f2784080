import { columnsOf, cut, pad, singleLine } from "../deck/cell.ts";
import { type Palette, PLAIN } from "../deck/palette.ts";
import { allTokens, duration, money, tokenCount } from "../deck/quantity.ts";
import type { Finding, FindingVariant } from "../review/finding.ts";
import type { LensOutcome, Review, UnreviewedFile } from "../review/review.ts";
import { SEVERITIES } from "../review/severity.ts";
import { severityPaint, verdictPaint } from "./paint.ts";
import { anchorMarks, counted, deniedSentence, marksOf, placeOf, verdictSentence } from "./sentence.ts";
import { wrapCode, wrapProse } from "./wrap.ts";

/**
 * The whole review for a terminal of `width` columns, which no line goes beyond (down to 40); lines end with a
 * line feed. What models and files said is shown without escape sequences and control characters.
 */
export function reviewText(review: Review, palette: Palette = PLAIN, width = 80): string {
  const page = { palette, width: Math.max(40, width) };
  const sections = [
    verdictLines(review, page),
    ...SEVERITIES.flatMap((severity) =>
      review.findings.filter((finding) => finding.severity === severity),
    ).map((finding) => findingLines(finding, page)),
    lensLines(review.lenses, page),
    unreviewedLines(review.unreviewed, page),
    deniedSentence(review).flatMap((sentence) => wrapProse(sentence, page.width)),
    [page.palette.faint(cut(spent("total", review.usage, review.seconds), page.width))],
  ];
  return sections
    .filter((section) => section.length > 0)
    .map((section) => section.map((line) => `${line.trimEnd()}\n`).join(""))
    .join("\n");
}

interface Page {
  readonly palette: Palette;
  readonly width: number;
}

function verdictLines(review: Review, { palette, width }: Page): string[] {
  const paint = verdictPaint(review.verdict, palette);
  return [palette.strong(paint(review.verdict)), ...wrapProse(verdictSentence(review), width)];
}

const INDENT = "  ";

function findingLines(finding: Finding, { palette, width }: Page): string[] {
  const paint = severityPaint(finding.severity, palette);
  const room = width - INDENT.length;
  const facts = [finding.lenses.join(", "), `confidence ${finding.confidence}`, `id ${finding.id}`];
  const marks = marksOf(finding);
  const indented = [
    ...wrapProse(finding.title, room).map(palette.strong),
    ...wrapProse(facts.join(" · "), room).map(palette.faint),
    ...(marks.length === 0 ? [] : wrapProse(marks.join(" · "), room).map(palette.warning)),
    ...wrapProse(finding.scenario, room),
    ...barred(finding.quote, room, palette),
    ...(finding.suggestion === undefined
      ? []
      : [palette.good("suggestion:"), ...barred(finding.suggestion, room, palette)]),
    ...variantLines(finding, room, palette),
  ];
  const place = wrapProse(placeOf(finding), width - finding.severity.length - 1);
  const margin = " ".repeat(finding.severity.length);
  return [
    ...place.map(
      (part, index) => `${index === 0 ? paint(finding.severity) : margin} ${palette.accent(part)}`,
    ),
    ...indented.map((line) => INDENT + line),
  ];
}

function barred(code: string, room: number, palette: Palette): string[] {
  return wrapCode(code, room - 2).map((line) => `${palette.faint("│")} ${line}`);
}

/** What the others said who reported the same; the first variant is the finding itself. */
function variantLines({ variants, duplicates }: Finding, room: number, palette: Palette): string[] {
  if (duplicates === 0) return [];
  return [
    palette.faint(`also reported ${counted(duplicates, "time", "times")}:`),
    ...variants.slice(1).flatMap((variant) => {
      const [first = "", ...rest] = wrapProse(variantText(variant), room - 2);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    }),
  ];
}

function variantText(variant: FindingVariant): string {
  const where = [`line ${variant.line}`, ...anchorMarks(variant)].join(", ");
  return `${variant.severity} ${variant.lens}, ${where}: ${variant.title}. ${variant.scenario}`;
}

function lensLines(lenses: readonly LensOutcome[], { palette, width }: Page): string[] {
  const names = Math.max(0, ...lenses.map(({ lens }) => lens.length));
  return lenses.flatMap((outcome) => {
    const { lens, status, usage, seconds } = outcome;
    const paint = status === "done" ? palette.good : palette.bad;
    const head = `${pad(lens, names)}  ${pad(status, 7)}`;
    const facts = cut(
      spent(singleLine(outcome.model ?? "no model"), usage, seconds),
      width - columnsOf(head) - 2,
    );
    const why = [outcome.cause, outcome.detail]
      .filter((part) => part !== undefined && part !== "")
      .join(": ");
    return [
      `${pad(lens, names)}  ${paint(pad(status, 7))}  ${palette.faint(facts)}`,
      ...(why === ""
        ? []
        : wrapProse(why, width - names - 2).map((line) => `${" ".repeat(names)}  ${palette.bad(line)}`)),
    ];
  });
}

function unreviewedLines(files: readonly UnreviewedFile[], { palette, width }: Page): string[] {
  if (files.length === 0) return [];
  return [
    palette.warning(`${counted(files.length, "file was", "files were")} not reviewed, or not wholly:`),
    ...files.flatMap(({ path, reason }) =>
      wrapProse(`${path}: ${reason}`, width - INDENT.length).map((line) => INDENT + line),
    ),
  ];
}

function spent(name: string, usage: Review["usage"], seconds: number): string {
  const tokens = allTokens(usage);
  return [
    name,
    duration(seconds * 1000),
    tokens === 0 ? "" : `${tokenCount(tokens)} tokens`,
    usage.cacheRead === 0 ? "" : `${tokenCount(usage.cacheRead)} cached`,
    money(usage.cost),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}
