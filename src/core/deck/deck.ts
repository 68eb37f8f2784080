import { addUsage, type ChildState, type LiveChild, NO_USAGE } from "../agents/run.ts";
import { columnsOf, cut, pad, singleLine } from "./cell.ts";
import type { Palette } from "./palette.ts";
import { allTokens, duration, money, tokenCount } from "./quantity.ts";

/** What a deck shows: the run as it is at one moment. */
export interface Deck {
  /** What runs: `review`. */
  readonly title: string;
  /** The step of the recipe that goes on. */
  readonly step: string;
  readonly children: readonly LiveChild[];
  /** Milliseconds on the monotonic clock: of the run's start, and now. */
  readonly startedAt: number;
  readonly now: number;
  /** How to stop it, in a few words; undefined when there is nothing left to stop. */
  readonly cancel?: string;
}

export interface DeckSpace {
  /** Columns that no line goes beyond. */
  readonly width: number;
  /** Lines that there are at most, 1 or more. */
  readonly height: number;
  readonly palette: Palette;
}

/** The run as lines for a terminal: a header, then a row for each child. Never wraps, never holds control characters. */
export function deckLines(deck: Deck, space: DeckSpace): readonly string[] {
  const lines = [header(deck, space)];
  const rows = deck.children.map((child) => rowOf(child, deck.now));
  const columns = chooseColumns(rows, space.width);
  const named = rows.length > 0 && columns.includes("tokens") && space.height > rows.length + 1;
  if (named) lines.push(space.palette.faint(cut(headings(columns, rows, space.width), space.width)));

  const { shown, hidden } = pickRows(rows, space.height - lines.length);
  for (const row of shown) lines.push(rowLine(row, columns, rows, space));
  if (hidden.length > 0 && lines.length < space.height) {
    lines.push(space.palette.faint(cut(`  … and ${countStates(hidden)}`, space.width)));
  }
  return lines;
}

/** Where a child stands, in words that are true of its process: `failed: rate-limit`, `waiting: 429, 12 s`. */
export function stateInWords(child: LiveChild): string {
  const reason = child.state === "failed" ? child.cause : child.state === "waiting" ? child.note : undefined;
  return reason === undefined || reason === "" ? child.state : `${child.state}: ${singleLine(reason)}`;
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

/** What a row says, column by column, as plain text. */
interface Row {
  readonly state: ChildState;
  readonly cells: Readonly<Record<Column, string>>;
}

const COLUMNS = ["label", "state", "model", "elapsed", "turns", "tokens", "cost", "activity"] as const;
type Column = (typeof COLUMNS)[number];

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

const WIDEST: Readonly<Record<Exclude<Column, "activity">, number>> = {
  label: 24,
  state: 8,
  model: 32,
  elapsed: 6,
  turns: 5,
  tokens: 6,
  cost: 7,
};
const NARROWEST: Readonly<Partial<Record<Column, number>>> = {
  state: 8,
  elapsed: 5,
  turns: 5,
  tokens: 6,
  cost: 6,
};
const RIGHT: readonly Column[] = ["elapsed", "turns", "tokens", "cost"];
const LEAST_ACTIVITY = 12;
/** Below this a reason for a failure or a delay takes the place of the numbers. */
const ROOM_FOR_A_REASON = 24;
const MARK_WIDTH = 2;

function header(deck: Deck, { width, palette }: DeckSpace): string {
  const usage = deck.children.reduce((sum, child) => addUsage(sum, child.usage), NO_USAGE);
  const over = deck.children.filter((child) => child.state === "done" || child.state === "failed").length;
  const parts = [
    { text: singleLine(deck.title), rank: 0, paint: palette.strong },
    { text: singleLine(deck.step), rank: 3, paint: palette.accent },
    {
      text: deck.children.length === 0 ? "" : `${over}/${deck.children.length} ended`,
      rank: 4,
      paint: palette.faint,
    },
    { text: duration(deck.now - deck.startedAt), rank: 1, paint: palette.faint },
    {
      text: allTokens(usage) === 0 ? "" : `${tokenCount(allTokens(usage))} tokens`,
      rank: 6,
      paint: palette.faint,
    },
    { text: money(usage.cost), rank: 5, paint: palette.faint },
    { text: deck.cancel ?? "", rank: 2, paint: palette.faint },
  ].filter((part) => part.text !== "");

  const separator = " · ";
  const lengthOf = (list: typeof parts): number => columnsOf(list.map((part) => part.text).join(separator));
  let kept = parts;
  while (kept.length > 1 && lengthOf(kept) > width) {
    const least = Math.max(...kept.map((part) => part.rank));
    kept = kept.filter((part) => part.rank !== least);
  }
  if (lengthOf(kept) > width) return palette.strong(cut(kept[0]?.text ?? "", width));
  return kept.map((part) => part.paint(part.text)).join(palette.faint(separator));
}

function rowOf(child: LiveChild, now: number): Row {
  const elapsed = child.startedAt === undefined ? "" : duration((child.endedAt ?? now) - child.startedAt);
  const tokens = allTokens(child.usage);
  return {
    state: child.state,
    cells: {
      label: singleLine(child.label),
      state: child.state,
      model: singleLine(child.model ?? ""),
      elapsed,
      turns: child.turns === 0 ? "" : String(child.turns),
      tokens: tokens === 0 ? "" : tokenCount(tokens),
      cost: money(child.usage.cost),
      activity: activityOf(child),
    },
  };
}

function activityOf(child: LiveChild): string {
  switch (child.state) {
    case "failed":
      return singleLine([child.cause, child.note].filter((part) => part !== undefined).join(": "));
    case "waiting":
      return singleLine(child.note ?? "");
    case "running":
      return singleLine(child.tool ?? child.lastWords);
    case "done":
      return singleLine(child.lastWords);
    case "queued":
    case "starting":
    case "ready":
      return "";
  }
}

function chooseColumns(rows: readonly Row[], width: number): readonly Column[] {
  const chosen = new Set<Column>();
  let left = width - MARK_WIDTH;
  for (const column of BY_USE) {
    const wanted = column === "activity" ? LEAST_ACTIVITY : columnWidth(column, rows);
    if (wanted === 0) continue;
    if (left < wanted && chosen.size > 0) break;
    chosen.add(column);
    left -= wanted + 1;
  }
  return COLUMNS.filter((column) => chosen.has(column));
}

/** 0 when no row has anything to say in this column. */
function columnWidth(column: Exclude<Column, "activity">, rows: readonly Row[]): number {
  const widest = Math.max(0, ...rows.map((row) => columnsOf(row.cells[column])));
  if (column === "model" && widest === 0) return 0;
  return Math.min(WIDEST[column], Math.max(NARROWEST[column] ?? 0, widest));
}

function activityWidth(columns: readonly Column[], rows: readonly Row[], width: number): number {
  let left = width - MARK_WIDTH;
  for (const column of columns) if (column !== "activity") left -= columnWidth(column, rows) + 1;
  return columns.includes("activity") ? Math.max(0, left) : 0;
}

function headings(columns: readonly Column[], rows: readonly Row[], width: number): string {
  const names: Readonly<Record<Column, string>> = {
    label: "",
    state: "state",
    model: "model",
    elapsed: "time",
    turns: "turns",
    tokens: "tokens",
    cost: "cost",
    activity: "doing",
  };
  const cells = columns.map((column) => cellText(names[column], column, columns, rows, width));
  return `  ${cells.join(" ").trimEnd()}`;
}

/** The rows that fit, in their order: what failed or goes on comes before what has ended or has not begun. */
function pickRows(
  rows: readonly Row[],
  room: number,
): { readonly shown: readonly Row[]; readonly hidden: readonly Row[] } {
  if (rows.length <= room) return { shown: rows, hidden: [] };
  const urgency: Readonly<Record<ChildState, number>> = {
    failed: 0,
    waiting: 1,
    running: 2,
    starting: 3,
    ready: 4,
    done: 5,
    queued: 6,
  };
  const first = [...rows].sort((a, b) => urgency[a.state] - urgency[b.state]).slice(0, Math.max(0, room - 1));
  return {
    shown: rows.filter((row) => first.includes(row)),
    hidden: rows.filter((row) => !first.includes(row)),
  };
}

function countStates(rows: readonly Row[]): string {
  const counts = new Map<ChildState, number>();
  for (const row of rows) counts.set(row.state, (counts.get(row.state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(", ");
}

function rowLine(
  row: Row,
  columns: readonly Column[],
  rows: readonly Row[],
  { width, palette }: DeckSpace,
): string {
  const paint = paintOf(row.state, palette);
  const mark = paint(MARKS[row.state]);
  if (width <= MARK_WIDTH) return width > 0 ? mark : "";

  const reason = (row.state === "failed" || row.state === "waiting") && row.cells.activity !== "";
  if (reason && activityWidth(columns, rows, width) < ROOM_FOR_A_REASON) {
    const label = pad(row.cells.label, Math.min(columnWidth("label", rows), width - MARK_WIDTH));
    const left = width - MARK_WIDTH - columnsOf(label) - 1;
    return left <= 0
      ? `${mark} ${label}`
      : `${mark} ${label} ${paint(cut(`${row.state} ${row.cells.activity}`, left))}`;
  }

  const cells = columns.map((column) => {
    const text = cellText(row.cells[column], column, columns, rows, width);
    if (column === "label") return row.state === "queued" ? palette.faint(text) : text;
    return column === "state" || (column === "activity" && reason) ? paint(text) : palette.faint(text);
  });
  return `${mark} ${cells.join(" ")}`;
}

function cellText(
  text: string,
  column: Column,
  columns: readonly Column[],
  rows: readonly Row[],
  width: number,
): string {
  if (column === "activity") return cut(text, activityWidth(columns, rows, width));
  const wanted = Math.min(columnWidth(column, rows), width - MARK_WIDTH);
  return pad(text, wanted, RIGHT.includes(column) ? "right" : "left");
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
