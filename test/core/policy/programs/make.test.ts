import { expect, test } from "vitest";
import { isBroken, linesIn, make } from "../../../../src/core/policy/programs/make.ts";
import { fixed, unknown, type Value } from "../../../../src/core/policy/words.ts";

/** What a call does: `read x`, `runs` where code is given that is not judged, `line x` where x may become a command. */
function does(words: readonly string[]): string {
  const { uses, hazards, stranger, lines = [] } = make(words.map(word));
  expect(stranger).toBe(true);
  const said = hazards.map((hazard) => hazard.replace(/^make .* runs code that is not judged$/s, "runs"));
  return [
    ...uses.map((use) => `${use.access} ${use.path.text}`),
    ...said,
    ...lines.map((line) => `line ${line}`),
  ].join(", ");
}

const PRINTED = "make runs what another command prints";

test.each([
  ["all", ""],
  ["-f x", "read x"],
  ["-fx", "read x"],
  ["-kf x", "read x"],
  ["--file=x", "read x"],
  ["--file x", "read x"],
  ["--fil x", "read x"],
  ["--makefile=x", "read x"],
  ["--makefile x", "read x"],
  ["--mak=x", "read x"],
  ["-f", ""],
  ["-f -", PRINTED],
  ["-f-", PRINTED],
  ["--file=-", PRINTED],
  ["--fil=-", PRINTED],
  ["--mak -", PRINTED],
  ["-f /dev/stdin", PRINTED],
  ["-f /dev/fd/3", PRINTED],
  ["-f //dev/stdin", PRINTED],
  ["-p", "make shows the environment"],
  ["-np", "make shows the environment"],
  ["--print-data-base", "make shows the environment"],
  ["--print-data", "make shows the environment"],
  ["--print-directory", ""],
  ["--eval=x", "runs"],
  ["--ev x", "runs"],
  ["-E x", "runs"],
  ["-kE x", "runs"],
  ["-f x\ny", "read x\ny"],
  ["SHELL=x", "runs"],
  ["SHELL:=x", "runs"],
  ["SHELL::=x", "runs"],
  ["SHELL?=x", "runs"],
  ["SHELL+=x", "runs"],
  [".SHELLFLAGS=-c", "runs"],
  [".RECIPEPREFIX=x", "runs"],
  [".venv", ""],
  ["SHELLx", ""],
  ["all!", "runs"],
  ["XY!=y", "runs"],
  ["a;b", "line a;b"],
  ["MAKE=x", "runs"],
  ["MAKE_COMMAND=x", "runs"],
  ["MAKESHELL=x", "runs"],
  ["MAKEFLAGS=x", "runs"],
  ["GNUMAKEFLAGS=x", "runs"],
  ["MFLAGS=x", "runs"],
  ["MAKEFILES=x", "runs"],
  ["MAKEOVERRIDES=x", "runs"],
  ["-- SHELL=x", "runs"],
  ["XSHELL=x", ""],
  ["SHELLX=x", ""],
  ["X.SHELLFLAGS=x", ""],
  ["X!=y", "runs"],
  ["X=a!=b", ""],
  ["a!b=x", ""],
  ["X=$(shell,y)", "runs"],
  ["X:=$y", "runs"],
  ["X=`y`", "runs"],
  ["-C $x", ""],
  ["-j X:=$(y)", "runs"],
  ["-l X:=$(y)", "runs"],
  ["-O X:=$(y)", "runs"],
  ["--debug X:=$(y)", "runs"],
  ["--jobs X:=$(y)", "runs"],
  ["--load-average X:=$(y)", "runs"],
  ["--output-sync X:=$(y)", "runs"],
  ["--shuffle X:=$(y)", "runs"],
  ["-W X:=$(y)", ""],
  ["-o X:=$(y)", ""],
  ["-I X:=$(y)", ""],
  ["-j4 CC=clang V=1", ""],
  ["x-p", ""],
  ["x-fy", ""],
])("make %s: %s", (line, wanted) => {
  expect(does(line.split(" "))).toBe(wanted);
});

test.each([
  [["CC=git commit"], "line git commit"],
  [["CC := git commit"], "line git commit"],
  [["SHELL := ./x"], "runs"],
  [[" SHELL=./x"], "runs"],
  [["COMPILE.c=tac x"], "line tac x"],
  [["CHECKOUT,v=tac x"], "line tac x"],
  [["FOO=a b"], ""],
  [["FOO = a;b "], "line a;b"],
  [["COMPILE.cc=tac x"], "line tac x"],
  [["CFLAGS=-O2 -g"], ""],
  [["FOO=a;b"], "line a;b"],
  [["FOO=a&b"], "line a&b"],
  [["FOO=a|b"], "line a|b"],
  [["FOO=a<b"], "line a<b"],
  [["FOO=a>b"], "line a>b"],
  [["FOO=a\nb"], "line a\nb"],
  [["FOO=a'|'#b"], "line a|b"],
  [['FOO=a";b'], "runs"],
  [["FOO=a';b"], "runs"],
  [["FOO=a\\;b"], "runs"],
  [["FOO='a b'"], ""],
])("make %j: %s", (words, wanted) => {
  expect(does(words)).toBe(wanted);
});

test("what is not known is no assignment, and as a file not known", () => {
  expect(does(["$x"])).toBe("");
  expect(does(["X=$x"])).toBe("runs");
  expect(make([unknown("X=$x", { prefix: "X=" })]).hazards).toEqual([]);
  expect(make([fixed("-f"), unknown("$x")]).uses).toEqual([{ access: "read", path: unknown("$x") }]);
});

test.each(
  "AR AS CC CXX CPP FC F77 LD M2C PC CO GET LEX YACC LINT MAKEINFO TEX TEXI2DVI WEAVE CWEAVE TANGLE CTANGLE RM LINK.o LEX.l".split(
    " ",
  ),
)("make's own rules run what %s holds", (name) => {
  expect(linesIn(name, "a b")).toEqual(["a b"]);
  expect(linesIn(name, "a")).toEqual([]);
  expect(linesIn(`X${name.replace(".", "")}`, "a b")).toEqual([]);
  expect(linesIn(`${name.replace(".", "")}X`, "a b")).toEqual([]);
});

test.each([
  ["a b", false],
  ["'a b'", false],
  ["a;b", false],
  ["'a|b'", false],
  ["'a;b", true],
  ['"a&b', true],
  ["a\\\nb", true],
])("%j may end the quotes around it: %s", (value, broken) => {
  expect(isBroken(value)).toBe(broken);
});

function word(text: string): Value {
  return text === "$x" ? unknown(text) : fixed(text);
}
