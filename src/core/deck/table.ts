import { wrapProse } from "../report/wrap.ts";
import { columnsOf, cut, pad } from "./cell.ts";
import type { Palette } from "./palette.ts";

/** One column of a table over rows of one kind. The texts are single lines without control characters. */
export interface Column<Row> {
  readonly heading: string;
  readonly text: (row: Row) => string;
  readonly align?: "right";
  /** A wide table does without it where there is no room; the one with the greatest number goes first. */
  readonly optional?: number;
  /** Columns of the terminal that it takes at most. */
  readonly widest?: number;
  /** What it says where the rows are written below each other and have no headings; `text` where absent. */
  readonly inWords?: (row: Row) => string;
  readonly paint?: (row: Row, palette: Palette) => (text: string) => string;
}

export interface TableSpace {
  /** Columns that no line goes beyond, 20 or more. */
  readonly width: number;
  readonly palette: Palette;
}

/**
 * Rows below headings, or, where the width does not hold the columns that a table must have, each row as a paragraph
 * that begins with its first column. `notes` are sentences below a row.
 */
export function tableLines<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  space: TableSpace,
  notes: (row: Row) => readonly string[] = () => [],
): string[] {
  const chosen = fitting(columns, rows, space.width);
  const noteLines = (row: Row) =>
    notes(row).flatMap((note) => indented(note, space.width).map((line) => space.palette.faint(line)));
  if (chosen === null) {
    return rows.flatMap((row) => [...paragraph(columns, row, space), ...noteLines(row)]);
  }
  const widths = chosen.map((column) => widthOf(column, rows));
  const line = (cells: readonly string[]) => cells.join(GAP).trimEnd();
  const headings = chosen.map((column, at) => pad(column.heading, widths[at] ?? 0, column.align));
  return [
    space.palette.faint(line(headings)),
    ...rows.flatMap((row) => [
      line(
        chosen.map((column, at) => {
          const text = pad(column.text(row), widths[at] ?? 0, column.align);
          return at === chosen.length - 1
            ? painted(column, row, text.trimEnd(), space)
            : painted(column, row, text, space);
        }),
      ),
      ...noteLines(row),
    ]),
  ];
}

const GAP = "  ";
const INDENT = "  ";

/** The columns that there is room for; null when not even the required ones fit. */
function fitting<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
): readonly Column<Row>[] | null {
  let chosen = columns.filter((column) => rows.some((row) => column.text(row) !== ""));
  for (;;) {
    const total = chosen.reduce((sum, column) => sum + widthOf(column, rows) + GAP.length, -GAP.length);
    if (total <= width) return chosen;
    const spare = chosen
      .filter((column) => column.optional !== undefined)
      .toSorted((a, b) => (b.optional ?? 0) - (a.optional ?? 0))[0];
    if (spare === undefined) return null;
    chosen = chosen.filter((column) => column !== spare);
  }
}

function widthOf<Row>(column: Column<Row>, rows: readonly Row[]): number {
  const natural = Math.max(columnsOf(column.heading), ...rows.map((row) => columnsOf(column.text(row))));
  return Math.min(natural, column.widest ?? natural);
}

function paragraph<Row>(columns: readonly Column<Row>[], row: Row, { width, palette }: TableSpace): string[] {
  const [first, ...rest] = columns;
  if (first === undefined) return [];
  const facts = rest.map((column) => (column.inWords ?? column.text)(row)).filter((text) => text !== "");
  return [
    painted(first, row, cut(first.text(row), width), { width, palette }),
    ...indented(facts.join(" · "), width),
  ];
}

function painted<Row>(column: Column<Row>, row: Row, text: string, { palette }: TableSpace): string {
  return column.paint === undefined ? text : column.paint(row, palette)(text);
}

function indented(text: string, width: number): string[] {
  return text === "" ? [] : wrapProse(text, width - INDENT.length).map((line) => INDENT + line);
}
