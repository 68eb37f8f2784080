import type { ExtensionContext } from "@earendil-works/pi-coding-agent";
import { truncateToWidth } from "@earendil-works/pi-tui";
import type { Budget } from "../../core/agents/budget.ts";
import type { LiveChild } from "../../core/agents/run.ts";
import { type Deck, deckLines } from "../../core/deck/deck.ts";
import { PLAIN } from "../../core/deck/palette.ts";
import type { Clock, Display } from "../../ports.ts";
import { openTerminalDisplay } from "../terminal/display.ts";
import { themePalette } from "./theme.ts";

export interface DeckDisplay extends Display {
  /** Takes the deck away. */
  close(): void;
}

export interface DeckOptions {
  readonly clock: Clock;
  /** What runs: `review`. One deck of a title can be open at a time. */
  readonly title: string;
  /** How to stop it, in a few words. */
  readonly cancel: string;
}

/**
 * Shows a run inside Pi: a widget above the prompt in the terminal, the same lines without colour for a program
 * that drives Pi, and standard error where Pi only prints (its standard output belongs to the result).
 */
export function openDeck(ctx: ExtensionContext, options: DeckOptions): DeckDisplay {
  switch (ctx.mode) {
    case "tui":
      return openWidget(ctx, options);
    case "rpc":
      return openRemoteLines(ctx, options);
    case "print":
    case "json":
      return openTerminalDisplay({ ...options, stream: process.stderr, env: process.env });
  }
}

const TICK_MS = 1000;
/** Lines of the widget: the prompt and the conversation keep the rest of the screen. */
const WIDGET_HEIGHT = 14;
const REMOTE = { width: 100, height: 40, palette: PLAIN };

function widgetKey(options: DeckOptions): string {
  return `pi-ensemble-${options.title}`;
}

function openWidget(ctx: ExtensionContext, options: DeckOptions): DeckDisplay {
  let redraw = (): void => {};
  const state = openState(options, () => redraw());
  ctx.ui.setWidget(widgetKey(options), (tui, theme) => {
    redraw = () => tui.requestRender();
    return {
      render: (width) => {
        const height = Math.max(3, Math.min(WIDGET_HEIGHT, Math.floor(tui.terminal.rows / 2)));
        const space = { width: Math.max(1, width - 1), height, palette: themePalette(theme) };
        return deckLines(state.deck(), space).map((line) => truncateToWidth(` ${line}`, width));
      },
      invalidate: () => {},
    };
  });
  return { ...state, close: () => state.close(() => ctx.ui.setWidget(widgetKey(options), undefined)) };
}

/** At most one message a second, and none when no line has changed. */
function openRemoteLines(ctx: ExtensionContext, options: DeckOptions): DeckDisplay {
  let sent = "";
  const send = (): void => {
    const lines = deckLines(state.deck(), REMOTE).map((line) => line.trimEnd());
    if (lines.join("\n") === sent) return;
    sent = lines.join("\n");
    ctx.ui.setWidget(widgetKey(options), lines);
  };
  const state = openState(options, undefined, send);
  return { ...state, close: () => state.close(() => ctx.ui.setWidget(widgetKey(options), undefined)) };
}

/** Keeps what the deck shows; tells of each change, and ticks once a second for the elapsed time. */
function openState(options: DeckOptions, changed?: () => void, ticked = changed) {
  const children = new Map<string, LiveChild>();
  const startedAt = options.clock.monotonic();
  let step = "";
  let budget: Budget | undefined;
  let closed = false;
  const tick = setInterval(() => ticked?.(), TICK_MS);
  tick.unref();
  return {
    deck: (): Deck => ({
      title: options.title,
      cancel: options.cancel,
      step,
      ...(budget === undefined ? {} : { budget }),
      children: [...children.values()],
      startedAt,
      now: options.clock.monotonic(),
    }),
    step(text: string): void {
      step = text;
      changed?.();
    },
    child(child: LiveChild): void {
      children.set(child.id, child);
      changed?.();
    },
    budget(limits: Budget): void {
      budget = limits;
      changed?.();
    },
    close(remove: () => void): void {
      if (closed) return;
      closed = true;
      clearInterval(tick);
      remove();
    },
  };
}
