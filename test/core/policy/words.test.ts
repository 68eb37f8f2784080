import { expect, test } from "vitest";
import { fixed, isNumber, pattern, quoted, unknown } from "../../../src/core/policy/words.ts";

test("a fixed word begins with all of itself", () => {
  expect(fixed("a*")).toEqual({ kind: "static", text: "a*", prefix: "a*", splits: false, deep: false });
});

test("a quoted word is one word of a shell, and nothing in it counts", () => {
  expect(quoted("it's $x")).toBe("'it'\\''s $x'");
  expect(quoted("")).toBe("''");
});

test("of an unknown word nothing is known unless it is said", () => {
  expect(unknown("$x")).toEqual({ kind: "dynamic", text: "$x", prefix: "", splits: false, deep: false });
  expect(unknown("-o$x", { prefix: "-o", splits: true })).toMatchObject({ prefix: "-o", splits: true });
});

test.each([
  ["src/*.ts", "src/"],
  ["a?", "a"],
  ["a[bc]", "a"],
  ["a\\*b*", "a"],
  ["*", ""],
  ["a*\nb", "a"],
  ["plain", "plain"],
])("the pattern %s surely begins with %s", (text, prefix) => {
  expect(pattern(text)).toEqual({ kind: "glob", text, prefix, splits: false, deep: false });
});

test("a deep pattern is one of find", () => {
  expect(pattern("*.ts", true).deep).toBe(true);
});

test("a number is a word of digits, or nothing, that is known", () => {
  expect(["", "0", "-12", "+3"].map((text) => isNumber(fixed(text)))).toEqual([true, true, true, true]);
  expect(["a", "1a", "a1", "1-"].map((text) => isNumber(fixed(text)))).toEqual([false, false, false, false]);
  expect([isNumber(unknown("1")), isNumber(pattern("1"))]).toEqual([false, false]);
});
