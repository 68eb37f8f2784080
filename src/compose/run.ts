import { join } from "node:path";
import { systemClock } from "../adapters/clock.ts";
import { packageRoot } from "../adapters/package.ts";
import { openAgents } from "../adapters/pi/agents.ts";
import { locatePi } from "../adapters/pi/locate.ts";
import type { Store } from "../adapters/store.ts";
import type { Effective } from "../core/config/merge.ts";
import type { Agents, Display, RunLog } from "../ports.ts";
import { guardFor } from "./guard.ts";
import type { Surroundings } from "./place.ts";

/** A run that is to be made. */
export interface Run {
  /** The command, as it stands in the record. */
  readonly command: string;
  /** What the record's first event says besides. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly store: Store;
  readonly config: Effective;
  /** The common git directory by which the project's approvals are known; null outside a repository. */
  readonly project: string | null;
  /** How many children there may be at once. Default: what the configuration says. */
  readonly concurrency?: number;
  readonly display: Display;
  /** Ends every child when it is aborted. */
  readonly signal: AbortSignal;
}

/**
 * Makes a run: starts its record, hands `work` what it needs for children, and ends record and children however that
 * ends. `said` is what the last event of the record says of the outcome.
 */
export async function withRun<T>(
  run: Run,
  where: Surroundings,
  work: (having: { readonly agents: Agents; readonly log: RunLog }) => Promise<T>,
  said: (outcome: T) => Readonly<Record<string, unknown>>,
): Promise<T> {
  const { store, display } = run;
  const { config } = run.config;
  const pi = await locatePi({ ...where, packageRoot });
  const guard = await guardFor(run.config, where, run.project);
  const log = await store.start(run.command, run.details);
  const agents = openAgents({
    pi,
    childExtension: join(packageRoot, "src", "child", "extension.ts"),
    run: log,
    concurrency: run.concurrency ?? config.review.concurrency,
    display: (child) => display.child(child),
    clock: systemClock,
    env: where.env,
    guard,
    budget: config.budget.run,
    signal: run.signal,
  });
  display.budget(config.budget.run);
  try {
    const outcome = await work({ agents, log });
    await log.append({ type: "run-ended", ...said(outcome) });
    return outcome;
  } catch (error) {
    await log.append({ type: "run-ended", error: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    await agents.close();
    await log.close();
    await store.prune(config.runs);
  }
}
