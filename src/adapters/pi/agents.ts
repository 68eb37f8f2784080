import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Budget, NO_BUDGET, openLedger } from "../../core/agents/budget.ts";
import type { Role } from "../../core/agents/role.ts";
import type { LiveChild, RunResult } from "../../core/agents/run.ts";
import type { Agents, Clock, RunLog } from "../../ports.ts";
import { type Company, openAgent } from "./agent.ts";
import type { Attempt } from "./attempt.ts";
import { type GuardOptions, prepareGuard } from "./guard.ts";
import type { PiCommand } from "./locate.ts";
import { openPool } from "./pool.ts";
import { openTemporaryFolders } from "./temporary.ts";

export interface AgentsOptions {
  readonly pi: PiCommand;
  /** Path of the extension that is loaded into every child. */
  readonly childExtension: string;
  /** Transcripts stand in its folder, and every child's beginning and end is appended to it. */
  readonly run: RunLog;
  /** How many children there may be at once. */
  readonly concurrency: number;
  readonly display: (child: LiveChild) => void;
  readonly clock: Clock;
  /** The environment of the children. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guard: GuardOptions;
  /** What all children together may use. Default: without limit. */
  readonly budget?: Budget;
  /** Ends every child when it is aborted. */
  readonly signal: AbortSignal;
  /** Milliseconds that a child may take to become ready for its prompt. Default: 30,000. */
  readonly startMs?: number;
  /** Milliseconds after which nobody waits for a child's first words any more. Default: 30,000. */
  readonly leadMs?: number;
  /** Fresh processes for a child whose transport failed. Default: 2, after 1 s and 2 s. */
  readonly retry?: { readonly attempts: number; readonly baseDelayMs: number };
}

/** Children that are Pi processes. */
export interface PiAgents extends Agents {
  /** Ends every child and settles when nothing of them is left. */
  close(): Promise<void>;
}

const RETRY = { attempts: 2, baseDelayMs: 1000 };

const START_MS = 30_000;

const LEAD_MS = 30_000;

/** Runs children as `pi` processes with our extension inside. */
export function openAgents(options: AgentsOptions): PiAgents {
  const { clock, run } = options;
  const pool = openPool(options.concurrency, clock);
  const closing = new AbortController();
  const running = new Map<Attempt, string>();
  const results = new Set<Promise<RunResult>>();
  const rolePrompts = new Map<string, Promise<string>>();
  const env = definedOf(options.env);
  const folders = openTemporaryFolders();
  let sandboxNoted: Promise<void> | undefined;

  /** The file that holds a role's prompt. Two roles of one name need not have the same prompt. */
  function rolePrompt(role: Role): Promise<string> {
    const known = rolePrompts.get(role.prompt);
    if (known !== undefined) return known;
    const path = join(run.dir, `role-${role.name}-${rolePrompts.size + 1}.md`);
    const written = writeFile(path, role.prompt, { mode: 0o600 }).then(() => path);
    rolePrompts.set(role.prompt, written);
    return written;
  }

  /** A provider that refuses one child would refuse the others too. */
  function throttle(provider: string, status: number, ms: number | null, origin: Attempt): void {
    if (status !== 429) return;
    pool.throttled(provider, ms);
    if (ms === null) return;
    for (const [attempt, each] of running) if (attempt !== origin && each === provider) attempt.hold(ms);
  }

  /** Whether the children of a run are in a sandbox is part of its record, once there is a child. */
  function noteSandbox(): Promise<void> {
    const { mode, bwrap, commands, network, reason } = options.guard.sandbox;
    sandboxNoted ??= run.append({ type: "sandbox", mode, used: bwrap !== null, commands, network, reason });
    return sandboxNoted;
  }

  const company: Company = {
    pi: options.pi,
    childExtension: options.childExtension,
    run,
    clock,
    env,
    startMs: options.startMs ?? START_MS,
    leadMs: options.leadMs ?? LEAD_MS,
    retry: options.retry ?? RETRY,
    pool,
    ledger: openLedger(options.budget ?? NO_BUDGET),
    running,
    approvals: options.guard.approvals,
    signal: AbortSignal.any([options.signal, closing.signal]),
    display: options.display,
    async guard(spec) {
      const command = [options.pi.file, ...options.pi.args, options.childExtension];
      const guard = await prepareGuard(spec, options.guard, { env, runDir: run.dir, folders, command });
      await noteSandbox();
      return guard;
    },
    rolePrompt,
    throttle,
  };

  return {
    open(spec) {
      const agent = openAgent(spec, company);
      results.add(agent.result);
      void agent.result.finally(() => results.delete(agent.result));
      return agent;
    },
    async close() {
      closing.abort();
      await Promise.all(results);
      await folders.dispose();
    },
  };
}

function definedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
