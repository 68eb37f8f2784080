import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Budget, NO_BUDGET, openLedger } from "../../core/agents/budget.ts";
import { CHARTER_VARIABLE, type Charter, type GuardCharter } from "../../core/agents/charter.ts";
import { allowsFallback } from "../../core/agents/failure.ts";
import { type Answer, type Asked, isDenied } from "../../core/agents/lifeline.ts";
import { foldLive, newLiveChild, oneLine } from "../../core/agents/live.ts";
import { LOOP } from "../../core/agents/loop.ts";
import { providerOf } from "../../core/agents/model.ts";
import type { Role } from "../../core/agents/role.ts";
import { addUsage, type LiveChild, NO_USAGE, type RunFacts, type RunResult } from "../../core/agents/run.ts";
import { type AttemptEnd, type Failure, type Watch, watchChild } from "../../core/agents/watch.ts";
import type { Agent, AgentSpec, Agents, Clock, RunLog } from "../../ports.ts";
import { type Attempt, startAttempt, stopReason } from "./attempt.ts";
import { type ChildGuard, type GuardOptions, prepareGuard } from "./guard.ts";
import type { PiCommand } from "./locate.ts";
import { openPool } from "./pool.ts";
import type { Sandbox } from "./sandbox.ts";
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

/** Runs children as `pi` processes with our extension inside. */
export function openAgents(options: AgentsOptions): PiAgents {
  const { clock, run } = options;
  const retry = options.retry ?? RETRY;
  const pool = openPool(options.concurrency, clock);
  const closing = new AbortController();
  const signal = AbortSignal.any([options.signal, closing.signal]);
  const ledger = openLedger(options.budget ?? NO_BUDGET);
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
  function throttle(provider: string, status: number, ms: number | null, origin: Attempt | undefined): void {
    if (status !== 429) return;
    pool.throttled(provider, ms);
    if (ms === null) return;
    for (const [attempt, each] of running) if (attempt !== origin && each === provider) attempt.hold(ms);
  }

  function open(asked: AgentSpec): Agent {
    const models = [asked.model, ...(asked.fallbacks ?? [])];
    let spec = asked;
    let provider = providerOf(spec.model);
    /** The processes that the present model has had. */
    let tries = 0;
    const prompt = deferred<readonly Uint8Array[]>();
    const answered = deferred<boolean>();
    let live = newLiveChild(spec.id, spec.label);
    const show = (change: Partial<LiveChild> | ((live: LiveChild) => LiveChild)) => {
      live = typeof change === "function" ? change(live) : { ...live, ...change };
      options.display(live);
    };
    const showState = (state: LiveChild["state"], note?: string) => {
      const { note: _note, ...rest } = live;
      show(() => ({ ...rest, state, ...(note === undefined ? {} : { note }) }));
    };
    show({});

    let attempts = 0;
    let facts: Omit<RunFacts, "denied" | "seconds" | "attempts"> = {
      reports: [],
      model: null,
      usage: NO_USAGE,
      turns: 0,
    };
    let denied = 0;
    let guard: ChildGuard | undefined;

    /** A child keeps its place while it starts again: those that wait for its answer stand behind it in the queue. */
    async function runChild(): Promise<RunResult> {
      for (;;) {
        const end = notStarted() ?? (await runAttempt());
        if (end.status === "done") {
          pool.succeeded();
          return { status: "done", ...finalFacts() };
        }
        const { cause, detail } = end;
        const failed = (): RunResult => ({ status: "failed", cause, detail, ...finalFacts() });
        if (signal.aborted) return failed();
        if (end.transport && tries <= retry.attempts) {
          const ms = Math.max(pool.holdMs(provider), retry.baseDelayMs * 2 ** (tries - 1));
          showState("waiting", `starts again in ${seconds(ms)} s: ${oneLine(detail, 80)}`);
          await pause(ms, signal);
          if (signal.aborted) return { status: "failed", ...stopReason(signal), ...finalFacts() };
        } else if (!allowsFallback(cause, end.transport) || !(await fallBack(end))) {
          return failed();
        }
      }
    }

    /** Why no process may be started; null when one may. */
    function notStarted(): AttemptEnd | null {
      if (signal.aborted) return { status: "failed", ...stopReason(signal), transport: false };
      const exhausted = ledger.exhausted();
      return exhausted === null ? null : { status: "failed", ...exhausted, transport: false };
    }

    /** Goes on to the next model that the user named for this case; false when there is none. */
    async function fallBack({ cause, detail }: Failure): Promise<boolean> {
      const insteadOf = [...(live.insteadOf ?? []), spec.model ?? "Pi's choice"];
      const next = models[insteadOf.length];
      if (next === undefined) return false;
      await run.append({
        type: "fallback-used",
        id: spec.id,
        from: spec.model ?? null,
        to: next,
        cause,
        detail,
      });
      spec = { ...spec, model: next };
      provider = providerOf(next);
      tries = 0;
      show({ insteadOf });
      showState("waiting", `falls back to ${next}: ${oneLine(detail, 80)}`);
      return true;
    }

    async function runAttempt() {
      attempts += 1;
      tries += 1;
      guard ??= await prepareGuard(spec, options.guard, { env, runDir: run.dir, folders });
      sandboxNoted ??= noteSandbox(run, options.guard.sandbox);
      await sandboxNoted;
      const { charter } = guard;
      const flags = flagsOf(spec, options, await rolePrompt(spec.role));
      const [file, args] = guard.wrap(options.pi.file, [...options.pi.args, ...flags]);
      const watch = watchChild({
        model: spec.model,
        final: finalReport(spec.role),
        limits: spec.limits,
        spent: { usage: facts.usage, turns: facts.turns },
      });
      const account = ledger.open();
      let used = NO_USAGE;
      let turns = 0;
      showState("starting");
      const transcript = join(run.dir, `${spec.id}.jsonl`);
      const attempt = startAttempt(
        {
          file,
          args,
          cwd: spec.cwd,
          sandboxed: charter.sandboxed,
          env: (mark) => ({
            ...env,
            [CHARTER_VARIABLE]: JSON.stringify(charterOf(spec, charter, facts, mark, ledger.limited)),
          }),
          transcript,
          reports: new Set(spec.role.reports),
          limits: spec.limits,
          startMs: options.startMs ?? START_MS,
          fedAt: live.startedAt,
          watch,
          clock,
          signal,
        },
        {
          onEvent(event) {
            if (event.kind === "answering") answered.resolve(true);
            show((live) => foldLive(live, event));
            if (event.kind === "message") {
              used = addUsage(used, event.usage);
              if (event.error === null) turns += 1;
              account.used(used, turns);
            }
            if (event.kind === "turn") stopIfExhausted(attempt);
            if (event.kind === "tool" && watch.repeats >= LOOP) show({ note: "repeats the same call" });
          },
          onReady: () => {
            if (live.state === "starting") showState("ready");
          },
          onTurn(usage, turns) {
            account.used(usage, turns);
            return ledger.exhausted();
          },
          onRefused(status, ms) {
            throttle(provider, status, ms, attempt);
            if (status === 429)
              showState("waiting", ms === null ? "rate limit" : `rate limit, ${seconds(ms)} s`);
          },
          onAsk: askPerson,
          onDecision(decision) {
            if (isDenied(decision)) denied += 1;
            // A log that cannot be written fails the child at its end, when the last event is appended.
            run
              .append({ type: "decision", id: spec.id, role: spec.role.name, ...decision })
              .catch(() => undefined);
          },
        },
      );
      running.set(attempt, provider);
      await run.append({
        type: "child-started",
        id: spec.id,
        label: spec.label,
        role: spec.role.name,
        step: spec.step ?? null,
        model: spec.model ?? null,
        attempt: attempts,
        pid: attempt.pid ?? null,
      });
      const end = await converse(attempt);
      running.delete(attempt);
      facts = { ...factsOf(watch), reports: [...facts.reports, ...watch.reports] };
      if (end.transcriptError !== null) {
        await run.append({ type: "transcript-incomplete", id: spec.id, reason: end.transcriptError });
      }
      return end;
    }

    /** The answer that reaches the budget counts, with the reports in it; another one is not asked for. */
    function stopIfExhausted(attempt: Attempt): boolean {
      const exhausted = ledger.exhausted();
      if (exhausted !== null) attempt.stop(exhausted);
      return exhausted !== null;
    }

    async function askPerson(asked: Asked, ended: AbortSignal): Promise<Answer> {
      const { approvals } = options.guard;
      if (approvals === null) return "nobody";
      showState("waiting", `asks: ${oneLine(asked.command, 60)}`);
      const answer = await approvals.ask({ child: spec.label, role: spec.role.name, ...asked }, ended);
      if (!ended.aborted) showState("running");
      return answer;
    }

    async function converse(attempt: Attempt) {
      const given = await Promise.race([
        Promise.all([prompt.promise, attempt.ready]),
        attempt.ended.then(() => null),
      ]);
      if (given?.[1] !== true) return attempt.ended;
      const [parts] = given;
      if (!pool.hasRoom) showState("waiting", "waits for a free place");
      const conversation = pool.converse(async () => {
        for (let ms = pool.holdMs(provider); ms > 0 && !attempt.over; ms = pool.holdMs(provider)) {
          showState("waiting", `rate limit, ${seconds(ms)} s`);
          await Promise.race([delay(ms, undefined, { ref: false }), attempt.ended]);
        }
        if (attempt.over || stopIfExhausted(attempt)) return await attempt.ended;
        showState("running");
        show({ startedAt: live.startedAt ?? clock.monotonic() });
        attempt.feed(parts);
        return await attempt.ended;
      });
      return await Promise.race([attempt.ended, conversation]);
    }

    function finalFacts(): RunFacts {
      const started = live.startedAt;
      const elapsed = started === undefined ? 0 : (clock.monotonic() - started) / 1000;
      return { ...facts, denied, seconds: elapsed, attempts: Math.max(1, attempts) };
    }

    async function conclude(): Promise<RunResult> {
      const result = await pool
        .admit(runChild)
        .finally(() => guard?.dispose())
        .catch(internalFailure(finalFacts));
      answered.resolve(false);
      const { note: _note, tool: _tool, ...rest } = live;
      show(() => ({
        ...rest,
        state: result.status,
        endedAt: clock.monotonic(),
        ...(result.status === "failed" ? { cause: result.cause } : {}),
      }));
      try {
        await run.append({ type: "child-ended", id: spec.id, label: spec.label, result });
      } catch (error) {
        return internalFailure(finalFacts)(error);
      }
      return result;
    }

    const result = conclude();
    results.add(result);
    void result.finally(() => results.delete(result));
    return { id: asked.id, feed: prompt.resolve, answered: answered.promise, result };
  }

  return {
    open,
    async close() {
      closing.abort();
      await Promise.all(results);
      await folders.dispose();
    },
  };
}

/** Whether the children of a run were in a sandbox is part of its record. */
function noteSandbox(run: RunLog, { mode, bwrap, commands, network, reason }: Sandbox): Promise<void> {
  return run.append({ type: "sandbox", mode, used: bwrap !== null, commands, network, reason });
}

/** What earlier attempts of a child have used. */
type Spent = Pick<RunFacts, "usage" | "turns">;

/** The flags that keep a hostile checkout from having a say, and the role's own. */
function flagsOf(spec: AgentSpec, options: AgentsOptions, rolePrompt: string): string[] {
  return [
    "--mode",
    "json",
    "-p",
    "--no-extensions",
    "--no-session",
    "--no-approve",
    "--no-context-files",
    "--no-skills",
    "--no-prompt-templates",
    "--no-themes",
    // Providers route and cache by session: children of one run share most of their prompt.
    "--session-id",
    options.run.id,
    "-e",
    options.childExtension,
    "--append-system-prompt",
    rolePrompt,
    "--tools",
    [...spec.role.tools, ...spec.role.reports].join(","),
    ...(spec.model === undefined ? [] : ["--model", spec.model]),
  ];
}

function charterOf(
  { role, model, limits }: AgentSpec,
  guard: GuardCharter,
  spent: Spent,
  mark: string,
  sharesBudget: boolean,
): Charter {
  const { tokens, usd } = limits;
  const { usage, turns } = spent;
  const used = usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
  const final = finalReport(role);
  const others = role.reports.slice(0, -1).join(", ");
  return {
    version: 1,
    role: role.name,
    reports: [...role.reports],
    final,
    reminder:
      `You are about to stop without a report. Nothing that you wrote as text counts. Call ${final} now` +
      (others === "" ? "." : `, after ${others} for whatever you have not reported yet.`),
    mark,
    guard,
    ...(model === undefined ? {} : { model }),
    sharesBudget,
    limits: {
      turns: limits.turns - turns,
      ...(tokens === undefined ? {} : { tokens: tokens - used }),
      ...(usd === undefined ? {} : { usd: usd - usage.cost }),
    },
  };
}

function finalReport(role: Role): string {
  const final = role.reports.at(-1);
  if (final === undefined) throw new Error(`The role ${role.name} has no reporting tool`);
  return final;
}

function factsOf({ reports, model, usage, turns }: Watch): Omit<RunFacts, "denied" | "seconds" | "attempts"> {
  return { reports, model, usage, turns };
}

function internalFailure(facts: () => RunFacts): (error: unknown) => RunResult {
  return (error) => ({
    status: "failed",
    cause: "could-not-start",
    detail: `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    ...facts(),
  });
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}

function definedOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Waits, and keeps the process alive meanwhile; the signal ends it early. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Only the abort rejects, and whoever waits here looks at the signal next.
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
