import type { ChildState, LiveChild } from "../agents/run.ts";
import { columnsOf, cut, pad, singleLine } from "./cell.ts";
import type { Palette } from "./palette.ts";
import { allTokens, costText, duration, tokenCount } from "./quantity.ts";

/** What a row says of a child, column by column, as plain text without control characters. */
export interface Row {
  readonly state: ChildState;
  readonly cells: Readonly<Record<Column, string>>;
}

/** The columns that a terminal has room for, in their order, and how wide each is. */
export type Layout = ReadonlyMap<Column, number>;

const COLUMNS = ["label", "state", "model", "elapsed", "turns", "tokens", "cost", "activity"] as const;
type Column = (typeof COLUMNS)[number];

/** `now`: milliseconds on the monotonic clock. */
export function rowOf(child: LiveChild, now: number): Row {
  const tokens = allTokens(child.usage);
  return {
    state: child.state,
    cells: {
      label: singleLine(child.label),
      state: child.state,
      model: singleLine(child.model ?? ""),
      elapsed: child.startedAt === undefined ? "" : duration((child.endedAt ?? now) - child.startedAt),
      turns: child.turns === 0 ? "" : String(child.turns),
      tokens: tokens === 0 ? "" : tokenCount(tokens),
      cost: costText([child.usage]),
      activity: activityOf(child),
    },
  };
}

/** Takes the columns in the order of their use as long as there is room; what is left is the activity's. */
export function layOut(rows: readonly Row[], width: number): Layout {
  const widths = new Map<Column, number>();
  let left = width - MARK_WIDTH;
  for (const column of BY_USE) {
    const wanted = column === "activity" ? LEAST_ACTIVITY : widthOf(column, rows);
    if (wanted === 0) continue;
    if (left < wanted && widths.size > 0) break;
    widths.set(column, Math.min(wanted, Math.max(0, left)));
    left -= wanted + 1;
  }
  const activity = widths.get("activity");
  if (activity !== undefined) widths.set("activity", activity + Math.max(0, left + 1));
  return new Map(
    COLUMNS.flatMap((column) => (widths.has(column) ? [[column, widths.get(column) ?? 0]] : [])),
  );
}

/** The names of the columns; null where there is too little room for numbers that would need one. */
export function headings(layout: Layout): string | null {
  if (!layout.has("tokens")) return null;
  return `  ${[...layout]
    .map(([column, width]) => cellText(NAMES[column], column, width))
    .join(" ")
    .trimEnd()}`;
}

export function rowLine(row: Row, layout: Layout, width: number, palette: Palette): string {
  const paint = paintOf(row.state, palette);
  const mark = paint(MARKS[row.state]);
  if (width <= MARK_WIDTH) return width > 0 ? mark : "";

  const reason = (row.state === "failed" || row.state === "waiting") && row.cells.activity !== "";
  if (reason && (layout.get("activity") ?? 0) < ROOM_FOR_A_REASON) {
    const label = pad(row.cells.label, layout.get("label") ?? 0);
    const left = width - MARK_WIDTH - columnsOf(label) - 1;
    const why = left <= 0 ? "" : ` ${paint(cut(`${row.state} ${row.cells.activity}`, left))}`;
    return `${mark} ${label}${why}`;
  }

  const cells = [...layout].map(([column, columnWidth]) => {
    const text = cellText(row.cells[column], column, columnWidth);
    if (column === "label") return row.state === "queued" ? palette.faint(text) : text;
    return column === "state" || (column === "activity" && reason) ? paint(text) : palette.faint(text);
  });
  return `${mark} ${cells.join(" ")}`;
}

const MARKS: Readonly<Record<ChildState, string>> = {
  queued: "·",
  starting: "○",
  ready: "○",
  running: "●",
  waiting: "◌",
  done: "✓",
  failed: "✗",
};
const MARK_WIDTH = 2;

const NAMES: Readonly<Record<Column, string>> = {
  label: "",
  state: "state",
  model: "model",
  elapsed: "time",
  turns: "turns",
  tokens: "tokens",
  cost: "cost",
  activity: "doing",
};

/** From the most to the least useful: what a narrow terminal does without is taken from the end. */
const BY_USE: readonly Column[] = [
  "label",
  "state",
  "elapsed",
  "activity",
  "tokens",
  "cost",
  "turns",
  "model",
];

/** A column is as wide as its widest text within these bounds, so that numbers that grow seldom move the rest. */
const BOUNDS: Readonly<Record<Exclude<Column, "activity">, readonly [number, number]>> = {
  label: [0, 24],
  state: [8, 8],
  model: [0, 32],
  elapsed: [5, 6],
  turns: [5, 5],
  tokens: [6, 6],
  cost: [6, 7],
};
const LEAST_ACTIVITY = 12;
/** Below this a reason for a failure or a delay takes the place of the numbers. */
const ROOM_FOR_A_REASON = 24;
const RIGHT: ReadonlySet<Column> = new Set(["elapsed", "turns", "tokens", "cost"]);

function activityOf(child: LiveChild): string {
  switch (child.state) {
    case "failed":
      return singleLine([child.cause, child.note].filter((part) => part !== undefined).join(": "));
    case "waiting":
      return singleLine(child.note ?? "");
    case "running":
      return singleLine(insteadOf(child) + (child.tool ?? child.lastWords));
    case "done":
      return singleLine(insteadOf(child) + child.lastWords);
    case "queued":
    case "starting":
    case "ready":
      return "";
  }
}

/** The models whose providers failed before, so that a change of models stays to be seen. */
function insteadOf({ insteadOf: failed = [] }: LiveChild): string {
  return failed.length === 0 ? "" : `instead of ${failed.join(", ")}: `;
}

function widthOf(column: Exclude<Column, "activity">, rows: readonly Row[]): number {
  const [least, most] = BOUNDS[column];
  const widest = Math.max(0, ...rows.map((row) => columnsOf(row.cells[column])));
  return Math.min(most, Math.max(least, widest));
}

function cellText(text: string, column: Column, width: number): string {
  return column === "activity" ? cut(text, width) : pad(text, width, RIGHT.has(column) ? "right" : "left");
}

function paintOf(state: ChildState, palette: Palette): (text: string) => string {
  switch (state) {
    case "failed":
      return palette.bad;
    case "waiting":
      return palette.warning;
    case "done":
      return palette.good;
    case "running":
      return palette.accent;
    case "queued":
    case "starting":
    case "ready":
      return palette.faint;
  }
}
