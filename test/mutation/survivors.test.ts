import fs from "node:fs";
import { expect, test } from "vitest";
import { clip, listed } from "./survivors.ts";

const modules = fs
  .readdirSync(new URL("survivors", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".jsonl"))
  .map((file) => file.replace(/\.jsonl$/, ""));

test.each(modules)("the mutants of %s that are explained are of code that is still there", (name) => {
  const source = fs.readFileSync(new URL(`../../src/core/policy/${name}.ts`, import.meta.url), "utf8");
  const line = source.replace(/\s+/g, " ");
  const gone = listed(name).filter(({ was, in: place }) => {
    const start = was.endsWith("...") ? was.slice(0, -"...".length) : was;
    return !line.includes(start) || (place !== "(module)" && !line.includes(place));
  });
  expect(gone).toEqual([]);
});

test("code is shown on one line, and not at length", () => {
  expect(clip("a\n  && b")).toBe("a && b");
  expect(clip("x".repeat(200))).toBe(`${"x".repeat(137)}...`);
});
