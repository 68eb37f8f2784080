import { expect, test } from "vitest";
import { copy, install, ln, rsync, tree, xargs } from "../../../../src/core/policy/programs/own-grammars.ts";
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

test.each([
  ["-b a b", "read a, write b"],
  ["-S x a b", "read a, write b, write bx, write b/ax, write b/bx"],
  ["-bSx d/a b", "read d/a, write b, write bx, write b/ax, write b/bx"],
  ["--suf=x a b", "read a, write b, write bx, write b/ax, write b/bx"],
  ["-S y -S x a b", "read a, write b, write bx, write b/ax, write b/bx"],
  ["--suffix=x a b", "read a, write b, write bx, write b/ax, write b/bx"],
  ["-S x -t d a", "write d, read a, write dx, write d/dx, write d/ax"],
  ["-S $x a b", "read a, write b, write ?, write ?, write ?"],
  ["-S x a b*", "read a, write b*, write ?, write ?, write ?"],
  ["-S", ""],
])("cp %s keeps copies: %s", (line, touches) => {
  const { uses, hazards, stranger } = copy("cp", valuesOf(line));
  const shown = uses.map(({ access, path }) => `${access} ${path.kind === "dynamic" ? "?" : path.text}`);
  expect(shown.join(", ")).toBe(touches);
  expect([hazards, stranger]).toEqual([[], false]);
});

test("mv, ln and install keep copies in the same way", () => {
  const written = (effects: ReturnType<typeof copy>) =>
    effects.uses.filter(({ access }) => access === "write").map(({ path }) => path.text);
  expect(written(copy("mv", valuesOf("-S x a b")))).toContain("bx");
  expect(written(ln(valuesOf("-s -S x a b")))).toContain("bx");
  expect(written(ln(valuesOf("-s a b")))).toEqual(["b"]);
  expect(written(install(valuesOf("-S x a b")))).toContain("b/ax");
  expect(written(install(valuesOf("a b")))).toEqual(["b"]);
});

test.each([
  ["-a a b", "read a, write b"],
  ["-f '. x' a b", "read a, write b, read x"],
  ["--filter 'merge,- x' a b", "read a, write b, read x"],
  ["--filter ':- .gitignore' a b", "read a, write b, read .gitignore"],
  ["--filter 'dir-merge_x' a b", "read a, write b, read x"],
  ["--filter '- . x' a b", "read a, write b"],
  ["--filter $x a b", "read a, write b, read $x"],
  ["--exclude '. x' a b", "read a, write b"],
  ["-f", ""],
  ["--suffix .x -b a b", "read a, write b"],
  ["--suffix ~ -b a b", "read a, write b"],
  ["--suffix x -b a b", "read a, write b, ?"],
  ["--suffix a.b -b a b", "read a, write b, ?"],
  ["--exclude x a b", "read a, write b"],
])("rsync %s: %s", (line, touches) => {
  const { uses, hazards, stranger } = rsync(valuesOf(line));
  const shown = uses.map(({ access, path }) => `${access} ${path.text}`);
  expect([...shown, ...(hazards.length > 0 ? ["?"] : [])].join(", ")).toBe(touches);
  expect(stranger).toBe(false);
});

test("names of copies that are kept somewhere in a tree are not told", () => {
  expect(rsync(valuesOf("-b --suffix x a b")).hazards).toEqual([
    "the names of the copies that rsync keeps are not told by the command",
  ]);
});
