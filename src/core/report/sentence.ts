import type { Finding, FindingVariant } from "../review/finding.ts";
import type { LensOutcome, Review } from "../review/review.ts";
import { SEVERITIES } from "../review/severity.ts";

/** What the verdict means, in one sentence; for an incomplete review it names each lens that is missing, and its cause. */
export function verdictSentence({ verdict, lenses, findings }: Review): string {
  const standing = findings.filter((finding) => finding.status !== "refuted");
  switch (verdict) {
    case "APPROVED":
      return standing.length === 0
        ? `${counted(lenses.length, "lens", "lenses")} looked at the change and found nothing.`
        : `Nothing that blocks: ${counts(standing)}.`;
    case "ISSUES_FOUND":
    case "CRITICAL_ISSUES_FOUND":
      return `${counts(standing)}.`;
    case "REVIEW_INCOMPLETE": {
      const missing = lenses.filter((lens) => lens.status !== "done").map(missingLens);
      const reason = missing.length === 0 ? "no lens was asked for" : missing.join("; ");
      const found = standing.length === 0 ? "" : ` Found so far: ${counts(standing)}.`;
      return `This is not an approval: ${reason}.${found}`;
    }
  }
}

/** How a lens ended, if not well: `security failed: rate-limit (429 from the provider)`. */
export function missingLens({ lens, status, cause, detail }: LensOutcome): string {
  const why = [
    cause,
    detail === undefined || detail === "" ? undefined : `(${detail.replace(/\.+\s*$/, "")})`,
  ];
  const said = why.filter((part) => part !== undefined).join(" ");
  return said === "" ? `${lens} ${status}` : `${lens} ${status}: ${said}`;
}

/** How many tool calls were denied, and where they are listed; nothing when none was. */
export function deniedSentence({ denied, run }: Review): string[] {
  if (denied === 0) return [];
  return [`${counted(denied, "tool call was", "tool calls were")} denied: pi-ensemble runs show ${run}`];
}

/** What a reader must know of a finding before trusting it; empty when all is as it should be. */
export function marksOf(finding: Finding): string[] {
  return [
    ...anchorMarks(finding),
    ...(finding.inDiff ? [] : ["outside the change"]),
    ...(finding.status === "unverified" ? [] : [finding.status]),
  ];
}

export function anchorMarks({ anchor, saidLine }: Pick<FindingVariant, "anchor" | "saidLine">): string[] {
  switch (anchor) {
    case "exact":
      return [];
    case "moved":
      return [saidLine === undefined ? "moved" : `moved from line ${saidLine}`];
    case "unanchored":
      return ["quote not found in the file"];
  }
}

/** `path:12` or `path:12-14`. */
export function placeOf({ path, line, endLine }: Pick<Finding, "path" | "line" | "endLine">): string {
  return endLine > line ? `${path}:${line}-${endLine}` : `${path}:${line}`;
}

export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function counts(findings: readonly Finding[]): string {
  const bySeverity = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const parts = bySeverity.map(({ severity, count }) => `${count} ${severity.toLowerCase()}`).join(", ");
  return parts === "" ? "no findings stand" : `${counted(findings.length, "finding", "findings")} (${parts})`;
}
