import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf } from "../../../src/core/deck/cell.ts";
import { listLines } from "../../../src/core/deck/list.ts";
import { PLAIN } from "../../../src/core/deck/palette.ts";

const ITEMS = [
  { label: "developer", facts: ["anthropic/claude-opus-5", "role pick"], detail: "" },
  { label: "ops", facts: ["fake/m1", "pick for all"], detail: "" },
  { label: "security", facts: ["fake/m2", "lens pick"], detail: "" },
];

test("facts stand in columns, the selected item is marked", () => {
  expect(listLines(ITEMS, 1, { width: 60, height: 5, palette: PLAIN })).toEqual([
    "  developer  anthropic/claude-opus-5  role pick",
    "→ ops        fake/m1                  pick for all",
    "  security   fake/m2                  lens pick",
  ]);
});

test("a narrow one does without the last facts, and keeps the end of a model's name", () => {
  expect(listLines(ITEMS, 0, { width: 24, height: 5, palette: PLAIN })).toEqual([
    "→ developer  …ude-opus-5",
    "  ops        fake/m1",
    "  security   fake/m2",
  ]);
});

test("the part around the selected item is shown, and where it stands", () => {
  expect(listLines(ITEMS, 2, { width: 11, height: 2, palette: PLAIN })).toEqual([
    "  ops",
    "→ security",
    "  3 of 3",
  ]);
});

test("never wider than the space, never higher, and the selected item is always there", () => {
  const item = fc.record({
    label: fc.string({ minLength: 1 }),
    facts: fc.array(fc.string(), { maxLength: 3 }),
    detail: fc.constant(""),
  });
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 20 }),
      fc.nat(19),
      fc.integer({ min: 4, max: 100 }),
      fc.integer({ min: 1, max: 15 }),
      (items, at, width, height) => {
        const lines = listLines(items, at % items.length, { width, height, palette: PLAIN });
        expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(width);
        expect(lines.length).toBeLessThanOrEqual(height + 1);
        expect(lines.filter((line) => line.startsWith("→"))).toHaveLength(1);
      },
    ),
  );
});
