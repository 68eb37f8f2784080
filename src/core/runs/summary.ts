import { z } from "zod";
import { ANSWERS, isDenied } from "../agents/lifeline.ts";
import { addUsage, FAILURE_CAUSES, type FailureCause, NO_USAGE, type Usage } from "../agents/run.ts";
import { isLens, type Lens } from "../review/lens.ts";
import { VERDICTS, type Verdict } from "../review/verdict.ts";
import type { RunEvent } from "./event.ts";

/** What a run was and what it cost. */
export interface RunSummary {
  readonly id: string;
  readonly kind: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Null when it has not ended. */
  readonly endedAt: string | null;
  /** Null when it came to none, or has no such thing. */
  readonly verdict: Verdict | null;
  /** How a run without a verdict ended, as it says itself; null when it does not. */
  readonly result: "ok" | "failed" | "error" | null;
  /** In the order in which they started. */
  readonly children: readonly ChildSummary[];
  /** Of all children that have ended. */
  readonly usage: Usage;
  /** Tool calls that were not let through, in order. */
  readonly denials: readonly Denial[];
  /** Events about children that could not be understood: what they cost is missing from `usage`. */
  readonly unreadable: number;
}

/** A tool call that a child's permissions, or the person that was asked, did not let through. */
export interface Denial {
  /** The id of the child. */
  readonly child: string;
  readonly tool: string;
  /** The command line or the path; the beginning of a long one. */
  readonly command: string;
  readonly rule: string;
  readonly because: string;
  /** What became of the question; null when the rules denied it. */
  readonly answer: string | null;
}

/** What became of one child. */
export interface ChildSummary {
  readonly id: string;
  readonly label: string;
  /** Null when it ended before it was started. */
  readonly role: string | null;
  readonly lens: Lens | null;
  /** The step of the recipe; null when the log does not say. */
  readonly step: string | null;
  /** Models whose providers failed, and why another one was tried. */
  readonly fallbacks: readonly { readonly from: string | null; readonly detail: string }[];
  /** The model that was asked for last; null when the choice was Pi's. */
  readonly asked: string | null;
  /** The model that answered last; null when none did. */
  readonly model: string | null;
  /** `unfinished`: the log does not say how it ended. */
  readonly status: "done" | "failed" | "unfinished";
  readonly cause: FailureCause | null;
  readonly detail: string | null;
  readonly usage: Usage;
  readonly turns: number;
  readonly seconds: number;
  /** Processes it took. */
  readonly attempts: number;
}

/** Sums up the events of one run; null when they are not the log of a run. */
export function summarizeRun(events: readonly RunEvent[]): RunSummary | null {
  const start = runStarted.safeParse(events[0]);
  if (!start.success) return null;
  const children = new Map<string, ChildSummary>();
  let endedAt: string | null = null;
  let verdict: Verdict | null = null;
  let result: RunSummary["result"] = null;
  const denials: Denial[] = [];
  let unreadable = 0;
  for (const event of events) {
    if (event.type === "child-started") {
      const started = childStarted.safeParse(event);
      if (started.success) {
        const { id } = started.data;
        children.set(id, startedChild(started.data, children.get(id)));
      } else unreadable += 1;
    } else if (event.type === "child-ended") {
      const ended = childEnded.safeParse(event);
      if (ended.success) children.set(ended.data.id, endedChild(ended.data, children.get(ended.data.id)));
      else unreadable += 1;
    } else if (event.type === "decision") {
      const denial = denialIn(event);
      if (denial !== null) denials.push(denial);
    } else if (event.type === "fallback-used") {
      const used = fallbackUsed.safeParse(event).data;
      const child = used === undefined ? undefined : children.get(used.id);
      if (used !== undefined && child !== undefined) {
        const { from, detail } = used;
        children.set(used.id, { ...child, fallbacks: [...child.fallbacks, { from, detail }] });
      } else unreadable += 1;
    } else if (event.type === "review") {
      verdict = reviewed.safeParse(event).data?.review.verdict ?? verdict;
    } else if (event.type === "run-ended") {
      endedAt = event.at;
      result = resultOf(event);
    }
  }
  const all = [...children.values()];
  const usage = all.map((child) => child.usage).reduce(addUsage, NO_USAGE);
  return {
    id: start.data.id,
    kind: start.data.kind,
    startedAt: start.data.at,
    endedAt,
    verdict,
    result,
    children: all,
    usage,
    denials,
    unreadable,
  };
}

function resultOf({ ok, error }: RunEvent): RunSummary["result"] {
  if (error !== undefined) return "error";
  return typeof ok === "boolean" ? (ok ? "ok" : "failed") : null;
}

const usage = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  cost: z.number(),
});

const facts = {
  model: z.string().nullable(),
  usage,
  turns: z.number(),
  seconds: z.number(),
  attempts: z.number(),
};

const runStarted = z.object({
  type: z.literal("run-started"),
  at: z.string(),
  id: z.string(),
  kind: z.string(),
});

const childStarted = z.object({
  id: z.string(),
  label: z.string(),
  role: z.string(),
  step: z.string().nullable().optional(),
  model: z.string().nullable(),
  attempt: z.number(),
});

const fallbackUsed = z.object({ id: z.string(), from: z.string().nullable(), detail: z.string() });

const childEnded = z.object({
  id: z.string(),
  label: z.string(),
  result: z.discriminatedUnion("status", [
    z.object({ status: z.literal("done"), ...facts }),
    z.object({ status: z.literal("failed"), cause: z.enum(FAILURE_CAUSES), detail: z.string(), ...facts }),
  ]),
});

const decided = z.object({
  id: z.string(),
  tool: z.string(),
  command: z.string(),
  rule: z.string(),
  because: z.string(),
  decision: z.enum(["allow", "ask", "deny"]),
  answer: z.enum(ANSWERS).optional(),
});

/** The denial that a decision was; null when it let the call through, or cannot be read. */
function denialIn(event: RunEvent): Denial | null {
  const read = decided.safeParse(event);
  if (!read.success) return null;
  const { id, tool, command, rule, because, decision, answer } = read.data;
  if (!isDenied({ decision, answer })) return null;
  return { child: id, tool, command, rule, because, answer: answer ?? null };
}

const reviewed = z.object({ review: z.object({ verdict: z.enum(VERDICTS) }) });

function startedChild(event: z.output<typeof childStarted>, before: ChildSummary | undefined): ChildSummary {
  const { id, label, role, attempt } = event;
  return {
    id,
    label,
    role,
    lens: lensOf(label),
    step: event.step ?? null,
    fallbacks: before?.fallbacks ?? [],
    asked: event.model,
    model: null,
    status: "unfinished",
    cause: null,
    detail: null,
    usage: NO_USAGE,
    turns: 0,
    seconds: 0,
    attempts: attempt,
  };
}

function endedChild(event: z.output<typeof childEnded>, before: ChildSummary | undefined): ChildSummary {
  const { id, label, result } = event;
  const { model, usage, turns, seconds, attempts } = result;
  const failure = result.status === "failed" ? result : { cause: null, detail: null };
  return {
    id,
    label,
    role: before?.role ?? null,
    lens: lensOf(label),
    step: before?.step ?? null,
    fallbacks: before?.fallbacks ?? [],
    asked: before?.asked ?? null,
    model,
    status: result.status,
    cause: failure.cause,
    detail: failure.detail,
    usage,
    turns,
    seconds,
    attempts,
  };
}

/** A reviewer's label begins with its lens; a second one for another part of the change adds a number. */
function lensOf(label: string): Lens | null {
  const [first = ""] = label.split(" ");
  return isLens(first) ? first : null;
}
