import type { Finding } from "./finding.ts";
import type { Severity } from "./severity.ts";

export const VERDICTS = ["APPROVED", "ISSUES_FOUND", "CRITICAL_ISSUES_FOUND", "REVIEW_INCOMPLETE"] as const;

/** The outcome of a review. Computed by code from receipts and findings, never read from prose. */
export type Verdict = (typeof VERDICTS)[number];

export type { Finding, Severity };
