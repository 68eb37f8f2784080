import { stripVTControlCharacters } from "node:util";
import type { ExtensionContext, Theme } from "@earendil-works/pi-coding-agent";
import type { Component, TUI } from "@earendil-works/pi-tui";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openDeck } from "../../../src/adapters/deck/widget.ts";
import { type LiveChild, NO_USAGE } from "../../../src/core/agents/run.ts";

const CHILD: LiveChild = {
  id: "security",
  label: "security",
  state: "running",
  model: null,
  startedAt: 0,
  turns: 1,
  usage: NO_USAGE,
  lastWords: "reading",
};
const theme = {
  fg: (_colour: string, text: string) => `\u001b[35m${text}\u001b[39m`,
  bold: (text: string) => text,
} as unknown as Theme;

let now = 0;
const clock = { monotonic: () => now, now: () => new Date(0) };
function pass(milliseconds: number): void {
  now += milliseconds;
  vi.advanceTimersByTime(milliseconds);
}

beforeEach(() => {
  now = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A Pi of one mode that keeps what is given to `setWidget`. */
function piOf(mode: "tui" | "rpc") {
  const widgets: unknown[] = [];
  const ctx = { mode, ui: { setWidget: (_key: string, content: unknown) => widgets.push(content) } };
  return { widgets, ctx: ctx as unknown as ExtensionContext };
}

test("in the terminal each change asks for a rendering, and so does each second", () => {
  const { widgets, ctx } = piOf("tui");
  const deck = openDeck(ctx, { clock, title: "review", cancel: "/review cancel" });
  let asked = 0;
  const tui = { terminal: { rows: 30 }, requestRender: () => (asked += 1) } as unknown as TUI;
  const component = (widgets[0] as (tui: TUI, theme: Theme) => Component)(tui, theme);
  deck.step("reviewing");
  deck.child(CHILD);
  expect(asked).toBe(2);
  pass(3000);
  expect(asked).toBe(5);
  expect(
    component
      .render(60)
      .map(stripVTControlCharacters)
      .map((line) => line.trimEnd()),
  ).toEqual([
    " review · reviewing · 0/1 ended · 3s · /review cancel",
    "            state     time turns tokens   cost doing",
    " ● security running     3s     1               reading",
  ]);

  for (let at = 0; at < 40; at++) deck.child({ ...CHILD, id: `child-${at}` });
  expect(component.render(60)).toHaveLength(14);
  deck.close();
  deck.close();
  expect(widgets).toHaveLength(2);
  expect(widgets[1]).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

test("a program that drives Pi gets plain lines, at most once a second, and only when they changed", () => {
  const { widgets, ctx } = piOf("rpc");
  const deck = openDeck(ctx, { clock, title: "review", cancel: "/review cancel" });
  deck.step("reviewing");
  for (let turns = 0; turns < 50; turns++) deck.child({ ...CHILD, turns });
  expect(widgets).toHaveLength(0);
  pass(1000);
  expect(widgets).toEqual([
    [
      "review · reviewing · 0/1 ended · 1s · /review cancel",
      "           state     time turns tokens   cost doing",
      "● security running     1s    49               reading",
    ],
  ]);
  deck.close();
  expect(widgets).toHaveLength(2);
  expect(widgets[1]).toBeUndefined();
  pass(5000);
  expect(widgets).toHaveLength(2);
});
