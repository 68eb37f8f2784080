import type { Budget } from "../agents/budget.ts";
import type { ChildState, LiveChild } from "../agents/run.ts";
import { columnsOf, cut, singleLine } from "./cell.ts";
import type { Palette } from "./palette.ts";
import { duration } from "./quantity.ts";
import { headings, layOut, type Row, rowLine, rowOf } from "./row.ts";
import { spentParts } from "./spent.ts";

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
  /** What all children together may use. */
  readonly budget?: Budget;
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
  const layout = layOut(rows, space.width);
  const names = headings(layout);
  if (names !== null && rows.length > 0 && space.height > rows.length + 1) {
    lines.push(space.palette.faint(cut(names, space.width)));
  }

  const { shown, hidden } = pickRows(rows, space.height - lines.length);
  for (const row of shown) lines.push(rowLine(row, layout, space.width, space.palette));
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

function header(deck: Deck, { width, palette }: DeckSpace): string {
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
    ...spentParts(deck.children, deck.budget, palette),
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
