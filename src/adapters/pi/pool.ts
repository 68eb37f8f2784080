import pLimit from "p-limit";
import type { Clock } from "../../ports.ts";

/** Bounds how many children there are and how many of them may talk to a provider at once. */
export interface Pool {
  /** Runs `process` when there is room for one more process. */
  admit<T>(process: () => Promise<T>): Promise<T>;
  /** Runs `work`, which talks to a provider, when there is room for one more conversation. */
  converse<T>(work: () => Promise<T>): Promise<T>;
  /** A provider said 429, and how many milliseconds to stay away, or null when it did not say. */
  throttled(provider: string, retryAfterMs: number | null): void;
  /** A conversation went well. */
  succeeded(): void;
  /** Milliseconds until the provider may be asked again; 0 when it may be asked now. */
  holdMs(provider: string): number;
  /** Whether a conversation would begin at once. */
  readonly hasRoom: boolean;
}

/** Refusals within so many milliseconds are one event: six children that were sent off together halve the pool once. */
const BURST_MS = 1000;

/** A pool of at most `concurrency` at once. A 429 halves the number of conversations, each success gives one back. */
export function openPool(concurrency: number, clock: Clock): Pool {
  const processes = pLimit(concurrency);
  const conversations = pLimit(concurrency);
  const notBefore = new Map<string, number>();
  let lastThrottle = Number.NEGATIVE_INFINITY;
  return {
    admit: (process) => processes(process),
    converse: (work) => conversations(work),
    throttled(provider, retryAfterMs) {
      const now = clock.monotonic();
      if (now - lastThrottle > BURST_MS) {
        conversations.concurrency = Math.max(1, Math.floor(conversations.concurrency / 2));
        lastThrottle = now;
      }
      if (retryAfterMs === null) return;
      notBefore.set(provider, Math.max(now + retryAfterMs, notBefore.get(provider) ?? 0));
    },
    succeeded() {
      if (conversations.concurrency < concurrency) conversations.concurrency += 1;
    },
    holdMs: (provider) => Math.max(0, (notBefore.get(provider) ?? 0) - clock.monotonic()),
    get hasRoom() {
      return conversations.activeCount < conversations.concurrency;
    },
  };
}
