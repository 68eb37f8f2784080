import { expect, test } from "vitest";
import { patchedFiles } from "../../../../src/core/policy/git/patched-files.ts";

test.each([
  // what the patch says, the files that it may name
  ["--- a/b/c\n+++ a/d", ["a/b/c", "b/c", "c", "a/d", "d"]],
  ["--- a//b", ["a//b", "b"]],
  ["--- b/", ["b/"]],
  ["--- /dev/null\n+++ x", ["x"]],
  ["--- /dev/null\t1970-01-01 01:00:00\n+++ x", ["x"]],
  ["--- /dev/nulls", ["/dev/nulls", "dev/nulls", "nulls"]],
  ["--- x\t2024-01-01 10:00:00", ["x\t2024-01-01 10:00:00", "x", "x\t2024-01-01"]],
  ["--- two words", ["two words", "two"]],
  ["---\tx\r", ["x"]],
  ["---  x", ["x"]],
  ["--- a/dev/null", ["a/dev/null", "dev/null", "null"]],
  ["--- x\n1d x", ["x"]],
  ["--- x\nthe new mode 7", ["x"]],
  ["--- x\nnew mode  100755", ["x"]],
  ['--- "😀"', ['"😀"', "😀"]],
  ['--- "\\357\\273\\277x"', ['"\\357\\273\\277x"', "\ufeffx"]],
  ["*** x\n--- y", ["x", "y"]],
  ["Index: x", ["x"]],
  ["Index:x", ["x"]],
  ["rename from x\nrename to y", ["x", "y"]],
  ["rename old x\nrename new y", ["x", "y"]],
  ["copy from x\ncopy to y", ["x", "y"]],
  ["diff --git x y", ["x y", "x", "y"]],
  ["diff --git x  y z", ["x  y z", "x", "x  y", "y z", "z"]],
  ["  --- x\n\t+++ y\nXX+++ z", ["x", "y", "z"]],
  ["- --- x\n- - +++ y", ["x", "y"]],
  ["--- x\nnew mode 100755\nold mode 100644 \nindex 0a1..2f 100644", ["x"]],
  ["--- x\n index of a 3d print", ["x"]],
  ["--- x\nindex 0a1..2f", ["x"]],
  ["--- x\n@@ -1 +1 @@\n-12d7\n+1,2c3 x\n 7 d\n d7", ["x"]],
  ['--- "a b"', ['"a b"', "a b", '"a']],
  ['--- "a\\tb"', ['"a\\tb"', "a\tb"]],
  ['--- "\\a\\b\\f\\n\\r\\v\\\\\\"\\x"', ['"\\a\\b\\f\\n\\r\\v\\\\\\"\\x"', '\x07\b\f\n\r\v\\"x']],
  ['--- "\\056\\303\\251\\777"', ['"\\056\\303\\251\\777"', ".é\ufffd"]],
  ['--- "é\u2028"', ['"é\u2028"', "é\u2028", '"é']],
  ["--- a\u2028b", ["a\u2028b", "a"]],
  ['diff --git "x" y', ['"x" y', "x", '"x"', "y"]],
] as const)("%j names %j", (patch, names) => {
  expect(patchedFiles(patch)).toEqual(names);
});

test.each([
  "",
  "no patch",
  "@@ -1 +1 @@\n-a\n+b",
  "---x",
  "--- ",
  "--- /dev/null\n+++ /dev/null",
  "-- x",
  "rename with x",
  "x --- y",
  // ed scripts and diffs without context
  "--- x\n1d",
  "--- x\n12,13c4,5",
  "--- x\nXX  3a4 \r",
  // links, modules, and modes that cannot be read
  "--- x\nnew file mode 120000",
  "--- x\nnew file mode 0120000",
  "--- x\nnew mode 160000",
  "--- x\nold mode 120000",
  "--- x\ndeleted file mode 120000",
  "--- x\nindex 0a1..2f 120000",
  "--- x\n\tnew mode 100644x",
  "--- x\nnew mode  1006440",
  "--- x\nnew mode 100648",
  "--- x\nnew mode x100644",
  // too long, too many
  `--- ${"x".repeat(1025)}`,
  Array.from({ length: 20_001 }, () => "--- x").join("\n"),
])("what %.40j changes cannot be told", (patch) => {
  expect(patchedFiles(patch)).toBeUndefined();
});

test("a long name, and many, are read", () => {
  expect(patchedFiles(`--- ${"x".repeat(1024)}`)).toHaveLength(1);
  expect(patchedFiles(Array.from({ length: 20_000 }, (_, at) => `--- ${at}`).join("\n"))).toHaveLength(
    20_000,
  );
});
