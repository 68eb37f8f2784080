import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openBench } from "../support/command-line.ts";
import { isAlive } from "../support/is-alive.ts";

/** A review whose six children all wait for an answer that never comes. */
async function hangingReview() {
  const bench = await openBench(() => "hang", { retry: { enabled: false } });
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  const running = bench.start("review", "--json", "--model", "fake/m1");
  await bench.server.seen(() => true);
  return { bench, running };
}

test.concurrent.each(["SIGINT", "SIGTERM"] as const)(
  "%s ends the review and all its children",
  async (signal) => {
    const { bench, running } = await hangingReview();
    await using _ = bench;
    const children = await childrenOf(bench.repository.root);
    expect(children).toHaveLength(6);

    running.kill(signal);
    const { code, stdout } = await running.ended;

    expect([code, stdout]).toEqual([130, ""]);
    expect(children.filter(isAlive)).toEqual([]);
  },
);

test.concurrent("the children end by themselves when their parent is killed", async ({ expect }) => {
  const { bench, running } = await hangingReview();
  await using _ = bench;
  const children = await childrenOf(bench.repository.root);
  expect(children).toHaveLength(6);

  running.kill("SIGKILL");
  await running.ended;

  await expect.poll(() => children.filter(isAlive), { timeout: 5000, interval: 50 }).toEqual([]);
});

async function childrenOf(root: string): Promise<number[]> {
  const runs = `${root}/.git/pi-ensemble/runs`;
  const [run] = await readdir(runs);
  const lines = (await readFile(`${runs}/${run}/events.jsonl`, "utf8")).trim().split("\n");
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === "child-started")
    .map(({ pid }) => pid);
}
