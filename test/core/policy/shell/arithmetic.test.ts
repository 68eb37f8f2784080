import type { Word } from "unbash";
import { expect, test } from "vitest";
import {
  computes,
  evaluation,
  indexComputes,
  setBy,
  wordOf,
} from "../../../../src/core/policy/shell/arithmetic.ts";
import type { Scope } from "../../../../src/core/policy/shell/word-expansion.ts";
import { fixed, pattern, unknown, type Value } from "../../../../src/core/policy/words.ts";

const variables: Readonly<Record<string, readonly Value[]>> = {
  n: [fixed("x")],
  sum: [fixed("n + 1"), fixed("n = 2")],
  code: [fixed("a[$(id)]")],
  name: [fixed("other")],
  open: [unknown("$open")],
  files: [pattern("n*m")],
};

const scope: Scope = {
  variable: (name) => variables[name],
  output: () => undefined,
  home: "/home/me",
  cwd: "/work",
  dotglob: false,
  nullglob: false,
  isNumber: (name) => name === "n" || name === "m",
};

test.each<readonly [string, readonly string[]]>([
  ["1 + 2", []],
  ["n + m", []],
  ["$n + 1", []],
  ["n = 1", ["n"]],
  ["n = 1, m = 2", ["n", "m"]],
  ["$sum", ["n"]],
])("%s is evaluated, and sets %s", (text, sets) => {
  expect(evaluation(quoted(text), scope)).toEqual({ sets });
});

test.each(["other + 1", "$code", "$name", "$open", "$files", "$missing", "n + $(id)"])(
  "%s may run code when it is evaluated",
  (text) => {
    expect(evaluation(quoted(text), scope)).toBe(undefined);
  },
);

function quoted(text: string): Word {
  const word = wordOf(text);
  if (word === undefined) throw new Error(`no word: ${text}`);
  return word;
}

test.each<readonly [string, boolean]>([
  ["", true],
  ["12", true],
  ["n", true],
  ["n+m*2", true],
  ["0x1f + 16#ff + 1e", true],
  ["x", false],
  ["n + x", false],
  ["n1", false],
  ["_", false],
  ["A", false],
  ["1 + $", false],
  ["`id`", false],
  ["1\\", false],
])("arithmetic on %s runs no code: %s", (text, safe) => {
  expect(computes(text, scope)).toBe(safe);
});

test.each<readonly [string, readonly string[]]>([
  ["1", []],
  ["x", []],
  ["x=1", ["x"]],
  ["x = 1", ["x"]],
  ["ab_1=1", ["ab_1"]],
  ["_x=1", ["_x"]],
  ["X=1", ["X"]],
  ["x[1]=1", ["x"]],
  ["x[12] = 1", ["x"]],
  ["x[]=1", ["x"]],
  ["x[1][2]", []],
  ["x==1", []],
  ["x == y", []],
  ["x<=1", []],
  ["x>=1", []],
  ["x!=1", []],
  ["x+=1", ["x"]],
  ["x-=1", ["x"]],
  ["x*=1", ["x"]],
  ["x/=1", ["x"]],
  ["x%=1", ["x"]],
  ["x&=1", ["x"]],
  ["x^=1", ["x"]],
  ["x|=1", ["x"]],
  ["x<<=1", ["x"]],
  ["x>>=1", ["x"]],
  ["x++", ["x"]],
  ["x--", ["x"]],
  ["x ++", ["x"]],
  ["x+y", []],
  ["x-y", []],
  ["++x", ["x"]],
  ["--x", ["x"]],
  ["++ xy_2", ["xy_2"]],
  ["-- _X", ["_X"]],
  ["++X", ["X"]],
  ["x=y=1", ["x", "y"]],
  ["x=1, ++y, z--", ["x", "y", "z"]],
])("arithmetic on %s sets %s", (text, names) => {
  expect(setBy(text)).toEqual(names);
});

test.each<readonly [string, boolean]>([
  ["name", true],
  ["name[1]", true],
  ["name[n]", true],
  ["name[n+1]", true],
  ["name[other]", false],
  ["name[$(id)]", false],
  ["[other]", false],
])("the index of %s runs no code: %s", (text, safe) => {
  expect(indexComputes(text, scope)).toBe(safe);
});

test("a text is a word when it does not end the quotes around it", () => {
  expect(wordOf("a b $x")).toMatchObject({ type: "Word", text: '"a b $x"' });
  expect(wordOf("a b")?.parts?.map(({ type }) => type)).toEqual(["DoubleQuoted"]);
  expect(wordOf('a" "b')).toBe(undefined);
  expect(wordOf('a" b; "')).toBe(undefined);
  expect(wordOf('"; id "')).toBe(undefined);
});
