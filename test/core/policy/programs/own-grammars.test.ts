import { expect, test } from "vitest";
import { tree, xargs } from "../../../../src/core/policy/programs/own-grammars.ts";
import { valuesOf } from "../values.ts";

test.each(["-LI 1 x", "-LaI 1 x", "-ao x", "-dao x", "-ox"])("tree %s: its output is not known", (line) => {
  expect(tree(valuesOf(line)).hazards).toContain("which word is tree's output cannot be known");
});

test.each(["a-LP", "a-ob", "-L 1 a", "-o x a"])("tree %s names its output, or none", (line) => {
  expect(tree(valuesOf(line)).hazards).toEqual([]);
});

test.each([
  ["-a x", ["x"]],
  ["-a", []],
  ["$x", []],
] as const)("xargs %s reads %j", (line, read) => {
  expect(xargs(valuesOf(line)).uses.map(({ path }) => path.text)).toEqual([...read]);
});
