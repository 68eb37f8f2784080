import type { Usage } from "./run.ts";

/**
 * The lifeline is a socket between parent and child on this file descriptor of the child. Its end tells a child that
 * its parent is gone; while it lasts, both send one JSON message per line.
 */
export const LIFELINE_FD = 3;

/** What a child tells its parent. A new kind of message is one more member. */
export type FromChild =
  /** Its extension is loaded: policy and reporting tools are in force. */
  | { readonly type: "ready" }
  /** The provider answered with an error status; `retryAfterMs` when it said how long to stay away. */
  | { readonly type: "refused"; readonly status: number; readonly retryAfterMs?: number }
  /** A request waits for the word that the run's budget has room for it; what this process has used so far. */
  | { readonly type: "turn"; readonly usage: Usage; readonly turns: number }
  /** A tool call waits for a person's word. `id` comes back with the answer. */
  | ({ readonly type: "ask"; readonly id: number } & Asked)
  /** What became of a tool call, and why. */
  | ({ readonly type: "decision" } & ToolDecision);

/** What a parent tells its child. A new kind of message is one more member. */
export type ToChild =
  /** Send no request to the provider for so many milliseconds from now. */
  | { readonly type: "hold"; readonly ms: number }
  /** The request that waits may be sent. */
  | { readonly type: "go" }
  /** What the person said to the question of that number. */
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer };

/** A tool call that needs a person's word. */
export interface Asked {
  readonly tool: string;
  /** The command line, or the path that would be written. */
  readonly command: string;
  readonly rule: string;
  readonly because: string;
}

export const ANSWERS = ["once", "run", "project", "denied", "unanswered", "nobody"] as const;

/**
 * What became of a question: yes, once, for this run or for this project; no; no answer in time; or nobody was there
 * to be asked. The last three mean no.
 */
export type Answer = (typeof ANSWERS)[number];

/** Whether the answer lets the tool call through. */
export function isYes(answer: Answer): boolean {
  return answer === "once" || isForGood(answer);
}

/** Whether the answer holds for later calls like it too. */
export function isForGood(answer: Answer): boolean {
  return answer === "run" || answer === "project";
}

/** One decision of the guard. */
export interface ToolDecision extends Asked {
  /** What the rules said. */
  readonly decision: "allow" | "ask" | "deny";
  /** Where the rule comes from. */
  readonly origin: string;
  /** Set when the rules said "ask". */
  readonly answer?: Answer;
}

/** Whether the tool call did not run. */
export function isDenied({
  decision,
  answer,
}: {
  readonly decision: ToolDecision["decision"];
  readonly answer?: Answer | undefined;
}): boolean {
  return decision === "deny" || (decision === "ask" && (answer === undefined || !isYes(answer)));
}

/** A message as the line that goes over the socket. */
export function lifelineLine(message: FromChild | ToChild): string {
  return `${JSON.stringify(message)}\n`;
}

/** How long a line of the lifeline may become, in characters. */
const LONGEST_LINE = 1024 * 1024;

/**
 * Cuts what comes from a child into messages. A line that is no message, or longer than any message is, is told to
 * `onLost` instead, once, with what is wrong with it.
 */
export function splitMessages(
  onMessage: (message: FromChild) => void,
  onLost: (why: string) => void,
): (text: string) => void {
  let rest = "";
  let skipping = false;
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = skipping || line.length > LONGEST_LINE ? null : readFromChild(line);
      if (message !== null) onMessage(message);
      else if (!skipping) onLost(line.length > LONGEST_LINE ? TOO_LONG : "it is no message");
      skipping = false;
    }
    if (skipping) rest = "";
    if (rest.length <= LONGEST_LINE) return;
    rest = "";
    skipping = true;
    onLost(TOO_LONG);
  };
}

const TOO_LONG = `it is longer than ${LONGEST_LINE} characters`;

/** Reads a line that a child sent; null when it is not a message. */
export function readFromChild(line: string): FromChild | null {
  const message = readObject(line);
  switch (message?.["type"]) {
    case "ready":
      return { type: "ready" };
    case "refused":
      return readRefused(message);
    case "turn":
      return readTurn(message);
    case "ask": {
      const asked = readAsked(message);
      const id = message["id"];
      return asked === null || typeof id !== "number" ? null : { type: "ask", id, ...asked };
    }
    case "decision":
      return readDecision(message);
    default:
      return null;
  }
}

/** Reads a line that a parent sent; null when it is not a message. */
export function readToChild(line: string): ToChild | null {
  const message = readObject(line);
  if (message?.["type"] === "go") return { type: "go" };
  if (message?.["type"] === "answer") {
    const id = message["id"];
    const answer = ANSWERS.find((each) => each === message["answer"]);
    return typeof id === "number" && answer !== undefined ? { type: "answer", id, answer } : null;
  }
  const ms = message?.["ms"];
  return message?.["type"] === "hold" && isAmount(ms) ? { type: "hold", ms } : null;
}

function readRefused(message: Record<string, unknown>): FromChild | null {
  const { status, retryAfterMs } = message;
  if (typeof status !== "number") return null;
  return { type: "refused", status, ...(isAmount(retryAfterMs) ? { retryAfterMs } : {}) };
}

function readTurn({ usage, turns }: Record<string, unknown>): FromChild | null {
  if (typeof turns !== "number" || typeof usage !== "object" || usage === null) return null;
  const { input, output, cacheRead, cacheWrite, cost } = usage as Record<keyof Usage, unknown>;
  const numbers = [input, output, cacheRead, cacheWrite, cost, turns];
  if (!numbers.every(isAmount)) return null;
  return { type: "turn", usage: usage as Usage, turns };
}

function readAsked({ tool, command, rule, because }: Record<string, unknown>): Asked | null {
  if (typeof tool !== "string" || typeof command !== "string") return null;
  return typeof rule === "string" && typeof because === "string" ? { tool, command, rule, because } : null;
}

function readDecision(message: Record<string, unknown>): FromChild | null {
  const asked = readAsked(message);
  const decision = (["allow", "ask", "deny"] as const).find((each) => each === message["decision"]);
  const answer = ANSWERS.find((each) => each === message["answer"]);
  const origin = message["origin"];
  if (asked === null || decision === undefined || typeof origin !== "string") return null;
  return { type: "decision", ...asked, decision, origin, ...(answer === undefined ? {} : { answer }) };
}

/**
 * Milliseconds to stay away, from the values of `retry-after-ms` and `retry-after` (seconds or an HTTP date, RFC 9110
 * section 10.2.3); null when neither says so. `now` is wall-clock milliseconds.
 */
export function retryDelay(
  retryAfterMs: string | undefined,
  retryAfter: string | undefined,
  now: number,
): number | null {
  const milliseconds = Number(retryAfterMs ?? Number.NaN);
  if (isAmount(milliseconds)) return milliseconds;
  if (retryAfter === undefined || retryAfter.trim() === "") return null;
  const seconds = Number(retryAfter);
  if (isAmount(seconds)) return seconds * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function readObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
