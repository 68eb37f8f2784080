import type { RunResult, Usage } from "../agents/run.ts";
import type { ModelLayer } from "../models/resolve.ts";

export const PING_VERDICTS = [
  "ok",
  "other model answered",
  "no answer",
  "not authenticated",
  "rate limited",
  "provider error",
  "no report",
  "could not start",
  "over budget",
  "cancelled",
] as const;

/** What a ping says of one specialist's model; only `ok` is well. */
export type PingVerdict = (typeof PING_VERDICTS)[number];

/** Who is asked, with which model, and why that one. */
export interface PingAsk {
  /** The role or the lens. */
  readonly who: string;
  readonly role: string;
  /** `provider/id` or `provider/id:thinking`; undefined leaves the choice to Pi. */
  readonly model: string | undefined;
  readonly layer: ModelLayer;
  readonly origin: string;
}

/** What became of one ask. */
export interface PingAnswer {
  readonly who: string;
  /** The model that was asked for, without its thinking level; null when the choice was Pi's. */
  readonly asked: string | null;
  /** The thinking level that was asked for; null: Pi's own. */
  readonly thinking: string | null;
  readonly layer: ModelLayer;
  readonly origin: string;
  /** The model that answered; null when none did. */
  readonly answered: string | null;
  /** From the prompt to the end of the child. */
  readonly seconds: number;
  readonly usage: Usage;
  readonly verdict: PingVerdict;
  /** What went wrong, for people; null when nothing did. */
  readonly detail: string | null;
}

/** The result of a ping: `pi-ensemble ping --json`. */
export interface Ping {
  readonly schema: 1;
  readonly run: string;
  /** Whether every verdict is `ok`, and there is one. */
  readonly ok: boolean;
  readonly answers: readonly PingAnswer[];
  readonly usage: Usage;
  readonly seconds: number;
}

/** What a child's end says of its model. */
export function pingVerdict(result: RunResult): PingVerdict {
  if (result.status === "done") return "ok";
  switch (result.cause) {
    case "wrong-model":
      return "other model answered";
    case "rate-limit":
      return "rate limited";
    case "silence":
    case "wall-clock":
      return "no answer";
    case "provider-error":
      return UNAUTHENTICATED.test(result.detail) ? "not authenticated" : "provider error";
    case "could-not-start":
    case "signal":
      return UNAUTHENTICATED.test(result.detail) ? "not authenticated" : "could not start";
    case "no-report":
    case "malformed-report":
    case "turn-limit":
    case "looping":
      return "no report";
    case "budget":
      return "over budget";
    case "cancelled":
      return "cancelled";
  }
}

/** A provider's 401 or 403 as Pi words them, and Pi's own words for a provider without a key. */
const UNAUTHENTICATED =
  /^(401|403)\b|\((401|403)\)|no api key|\/login|unauthorized|unauthenticated|invalid[ _-]?(x-)?api[ _-]?key|authentication[ _](error|failed)|permission[ _]denied/i;
