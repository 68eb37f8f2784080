import { visibleWidth } from "@earendil-works/pi-tui";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf, cut, pad, singleLine } from "../../../src/core/deck/cell.ts";

describe("singleLine", () => {
  test.each([
    ["\u001b[31mred\u001b[0m and \u001b[1;4mbold", "red and bold"],
    ["\u001b]0;title\u0007after", "after"],
    ["\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"],
    ["\u001bc\u001b7reset", "reset"],
    ["\u009b31mc1", "c1"],
    ["a\r\nb\tc\u2028d", "a b c d"],
    ["back\u0008\u0008\u0000space", "backspace"],
    ["\u202Egnp.exe\u202C", "gnp.exe"],
    ["zero\u200bwidth\ufeff", "zerowidth"],
    ["half an escape \u001b[", "half an escape"],
    ["  漢字 é 🙂 ", "漢字 é 🙂"],
  ])("%j", (text, safe) => {
    expect(singleLine(text)).toBe(safe);
  });

  test("nothing that is left can move a cursor, and cleaning twice changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const safe = singleLine(text);
        expect(safe).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(singleLine(safe)).toBe(safe);
      }),
    );
  });
});

describe("columns", () => {
  test.each([
    ["abc", 3],
    ["漢字", 4],
    ["e\u0301", 1],
    ["🙂", 2],
    ["👨‍👩‍👧", 2],
    ["🇩🇪", 2],
    ["ﬀ", 1],
    ["Ａ", 2],
    ["✓✗●○◌·…", 7],
    ["", 0],
  ])("%s takes %i", (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  test("no cut text is wider than asked for, by the terminal library's measure", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, columns) => {
        expect(visibleWidth(cut(singleLine(text), columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });

  test("a padded text takes exactly the columns asked for", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.nat(30),
        fc.constantFrom("left" as const, "right" as const),
        (text, columns, align) => {
          expect(columnsOf(pad(singleLine(text), columns, align))).toBe(columns);
        },
      ),
    );
  });

  test("a cut is visible", () => {
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cut("漢字漢", 4)).toBe("漢…");
    expect(pad("7", 3, "right")).toBe("  7");
    expect(pad("漢字漢", 4)).toBe("漢… ");
  });
});
