import { expect, test } from "vitest";
import { readGitArguments, readOptions } from "../../../../src/core/policy/git/arguments.ts";
import { fixed, pattern, unknown, type Value } from "../../../../src/core/policy/words.ts";

/** What words mean to a command, and the values of its options. */
const cases: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly string[]])[] = [
  ["commit", "-am x", { message: "x" }, []],
  ["commit", "-a", {}, []],
  ["commit", "--all", {}, []],
  ["commit", "-mx=y", { message: "x=y" }, []],
  ["commit", "--message=x=y", { message: "x=y" }, []],
  ["commit", "--message=", { message: "" }, []],
  ["commit", "-m", {}, []],
  ["log", "-n 3 -n 4", { "max-count": "3 4" }, []],
  ["log", "--author a-b", { author: "a-b" }, []],
  ["log", "--author a-3", { author: "a-3" }, []],
  ["log", "--author -30", { author: "-30" }, []],
  ["log", "--author -3x", { author: "-3x" }, ["-3x behind --author can be an option or a value"]],
  ["log", "--author --3", { author: "--3" }, ["--3 behind --author can be an option or a value"]],
  ["log", "-S -a--x", { pickaxe: "-a--x" }, ["-a--x behind --pickaxe can be an option or a value"]],
  ["log", "--x-3", {}, ["--x-3 is no option of git log that is known"]],
  ["nothing", "--=x", {}, ["--=x is no option of git nothing that is known"]],
  ["nothing", "--", {}, []],
];

test.each(cases)("git %s %s", (command, line, values, hazards) => {
  const read = readGitArguments(command, line.split(" ").map(fixed));
  const found = [...read.values].map(([name, all]) => [name, all.map((one) => one.text).join(" ")]);
  expect(Object.fromEntries(found)).toEqual(values);
  expect(read.hazards).toEqual(hazards);
});

test("a value that may become several words is doubted, one that is quoted or a pattern is not", () => {
  const doubted = (value: Value): readonly string[] =>
    readGitArguments("log", [fixed("--author"), value]).hazards;
  expect(doubted(unknown("$x", { splits: true }))).toEqual(["what $x becomes for git log is not known"]);
  expect(doubted(unknown("$x"))).toEqual([]);
  expect(doubted(pattern("a*"))).toEqual([]);
});

test("a pattern or an unknown word that begins like an option is one", () => {
  const read = (word: Value) => readOptions("git x", { long: "all", short: "a:all" }, [word]);
  expect(read(pattern("-a*")).hazards).toContain("-a* cannot be known");
  expect(read(unknown("-$x", { prefix: "-" })).hazards).toContain("-$x cannot be known");
  expect(read(pattern("a*")).operands).toEqual([pattern("a*")]);
});
