/** Tokens by kind and money in US dollars. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** US dollars, as Pi computes it from its model catalogue; 0 where the catalogue has no price. */
  readonly cost: number;
}

export const NO_USAGE: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cost: 0 };

export function addUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    cost: a.cost + b.cost,
  };
}

/** Why a child failed. Each has one meaning; the detail beside it is for people. */
export const FAILURE_CAUSES = [
  "could-not-start",
  "provider-error",
  "rate-limit",
  "silence",
  "wall-clock",
  "turn-limit",
  "budget",
  "looping",
  "no-report",
  "malformed-report",
  "wrong-model",
  "cancelled",
  "signal",
] as const;

export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** One accepted call of a reporting tool. `arguments` passed the tool's schema. */
export interface Report {
  readonly tool: string;
  readonly arguments: unknown;
}

/** What is known of a child whatever became of it. */
export interface RunFacts {
  /** The reports that were accepted before it ended, in order. */
  readonly reports: readonly Report[];
  /** The model that answered last, as `provider/id`; null when none did. */
  readonly model: string | null;
  readonly usage: Usage;
  readonly turns: number;
  /** Tool calls that its permissions, or the person that was asked, did not let through. */
  readonly denied: number;
  readonly seconds: number;
  /** How many processes it took: 1 unless transport failed. */
  readonly attempts: number;
}

/** How a child ended: with its final report, or failed with a named cause. There is no third way. */
export type RunResult =
  | (RunFacts & { readonly status: "done" })
  | (RunFacts & { readonly status: "failed"; readonly cause: FailureCause; readonly detail: string });

/** When a child is stopped. Undefined means without limit. */
export interface Limits {
  /** Milliseconds without a byte on stdout after the prompt was fed. */
  readonly silenceMs: number;
  /** Milliseconds from the feeding of the prompt to the end: only a backstop. */
  readonly wallClockMs: number;
  readonly turns: number;
  /** Tokens of all kinds together. */
  readonly tokens?: number;
  /** US dollars. */
  readonly usd?: number;
}

/** Where a child is in its life, for a display. */
export type ChildState = "queued" | "starting" | "ready" | "running" | "waiting" | "done" | "failed";

/** A bounded picture of a running child; a new one is made at every change. */
export interface LiveChild {
  readonly id: string;
  readonly label: string;
  readonly state: ChildState;
  /** Set when `state` is "failed". */
  readonly cause?: FailureCause;
  /** What it waits for when `state` is "waiting": a rate limit, a retry. */
  readonly note?: string;
  /** The models whose providers failed before the present one was tried, first to last. */
  readonly insteadOf?: readonly string[];
  readonly model: string | null;
  /** Milliseconds on the monotonic clock of when the prompt was fed, and of the end. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly turns: number;
  /** The tool that runs now, with a short picture of its arguments. */
  readonly tool?: string;
  readonly usage: Usage;
  /** The end of what it said last: at most 200 characters, one line. */
  readonly lastWords: string;
}
