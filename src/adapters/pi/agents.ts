import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CHARTER_VARIABLE, type Charter, type GuardCharter } from "../../core/agents/charter.ts";
import { type Answer, type Asked, isDenied } from "../../core/agents/lifeline.ts";
import { foldLive, newLiveChild, oneLine } from "../../core/agents/live.ts";
import { LOOP } from "../../core/agents/loop.ts";
import { providerOf } from "../../core/agents/model.ts";
import type { Role } from "../../core/agents/role.ts";
import { type LiveChild, NO_USAGE, type RunFacts, type RunResult } from "../../core/agents/run.ts";
import { type AttemptEnd, type Watch, watchChild } from "../../core/agents/watch.ts";
import type { Agent, AgentSpec, Agents, Clock, RunLog } from "../../ports.ts";
import { type Attempt, CANCELLED, startAttempt } from "./attempt.ts";
import { type ChildGuard, type GuardOptions, prepareGuard } from "./guard.ts";
import type { PiCommand } from "./locate.ts";
import { openPool } from "./pool.ts";

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
  const running = new Map<Attempt, string>();
  const results = new Set<Promise<RunResult>>();
  const rolePrompts = new Map<string, Promise<string>>();
  const env = definedOf(options.env);
  const held = { ...options.guard, guarded: [...options.guard.guarded, run.dir] };

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

  function open(spec: AgentSpec): Agent {
    const provider = providerOf(spec.model);
    const prompt = deferred<readonly Uint8Array[]>();
    const answered = deferred<boolean>();
    const cancelled = aborted(signal);
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

    async function runChild(): Promise<RunResult> {
      for (;;) {
        const end = await pool.admit(async () => (signal.aborted ? NOT_STARTED : await runAttempt()));
        if (end.status === "done") {
          pool.succeeded();
          return { status: "done", ...finalFacts() };
        }
        const { cause, detail } = end;
        if (!end.transport || attempts > retry.attempts || signal.aborted) {
          return { status: "failed", cause, detail, ...finalFacts() };
        }
        const ms = Math.max(pool.holdMs(provider), retry.baseDelayMs * 2 ** (attempts - 1));
        showState("waiting", `starts again in ${seconds(ms)} s: ${oneLine(detail, 80)}`);
        await Promise.race([delay(ms, undefined, { ref: false }), cancelled.promise]);
        if (signal.aborted) return { status: "failed", ...CANCELLED, ...finalFacts() };
      }
    }

    async function runAttempt() {
      attempts += 1;
      guard ??= await prepareGuard(spec, held, env);
      const { charter } = guard;
      const watch = watchChild({
        model: spec.model,
        final: finalReport(spec.role),
        limits: spec.limits,
        spent: { usage: facts.usage, turns: facts.turns },
      });
      showState("starting");
      const transcript = join(run.dir, `${spec.id}.jsonl`);
      const attempt = startAttempt(
        {
          file: options.pi.file,
          args: [...options.pi.args, ...flagsOf(spec, options, await rolePrompt(spec.role))],
          cwd: spec.cwd,
          env: (mark) => ({
            ...env,
            [CHARTER_VARIABLE]: JSON.stringify(charterOf(spec, charter, facts, mark)),
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
            if (event.kind === "tool" && watch.repeats >= LOOP) show({ note: "repeats the same call" });
          },
          onReady: () => {
            if (live.state === "starting") showState("ready");
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
        model: spec.model ?? null,
        attempt: attempts,
        pid: attempt.pid ?? null,
      });
      const end = await converse(attempt);
      running.delete(attempt);
      facts = factsOf(watch);
      if (end.transcriptError !== null) {
        await run.append({ type: "transcript-incomplete", id: spec.id, reason: end.transcriptError });
      }
      return end;
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
        if (attempt.over) return await attempt.ended;
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
      const result = await runChild()
        .finally(() => guard?.dispose())
        .catch(internalFailure(finalFacts));
      cancelled.dispose();
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
    return { id: spec.id, feed: prompt.resolve, answered: answered.promise, result };
  }

  return {
    open,
    async close() {
      closing.abort();
      await Promise.all(results);
    },
  };
}

const NOT_STARTED: AttemptEnd = { status: "failed", ...CANCELLED, transport: false };

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

/** A promise that settles when the signal is aborted. */
function aborted(signal: AbortSignal): { readonly promise: Promise<void>; dispose(): void } {
  const { promise, resolve } = deferred<void>();
  const listener = () => resolve();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", listener, { once: true });
  return { promise, dispose: () => signal.removeEventListener("abort", listener) };
}
