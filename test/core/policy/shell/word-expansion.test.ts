import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { parse, type Word } from "unbash";
import { expect, test } from "vitest";
import { expandQuoted, expandWords, type Scope } from "../../../../src/core/policy/shell/word-expansion.ts";
import { fixed, pattern, unknown, type Value } from "../../../../src/core/policy/words.ts";

const variables: Readonly<Record<string, readonly Value[]>> = {
  two: [fixed("log"), fixed("push")],
  words: [fixed("push -f")],
  spaced: [fixed(" a\tb\n\nc ")],
  blank: [fixed("  ")],
  empty: [fixed("")],
  stars: [fixed("*.ts x?")],
  bracket: [fixed("a[bc] d")],
  slashed: [fixed("\\.\\./a* d")],
  file: [pattern("src/*.ts")],
  deep: [pattern("./**/*.ts", true)],
  some: [unknown("?", { prefix: "src/", splits: true })],
  one: [unknown("?")],
  none: [],
  seven: Array.from({ length: 7 }, (_, at) => fixed(`v${at}`)),
  eight: Array.from({ length: 8 }, (_, at) => fixed(`v${at}`)),
  six: Array.from({ length: 6 }, (_, at) => fixed(`v${at}`)),
};

const scope: Scope = {
  variable: (name) => variables[name],
  output: (script) => {
    const command = script?.commands[0]?.command;
    return command?.type === "Command" && command.name?.text === "pwd" ? [fixed("/my work")] : undefined;
  },
  home: "/home/me",
  cwd: "/work",
  dotglob: false,
  nullglob: false,
  isNumber: () => false,
};

const plain: readonly (readonly [string, readonly string[]])[] = [
  ["plain 'single q' \"double q\"", ["plain", "single q", "double q"]],
  ["pu''sh pu\"\"sh \\push p\\ush", ["push", "push", "push", "push"]],
  ["$'\\x70ush' $'\\160ush' $'\\u0070ush'", ["push", "push", "push"]],
  ['$"push" $""', ["push", ""]],
  ["pu\\\nsh \\\n", ["push"]],
  ["{push,-f}", ["push", "-f"]],
  ["--f{or,}ce", ["--force", "--fce"]],
  ["{,git}", ["git"]],
  ["{a} stash@{0} {}", ["{a}", "stash@{0}", "{}"]],
  ["{a}b,.env}", ["a}b", ".env"]],
  ["'{a,b}'", ["{a,b}"]],
  ["{=a,-b}", ["=a", "-b"]],
  ["{a,b}'c d'", ["ac d", "bc d"]],
  ["~ ~/x ~/'x y'", ["/home/me", "/home/me/x", "/home/me/x y"]],
  ["'~/x' \\~ ~\\/x ~'/x' x~ ~\"\"", ["~/x", "~", "~/x", "~/x", "x~", "~"]],
  ["''~ ''~/x x/~/y", ["~", "~/x", "x/~/y"]],
  ["\"\" '' $''", ["", "", ""]],
  ["'*' \\* \"a?\"", ["*", "*", "a?"]],
  ["a~ --x=a~b a:b", ["a~", "--x=a~b", "a:b"]],
];

test.each(plain)("%s becomes what bash makes of it", (text, words) => {
  expect(shown(text)).toEqual([words]);
});

test("each of these rows is what bash really passes on", () => {
  const script = plain.map(([text]) => `printf '%s\\1' ${text}; printf '\\2'`).join("\n");
  const bash = spawnSync("bash", ["--norc"], { input: script, env: { HOME: "/home/me" }, encoding: "utf8" });
  expect(bash.stdout.split("\u0002").slice(0, -1)).toEqual(
    plain.map(([, words]) => words.map((word) => `${word}\u0001`).join("")),
  );
});

/** A pattern is shown in `<…>`, twice if it is deep; what cannot be known by its prefix and `?`, twice if it splits. */
test.each([
  ["$x", "??"],
  ['"$x"', "?"],
  ["$(x)", "??"],
  ["`x`", "??"],
  ['"$(x)"', "?"],
  ["$" + "{x:-y}", "??"],
  ["$" + "{words:-y}", "??"],
  ["$" + "{words[1]}", "??"],
  ["$" + "{!words}", "??"],
  ["$" + "{words}", "push", "-f"],
  ["$none", "??"],
  ['a"$x"', "a?"],
  ['"--output=$x"', "--output=?"],
  ["src/$x/y", "src/??"],
  ["*$x", "??"],
  ["a*$x", "a??"],
  ["$one$x", "??"],
  ["$some", "src/??"],
  ['"$some"', "src/?"],
  ["a$some/..", "asrc/??"],
  ['a"$one"', "a?"],
  ['"$@"', "??"],
  ["$@", "??"],
  ['"$*"', "?"],
  ['"$' + '{words[@]}"', "??"],
  ['"$(x @)"', "?"],
  ["$words", "push", "-f"],
  ["a$words'b c'", "apush", "-fb c"],
  ['"$words"', "push -f"],
  ["$spaced", "a", "b", "c"],
  ["x$spaced'y'", "x", "a", "b", "c", "y"],
  ["$blank"],
  ["$empty"],
  ["$empty$empty"],
  ["$empty\\\n"],
  ['"$empty"', ""],
  ["a$blank'b'", "a", "b"],
  ["$stars", "<*.ts>", "<x?>"],
  ["a/$stars", "<a/*.ts>", "<x?>"],
  ["'*'$stars", "<\\**.ts>", "<x?>"],
  ['"$stars"', "*.ts x?"],
  ["$bracket", "??", "d"],
  ["$slashed", "??", "d"],
  ["$file", "<src/*.ts>"],
  ['"$file"', "<src/*.ts>"],
  ["a$file'*'", "<asrc/*.ts\\*>"],
  ["$deep", "<<./**/*.ts>>"],
  ["$deep*", "<<./**/*.ts*>>"],
  ["*$deep", "<<*./**/*.ts>>"],
  ["'*'*", "<\\**>"],
  ["'?[]\\'*", "<\\?\\[\\]\\\\*>"],
  ["a[bc]?", "<a[bc]?>"],
  ["[$x]", "??"],
  ["[{a,b}]", "<[a]>", "<[b]>"],
  ["['{a,b}']", "??"],
  ["['a']", "??"],
  ["['a'b]", "??"],
  ["@(a|b)", "??"],
  ["{a,$words}", "a", "push", "-f"],
  ["{a,#}", "??"],
  ["{a,b=c}", "a", "b=c"],
  ["{a,~/b}", "a", "/home/me/b"],
  ["{01..2}", "??"],
  ["{a..a}", "a"],
  ["{a,[{b,c}]}", "a", "<[b]>", "<[c]>"],
  ["{1.\\\n.3}", "1", "2", "3"],
  ["\\\n~\\\n+/x", "/work/x"],
  ["~+/x", "/work/x"],
  ["~+", "/work"],
  ["~root/x", "/?"],
  ["~-", "/?"],
  ["~1", "/?"],
  ["of=~+/x", "of=?"],
  [":~+", ":?"],
  ["'a'=~+", "a=?"],
  ["of=a:~root/x", "of=a:?"],
  ["of=~/x", "of=~/x"],
  ["a$((1+1)) $[2]", "a?", "1"],
  ['a"$((1+1))"', "a?"],
  ["$# $? $$ $" + "{#} $" + "{#x} $" + "{#words[1]}", "1", "1", "1", "1", "1", "1"],
  ["$(pwd)", "/my", "work"],
  ['"$(pwd)/x"', "/my work/x"],
  ["<(x)", "/dev/fd/063"],
])("%s is understood as %s", (text, ...words) => {
  expect(shown(text)).toEqual([words]);
});

test.each([
  [
    "git $two",
    [
      ["git", "log"],
      ["git", "push"],
    ],
  ],
  ['"$two/$two"', [["log/log"], ["log/push"], ["push/log"], ["push/push"]]],
  ["a$two", [["alog"], ["apush"]]],
  [".en$!v", [[".en4194305v"], [".env"]]],
  ["$!", [["4194305"], []]],
  ['"$' + '{!}"', [["4194305"], [""]]],
])("%s has several meanings", (text, lists) => {
  expect(shown(text)).toEqual(lists);
});

test.each([
  ["$six$eight", 48, "v0v0"],
  ["$seven$seven", 7, "v0??"],
  ['"$six$eight"', 48, "v0v0"],
  ['"$seven$seven"', 7, "v0??"],
  ["$six $eight", 48, "v0 v0"],
  ["$seven $seven", 7, "v0 ??"],
  ["{$six,$eight}", 48, "v0 v0"],
  ["{$seven,$seven}", 7, "v0 ??"],
  ['$seven"$seven"', 7, "v0??"],
])("%s has %i meanings that are told apart", (text, count, first) => {
  const lists = shown(text);
  expect(lists).toHaveLength(count);
  expect(lists[0]?.join(" ")).toBe(first);
});

test("in a folder that is not known, ~+ is not known", () => {
  expect(shown("~+/x", { ...scope, cwd: undefined })).toEqual([["/?"]]);
});

test("with dotglob a pattern also matches hidden files", () => {
  expect(shown("a $two*", { ...scope, dotglob: true })).toEqual([
    ["a", "<<log*>>"],
    ["a", "<<push*>>"],
  ]);
  expect(expandWords(wordsOf("a"), { ...scope, dotglob: true })).toEqual([[fixed("a")]]);
});

test.each([
  ["$words", "push -f"],
  ["$stars", "*.ts x?"],
  ["$slashed", "\\.\\./a* d"],
  ["$file", "<src/*.ts>"],
  ["$x", "?"],
  ["$some", "src/?"],
  ["a*[bc]?", "a*[bc]?"],
  ["[$x]", "??"],
  ["{a,b}", "?"],
  ["~/x", "/home/me/x"],
  ["\\\n~\\\n/x", "/home/me/x"],
  ["~/a:~+/b", "/home/me/a:?"],
  ["$empty", ""],
  ["", ""],
  ["$(pwd)", "/my work"],
])("as the value of a variable, %s is one word: %s", (text, value) => {
  const assignment = parse(`x=${text}`).commands[0]?.command;
  const first = assignment?.type === "Command" ? assignment.prefix[0] : undefined;
  if (first?.type !== "Assignment" || first.value.type !== "Word") throw new Error(`no value in ${text}`);
  expect(expandQuoted(first.value, scope).map(show)).toEqual([value]);
});

test("a value has as many meanings as the variables in it", () => {
  expect(expandQuoted(wordsOf('"$two"')[0] ?? nothing(), scope).map(show)).toEqual(["log", "push"]);
});

test("what cannot be known is shown as it was written", () => {
  expect(expandWords(wordsOf("a$x'b'"), scope)[0]?.[0]?.text).toBe("a$x'b'");
  expect(expandWords(wordsOf("{01..2}x"), scope)[0]?.[0]?.text).toBe("{01..2}x");
});

test("a pattern begins with what stands before it", () => {
  expect(expandWords(wordsOf("'*'a*"), scope)[0]?.[0]?.prefix).toBe("*a");
  expect(expandWords(wordsOf("a*b"), scope)[0]?.[0]?.prefix).toBe("a");
  expect(expandWords(wordsOf("b$file"), scope)[0]?.[0]?.prefix).toBe("bsrc/");
});

test("what is taken for fixed is what bash really passes on", () => {
  const piece = fc.constantFrom(
    ...["a", "b", "-", "=", ".", "{", "}", "{", "}", ",", "..", "1", "3", "{}", "{a,b}", "{1..3}"],
    ...["\\ ", "\\{", "\\,", "'a b'", "'{'", '","', '"}"', "'\\'", '"\\\\"', "''", "\\\n", "\\\\"],
    ...["$'\\x61'", "$'\\n'", "$'\\''", "@", "~", "/", '"a\\"b"', "+", ":", "!", "^"],
  );
  const texts = fc.sample(
    fc.array(piece, { minLength: 1, maxLength: 9 }).map((pieces) => pieces.join("")),
    { numRuns: 3000, seed: 7 },
  );
  const usable = texts.filter((text) => parse(`: ${text}`).errors === undefined && !text.includes("#"));
  const script = usable.map((text) => `printf '%s\\1' ${text}; printf '\\2'`).join("\n");
  const bash = spawnSync("bash", ["--norc"], {
    input: script,
    env: { HOME: "/home/me", PWD: "/work" },
    cwd: "/",
    encoding: "utf8",
  });
  const printed = bash.stdout.split("\u0002").slice(0, -1);
  expect(printed).toHaveLength(usable.length);
  const wrong = usable.flatMap((text, at) => {
    const lists = expandWords(wordsOf(text), { ...scope, cwd: "/" });
    if (lists.length !== 1 || lists[0]?.some((value) => value.kind !== "static") !== false) return [];
    const ours = lists[0].map((value) => `${value.text}\u0001`).join("") || "\u0001";
    return ours === printed[at] ? [] : [{ text, ours, bash: printed[at] }];
  });
  expect(wrong).toEqual([]);
});

function shown(text: string, within: Scope = scope): readonly (readonly string[])[] {
  return expandWords(wordsOf(text), within).map((list) => list.map(show));
}

function show(value: Value): string {
  if (value.kind === "static") return value.text;
  if (value.kind === "glob") return value.deep ? `<<${value.text}>>` : `<${value.text}>`;
  return value.prefix + (value.splits ? "??" : "?");
}

function wordsOf(text: string): readonly Word[] {
  const command = parse(`: ${text}`).commands[0]?.command;
  if (command?.type !== "Command") throw new Error(`no command in ${text}`);
  return command.suffix.filter((child): child is Word => child.type === "Word");
}

function nothing(): never {
  throw new Error("no word");
}

test.each([
  ["a-$#", "a-1"],
  ["src/$#", "src/1"],
  ["-n$#", "-n1"],
  ["a$#", "a?"],
  ["a.5$#", "a.5?"],
  ["x-n$#", "x-n?"],
  ["-nx$#", "-nx?"],
])("a number behind a part of a name is known where it cannot choose the file: %s", (text, ...words) => {
  expect(shown(text)).toEqual([words]);
});

test.each<readonly [string, boolean]>([
  ["$#", true],
  ["-$#", true],
  ["5$#", true],
  ["$#5", true],
  ["$#$#", true],
  ['5"5"', false],
  ["a/1$#", false],
  ["$#/a", false],
  ["$#a", false],
])("%s is any number: %s", (text, number) => {
  const command = parse(`: ${text}`).commands[0]?.command;
  const words = command?.type === "Command" ? command.suffix : [];
  expect(
    expandWords(
      words.flatMap((word) => (word.type === "Word" ? [word] : [])),
      scope,
    )[0]?.map((one) => one.number === true),
  ).toEqual([number]);
});
