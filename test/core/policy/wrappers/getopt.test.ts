import { expect, test } from "vitest";
import { fixed, pattern, unknown } from "../../../../src/core/policy/words.ts";
import { isOneWord, readOptions } from "../../../../src/core/policy/wrappers/getopt.ts";
import { valuesOf } from "../values.ts";

const grammar = "a,all n,lines= k,key-name= i,replace? S,split! color= v";

test.each([
  ["", " | "],
  ["x -a", " | x -a"],
  ["-a x", "a | x"],
  ["-- -a", " | -a"],
  ["- -a", " | - -a"],
  ["-av x", "a v | x"],
  ["-q x", "q | x"],
  ["-n 5 x", "n=5 | x"],
  ["-n5 x", "n=5 | x"],
  ["-an5 x", "a n=5 | x"],
  ["-an 5 x", "a n=5 | x"],
  ["-nk 5", "n=k | 5"],
  ["-n", "n | "],
  ["--lines 5 x", "n=5 | x"],
  ["--lines=5 x", "n=5 | x"],
  ["--lines=a=b x", "n=a=b | x"],
  ["--lines= x", "n= | x"],
  ["--li 5 x", "n=5 | x"],
  ["--lines", "n | "],
  ["--l x", "n=x | "],
  ["--n 5", "n | 5"],
  ["--key 1 x", "k=1 | x"],
  ["--all x", "a | x"],
  ["--al x", "a | x"],
  ["--all=x y", "a=x | y"],
  ["--quiet x", "quiet | x"],
  ["--quiet=x y", "quiet=x | y"],
  ["--color red x", "color=red | x"],
  ["-i x", "i | x"],
  ["-i% x", "i=% | x"],
  ["--replace x", "i | x"],
  ["--replace=% x", "i=% | x"],
  ["-S a -v", "S=a | -v"],
  ["-aS a -v", "a S=a | -v"],
  ["-Sa -v", "S=a | -v"],
  ["--split a -v", "S=a | -v"],
  ["--split=a -v", "S=a | -v"],
  ["-S", "S | "],
  ["-n -a x", "n=-a | x"],
  ["-n -- x", "n=-- | x"],
  ["-n 5", "n=5 | "],
  ["'' -a", " |  -a"],
  ["'--lines=a\nb'", "n=a\nb | "],
])("%j is read as %j", (line, read) => {
  expect(shown(line, false)).toBe(read);
});

test.each([
  ["x -a y -- -v z", "a | x y -v z"],
  ["x -n 5 y", "n=5 | x y"],
  ["- -a", "a | -"],
  ["x -S a -v", "S=a | x -v"],
  ["* -a", "a | *"],
])("a program that permutes its words reads %j as %j", (line, read) => {
  expect(shown(line, true)).toBe(read);
});

test.each([
  ['-n "$x" y', 'n="$x" | y'],
  ['--lines="$x" y', 'n=--lines="$x" | y'],
  ['x "$x" $y', ' | x "$x" $y'],
  ['x"$x" -a', ' | x"$x" -a'],
  ["* -a", " | * -a"],
  ["./*.sh -a", " | ./*.sh -a"],
  ["-- $x", " | $x"],
  ['"$x" y', "?"],
  ["$x y", "?"],
  ["x$x y", "?"],
  ["-n $x y", "?"],
  ["-n x* y", "?"],
  ["--lines=$x y", "?"],
  ['--li"$x" y', "?"],
  ['-n"$x" y', "?"],
  ["-* y", "?"],
  ["--l* y", "?"],
])("what is not known in %j gives %j", (line, read) => {
  expect(shown(line, false)).toBe(read);
});

test("what surely stays one word", () => {
  expect(isOneWord(fixed("x"))).toBe(true);
  expect(isOneWord(unknown("x"))).toBe(true);
  expect(isOneWord(unknown("x", { splits: true }))).toBe(false);
  expect(isOneWord(pattern("*"))).toBe(false);
});

function shown(line: string, permutes: boolean): string {
  const read = permutes ? readOptions(valuesOf(line), grammar, true) : readOptions(valuesOf(line), grammar);
  if (read === undefined) return "?";
  const options = read.options.map(({ name, value }) =>
    value === undefined ? name : `${name}=${value.text}`,
  );
  return `${options.join(" ")} | ${read.operands.map((operand) => operand.text).join(" ")}`;
}
