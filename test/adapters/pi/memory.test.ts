import { stat } from "node:fs/promises";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect, test } from "vitest";
import { FINISH, spawnParent, startChildren } from "../../support/children.ts";

const MB = 1024 * 1024;

/** Each turn says this much, and Pi writes it five times. */
const WORDS = "word ".repeat((7 * MB) / 5);
const TURNS = 6;

test("a transcript of 200 MB does not fail a child and does not grow its parent", async () => {
  await using children = await startChildren(({ turn }) =>
    turn <= TURNS ? { text: WORDS, calls: [{ name: "ls", arguments: { path: ".", limit: turn } }] } : FINISH,
  );
  const parent = spawnParent(children, children.spec("c"));
  const { stdout } = parent;
  if (stdout === null) throw new Error("the program has no stdout");
  const { result, peakMB } = (await json(stdout)) as { result: { status: string }; peakMB: number };
  const { size } = await stat(join(children.dir, "c.jsonl"));
  expect(result).toMatchObject({ status: "done", turns: TURNS + 1 });
  expect(size).toBeGreaterThan(200 * MB);
  expect(peakMB).toBeLessThan(200);
});
