import { describe, expect, it, test } from "vitest";
import { isScript, partlyShown, partReviewable } from "../../../src/core/review/classify.ts";
import type { FileChange } from "../../../src/core/review/diff.ts";
import { fileOf } from "./change.ts";

function reasonOf(
  change: Partial<FileChange> & { path: string },
  marks: Record<string, string> = {},
): string | null {
  const file = { ...fileOf(change.path, [[["+", "// @generated DO NOT EDIT"]]]), ...change };
  const { reviewed, unreviewed } = partReviewable([file], new Map(Object.entries(marks)));
  expect(reviewed.length + unreviewed.length).toBe(1);
  return unreviewed[0]?.reason ?? null;
}

describe("partReviewable", () => {
  it.each([
    ["package-lock.json", "lock file"],
    ["deep/down/Cargo.lock", "lock file"],
    ["vendor/lib/a.go", "vendored"],
    ["node_modules/a/index.js", "vendored"],
    ["public/app.min.js", "minified"],
    ["public/app.js.map", "minified"],
    ["api/service.pb.go", "generated"],
    ["src/__snapshots__/a.snap", "generated"],
  ])("only lists %s: %s", (path, reason) => {
    expect(reasonOf({ path })).toBe(reason);
  });

  it.each([
    ["src/vendor.ts"],
    ["src/lock.ts"],
    ["src/package-lock.json.ts"],
    ["src/admin.js"],
    ["docs/vendors/list.md"],
    ["map.ts"],
  ])("reviews %s", (path) => {
    expect(reasonOf({ path })).toBeNull();
  });

  it("says why binary files and submodules are not shown", () => {
    expect(reasonOf({ path: "a.png", kind: "binary" })).toBe("binary");
    expect(reasonOf({ path: "lib", kind: "submodule" })).toBe("submodule, 111111111111 to 222222222222");
  });

  it("lets the base call a file generated", () => {
    expect(reasonOf({ path: "a.ts" }, { "a.ts": "generated, says its header" })).toBe(
      "generated, says its header",
    );
  });

  it("reviews what only the change itself calls generated", () => {
    expect(reasonOf({ path: "a.ts", status: "added", oldMode: null, oldOid: null })).toBeNull();
    expect(reasonOf({ path: "a.ts" })).toBeNull();
  });

  it("reviews what is moved out of or into a place that is not reviewed", () => {
    const moved = { status: "renamed" } as const;
    expect(reasonOf({ ...moved, path: "src/a.ts", oldPath: "vendor/a.ts" })).toBeNull();
    expect(reasonOf({ ...moved, path: "vendor/a.ts", oldPath: "src/a.ts" })).toBeNull();
    expect(reasonOf({ ...moved, path: "vendor/b.ts", oldPath: "vendor/a.ts" })).toBe("vendored");
    expect(reasonOf({ ...moved, path: "b.ts", oldPath: "a.ts" }, { "b.ts": "x", "a.ts": "x" })).toBeNull();
  });
});

describe("partlyShown", () => {
  it("names the changed lines whose middle is left out", () => {
    const long = "x".repeat(60_000);
    const files = [
      fileOf("one.js", [[["+", long]]]),
      fileOf("context.js", [
        [
          [" ", long],
          ["+", "short"],
        ],
      ]),
      fileOf("several.js", [
        [
          [" ", "a"],
          ["-", long],
          ["+", long],
        ],
        [["+", long]],
      ]),
      fileOf("longest.js", [[["+", "x".repeat(2_000)]]]),
    ];
    expect(partlyShown(files)).toEqual([
      { path: "one.js", reason: "line 1: 58000 bytes not shown" },
      { path: "several.js", reason: "line 2 and 2 more: 174000 bytes not shown" },
    ]);
  });
});

test.each([
  ["100644", "#!/bin/sh\n\0", true],
  ["100644", "#!", true],
  ["100644", "echo\n\0", false],
  ["100755", "echo\n\0", true],
  ["100755", `${"a".repeat(79)}é`, true],
  ["100755", "\tsp\u00e4t\r\n\0", true],
  ["100755", "\x7fELF\x02\x01\x01\0", false],
  ["100755", "MZ\x90\0", false],
  ["100755", "echo\0\n", false],
  ["100755", "", false],
])("a file of mode %s that begins with %j is a script: %s", (mode, text, expected) => {
  expect(isScript([mode], new TextEncoder().encode(text).subarray(0, 80))).toBe(expected);
});
