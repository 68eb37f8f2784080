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

/** A grammar that nobody has read before: what is found out about one is kept. */
const fresh = () => ({
  long: "all message= rename? message no-verify ",
  short: "a:all m:message= M:rename? x: y:= m:all",
});

test.each([
  ["--all b", "--all", {}, "b"],
  ["--message b c", "--message", { message: "b" }, "c"],
  ["--rename b", "--rename", {}, "b"],
  ["--rename=b c", "--rename", { rename: "b" }, "c"],
  ["-a b", "--all", {}, "b"],
  ["-m b c", "--message", { message: "b" }, "c"],
  ["-mb c", "--message", { message: "b" }, "c"],
  ["-M b", "--rename", {}, "b"],
  ["-Mb c", "--rename", { rename: "b" }, "c"],
  ["-x b", "-x", {}, "b"],
  ["-am b c", "--all --message", { message: "b" }, "c"],
  ["--no-verify b", "--no-verify", {}, "b"],
  ["--verify b", "--verify", {}, "b"],
  ["--no-all b", "--no-all", {}, "b"],
])("by a grammar of its own, %s is %s %j %s", (line, options, values, operands) => {
  const read = readOptions("git x", fresh(), line.split(" ").map(fixed));
  const texts = (all: readonly Value[]): string => all.map((one) => one.text).join(" ");
  expect(read.options.join(" ")).toBe(options);
  expect(Object.fromEntries([...read.values].map(([name, all]) => [name, texts(all)]))).toEqual(values);
  expect(texts(read.operands)).toBe(operands);
  expect(read.hazards).toEqual([]);
});

test.each([
  ["-:", "-: is no option of git x that is known"],
  ["--a:all", "--a:all is no option of git x that is known"],
  ["--=b", "--=b can be several options"],
])("by a grammar of its own, what %s is cannot be known", (word, hazard) => {
  expect(readOptions("git x", fresh(), [fixed(word)]).hazards[0]).toBe(hazard);
});

test("by a grammar that lists nothing, nothing is known", () => {
  expect(readOptions("git x", {}, ["--was", "-h"].map(fixed)).hazards).toEqual([
    "--was is no option of git x that is known",
    "-h is no option of git x that is known",
  ]);
});
