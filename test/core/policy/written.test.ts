import { expect, test } from "vitest";
import { fixed, pattern, unknown } from "../../../src/core/policy/words.ts";
import { noteWritten } from "../../../src/core/policy/written.ts";

test.each([
  [fixed("a/b.sh"), ["b.sh"]],
  [fixed("b.sh"), ["b.sh"]],
  [fixed("/dev/null"), []],
  [fixed("a/dev/"), [""]],
  [fixed("dev/dev/x"), ["x"]],
  [pattern("a/*.sh"), []],
  [unknown("$x"), []],
] as const)("of %j it is remembered %j", (path, names) => {
  const written = new Set<string>();
  noteWritten(path, written);
  expect([...written]).toEqual(names);
});
