import { describe, expect, it, test } from "vitest";
import { isWithin, parseTarget, trustedState } from "../../../src/core/review/target.ts";

function parse(target: string[], paths: string[] = [], whole = false) {
  const result = parseTarget({ target, paths, whole });
  return result.status === "ok" ? result.value : result;
}

const change = { kind: "range", base: "b".repeat(40), head: "a".repeat(40), paths: [] } as const;

test("a change has no say in its own review, and files as they stand have their commit's", () => {
  expect(trustedState(change)).toBe(change.base);
  expect(trustedState({ ...change, kind: "work", tree: "c".repeat(40) })).toBe(change.base);
  expect(trustedState({ ...change, kind: "files", tree: "c".repeat(40) })).toBe(change.head);
});

test("a path is within a target that names it, a folder around it, or something in it", () => {
  const limited = { ...change, paths: ["src/a", "b"] };
  expect(isWithin(change, "anything")).toBe(true);
  for (const path of ["src/a", "src/a/b.ts", "src", "b/c"]) expect(isWithin(limited, path), path).toBe(true);
  for (const path of ["src/ab", "bc", "a"]) expect(isWithin(limited, path), path).toBe(false);
});

describe("parseTarget", () => {
  it("takes no words for the work in progress", () => {
    expect(parse([])).toEqual({ kind: "work", paths: [] });
    expect(parse([], ["src"])).toEqual({ kind: "work", paths: ["src"] });
  });

  it.each([
    ["main..HEAD", "main", "HEAD"],
    ["main...topic", "main", "topic"],
    ["main..", "main", "HEAD"],
    ["..topic", "HEAD", "topic"],
    ["feature/a..feature/b", "feature/a", "feature/b"],
    ["HEAD~3..HEAD^", "HEAD~3", "HEAD^"],
  ])("takes %s for a range", (word, from, to) => {
    expect(parse([word], ["a"])).toEqual({ kind: "range", word, from, to, paths: ["a"] });
  });

  it.each([["../lib"], ["src/../lib"], [".."], ["src/.."], ["..."]])(
    "does not take %s for a range",
    (word) => {
      expect(parse([word])).toEqual({ kind: "word", word, paths: [] });
    },
  );

  it("leaves open what one word is, and takes several for paths", () => {
    expect(parse(["abc123"], ["src"])).toEqual({ kind: "word", word: "abc123", paths: ["src"] });
    expect(parse(["a.ts", "b.ts"])).toEqual({ kind: "work", paths: ["a.ts", "b.ts"] });
    expect(parse(["main..HEAD", "src"])).toMatchObject({ kind: "range", paths: ["src"] });
  });

  it("takes all words for paths when files are reviewed as they stand", () => {
    expect(parse(["a.ts"], ["b.ts"], true)).toEqual({ kind: "files", paths: ["a.ts", "b.ts"] });
    expect(parse([], [], true)).toMatchObject({ status: "problem" });
  });

  it("refuses words that name nothing", () => {
    expect(parse([""])).toMatchObject({ status: "problem" });
    expect(parse([], ["a\0b"])).toMatchObject({ status: "problem" });
  });
});
