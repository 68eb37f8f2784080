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
  | { readonly type: "refused"; readonly status: number; readonly retryAfterMs?: number };

/** What a parent tells its child. A new kind of message is one more member. */
export type ToChild =
  /** Send no request to the provider for so many milliseconds from now. */
  { readonly type: "hold"; readonly ms: number };

/** A message as the line that goes over the socket. */
export function lifelineLine(message: FromChild | ToChild): string {
  return `${JSON.stringify(message)}\n`;
}

/** Reads a line that a child sent; null when it is not a message. */
export function readFromChild(line: string): FromChild | null {
  const message = readObject(line);
  if (message?.["type"] === "ready") return { type: "ready" };
  const status = message?.["status"];
  if (message?.["type"] !== "refused" || typeof status !== "number") return null;
  const retryAfterMs = message["retryAfterMs"];
  return { type: "refused", status, ...(isDuration(retryAfterMs) ? { retryAfterMs } : {}) };
}

/** Reads a line that a parent sent; null when it is not a message. */
export function readToChild(line: string): ToChild | null {
  const message = readObject(line);
  const ms = message?.["ms"];
  return message?.["type"] === "hold" && isDuration(ms) ? { type: "hold", ms } : null;
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
  if (isDuration(milliseconds)) return milliseconds;
  if (retryAfter === undefined || retryAfter.trim() === "") return null;
  const seconds = Number(retryAfter);
  if (isDuration(seconds)) return seconds * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function isDuration(value: unknown): value is number {
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
