import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { developerMay, searchHarm } from "../../support/harmful-lines.ts";

let root = "";
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "policy-generated-"));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

test("what the guard allows of generated lines does no harm when real bash runs it", async () => {
  const { ran, harm } = await searchHarm(root, { seed: 1, lines: 500, allows: developerMay });
  expect(harm).toEqual([]);
  expect(ran).toBeGreaterThan(40);
}, 120_000);

test("the search finds harm where nothing is judged", async () => {
  const { harm } = await searchHarm(root, { seed: 1, lines: 60, allows: () => () => true });
  const seen = new Set(harm.flatMap(({ effects }) => effects));
  expect(seen).toContain("secret");
  expect(seen).toContain("commit");
  expect(seen).toContain("outside");
}, 120_000);
