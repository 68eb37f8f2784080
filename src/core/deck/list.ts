import { columnsOf, cut, cutStart, pad, singleLine } from "./cell.ts";
import type { Palette } from "./palette.ts";

/** One choice of a list. */
export interface ListItem {
  readonly label: string;
  /** What stands beside it, as far as there is room; the first ones matter most. */
  readonly facts: readonly string[];
  /** What is said of it below the list when it is the selected one. */
  readonly detail: string;
}

export interface ListSpace {
  /** Columns that no line goes beyond. */
  readonly width: number;
  /** Items that are shown at once, 1 or more. */
  readonly height: number;
  readonly palette: Palette;
}

/** The part of a list around its selected item, and where that part stands when there is more. */
export function listLines(items: readonly ListItem[], selected: number, space: ListSpace): string[] {
  const { width, height, palette } = space;
  const first = Math.max(0, Math.min(selected - Math.floor(height / 2), items.length - height));
  const shown = items.slice(first, first + height);
  const widths = factWidths(items, width);
  const labelWidth = Math.min(widest(items.map(({ label }) => label)), width - MARK.length);
  const lines = shown.map((item, at) => {
    const label = pad(singleLine(item.label), labelWidth);
    const facts = widths
      .map((each, column) => GAP + pad(shortened(item.facts[column] ?? "", each), each))
      .join("");
    const chosen = first + at === selected;
    return chosen
      ? palette.accent(`${MARK}${label}${facts}`.trimEnd())
      : `${BLANK}${label}${palette.faint(facts.trimEnd())}`.trimEnd();
  });
  if (items.length <= height) return lines;
  return [...lines, palette.faint(cut(`${BLANK}${selected + 1} of ${items.length}`, width))];
}

const MARK = "→ ";
const BLANK = "  ";
const GAP = "  ";

/** A fact that shows less than this says nothing. */
const LEAST = 8;

/** The widths of the facts that there is room for beside the labels; the last one may be cut. */
function factWidths(items: readonly ListItem[], width: number): number[] {
  let left = width - MARK.length - widest(items.map(({ label }) => label));
  const widths: number[] = [];
  for (let column = 0; ; column += 1) {
    const wanted = widest(items.map(({ facts }) => facts[column] ?? ""));
    if (wanted === 0) return widths;
    const room = Math.min(wanted, left - GAP.length);
    if (room < Math.min(wanted, LEAST)) return widths;
    widths.push(room);
    left -= room + GAP.length;
  }
}

/** The end of a path or of a model's name says more than its beginning. */
function shortened(text: string, columns: number): string {
  const line = singleLine(text);
  return line.includes("/") ? cutStart(line, columns) : cut(line, columns);
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, columnsOf(singleLine(text))), 0);
}
