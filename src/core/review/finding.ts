import type { Lens } from "./lens.ts";
import type { Severity } from "./severity.ts";

/** What one reviewer said with `report_finding`, already checked against the tool's schema. Lines count from 1. */
export interface ReportedFinding {
  readonly path: string;
  readonly line: number;
  readonly endLine?: number;
  readonly severity: Severity;
  readonly title: string;
  readonly scenario: string;
  readonly quote: string;
  /** 0 to 100: how sure the reviewer is. */
  readonly confidence: number;
  readonly suggestion?: string;
}

/** Where the quote stands in the head: where it was said to, elsewhere in the file, or nowhere. */
export type Anchor = "exact" | "moved" | "unanchored";

/** One reviewer's finding with its place checked against the head's content. */
export interface AnchoredFinding extends ReportedFinding {
  readonly lens: Lens;
  readonly endLine: number;
  readonly anchor: Anchor;
  /** The line that the reviewer named, where the anchor moved the finding. */
  readonly saidLine?: number;
  /** Whether a line of the finding is a line that the change adds, or stands beside one that it removes. */
  readonly inDiff: boolean;
}

export type FindingStatus = "confirmed" | "unverified" | "refuted";

/** How one lens worded a finding that was merged with others. */
export interface FindingVariant {
  readonly lens: Lens;
  readonly line: number;
  readonly endLine: number;
  readonly severity: Severity;
  readonly title: string;
  readonly scenario: string;
  readonly quote: string;
  readonly confidence: number;
  readonly suggestion?: string;
  readonly anchor: Anchor;
  readonly saidLine?: number;
}

/**
 * A finding of the review: one defect, whoever reported it. `variants` holds every wording that was merged into
 * it, the leading one first, so that a wrong merge hides nothing; `duplicates` is their number less one.
 */
export interface Finding {
  /** A fingerprint that survives a shift of lines: 16 hexadecimal digits. */
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
  readonly severity: Severity;
  readonly title: string;
  readonly scenario: string;
  readonly quote: string;
  readonly confidence: number;
  readonly suggestion?: string;
  readonly lenses: readonly Lens[];
  readonly anchor: Anchor;
  readonly saidLine?: number;
  readonly inDiff: boolean;
  readonly status: FindingStatus;
  readonly duplicates: number;
  readonly variants: readonly FindingVariant[];
}
