import { randomUUID } from "node:crypto";
import type { ChildEvent } from "../../core/agents/child-event.ts";
import { eventSink, RECORD_LIMIT } from "../../core/agents/events.ts";
import type { Answer, Asked, FromChild, ToolDecision } from "../../core/agents/lifeline.ts";
import { splitRecords } from "../../core/agents/records.ts";
import type { Limits, Usage } from "../../core/agents/run.ts";
import type { AttemptEnd, Failure, Watch } from "../../core/agents/watch.ts";
import type { Clock } from "../../ports.ts";
import { type ChildEnd, startProcess } from "./process.ts";

/** How long a child may take to exit after its final report, in milliseconds. */
const FAREWELL_MS = 5000;

/** The longest time that a timer can be set to. */
const LONGEST_MS = 2 ** 31 - 1;

export interface AttemptSpec {
  readonly file: string;
  /** The command line for a child that carries this mark. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly sandboxed: boolean;
  /** The environment for a child that carries this mark. */
  readonly env: (mark: string) => Readonly<Record<string, string>>;
  readonly transcript: string;
  readonly reports: ReadonlySet<string>;
  readonly limits: Limits;
  /** Milliseconds that it may take to become ready for its prompt. */
  readonly startMs: number;
  /** Milliseconds on the monotonic clock of when the first attempt was fed; undefined when none was. */
  readonly fedAt: number | undefined;
  readonly watch: Watch;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface AttemptListener {
  onEvent(event: ChildEvent): void;
  /** The child is ready for its prompt. */
  onReady(): void;
  /** It waits with a request, after having used so much; a failure is the reason to stop it. */
  onTurn(usage: Usage, turns: number): Failure | null;
  /** The provider refused a request. */
  onRefused(status: number, retryAfterMs: number | null): void;
  /** A tool call waits for a person's word; `ended` is aborted when the child has ended. Never rejects. */
  onAsk(asked: Asked, ended: AbortSignal): Promise<Answer>;
  onDecision(decision: ToolDecision): void;
  /** The child said something that could not be read, perhaps a decision; it is stopped for that. */
  onLost(why: string): void;
}

/** One process of a child. */
export interface Attempt {
  readonly pid: number | undefined;
  /** Settles when it is ready for its prompt (true), or has ended (false). */
  readonly ready: Promise<boolean>;
  /** Gives it the prompt; from now on its limits count. */
  feed(prompt: readonly Uint8Array[]): void;
  /** Keeps it from the provider for so many milliseconds; its silence is not counted meanwhile. */
  hold(ms: number): void;
  stop(why: Failure): void;
  /** Whether it has ended. */
  readonly over: boolean;
  readonly ended: Promise<AttemptEnd & { readonly transcriptError: string | null }>;
}

/** Starts one process of a child and ends it when a limit, a failure or the signal says so. */
export function startAttempt(spec: AttemptSpec, listener: AttemptListener): Attempt {
  const { watch, clock, limits } = spec;
  const mark = randomUUID();
  const timers = new Set<NodeJS.Timeout>();
  let quietSince = clock.monotonic();
  let heldUntil = 0;
  let questions = 0;
  const ending = new AbortController();
  let fed = false;
  let isReady = false;
  let over = false;
  let becomeReady: () => void = () => undefined;
  const readiness = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  const records = splitRecords(
    eventSink(spec.reports, (event) => {
      const failure = watch.see(event);
      listener.onEvent(event);
      if (failure !== null) child.stop(failure);
      if (event.kind === "report" && watch.done) after(FAREWELL_MS, () => child.stop(LINGERING));
    }),
    RECORD_LIMIT,
  );

  const child = startProcess({
    file: spec.file,
    args: spec.args,
    cwd: spec.cwd,
    sandboxed: spec.sandboxed,
    env: spec.env(mark),
    mark,
    transcript: spec.transcript,
    records,
    onBytes: () => {
      quietSince = clock.monotonic();
    },
    onMessage,
    onLost(why) {
      listener.onLost(why);
      child.stop({ cause: "malformed-report", detail: `a message of the child was lost: ${why}` });
    },
  });

  function onMessage(message: FromChild): void {
    if (message.type === "ready") {
      isReady = true;
      becomeReady();
      listener.onReady();
      return;
    }
    if (message.type === "turn") {
      const failure = listener.onTurn(message.usage, message.turns);
      if (failure === null) child.send({ type: "go" });
      else child.stop(failure);
      return;
    }
    if (message.type === "ask") {
      void passOn(message);
      return;
    }
    if (message.type === "decision") {
      const { type: _type, ...decision } = message;
      listener.onDecision(decision);
      return;
    }
    const ms = message.retryAfterMs ?? null;
    watch.refused(message.status);
    const left = limits.wallClockMs - (clock.monotonic() - (spec.fedAt ?? quietSince));
    if (ms !== null && ms >= left) {
      const detail = `the provider (status ${message.status}) wants ${Math.ceil(ms / 1000)} s of rest, more than is left`;
      child.stop({ cause: "rate-limit", detail });
    } else if (ms !== null) {
      heldUntil = Math.max(heldUntil, clock.monotonic() + ms);
    }
    listener.onRefused(message.status, ms);
  }

  /** A person may take longer than a child may be silent. */
  async function passOn({ id, type: _type, ...asked }: FromChild & { type: "ask" }): Promise<void> {
    questions += 1;
    const answer = await listener.onAsk(asked, ending.signal);
    questions -= 1;
    quietSince = clock.monotonic();
    child.send({ type: "answer", id, answer });
  }

  function after(ms: number, action: () => void): void {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        action();
      },
      Math.min(Math.max(ms, 0), LONGEST_MS),
    );
    timers.add(timer);
  }

  function checkSilence(): void {
    const due = Math.max(quietSince, heldUntil) + limits.silenceMs;
    const now = clock.monotonic();
    if (now < due || questions > 0) {
      after(Math.max(due - now, questions > 0 ? limits.silenceMs : 0), checkSilence);
      return;
    }
    const seconds = Math.round(limits.silenceMs / 1000);
    child.stop({ cause: "silence", detail: `not a byte for ${seconds} s` });
  }

  // A child without our extension gets no prompt. At the end of its stdin it says what went wrong, and exits.
  after(spec.startMs, () => {
    if (isReady) return;
    child.feed([]);
    after(FAREWELL_MS, () => child.stop({ cause: "could-not-start", detail: "did not become ready" }));
  });

  const cancel = () => child.stop(stopReason(spec.signal));
  if (spec.signal.aborted) cancel();
  else spec.signal.addEventListener("abort", cancel, { once: true });

  async function finish(): Promise<AttemptEnd & { transcriptError: string | null }> {
    try {
      const end: ChildEnd = await child.ended;
      return { ...watch.end(end), transcriptError: end.transcriptError };
    } finally {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      ending.abort();
      spec.signal.removeEventListener("abort", cancel);
    }
  }

  const ended = finish();
  return {
    pid: child.pid,
    ready: Promise.race([readiness, ended]).then(() => isReady),
    ended,
    get over() {
      return over;
    },
    feed(prompt) {
      if (over) return;
      fed = true;
      quietSince = clock.monotonic();
      const spent = quietSince - (spec.fedAt ?? quietSince);
      after(limits.silenceMs, checkSilence);
      after(limits.wallClockMs - spent, () => {
        child.stop({
          cause: "wall-clock",
          detail: `not done after ${Math.round(limits.wallClockMs / 1000)} s`,
        });
      });
      child.feed(prompt);
    },
    hold(ms) {
      if (!fed) return;
      heldUntil = Math.max(heldUntil, clock.monotonic() + ms);
      child.send({ type: "hold", ms });
    },
    stop: (why) => child.stop(why),
  };
}

/** Why an aborted signal stops a child: its time is over (`AbortSignal.timeout`), or somebody wants it to end. */
export function stopReason({ reason }: AbortSignal): Failure {
  return reason instanceof DOMException && reason.name === "TimeoutError"
    ? { cause: "wall-clock", detail: "the time for the whole run is over" }
    : { cause: "cancelled", detail: "cancelled" };
}

const LINGERING: Failure = { cause: "silence", detail: "did not exit after its final report" };
