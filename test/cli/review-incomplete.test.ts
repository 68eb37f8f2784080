import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openBench, RECEIPT } from "../support/command-line.ts";
import type { ModelReply, ModelRequest } from "../support/model-server.ts";

const BROKEN = "security";
const LENSES = ["--lens", BROKEN, "--lens", "simplicity"];
const QUICK = { retry: { enabled: false } };

/** A bench with a small change, on which only one lens misbehaves. */
async function benchWhere(misbehave: (request: ModelRequest) => ModelReply) {
  const bench = await openBench(
    (request) => (request.lens === BROKEN ? misbehave(request) : { calls: [RECEIPT] }),
    QUICK,
  );
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  bench.repository.commit("base");
  bench.repository.write({ "a.ts": "export const a = 2;\n" });
  return bench;
}

test.concurrent.each<[string, (request: ModelRequest) => ModelReply, string]>([
  ["says that it looks good and stops", () => ({ text: "Looks good. VERDICT: APPROVED" }), "no-report"],
  ["replies with nothing", () => ({}), "no-report"],
  ["answers 401", () => ({ status: 401, body: { error: { message: "bad key" } } }), "provider-error"],
  ["calls ls for ever", () => ({ calls: [{ name: "ls", arguments: { path: "." } }] }), "looping"],
  [
    "sends arguments that do not fit three times",
    ({ turn }) => ({ calls: [{ name: "finish_review", arguments: { summary: `attempt ${turn}` } }] }),
    "malformed-report",
  ],
  ["is another model", () => ({ calls: [RECEIPT], model: "m2" }), "wrong-model"],
  ["hangs", () => "hang", "wall-clock"],
  ["answers 500", () => ({ status: 500, body: { error: { message: "boom" } } }), "provider-error"],
  ["cuts the stream in the middle", () => ({ text: "I see that", cut: true }), "provider-error"],
])("a lens whose model %s leaves the review incomplete", async (_what, misbehave, cause) => {
  await using bench = await benchWhere(misbehave);
  const timeout = cause === "wall-clock" ? ["--timeout", "0.1"] : [];
  const { code, review } = await bench.review("--model", "fake/m1", ...LENSES, ...timeout);

  expect([code, review.verdict]).toEqual([3, "REVIEW_INCOMPLETE"]);
  // The first lens leads: while it hangs, nobody else is fed.
  const other = cause === "wall-clock" ? { status: "failed", cause } : { status: "done" };
  expect(review.lenses).toMatchObject([
    { lens: BROKEN, status: "failed", cause },
    { lens: "simplicity", ...other },
  ]);
});

test.concurrent("a lens whose process is killed leaves the review incomplete", async () => {
  await using bench = await benchWhere(() => "hang");
  const running = bench.start("review", "--json", "--model", "fake/m1", ...LENSES);
  await bench.server.seen((request) => request.lens === BROKEN);
  process.kill(await pidOfLens(bench.repository.root, BROKEN), "SIGKILL");

  const { code, stdout } = await running.ended;
  expect(code).toBe(3);
  expect(JSON.parse(stdout).lenses[0]).toMatchObject({ lens: BROKEN, status: "failed", cause: "signal" });
});

test.concurrent("the text says which lens is missing and why", async () => {
  await using bench = await benchWhere(() => ({ text: "Looks good." }));
  const { code, stdout } = await bench.run("review", "--model", "fake/m1", ...LENSES);
  expect(code).toBe(3);
  expect(stdout).toMatch(/^REVIEW_INCOMPLETE\n.*not an approval: security failed: no-report/);
});

test.concurrent("nothing to review is an error, never a pass", async () => {
  await using bench = await openBench(() => ({ calls: [RECEIPT] }), QUICK);
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  bench.repository.commit("base");

  const clean = await bench.run("review");
  expect(clean).toMatchObject({ code: 64, stdout: "" });
  expect(clean.stderr).toContain("Nothing changed");

  bench.repository.write({ "package-lock.json": "{}\n" });
  const listed = await bench.run("review");
  expect(listed).toMatchObject({ code: 64, stdout: "" });
  expect(listed.stderr).toContain("package-lock.json is lock file");
  expect(bench.server.requests).toHaveLength(0);
});

test.concurrent("two 429 that say how long to wait delay the review and do not fail it", async () => {
  await using bench = await openBench(({ number }) =>
    number <= 2
      ? { status: 429, headers: { "retry-after": "2" }, body: { error: { message: "slow down" } } }
      : { calls: [RECEIPT] },
  );
  bench.repository.write({ "a.ts": "export const a = 1;\n" });

  const { code, review } = await bench.review("--model", "fake/m1");
  expect([code, review.verdict]).toEqual([0, "APPROVED"]);
  expect((bench.server.times[2] ?? 0) - (bench.server.times[1] ?? 0)).toBeGreaterThanOrEqual(1900);
});

async function pidOfLens(root: string, lens: string): Promise<number> {
  const runs = `${root}/.git/pi-ensemble/runs`;
  const [run] = await readdir(runs);
  const lines = (await readFile(`${runs}/${run}/events.jsonl`, "utf8")).trim().split("\n");
  const started = lines
    .map((line) => JSON.parse(line))
    .find(({ type, id }) => type === "child-started" && id === lens);
  return started.pid;
}

test.concurrent("a reader that goes away takes nothing from the exit code", async () => {
  await using bench = await openBench(
    ({ turn }) => (turn === 1 ? { text: "Looks good." } : { calls: [RECEIPT] }),
    QUICK,
  );
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  const running = bench.start("review", "--model", "fake/m1", "--lens", "simplicity");
  running.closeOutput();
  expect((await running.ended).code).toBe(0);
});
