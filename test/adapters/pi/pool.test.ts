import { expect, test } from "vitest";
import { openPool, type Pool } from "../../../src/adapters/pi/pool.ts";

function poolAt(concurrency: number) {
  let now = 0;
  const pool = openPool(concurrency, { monotonic: () => now, now: () => new Date(0) });
  const pass = (ms: number) => {
    now += ms;
  };
  return { pool, pass };
}

/** How many conversations there may be at once. */
async function width(pool: Pool): Promise<number> {
  const releases: (() => void)[] = [];
  const work: Promise<void>[] = [];
  let running = 0;
  for (let each = 0; each < 10; each += 1) {
    work.push(
      pool.converse(() => {
        running += 1;
        return new Promise<void>((resolve) => releases.push(resolve));
      }),
    );
  }
  await new Promise((resolve) => setImmediate(resolve));
  const widest = running;
  while (releases.length > 0) {
    releases.pop()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(work);
  return widest;
}

test("a 429 halves it, a burst of them once, and each success gives one back", async () => {
  const { pool, pass } = poolAt(6);
  expect(await width(pool)).toBe(6);
  pool.throttled("p", null);
  pool.throttled("p", null);
  expect(await width(pool)).toBe(3);
  for (let each = 0; each < 3; each += 1) {
    pass(2000);
    pool.throttled("p", null);
  }
  expect(await width(pool)).toBe(1);
  pool.succeeded();
  expect(await width(pool)).toBe(2);
  for (let each = 0; each < 9; each += 1) pool.succeeded();
  expect(await width(pool)).toBe(6);
});

test("the longest rest counts, for the provider that asked for it", () => {
  const { pool, pass } = poolAt(6);
  pool.throttled("p", 2000);
  pool.throttled("p", 500);
  expect(pool.holdMs("p")).toBe(2000);
  expect(pool.holdMs("q")).toBe(0);
  pass(1500);
  expect(pool.holdMs("p")).toBe(500);
  pass(1000);
  expect(pool.holdMs("p")).toBe(0);
});
