import { EXIT } from "../errors.ts";
import type { FindingStatus } from "./finding.ts";
import { reaches, type Severity } from "./severity.ts";

export const VERDICTS = ["APPROVED", "ISSUES_FOUND", "CRITICAL_ISSUES_FOUND", "REVIEW_INCOMPLETE"] as const;

/** The outcome of a review. Computed by code from receipts and findings, never read from prose. */
export type Verdict = (typeof VERDICTS)[number];

/** What a verdict is computed from. */
export interface Evidence {
  /** Every lens that was asked for, and no other. */
  readonly lenses: readonly { readonly status: "done" | "failed" | "skipped" }[];
  readonly findings: readonly { readonly severity: Severity; readonly status: FindingStatus }[];
  /** The mildest severity that is still an issue. */
  readonly blockOn?: Severity;
}

/**
 * The verdict that the evidence allows. A lens that is not done leaves the review incomplete whatever the others
 * found, and so does a review without lenses. Findings count wherever they stand, in the change or outside it,
 * anchored or not; only a refuted one does not.
 */
export function verdictOf({ lenses, findings, blockOn = "LOW" }: Evidence): Verdict {
  if (lenses.length === 0 || lenses.some((lens) => lens.status !== "done")) return "REVIEW_INCOMPLETE";
  const standing = findings.filter((finding) => finding.status !== "refuted");
  if (standing.some((finding) => finding.severity === "CRITICAL")) return "CRITICAL_ISSUES_FOUND";
  return standing.some((finding) => reaches(finding.severity, blockOn)) ? "ISSUES_FOUND" : "APPROVED";
}

/** The exit code of a command that ends with this verdict. */
export function exitCodeOf(verdict: Verdict): number {
  switch (verdict) {
    case "APPROVED":
      return EXIT.approved;
    case "ISSUES_FOUND":
      return EXIT.issuesFound;
    case "CRITICAL_ISSUES_FOUND":
      return EXIT.criticalIssuesFound;
    case "REVIEW_INCOMPLETE":
      return EXIT.reviewIncomplete;
  }
}
