import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { parse, type Word } from "unbash";
import { expect, test } from "vitest";
import { expandWords, type Scope } from "../../../src/core/policy/word-expansion.ts";
import { fixed, pattern, unknown, type Value } from "../../../src/core/policy/words.ts";

const scope: Scope = {
  variable: () => undefined,
  output: () => undefined,
  home: "/home/me",
  cwd: "/work",
  dotglob: false,
};

const cases: readonly (readonly [string, readonly string[]])[] = [
  ["plain 'single q' \"double q\"", ["plain", "single q", "double q"]],
  ["pu''sh pu\"\"sh \\push p\\ush", ["push", "push", "push", "push"]],
  ["$'\\x70ush' $'\\160ush' $'\\u0070ush'", ["push", "push", "push"]],
  ['$"push"', ["push"]],
  ["pu\\\nsh", ["push"]],
  ["{push,-f}", ["push", "-f"]],
  ["--f{or,}ce", ["--force", "--fce"]],
  ["{a,{b,c}}d", ["ad", "bd", "cd"]],
  ["{1..3}", ["1", "2", "3"]],
  ["x{a..c}", ["xa", "xb", "xc"]],
  ["{3..1..2}", ["3", "1"]],
  ["{,git}", ["git"]],
  ["{a} stash@{0} {}", ["{a}", "stash@{0}", "{}"]],
  ["'{a,b}'", ["{a,b}"]],
  ["~ ~/x '~/x' \\~", ["/home/me", "/home/me/x", "~/x", "~"]],
  ["''", [""]],
  ["a$((1+1))", ["a1"]],
];

test.each(cases)("%s becomes what bash makes of it", (text, words) => {
  const lists = expand(text);
  expect(lists).toHaveLength(1);
  expect(lists[0]?.map((value) => value.kind)).toEqual(words.map(() => "static"));
  expect(lists[0]?.map((value) => value.text)).toEqual(words);
});

test.each(["$x", "$(x)", "`x`", "$" + "{x:-y}", "~root/x", "{a,$x", "$1", "$" + "{x[1]}"])(
  "%s cannot be known",
  (text) => {
    expect(
      expand(text)
        .flat()
        .some((value) => value.kind === "dynamic"),
    ).toBe(true);
  },
);

test("what is quoted stays one word, what is not may become several or none", () => {
  expect(expand('"$x"')[0]?.[0]?.splits).toBe(false);
  expect(expand("$x")[0]?.[0]?.splits).toBe(true);
});

test("what stands before something unknown is known", () => {
  expect(expand('"--output=$x"')[0]?.[0]?.prefix).toBe("--output=");
  expect(expand("src/$x/y")[0]?.[0]?.prefix).toBe("src/");
});

test("a pattern keeps what is quoted apart from what is not", () => {
  expect(expand("'*'*")[0]?.[0]).toMatchObject({ kind: "glob", text: "\\**", prefix: "*" });
  expect(expand("a[bc]?")[0]?.[0]).toMatchObject({ kind: "glob", text: "a[bc]?" });
});

test("a known variable is split, globbed and joined as bash does", () => {
  const known = (values: Record<string, readonly Value[]>): Scope => ({
    ...scope,
    variable: (name) => values[name],
  });
  const one = known({
    x: [fixed("push -f")],
    p: [fixed("*.ts")],
    f: [pattern("src/*.ts")],
    u: [unknown("?")],
  });
  expect(expand("git $x", one)[0]?.map((value) => value.text)).toEqual(["git", "push", "-f"]);
  expect(expand('git "$x"', one)[0]?.map((value) => value.text)).toEqual(["git", "push -f"]);
  expect(expand("ls $p", one)[0]?.[1]?.kind).toBe("glob");
  expect(expand('ls "$p"', one)[0]?.[1]).toMatchObject({ kind: "static", text: "*.ts" });
  expect(expand('wc "$f"', one)[0]?.[1]).toMatchObject({ kind: "glob", text: "src/*.ts" });
  expect(expand('wc "a$u"', one)[0]?.[1]).toMatchObject({ kind: "dynamic", prefix: "a" });
});

test("several values give several commands", () => {
  const two: Scope = { ...scope, variable: () => [fixed("log"), fixed("push")] };
  expect(expand("git $x", two).map((list) => list.map((value) => value.text))).toEqual([
    ["git", "log"],
    ["git", "push"],
  ]);
  const many: Scope = { ...scope, variable: () => Array.from({ length: 60 }, (_, at) => fixed(`v${at}`)) };
  expect(expand("git $x", many)[0]?.[1]?.kind).toBe("dynamic");
});

test("what is taken for fixed is what bash really passes on", () => {
  const piece = fc.constantFrom(
    ...[
      "a",
      "b",
      "-",
      "=",
      ".",
      "{",
      "}",
      ",",
      "..",
      "1",
      "3",
      "\\ ",
      "\\{",
      "\\,",
      "'a b'",
      "'{'",
      '","',
      '"}"',
      "'\\'",
      '"\\\\"',
    ],
    ...[
      "$'\\x61'",
      "$'\\n'",
      "$'\\''",
      "\\\n",
      "''",
      "@",
      "~",
      "/",
      "{a,b}",
      "{1..3}",
      '"a\\"b"',
      "\\\\",
      "+",
      ":",
      "!",
      "^",
    ],
  );
  const texts = fc.sample(
    fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join("")),
    { numRuns: 1500, seed: 7 },
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
    const lists = expand(text, { ...scope, cwd: "/" });
    if (lists.length !== 1 || lists[0]?.some((value) => value.kind !== "static") !== false) return [];
    const ours = lists[0].map((value) => `${value.text}\u0001`).join("") || "\u0001";
    return ours === printed[at] ? [] : [{ text, ours, bash: printed[at] }];
  });
  expect(wrong).toEqual([]);
});

function expand(text: string, within: Scope = scope): Value[][] {
  const command = parse(`: ${text}`).commands[0]?.command;
  if (command?.type !== "Command") throw new Error(`no command in ${text}`);
  return expandWords(
    command.suffix.filter((child): child is Word => child.type === "Word"),
    within,
  );
}
