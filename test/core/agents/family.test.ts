import { expect, test } from "vitest";
import { familyOf, type ProcessEntry, readPs, readStat } from "../../../src/core/agents/family.ts";

const at = (pid: number, parent: number, group: number, marked = false): ProcessEntry => ({
  pid,
  parent,
  group,
  marked,
});

test("a family is descent, the groups that descendants lead, and the mark", () => {
  const processes = [
    at(1, 0, 1),
    at(9, 1, 20), // a member of a descendant's group whose parent is gone
    at(10, 1, 10),
    at(20, 10, 20),
    at(21, 20, 20),
    at(30, 1, 30, true), // lost its parents, carries the mark
    at(31, 30, 30),
    at(40, 1, 10), // shares the root's group only
    at(50, 1, 50),
  ];
  expect(familyOf(10, processes).sort((a, b) => a - b)).toEqual([9, 20, 21, 30, 31]);
  expect(
    familyOf(
      99,
      processes.filter(({ marked }) => !marked),
    ),
  ).toEqual([]);
});

test("readStat reads commands with parentheses and leaves out zombies", () => {
  expect(readStat("42 (a) b (c)) S 7 8 9 0", true)).toEqual(at(42, 7, 8, true));
  expect(readStat("42 (sleep) Z 7 8 9 0", true)).toBeNull();
  expect(readStat("", false)).toBeNull();
});

test("readPs reads a table", () => {
  expect(readPs("    1     0     1\n   42     1    42\n\n")).toEqual([at(1, 0, 1), at(42, 1, 42)]);
});
