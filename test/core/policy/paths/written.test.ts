import { expect, test } from "vitest";
import { noteWritten } from "../../../../src/core/policy/paths/written.ts";
import { fixed, pattern, unknown } from "../../../../src/core/policy/words.ts";

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
