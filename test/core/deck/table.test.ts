import fc from "fast-check";
import { expect, test } from "vitest";
import { columnsOf } from "../../../src/core/deck/cell.ts";
import { PLAIN } from "../../../src/core/deck/palette.ts";
import { type Column, tableLines } from "../../../src/core/deck/table.ts";

interface Row {
  readonly name: string;
  readonly model: string;
  readonly tokens: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { heading: "name", text: ({ name }) => name },
  { heading: "model", text: ({ model }) => model, optional: 1 },
  {
    heading: "tokens",
    text: ({ tokens }) => String(tokens),
    align: "right",
    inWords: ({ tokens }) => `${tokens} tokens`,
  },
];
const ROWS = [
  { name: "developer", model: "fake/m1", tokens: 7 },
  { name: "ops", model: "fake/a-longer-one", tokens: 1200 },
];

test("wide enough: headings, and columns as wide as they must be", () => {
  expect(
    tableLines(COLUMNS, ROWS, { width: 80, palette: PLAIN }, ({ name }) =>
      name === "ops" ? ["Look out."] : [],
    ),
  ).toEqual([
    "name       model              tokens",
    "developer  fake/m1                 7",
    "ops        fake/a-longer-one    1200",
    "  Look out.",
  ]);
});

test("narrower: without what can be done without", () => {
  expect(tableLines(COLUMNS, ROWS, { width: 20, palette: PLAIN })).toEqual([
    "name       tokens",
    "developer       7",
    "ops          1200",
  ]);
});

test("too narrow for columns: a paragraph for each row, in which nothing is missing", () => {
  const columns = COLUMNS.map(({ optional: _optional, ...column }) => column);
  expect(tableLines(columns, ROWS, { width: 30, palette: PLAIN })).toEqual([
    "developer",
    "  fake/m1 · 7 tokens",
    "ops",
    "  fake/a-longer-one · 1200",
    "  tokens",
  ]);
});

test("a column in which no row has anything to say is left out", () => {
  const rows = ROWS.map((row) => ({ ...row, model: "" }));
  expect(tableLines(COLUMNS, rows, { width: 80, palette: PLAIN })[0]).toBe("name       tokens");
});

test("no line is ever wider than the space", () => {
  const row = fc.record({ name: fc.string({ minLength: 1 }), model: fc.string(), tokens: fc.nat() });
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 20, max: 120 }), (rows, width) => {
      const clean = rows.map(({ name, model, tokens }) => ({
        name: name.replace(/[^a-z]/g, "x"),
        model: model.replace(/[^a-z]/g, "x"),
        tokens,
      }));
      const lines = tableLines(COLUMNS, clean, { width, palette: PLAIN }, (each) => [each.model]);
      expect(Math.max(0, ...lines.map(columnsOf))).toBeLessThanOrEqual(width);
    }),
  );
});
