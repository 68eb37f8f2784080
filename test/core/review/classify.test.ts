import { describe, expect, it } from "vitest";
import { partReviewable } from "../../../src/core/review/classify.ts";
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
