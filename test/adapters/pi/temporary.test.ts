import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTemporaryFolders } from "../../../src/adapters/pi/temporary.ts";

let base: string;
let before: string | undefined;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "pi-ensemble-temporary-")));
  before = process.env["TMPDIR"];
  process.env["TMPDIR"] = base;
});
afterEach(() => {
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  rmSync(base, { recursive: true, force: true });
});

function leftOver(name: string, owner: unknown): string {
  const folder = join(base, `pi-ensemble-run-${name}`);
  mkdirSync(join(folder, "child-1"), { recursive: true });
  if (owner !== undefined) writeFileSync(join(folder, "owner.json"), JSON.stringify(owner));
  return folder;
}

test("what a killed process has left is removed, and nothing else", async () => {
  // No process has this number: it is above the largest that Linux gives.
  const dead = leftOver("dead", { pid: 2 ** 22 + 1, host: hostname(), started: "never" });
  const elsewhere = leftOver("elsewhere", { pid: 2 ** 22 + 1, host: "another", started: "never" });
  const unowned = leftOver("unowned", undefined);
  const alive = openTemporaryFolders();
  const theirs = await alive.make();

  const folders = openTemporaryFolders();
  const [one, two] = await Promise.all([folders.make(), folders.make()]);
  expect([dead, elsewhere, unowned, theirs, one, two].map(existsSync)).toEqual([
    false,
    true,
    true,
    true,
    true,
    true,
  ]);
  expect(dirname(one)).toBe(dirname(two));

  await folders.dispose();
  expect([one, two, theirs].map(existsSync)).toEqual([false, false, true]);
  await alive.dispose();
});

test("without a child nothing is made", async () => {
  await openTemporaryFolders().dispose();
  expect(existsSync(base)).toBe(true);
});
