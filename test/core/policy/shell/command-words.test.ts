import { type Command, parse } from "unbash";
import { expect, test } from "vitest";
import { commandWords } from "../../../../src/core/policy/shell/command-words.ts";
import type { Scope } from "../../../../src/core/policy/shell/word-expansion.ts";
import { fixed } from "../../../../src/core/policy/words.ts";

const scope: Scope = {
  home: "/home/me",
  cwd: "/work",
  dotglob: false,
  nullglob: false,
  isNumber: () => false,
  variable: (name) => (name === "x" ? [fixed("a"), fixed("b")] : undefined),
  output: () => undefined,
};

const lines: readonly (readonly [string, readonly (readonly string[])[]])[] = [
  ["ls -l src", [["ls", "-l", "src"]]],
  [
    "ls $x",
    [
      ["ls", "a"],
      ["ls", "b"],
    ],
  ],
  ["dd of=out if=in", [["dd", "of=out", "if=in"]]],
  ["dd of='a b'", [["dd", "of=a b"]]],
  [
    "dd of=$x",
    [
      ["dd", "of=a"],
      ["dd", "of=b"],
    ],
  ],
  ["y=1 ls y=2 > z", [["ls", "y=2"]]],
  ["declare -a y=(a b)", [["declare", "-a", "y=(a b)"]]],
  ["y=1", []],
];

test.each(lines)("%s becomes %j", (line, lists) => {
  const node = parse(line).commands[0]?.command;
  const got = node?.type === "Command" ? commandWords(node satisfies Command, scope) : undefined;
  expect(got?.map((words) => words.map((word) => word.text))).toEqual(lists);
});
