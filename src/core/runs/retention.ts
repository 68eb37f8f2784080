/** How long finished runs are kept: at most `keep` of them, none older than `days`. */
export interface Retention {
  readonly keep: number;
  readonly days: number;
}

/** What retention needs to know of a run. Times are ISO 8601. */
export interface StoredRun {
  readonly id: string;
  readonly finished: boolean;
  readonly startedAt: string;
}

/**
 * The runs to delete, oldest first. A run that is not finished is never among them, and does not count
 * against `keep`: somebody may still want to go on with it.
 */
export function runsToPrune<T extends StoredRun>(runs: readonly T[], retention: Retention, now: Date): T[] {
  const oldest = now.getTime() - retention.days * 24 * 60 * 60 * 1000;
  return runs
    .filter((run) => run.finished)
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt) || b.id.localeCompare(a.id))
    .filter((run, index) => index >= retention.keep || Date.parse(run.startedAt) < oldest)
    .toReversed();
}
