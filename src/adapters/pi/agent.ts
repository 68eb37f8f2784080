import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Ledger } from "../../core/agents/budget.ts";
import { CHARTER_VARIABLE } from "../../core/agents/charter.ts";
import { allowsFallback } from "../../core/agents/failure.ts";
import { type Answer, type Asked, isDenied, isForGood } from "../../core/agents/lifeline.ts";
import { foldLive, newLiveChild, oneLine } from "../../core/agents/live.ts";
import { LOOP } from "../../core/agents/loop.ts";
import { providerOf } from "../../core/agents/model.ts";
import type { Role } from "../../core/agents/role.ts";
import { addUsage, type LiveChild, NO_USAGE, type RunFacts, type RunResult } from "../../core/agents/run.ts";
import { type AttemptEnd, type Failure, type Watch, watchChild } from "../../core/agents/watch.ts";
import type { Agent, AgentSpec, Approvals, Clock, RunLog } from "../../ports.ts";
import { type Attempt, startAttempt, stopReason } from "./attempt.ts";
import type { ChildGuard } from "./guard.ts";
import { charterOf, finalReport, flagsOf } from "./invocation.ts";
import type { PiCommand } from "./locate.ts";
import type { Pool } from "./pool.ts";

/** What the children of one run have in common. */
export interface Company {
  readonly pi: PiCommand;
  readonly childExtension: string;
  readonly run: RunLog;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string>>;
  readonly startMs: number;
  readonly leadMs: number;
  readonly retry: { readonly attempts: number; readonly baseDelayMs: number };
  readonly pool: Pool;
  readonly ledger: Ledger;
  /** Every process that runs, with its provider. */
  readonly running: Map<Attempt, string>;
  /** Who is asked; null when there is nobody. */
  readonly approvals: Approvals | null;
  readonly signal: AbortSignal;
  display(child: LiveChild): void;
  guard(spec: AgentSpec): Promise<ChildGuard>;
  /** The file that holds a role's prompt. */
  rolePrompt(role: Role): Promise<string>;
  /** A provider has refused a request of `origin`, and perhaps said how many milliseconds to stay away. */
  throttle(provider: string, status: number, ms: number | null, origin: Attempt): void;
}

/** Asks for a child: it starts when the pool has room, and is started again or with another model where that may help. */
export function openAgent(asked: AgentSpec, company: Company): Agent {
  const { run, clock, pool, ledger, signal, retry, running } = company;
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
    company.display(live);
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
  /** Questions that a person was shown. */
  let questions = 0;
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
    guard ??= await company.guard(spec);
    const { charter, env } = guard;
    const flags = flagsOf(spec, {
      runId: run.id,
      childExtension: company.childExtension,
      rolePrompt: await company.rolePrompt(spec.role),
    });
    const [file, args] = guard.wrap(company.pi.file, [...company.pi.args, ...flags]);
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
          ...company.env,
          ...env,
          [CHARTER_VARIABLE]: JSON.stringify(
            charterOf(spec, charter, { ...facts, asked: questions }, { mark, sharesBudget: ledger.limited }),
          ),
        }),
        transcript,
        reports: new Set(spec.role.reports),
        limits: spec.limits,
        startMs: company.startMs,
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
          company.throttle(provider, status, ms, attempt);
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
        onLost(reason) {
          // As above.
          run.append({ type: "message-lost", id: spec.id, reason }).catch(() => undefined);
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
    const { approvals } = company;
    if (approvals === null) return "nobody";
    showState("waiting", `asks: ${oneLine(asked.command, 60)}`);
    const answer = await approvals.ask({ child: spec.label, role: spec.role.name, ...asked }, ended);
    if (!isForGood(answer)) questions += 1;
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
      const late = setTimeout(() => answered.resolve(false), company.leadMs);
      void answered.promise.then(() => clearTimeout(late));
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

  return { id: asked.id, feed: prompt.resolve, answered: answered.promise, result: conclude() };
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
