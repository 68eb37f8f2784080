import { expect, test } from "vitest";
import { FINISH, startChildren } from "../../support/children.ts";
import type { ModelReply } from "../../support/model-server.ts";

const PROVIDERS = { one: ["a"], two: ["b"], three: ["c"] };
const QUICK = { agentDir: { providers: PROVIDERS, retry: { enabled: false } } };

const failing = (replies: Readonly<Record<string, ModelReply>>) =>
  startChildren(({ model }) => replies[model] ?? FINISH, QUICK);
const models = { model: "one/a", fallbacks: ["two/b", "three/c"] };

test("a provider that cannot serve is left for the next model, which is shown and recorded", async () => {
  await using children = await failing({
    a: { status: 503, body: { error: { message: "busy" } } },
    b: "reset",
  });
  const result = await children.ask("lens", "Review", models);
  expect(result).toMatchObject({ status: "done", model: "three/c", attempts: 7 });
  expect(children.events.filter(({ type }) => type === "fallback-used")).toMatchObject([
    { id: "lens", from: "one/a", to: "two/b", cause: "provider-error" },
    { id: "lens", from: "two/b", to: "three/c", cause: "provider-error" },
  ]);
  expect(children.pictures.some(({ note }) => note?.startsWith("falls back to two/b"))).toBe(true);
  expect(children.pictures.at(-1)).toMatchObject({ state: "done", insteadOf: ["one/a", "two/b"] });
});

test("a quota is left at once, and the last failure is the result when nothing is left", async () => {
  const quota = { status: 429, body: { error: { message: "insufficient_quota" } } };
  await using children = await failing({ a: quota, b: quota, c: quota });
  expect(await children.ask("lens", "Review", models)).toMatchObject({
    status: "failed",
    cause: "rate-limit",
    attempts: 3,
  });
  expect(children.server.requests.map(({ model }) => model)).toEqual(["a", "b", "c"]);
});

test.each([
  ["a key that is not accepted", { status: 401, body: { error: { message: "bad key" } } }, "provider-error"],
  ["another model's answer", { ...FINISH, model: "cheaper" }, "wrong-model"],
  ["a model that does not report", { text: "Looks good." }, "no-report"],
] as const)("%s is no reason for another model", async (_what, reply, cause) => {
  await using children = await failing({ a: reply });
  expect(await children.ask("lens", "Review", models)).toMatchObject({ status: "failed", cause });
  expect(children.server.requests.every(({ model }) => model === "a")).toBe(true);
  expect(children.events.some(({ type }) => type === "fallback-used")).toBe(false);
});
