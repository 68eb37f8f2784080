import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Ping } from "../../src/core/ping/ping.ts";
import { type Bench, openBench, RECEIPT } from "../support/command-line.ts";
import type { ModelReply, ModelRequest } from "../support/model-server.ts";

const PONG = { calls: [{ name: "pong", arguments: { complete: true } }] };
const PROVIDERS = { one: ["a", "b"], two: ["a", "c"] };

async function configure(bench: Bench, models: unknown): Promise<void> {
  const file = join(bench.env["PI_CODING_AGENT_DIR"] ?? "", "ensemble.json");
  await writeFile(file, JSON.stringify({ models }));
}

async function pingJson(bench: Bench, ...words: string[]): Promise<{ code: number | null; ping: Ping }> {
  const { code, stdout, stderr } = await bench.run("ping", "--json", ...words);
  if (stdout === "") throw new Error(stderr);
  return { code, ping: JSON.parse(stdout) as Ping };
}

test("every role and lens answers with its own model, in parallel, and the run is recorded", async () => {
  let begun = 0;
  let release: () => void = () => undefined;
  const six = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using bench = await openBench(
    () => {
      begun += 1;
      if (begun === 6) release();
      return { ...PONG, after: six };
    },
    { providers: PROVIDERS },
  );
  await configure(bench, { default: "one/a", roles: { developer: "one/b" }, lenses: { security: "two/c" } });

  const { code, ping } = await pingJson(bench);
  expect(code).toBe(0);
  expect(ping.ok).toBe(true);
  expect(Object.fromEntries(ping.answers.map(({ who, answered }) => [who, answered]))).toEqual({
    "project-manager": "one/a",
    developer: "one/b",
    ops: "one/a",
    explore: "one/a",
    "adversarial-developer": "one/a",
    "code-review-specialist": "one/a",
    security: "two/c",
    "error-handling": "one/a",
    "type-safety": "one/a",
    performance: "one/a",
    architecture: "one/a",
    simplicity: "one/a",
  });
  expect(ping.answers[1]).toMatchObject({ asked: "one/b", layer: "role", verdict: "ok", detail: null });
  expect(ping.answers[1]?.usage).toMatchObject({ input: 10, output: 5 });
  expect(bench.server.requests).toHaveLength(12);
  expect(bench.server.requests.every(({ tools }) => tools.join() === "pong")).toBe(true);

  const runs = await bench.run("runs");
  expect(runs.stdout).toContain(ping.run);
  const show = await bench.run("runs", "show", ping.run);
  expect(show.stdout).toMatch(/security +done +two\/c/);
});

test("one that answers under another model's name fails, and both models are named", async () => {
  await using bench = await openBench(
    (request: ModelRequest) => (request.model === "c" ? { ...PONG, model: "a-cheaper" } : PONG),
    { providers: PROVIDERS },
  );
  await configure(bench, { default: "one/a", lenses: { security: "two/c" } });
  const { code, stdout } = await bench.run("ping", "--role", "security", "--role", "ops");
  expect(code).toBe(1);
  expect(stdout).toMatch(/security +other model +two\/c +two\/a-cheaper/);
  expect(stdout).toContain("asked for two/c, answered by two/a-cheaper");
  expect(stdout).toMatch(/ops +ok +one\/a +one\/a/);
  expect(stdout).toContain("1 of 2 did not answer as asked");
});

test("each failure has its verdict", async () => {
  const replies: Record<string, ModelReply> = {
    words: { text: "Hello!" },
    unauthorized: { status: 401, body: { error: { message: "invalid key" } } },
    quota: { status: 429, body: { error: { message: "insufficient_quota" } } },
    broken: { status: 400, body: { error: { message: "bad request" } } },
    silent: "hang",
  };
  await using bench = await openBench(({ model }) => replies[model] ?? PONG, {
    providers: { one: Object.keys(replies) },
    retry: { enabled: false },
  });
  await configure(bench, {
    roles: { ops: "one/words", explore: "one/unauthorized" },
    lenses: { security: "one/quota", performance: "one/broken", simplicity: "one/silent" },
  });
  const names = ["ops", "explore", "security", "performance", "simplicity"];
  const { code, ping } = await pingJson(
    bench,
    "--timeout",
    "5",
    ...names.flatMap((name) => ["--role", name]),
  );
  expect(ping.answers.map(({ verdict }) => verdict)).toEqual([
    "no report",
    "not authenticated",
    "rate limited",
    "provider error",
    "no answer",
  ]);
  expect(ping.ok).toBe(false);
  expect(code).toBe(1);
});

test("before any child is started, a model or a name that cannot be is refused with what was meant", async () => {
  await using bench = await openBench(() => PONG, { providers: PROVIDERS });
  for (const [words, message, remedy] of [
    [["--model", "one/aa"], "Pi knows no model one/aa (12 roles and lenses: --model)", "Did you mean one/a"],
    [["--model", "openai/gpt-5"], "openai/gpt-5 is not authenticated", "set the key of openai"],
    [["--model", "one/a:high"], "does not know the thinking level high", "It knows off"],
    [["--role", "developper"], 'no role or lens "developper"', "Did you mean developer"],
    [["--tiemout", "3"], "There is no option --tiemout", "--timeout"],
  ] as const) {
    const { code, stderr, stdout } = await bench.run("ping", ...words);
    expect(stderr).toContain(message);
    expect(stderr).toContain(remedy);
    expect(stdout).toBe("");
    expect(code).toBe(64);
  }

  await configure(bench, { roles: { ops: "two/cc" }, fallbacks: { default: ["one/bb"] } });
  const pick = await bench.run("ping", "--role", "ops");
  expect(pick.code).toBe(64);
  expect(pick.stderr).toMatch(/two\/cc \(ops: models\.roles\.ops in .*ensemble\.json\)/);
  expect(pick.stderr).toContain("one/bb (ops: models.fallbacks)");
  expect(bench.server.requests).toHaveLength(0);
});

test("a review whose model is misspelt, or answered by another one, says so", async () => {
  await using bench = await openBench(() => ({ calls: [RECEIPT], model: "cheaper" }), {
    providers: PROVIDERS,
  });
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  bench.repository.commit("base");
  bench.repository.write({ "a.ts": "export const a = 2;\n" });
  const misspelt = await bench.run("review", "--model", "one/aa");
  expect(misspelt.code).toBe(64);
  expect(misspelt.stderr).toContain("Did you mean one/a");
  expect(bench.server.requests).toHaveLength(0);

  const { code, review } = await bench.review("--model", "one/a", "--lens", "security");
  expect([code, review.verdict]).toEqual([3, "REVIEW_INCOMPLETE"]);
  expect(review.lenses[0]).toMatchObject({
    cause: "wrong-model",
    detail: "asked for one/a, answered by one/cheaper",
  });
});
