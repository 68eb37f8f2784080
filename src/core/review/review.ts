import type { FailureCause, Usage } from "../agents/run.ts";
import type { Finding } from "./finding.ts";
import type { Lens } from "./lens.ts";
import type { Target } from "./target.ts";
import type { Verdict } from "./verdict.ts";

/** What became of one lens. Only `done` means that every chunk of the change has this lens's receipt. */
export interface LensOutcome {
  readonly lens: Lens;
  readonly status: "done" | "failed" | "skipped";
  readonly cause?: FailureCause;
  readonly detail?: string;
  /** The model that answered, as `provider/id`; null when none did. */
  readonly model: string | null;
  readonly usage: Usage;
  readonly seconds: number;
  /** What the receipts say was examined. */
  readonly examined: readonly string[];
  readonly summary: string;
}

/** A file of the change of which no lens was shown anything, or not all of it, and why. */
export interface UnreviewedFile {
  readonly path: string;
  readonly reason: string;
}

/** The result of a review: the artifact of `pi-ensemble review --json`, and what CI passes between jobs. */
export interface Review {
  readonly schema: 1;
  readonly run: string;
  readonly verdict: Verdict;
  readonly target: Target;
  readonly lenses: readonly LensOutcome[];
  readonly findings: readonly Finding[];
  readonly unreviewed: readonly UnreviewedFile[];
  /** Tool calls of its children that their permissions, or the person that was asked, did not let through. */
  readonly denied: number;
  readonly usage: Usage;
  readonly seconds: number;
}
