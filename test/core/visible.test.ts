import { expect, test } from "vitest";
import { visible, visibleJson, visibleLines } from "../../src/core/visible.ts";

test.each([
  ["a\u001bb", "a\\u{1b}b"],
  ["a\tb", "a\\u{9}b"],
  ["a\nb", "a\\u{a}b"],
  ["a\u009bb", "a\\u{9b}b"],
  ["a b", "a b"],
  ["a\u00a0b", "a\\u{a0}b"],
  ["a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
  ["a\u202eb\u200bc", "a\\u{202e}b\\u{200b}c"],
  ["a\u{e0041}b\u{e0100}c\ufe0fd", "a\\u{e0041}b\\u{e0100}c\\u{fe0f}d"],
  ["\u115f\u1160\u3164\uffa0", "\\u{115f}\\u{1160}\\u{3164}\\u{ffa0}"],
  ["\u2800\u034f\u180b\u17b4", "\\u{2800}\\u{34f}\\u{180b}\\u{17b4}"],
  ["\ud800", "\\u{d800}"],
  ["é日한\u{1f600}", "é日한\u{1f600}"],
])("%j is shown as %s", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("lines stay lines", () => {
  expect(visibleLines("a\u001b\n\nb\r")).toBe("a\\u{1b}\n\nb\\u{d}");
});

test.each([[undefined], [2]])(
  "JSON holds nothing that acts on a terminal, and the same value (indent %s)",
  (indent) => {
    const value = { "a\u009b\u202e": ["\u001b]0;x\u0007", "\u{e0041}\u2028\u200b", "é日\u{1f600}\n"] };
    const text = visibleJson(value, indent);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(text).toContain("é日\u{1f600}\\n");
    expect(text).toContain("\\u009b\\u202e");
    expect(text).toContain("\\udb40\\udc41");
  },
);
