import { addUsage, NO_USAGE, type Usage } from "../agents/run.ts";
import type { ChildSummary } from "./summary.ts";

/** The middle and the slow or dear end of a distribution, by the nearest-rank method. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** What the children of one name (a role, a lens, a model) used. */
export interface UsageRow {
  readonly name: string;
  /** Children that have ended. */
  readonly children: number;
  readonly failed: number;
  /** Children that used tokens without a price: what they cost is unknown, and not in `usage`. */
  readonly unpriced: number;
  /** Of all together. */
  readonly usage: Usage;
  /** For one child: seconds, tokens of all kinds, US dollars. */
  readonly seconds: Percentiles;
  readonly tokens: Percentiles;
  readonly cost: Percentiles;
}

/**
 * One row for each name that `by` gives, the dearest first. Children for which it gives null, and those that have
 * not ended, are left out.
 */
export function usageTable(
  children: readonly ChildSummary[],
  by: (child: ChildSummary) => string | null,
): UsageRow[] {
  const groups = new Map<string, ChildSummary[]>();
  for (const child of children) {
    const name = by(child);
    if (name === null || child.status === "unfinished") continue;
    groups.set(name, [...(groups.get(name) ?? []), child]);
  }
  return [...groups]
    .map(([name, group]) => rowOf(name, group))
    .toSorted(
      (a, b) =>
        b.usage.cost - a.usage.cost || tokensOf(b.usage) - tokensOf(a.usage) || a.name.localeCompare(b.name),
    );
}

/** The smallest value that at least `percent` (0-100) of the values do not exceed; 0 for none. */
export function nearestRank(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((percent * sorted.length) / 100));
  return sorted[rank - 1] ?? 0;
}

function rowOf(name: string, group: readonly ChildSummary[]): UsageRow {
  return {
    name,
    children: group.length,
    failed: group.filter((child) => child.status === "failed").length,
    unpriced: group.filter(({ usage }) => usage.cost === 0 && tokensOf(usage) > 0).length,
    usage: group.map((child) => child.usage).reduce(addUsage, NO_USAGE),
    seconds: percentiles(group.map((child) => child.seconds)),
    tokens: percentiles(group.map((child) => tokensOf(child.usage))),
    cost: percentiles(group.map((child) => child.usage.cost)),
  };
}

function percentiles(values: readonly number[]): Percentiles {
  return { p50: nearestRank(values, 50), p95: nearestRank(values, 95) };
}

function tokensOf(usage: Usage): number {
  return usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
}
