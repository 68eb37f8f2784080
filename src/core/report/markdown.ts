import { allTokens, duration, money, tokenCount } from "../deck/quantity.ts";
import type { Finding, FindingVariant } from "../review/finding.ts";
import type { Review } from "../review/review.ts";
import { codeBlock, inlineCode, inlineText } from "./harmless.ts";
import { anchorMarks, counted, deniedSentence, marksOf, placeOf, verdictSentence } from "./sentence.ts";

export interface MarkdownSpace {
  /** Findings that are written out at most, the worst first; the others are counted. All when it is left out. */
  readonly findings?: number;
}

/**
 * The review as Markdown, for a model's context or a forge: the verdict, numbered findings in the order of the
 * review, lenses, files that were not reviewed. Outside text in it is text or code and nothing else.
 */
export function reviewMarkdown(
  review: Review,
  { findings = Number.POSITIVE_INFINITY }: MarkdownSpace = {},
): string {
  const shown = review.findings.slice(0, findings);
  const hidden = review.findings.length - shown.length;
  return `${[
    `## Review: ${review.verdict}`,
    inlineText(verdictSentence(review)),
    ...shown.map((finding, index) => findingSection(finding, index + 1)),
    ...(hidden === 0 ? [] : [`… and ${counted(hidden, "finding", "findings")} more.`]),
    lensTable(review),
    ...unreviewed(review),
    ...deniedSentence(review),
  ].join("\n\n")}\n`;
}

function findingSection(finding: Finding, number: number): string {
  const facts = [finding.lenses.join(", "), `confidence ${finding.confidence}`, ...marksOf(finding)];
  return [
    `### ${number}. ${finding.severity} ${inlineCode(placeOf(finding))} ${inlineText(finding.title)}`,
    facts.join(" · "),
    inlineText(finding.scenario),
    ...(finding.quote.trim() === "" ? [] : [codeBlock(finding.quote)]),
    ...(finding.suggestion === undefined ? [] : ["Suggested instead:", codeBlock(finding.suggestion)]),
    ...(finding.duplicates === 0
      ? []
      : [
          `Also reported ${counted(finding.duplicates, "time", "times")}:`,
          finding.variants.slice(1).map(variantItem).join("\n"),
        ]),
  ].join("\n\n");
}

function variantItem(variant: FindingVariant): string {
  const where = [`line ${variant.line}`, ...anchorMarks(variant)].join(", ");
  return `- ${variant.severity} ${variant.lens}, ${where}: ${inlineText(variant.title)} – ${inlineText(variant.scenario)}`;
}

function lensTable({ lenses, usage, seconds }: Review): string {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  const rows = lenses.map((outcome) => {
    const why = [outcome.cause, outcome.detail]
      .filter((part) => part !== undefined && part !== "")
      .join(": ");
    const status = why === "" ? outcome.status : `${outcome.status}: ${inlineText(why)}`;
    const cells = [
      outcome.lens,
      status,
      inlineCode(outcome.model ?? ""),
      spent(outcome.usage, outcome.seconds),
    ];
    return `| ${cells.map(cell).join(" | ")} |`;
  });
  return [
    "| lens | status | model | spent |",
    "|---|---|---|---|",
    ...rows,
    `| all | | | ${spent(usage, seconds)} |`,
  ].join("\n");
}

function unreviewed({ unreviewed: files }: Review): string[] {
  if (files.length === 0) return [];
  return [
    `${counted(files.length, "file was", "files were")} not reviewed, or not wholly:`,
    files.map(({ path, reason }) => `- ${inlineCode(path)}: ${inlineText(reason)}`).join("\n"),
  ];
}

function spent(usage: Review["usage"], seconds: number): string {
  const tokens = allTokens(usage);
  return [duration(seconds * 1000), tokens === 0 ? "" : `${tokenCount(tokens)} tokens`, money(usage.cost)]
    .filter((part) => part !== "")
    .join(" · ");
}
