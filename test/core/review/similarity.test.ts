import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALIKE, jaccard, similarity, wordingOf } from "../../../src/core/review/similarity.ts";

const alike = (a: string, b: string) => similarity(wordingOf(a), wordingOf(b)) >= ALIKE;

test.each([
  ["parseHTTPHeader_v2", ["pars", "http", "header", "v2"]],
  ["$scope.userIDs", ["scop", "user", "ids"]],
  ["MAX_RETRY_COUNT", ["max", "retry", "count"]],
  ["retries retried retrying", ["retri", "retry"]],
  ["closes closed closing close", ["clos"]],
  ["the handle is not the one that was opened", ["handl", "one", "open"]],
  ["a b c 7", []],
  ["being used", ["used"]],
  ["Größe übersteigt", ["größ", "übersteigt"]],
  ["before ```ts\nconst fenced = 1;\n``` after", ["befor", "after"]],
  ["before ```suggestion\nnever closed", ["befor"]],
])("the words of %j", (text, words) => {
  expect([...wordingOf(text)]).toEqual(words);
});

describe("findings at one place", () => {
  test("one defect in other words is alike", () => {
    expect(
      alike(
        "File handle leaks when reading fails: open succeeds and readFile throws, the handle is never closed",
        "The file handle leaks if the read throws: when readFile throws after open has succeeded the handle stays open",
      ),
    ).toBe(true);
    expect(
      alike(
        "SQL injection through the name parameter: the query is built by concatenating the user's name",
        "User name is concatenated into the SQL query, so a crafted name injects SQL",
      ),
    ).toBe(true);
  });

  test("distinct defects on the same line are not", () => {
    expect(
      alike(
        "SQL injection through the name parameter: the query is built by concatenating the user's name",
        "The query loads every column of each row although only the count is needed, slow for large tables",
      ),
    ).toBe(false);
    expect(
      alike(
        "`limit` may be undefined: parseInt returns NaN and the loop never ends",
        "Errors of the request are swallowed: the catch block is empty and the caller sees success",
      ),
    ).toBe(false);
  });
});

describe("the overlap", () => {
  const wording = fc
    .uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f", "g"), { maxLength: 7 })
    .map((words) => new Set(words));

  test("is symmetric, 1 for the same words, 0 without a common one", () => {
    fc.assert(
      fc.property(wording, wording, (a, b) => {
        const overlap = similarity(a, b);
        expect(similarity(b, a)).toBe(overlap);
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(overlap).toBeLessThanOrEqual(1);
        expect(overlap === 0).toBe(![...a].some((word) => b.has(word)));
        expect(similarity(a, a)).toBe(a.size === 0 ? 0 : 1);
      }),
    );
  });

  test("is the common part of all", () => {
    expect(similarity(new Set("abc"), new Set("bcde"))).toBe(2 / 5);
    expect(jaccard(1, 2, 4)).toBe(1 / 5);
    expect(jaccard(0, 0, 0)).toBe(0);
  });
});
