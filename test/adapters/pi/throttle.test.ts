import { expect, test } from "vitest";
import { FINISH, LIMITS, startChildren } from "../../support/children.ts";

const REFUSAL = { status: 429, headers: { "retry-after": "2" }, body: { error: { message: "slow down" } } };

test("a 429 with retry-after on the first two requests delays a child and does not fail it", async () => {
  await using children = await startChildren(({ number }) => (number <= 2 ? REFUSAL : FINISH));
  expect(await children.ask("c", "Review")).toMatchObject({ status: "done", attempts: 1 });
  const [first = 0, second = 0, third = 0] = children.server.times;
  expect(second - first).toBeGreaterThanOrEqual(1990);
  expect(third - second).toBeGreaterThanOrEqual(1990);
  expect(children.pictures.some(({ note }) => note?.startsWith("rate limit, 2 s"))).toBe(true);
});

test("no child asks the provider before the time that one of them was told", async () => {
  const refusal = { ...REFUSAL, headers: { "retry-after": "1" } };
  await using children = await startChildren(({ prompt, number, turn }) => {
    if (prompt === "working" && turn === 1) {
      return {
        calls: [{ name: "ls", arguments: { path: "." } }],
        after: children.shown(({ note }) => note?.startsWith("rate limit") === true),
      };
    }
    return prompt === "refused" && number === 2 ? refusal : FINISH;
  });
  const working = children.ask("working", "working");
  await children.server.seen(({ prompt }) => prompt === "working");
  const refused = children.ask("refused", "refused");
  await children.shown(({ note }) => note?.startsWith("rate limit") === true);
  const late = children.ask("late", "late");
  expect((await Promise.all([working, refused, late])).map(({ status }) => status)).toEqual([
    "done",
    "done",
    "done",
  ]);
  const [, told = 0, ...later] = children.server.times;
  expect(later).toHaveLength(3);
  for (const time of later) expect(time - told).toBeGreaterThanOrEqual(990);
});

test("a rest that is longer than the time that is left ends the child at once", async () => {
  await using children = await startChildren(() => ({ ...REFUSAL, headers: { "retry-after": "3600" } }));
  const start = performance.now();
  expect(await children.ask("c", "Review")).toMatchObject({
    status: "failed",
    cause: "rate-limit",
    attempts: 1,
  });
  expect(performance.now() - start).toBeLessThan(LIMITS.wallClockMs / 10);
});

test("an exhausted quota is not tried again", async () => {
  const body = { error: { message: "You exceeded your current quota", code: "insufficient_quota" } };
  await using children = await startChildren(() => ({ status: 429, body }));
  expect(await children.ask("c", "Review")).toMatchObject({
    status: "failed",
    cause: "rate-limit",
    detail: expect.stringContaining("quota"),
    attempts: 1,
  });
  expect(children.server.requests).toHaveLength(1);
});

const FAIL_FAST = { agentDir: { retry: { enabled: false } } };

test("a transport failure gets two fresh processes with the same prompt", async () => {
  await using children = await startChildren(
    ({ number }) => (number === 1 ? { status: 503 } : number === 2 ? { text: "I think", cut: true } : FINISH),
    FAIL_FAST,
  );
  expect(await children.ask("c", "Review")).toMatchObject({ status: "done", attempts: 3, turns: 1 });
  expect(children.server.requests.map(({ prompt }) => prompt)).toEqual(["Review", "Review", "Review"]);
  expect(
    children.pictures.some(({ state, note }) => state === "waiting" && note?.startsWith("starts again")),
  ).toBe(true);
});

test("and no more than two", async () => {
  await using children = await startChildren(() => ({ status: 503 }), FAIL_FAST);
  expect(await children.ask("c", "Review")).toMatchObject({
    status: "failed",
    cause: "provider-error",
    attempts: 3,
  });
  expect(children.server.requests).toHaveLength(3);
});

test.each([401, 403, 400])("a %i is not tried again", async (status) => {
  await using children = await startChildren(() => ({ status, body: { error: { message: "no" } } }));
  expect(await children.ask("c", "Review")).toMatchObject({
    status: "failed",
    cause: "provider-error",
    attempts: 1,
  });
  expect(children.server.requests).toHaveLength(1);
});

test("at most so many children run at once", async () => {
  let release: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using children = await startChildren(() => ({ ...FINISH, after }), { concurrency: 2 });
  const results = ["a", "b", "c", "d"].map((id) => children.ask(id, "Review"));
  await children.server.seen(({ number }) => number === 2);
  expect(children.events.filter(({ type }) => type === "child-started")).toHaveLength(2);
  release();
  expect((await Promise.all(results)).map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
});
