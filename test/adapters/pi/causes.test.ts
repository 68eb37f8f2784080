import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FINISH, LIMITS, startChildren } from "../../support/children.ts";
import type { ModelScript } from "../../support/model-server.ts";

const LS = { calls: [{ name: "ls", arguments: { path: "." } }] };
const NO_RETRY = { retry: { attempts: 0, baseDelayMs: 0 }, agentDir: { retry: { enabled: false } } };

test.each<[string, ModelScript, object]>([
  [
    "says that it looks good and stops",
    () => ({ text: "looks good" }),
    { cause: "no-report", turns: 2, detail: "stopped with the words: looks good" },
  ],
  ["replies with nothing", () => ({}), { cause: "no-report", detail: "stopped without a word" }],
  [
    "answers 500",
    () => ({ status: 500, body: { error: { message: "boom" } } }),
    { cause: "provider-error", detail: expect.stringContaining("boom") },
  ],
  [
    "answers 401",
    () => ({ status: 401, body: { error: { message: "no such key" } } }),
    { cause: "provider-error", detail: expect.stringContaining("no such key") },
  ],
  ["cuts the stream", () => ({ text: "I was about to", cut: true }), { cause: "provider-error" }],
  ["resets the connection", () => "reset", { cause: "provider-error" }],
  [
    "answers 429",
    () => ({ status: 429, body: { error: { message: "slow down" } } }),
    { cause: "rate-limit", detail: expect.stringContaining("slow down") },
  ],
  [
    "sends arguments that fail the schema",
    ({ turn }) => ({ calls: [{ name: "finish_review", arguments: { summary: `attempt ${turn}` } }] }),
    { cause: "malformed-report", turns: 3, detail: expect.stringContaining("complete") },
  ],
  [
    "is another model",
    () => ({ ...FINISH, model: "m2" }),
    { cause: "wrong-model", detail: "asked for fake/m1, answered by fake/m2", reports: [] },
  ],
])("a model that %s", async (_what, script, expected) => {
  await using children = await startChildren(script, NO_RETRY);
  expect(await children.ask("c", "Review")).toMatchObject({ status: "failed", attempts: 1, ...expected });
  expect(children.pictures.at(-1)).toMatchObject({ state: "failed" });
});

test("a model that calls ls for ever is told once, shown as looping, and stopped", async () => {
  await using children = await startChildren(() => LS, NO_RETRY);
  expect(await children.ask("c", "Review")).toMatchObject({
    status: "failed",
    cause: "looping",
    turns: 4,
    detail: "ls was called 4 times in a row with the same arguments",
  });
  expect(children.server.requests.at(-1)?.messages.at(-1)?.text).toContain("three times in a row");
  expect(children.pictures.some(({ note }) => note === "repeats the same call")).toBe(true);
});

test("a call that was cut off and repaired is no report", async () => {
  await using children = await startChildren(
    ({ turn }) =>
      turn === 1
        ? { calls: [{ name: "finish_review", arguments: '{"summary":"all fine","examined":["a.ts"' }] }
        : FINISH,
    NO_RETRY,
  );
  const result = await children.ask("c", "Review");
  expect(result).toMatchObject({ status: "done", turns: 2, reports: [{ tool: "finish_review" }] });
});

test("a final report counts whatever its siblings and the rest of the stream do", async () => {
  await using children = await startChildren(
    ({ turn }) => (turn === 1 ? { calls: [...LS.calls, ...FINISH.calls] } : "hang"),
    NO_RETRY,
  );
  expect(await children.ask("c", "Review")).toMatchObject({ status: "done", turns: 1 });
  expect(children.server.requests).toHaveLength(1);
});

describe("limits", () => {
  test("silence", async () => {
    await using children = await startChildren(() => "hang", NO_RETRY);
    const result = await children.ask("c", "Review", { limits: { ...LIMITS, silenceMs: 700 } });
    expect(result).toMatchObject({ status: "failed", cause: "silence" });
  });

  test("wall clock", async () => {
    await using children = await startChildren(() => "hang", NO_RETRY);
    const result = await children.ask("c", "Review", { limits: { ...LIMITS, wallClockMs: 700 } });
    expect(result).toMatchObject({ status: "failed", cause: "wall-clock" });
  });

  const working: ModelScript = ({ turn }) => ({
    calls: [{ name: "ls", arguments: { path: ".", limit: turn } }],
    usage: { prompt: 100, completion: 50 },
  });

  test("turns", async () => {
    await using children = await startChildren(working, NO_RETRY);
    const result = await children.ask("c", "Review", { limits: { ...LIMITS, turns: 2 } });
    expect(result).toMatchObject({ status: "failed", cause: "turn-limit", turns: 2 });
    expect(children.server.requests.length).toBeLessThanOrEqual(3);
  });

  test("tokens", async () => {
    await using children = await startChildren(working, NO_RETRY);
    const result = await children.ask("c", "Review", { limits: { ...LIMITS, tokens: 300 } });
    expect(result).toMatchObject({ status: "failed", cause: "budget", turns: 2 });
  });

  test("money", async () => {
    await using children = await startChildren(working, NO_RETRY);
    const result = await children.ask("c", "Review", { limits: { ...LIMITS, usd: 0.0003 } });
    expect(result).toMatchObject({ status: "failed", cause: "budget", turns: 2 });
  });
});

describe("a child that cannot start", () => {
  test("there is no such program", async () => {
    const pi = { file: "/nonexistent/pi", args: [], version: null };
    await using children = await startChildren(() => FINISH, { pi });
    const agent = children.agents.open(children.spec("c"));
    expect(await agent.result).toMatchObject({
      status: "failed",
      cause: "could-not-start",
      detail: expect.stringContaining("ENOENT"),
    });
    expect(await agent.answered).toBe(false);
  });

  test("the provider is unknown", async () => {
    await using children = await startChildren(() => FINISH);
    expect(await children.ask("c", "Review", { model: "nobody/m1" })).toMatchObject({
      status: "failed",
      cause: "could-not-start",
      detail: expect.stringContaining("nobody"),
    });
  });

  test("our extension does not load: it never gets the prompt", async () => {
    await using children = await startChildren(() => FINISH, {
      childExtension: join(import.meta.dirname, "no-such-extension.ts"),
      startMs: 500,
    });
    expect(await children.ask("c", "Review")).toMatchObject({
      status: "failed",
      cause: "could-not-start",
      detail: expect.stringContaining("no-such-extension"),
    });
    expect(children.server.requests).toHaveLength(0);
  });
});

test("a child killed by SIGKILL did not succeed", async () => {
  await using children = await startChildren(() => "hang");
  const agent = children.agents.open(children.spec("c"));
  agent.feed([Buffer.from("Review")]);
  await children.server.seen(() => true);
  const pid = children.events.find(({ type }) => type === "child-started")?.["pid"] as number;
  process.kill(pid, "SIGKILL");
  expect(await agent.result).toMatchObject({ status: "failed", cause: "signal", detail: "died by SIGKILL" });
});
