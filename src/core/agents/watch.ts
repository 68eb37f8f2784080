import type { ChildEvent } from "./child-event.ts";
import { classifyFailure } from "./failure.ts";
import { oneLine } from "./live.ts";
import { LOOP, loopCounter } from "./loop.ts";
import { type AnsweringModel, isAskedModel, nameOfModel, withoutThinking } from "./model.ts";
import { checkReport } from "./reports.ts";
import { addUsage, type FailureCause, type Limits, type Report, type Usage } from "./run.ts";

/** How often a reporting tool may be called with arguments that its schema refuses. */
export const REPORT_ATTEMPTS = 3;

/** Why a child is stopped or has failed. */
export interface Failure {
  readonly cause: FailureCause;
  readonly detail: string;
}

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the process could not be started; absent when it was. */
  readonly startError?: string;
  /** The end of what it wrote to stderr. */
  readonly stderr: string;
  /** Why we stopped it; absent when we did not. */
  readonly stopped?: Failure;
}

/** How one process did: with its final report, or not; `transport` says that a fresh process may succeed. */
export type AttemptEnd =
  | { readonly status: "done" }
  | ({ readonly status: "failed"; readonly transport: boolean } & Failure);

/**
 * Follows one process from its events to its end, and decides when it must be stopped. The child itself and its parent
 * watch alike: the child, to stop at once, the parent, because it believes no child.
 */
export interface Watch {
  /** Takes an event in; a failure is a reason to stop the child now. The first failure is the last event that counts. */
  see(event: ChildEvent): Failure | null;
  /** The HTTP status of the provider's latest refusal. */
  refused(status: number): void;
  end(end: ProcessEnd): AttemptEnd;
  /** Whether the final report was accepted. */
  readonly done: boolean;
  /** Reports that were refused and not made again: with one of them open, a final report is not the whole story. */
  readonly unsettled: number;
  readonly reports: readonly Report[];
  readonly model: string | null;
  readonly usage: Usage;
  readonly turns: number;
  /** How often the latest tool call was made in a row. */
  readonly repeats: number;
}

export interface WatchSpec {
  /** `provider/id`, or undefined when the choice was left to Pi. */
  readonly model: string | undefined;
  /** The name of the final report. */
  readonly final: string;
  readonly limits: Pick<Limits, "turns" | "tokens" | "usd">;
  /** What earlier attempts have used. */
  readonly spent: { readonly usage: Usage; readonly turns: number };
}

export function watchChild(spec: WatchSpec): Watch {
  const reports: Report[] = [];
  const calls = loopCounter();
  let { usage, turns } = spec.spent;
  let model: AnsweringModel | null = null;
  let started = false;
  let done = false;
  let repeats = 0;
  let refusals = 0;
  let unsettled = 0;
  let lastRefusal = "";
  let lastError: { readonly message: string; readonly status: number | undefined } | null = null;
  let lastText = "";
  let status: number | undefined;
  let failure: Failure | null = null;

  function see(event: ChildEvent): Failure | null {
    // The calls of one answer may end in any order: a report behind the final one is a report as well.
    if (failure === null && (!done || event.kind === "report")) failure = judge(event);
    else if (event.kind === "message") usage = addUsage(usage, event.usage);
    return failure;
  }

  function judge(event: ChildEvent): Failure | null {
    switch (event.kind) {
      case "started":
        started = true;
        return null;
      case "turn":
        return exceeded(spec.limits, usage, turns);
      case "message":
        return seeMessage(event);
      case "tool":
        repeats = calls.count(event.tool, event.args);
        if (repeats <= LOOP) return null;
        return {
          cause: "looping",
          detail: `${event.tool} was called ${LOOP + 1} times in a row with the same arguments`,
        };
      case "report":
        return seeReport(event);
      case "unreadable":
        return { cause: "malformed-report", detail: `could not read ${event.reason}` };
      default:
        return null;
    }
  }

  function seeMessage(event: ChildEvent & { kind: "message" }): Failure | null {
    usage = addUsage(usage, event.usage);
    lastError = event.error === null ? null : { message: event.error, status };
    status = undefined;
    if (event.error !== null) return null;
    turns += 1;
    model = event.model;
    lastText = event.text;
    if (isAskedModel(spec.model, event.model)) return null;
    const asked = spec.model === undefined ? `${model.provider}/${model.id}` : withoutThinking(spec.model);
    return { cause: "wrong-model", detail: `asked for ${asked}, answered by ${nameOfModel(event.model)}` };
  }

  function seeReport(event: ChildEvent & { kind: "report" }): Failure | null {
    const { tool, outcome } = event;
    const refusal =
      "refused" in outcome ? outcome.refused : checkReport(tool, outcome.arguments)?.violations.join("; ");
    if (refusal === undefined && "arguments" in outcome) {
      reports.push({ tool, arguments: outcome.arguments });
      if (tool === spec.final) done = true;
      else unsettled = Math.max(0, unsettled - 1);
      return null;
    }
    refusals += 1;
    if (tool !== spec.final) unsettled += 1;
    lastRefusal = `${tool}: ${oneLine(refusal ?? "", 300)}`;
    if (refusals < REPORT_ATTEMPTS) return null;
    return {
      cause: "malformed-report",
      detail: `${refusals} reports were refused, the last one: ${lastRefusal}`,
    };
  }

  function end(end: ProcessEnd): AttemptEnd {
    if (done && failure === null && unsettled === 0) return { status: "done" };
    const failed = (cause: FailureCause, detail: string, transport = false): AttemptEnd => ({
      status: "failed",
      cause,
      detail,
      transport,
    });
    if (done && failure === null) {
      return failed("malformed-report", `finished with a refused report: ${lastRefusal}`);
    }
    const reason = failure ?? end.stopped;
    if (reason !== undefined) return failed(reason.cause, reason.detail);
    const stderr = end.stderr.trim();
    if (end.startError !== undefined) return failed("could-not-start", end.startError);
    const signal = end.signal ?? signalOfCode(end.code);
    if (signal !== null) return failed("signal", `died by ${signal}`);
    if (!started) {
      return failed("could-not-start", stderr === "" ? `pi exited with code ${end.code}` : stderr);
    }
    if (lastError !== null) {
      const { cause, transport } = classifyFailure(lastError.message, lastError.status);
      return failed(cause, lastError.message, transport);
    }
    if (end.code !== 0) return failed("no-report", `pi exited with code ${end.code}: ${stderr}`);
    if (refusals > 0) return failed("no-report", `stopped after a refused report: ${lastRefusal}`);
    const words = oneLine(lastText, 200);
    return failed("no-report", words === "" ? "stopped without a word" : `stopped with the words: ${words}`);
  }

  return {
    see,
    refused: (code) => {
      status = code;
    },
    end,
    get done() {
      return done;
    },
    get unsettled() {
      return unsettled;
    },
    get reports() {
      return reports;
    },
    get model() {
      return model === null ? null : nameOfModel(model);
    },
    get usage() {
      return usage;
    },
    get turns() {
      return turns;
    },
    get repeats() {
      return repeats;
    },
  };
}

/** Whether a new turn would go beyond a limit. */
function exceeded(limits: WatchSpec["limits"], usage: Usage, turns: number): Failure | null {
  if (turns >= limits.turns) return { cause: "turn-limit", detail: `no report after ${turns} turns` };
  const tokens = usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
  if (limits.tokens !== undefined && tokens >= limits.tokens) {
    return { cause: "budget", detail: `${tokens} of ${limits.tokens} tokens used without a report` };
  }
  if (limits.usd !== undefined && usage.cost >= limits.usd) {
    return {
      cause: "budget",
      detail: `${usage.cost.toFixed(4)} of ${limits.usd} US dollars used without a report`,
    };
  }
  return null;
}

/** Pi turns SIGHUP and SIGTERM into exit codes; a shell does so with every signal. */
function signalOfCode(code: number | null): string | null {
  if (code === null || code <= 128) return null;
  const names: Readonly<Record<number, string>> = {
    1: "SIGHUP",
    6: "SIGABRT",
    9: "SIGKILL",
    11: "SIGSEGV",
    15: "SIGTERM",
  };
  return names[code - 128] ?? `signal ${code - 128}`;
}
