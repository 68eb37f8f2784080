import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openBench, RECEIPT } from "../support/command-line.ts";
import type { ModelRequest } from "../support/model-server.ts";

/** Looks at one file after the other, thirty times, before it reports. */
function thirtyTurns({ turn }: ModelRequest) {
  const usage = { prompt: 2000, completion: 0 };
  if (turn >= 30) return { calls: [RECEIPT], usage };
  return { calls: [{ name: "ls", arguments: { path: ".", limit: turn } }], usage };
}

async function benchWith(config: unknown, script: (request: ModelRequest) => ReturnType<typeof thirtyTurns>) {
  const bench = await openBench(script);
  await writeFile(join(bench.env["PI_CODING_AGENT_DIR"] ?? "", "ensemble.json"), JSON.stringify(config));
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  bench.repository.commit("base");
  bench.repository.write({ "a.ts": "export const a = 2;\n" });
  return bench;
}

test.each([
  ["turns of a child", { child: { turns: 5 } }, 5, "turn-limit", "no report after 5 turns"],
  ["money of a child", { child: { usd: 0.01 } }, 5, "budget", "0.0100 of 0.01 US dollars"],
  ["turns of the run", { run: { turns: 5 } }, 5, "budget", "the budget of the run is used up: 5 of 5 turns"],
  ["money of the run", { run: { usd: 0.01 } }, 5, "budget", "0.0100 of 0.01 US dollars"],
  ["tokens of the run", { run: { tokens: 9000 } }, 5, "budget", "10000 of 9000 tokens"],
])(
  "a child of thirty turns stops within one turn at its budget: %s",
  async (_what, budget, turns, cause, detail) => {
    await using bench = await benchWith({ budget }, thirtyTurns);
    const { code, review } = await bench.review("--lens", "security");
    expect([code, review.verdict]).toEqual([3, "REVIEW_INCOMPLETE"]);
    expect(review.lenses).toMatchObject([{ status: "failed", cause }]);
    expect(review.lenses[0]?.detail).toContain(detail);
    expect(bench.server.requests.length).toBeLessThanOrEqual(
      turns + (detail.includes("run") || detail.includes("9000") ? 0 : 1),
    );
  },
);

test("the budget of a run stops all of its children, and says what it was", async () => {
  await using bench = await benchWith({ budget: { run: { turns: 6 } } }, thirtyTurns);
  const outcome = await bench.start(
    "review",
    "--lens",
    "security",
    "--lens",
    "simplicity",
    "--lens",
    "performance",
  ).ended;
  expect(outcome.code).toBe(3);
  expect(outcome.stderr).toContain("may use 6 turns");
  expect(outcome.stdout.match(/the budget of the run is used up/g)?.length).toBeGreaterThanOrEqual(3);
  // Each of the three may have been in the middle of a turn.
  expect(bench.server.requests.length).toBeLessThanOrEqual(6 + 3);
});

test("the answer that reaches the budget counts, with the report in it", async () => {
  await using bench = await benchWith({ budget: { run: { turns: 1 } } }, () => ({
    calls: [RECEIPT],
    usage: { prompt: 10, completion: 5 },
  }));
  const { code, review } = await bench.review("--lens", "security");
  expect([code, review.verdict]).toEqual([0, "APPROVED"]);
});
