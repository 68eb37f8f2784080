import type { Budget } from "../../core/agents/budget.ts";
import type { LiveChild } from "../../core/agents/run.ts";
import { columnsOf, singleLine } from "../../core/deck/cell.ts";
import { deckLines, stateInWords } from "../../core/deck/deck.ts";
import type { Palette } from "../../core/deck/palette.ts";
import { PLAIN } from "../../core/deck/palette.ts";
import { allTokens, duration, money, tokenCount } from "../../core/deck/quantity.ts";
import { budgetInWords } from "../../core/deck/spent.ts";
import type { Clock, Display } from "../../ports.ts";
import { type Environment, paletteFor } from "./colour.ts";

/** A stream that a run is shown on: standard error, as a rule. */
export interface DisplayStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
  on(event: "resize", listener: () => void): unknown;
  off(event: "resize", listener: () => void): unknown;
}

export interface TerminalDisplay extends Display {
  /** Shows how it ended, takes every timer and listener away and leaves the cursor below the last line. */
  close(): void;
}

export interface TerminalDisplayOptions {
  readonly stream: DisplayStream;
  readonly env: Environment;
  readonly clock: Clock;
  /** What runs: `review`. */
  readonly title: string;
  /** How to stop it, in a few words. */
  readonly cancel: string;
}

/**
 * Shows a run on a stream: rows that are redrawn in place on a terminal, else one plain line for each change of a
 * child's state. A dumb terminal and one that a CI service pretends to be get plain lines.
 */
export function openTerminalDisplay(options: TerminalDisplayOptions): TerminalDisplay {
  const { stream, env } = options;
  const live = stream.isTTY === true && env["TERM"] !== "dumb" && !isSet(env["CI"]);
  return live ? openLiveRows(options) : openPlainLines(options);
}

const FRAME_MS = 80;
const TICK_MS = 1000;

const SYNCHRONISED = { begin: "\u001b[?2026h", end: "\u001b[?2026l" };
const WRAP = { off: "\u001b[?7l", on: "\u001b[?7h" };
const ERASE_TO_END_OF_LINE = "\u001b[K";
const ERASE_BELOW = "\u001b[J";

/**
 * Each frame is one write between the marks of a synchronised update, and it overwrites lines instead of clearing
 * them, so that nothing flickers. The cursor is never hidden: a process that is killed leaves nothing to restore.
 */
function openLiveRows({ stream, env, clock, title, cancel }: TerminalDisplayOptions): TerminalDisplay {
  const children = new Map<string, LiveChild>();
  const startedAt = clock.monotonic();
  let step = "";
  let budget: Budget | undefined;
  /** The widths of the lines that stand above the cursor. */
  let drawn: readonly number[] = [];
  let closed = false;
  let frame: NodeJS.Timeout | undefined;
  const palette = paletteFor(stream, env);

  const draw = (over: boolean): void => {
    clearTimeout(frame);
    frame = undefined;
    const columns = Math.max(1, stream.columns ?? 80);
    const height = Math.max(2, stream.rows ?? 24);
    const limits = budget === undefined ? {} : { budget };
    const run = { title, ...limits, children: [...children.values()], startedAt, now: clock.monotonic() };
    const deck = over ? { ...run, step: "" } : { ...run, step, cancel };
    // The last column stays free: some terminals break a line that fills it. The last row is the cursor's.
    const space = { width: Math.max(1, columns - 1), height: over ? Number.POSITIVE_INFINITY : height - 1 };
    const nothing = over && children.size === 0;
    const plain = nothing ? [] : deckLines(deck, { ...space, palette: PLAIN });
    const shown = nothing || palette === PLAIN ? plain : deckLines(deck, { ...space, palette });
    const up = Math.min(rowsOf(drawn, columns), height - 1);
    stream.write(
      [
        SYNCHRONISED.begin,
        WRAP.off,
        up === 0 ? "\r" : `\u001b[${up}A\r`,
        ...shown.map((line) => `${line}${ERASE_TO_END_OF_LINE}\n`),
        ERASE_BELOW,
        WRAP.on,
        SYNCHRONISED.end,
      ].join(""),
    );
    drawn = plain.map((line) => columnsOf(line.trimEnd()));
  };

  const drawSoon = (): void => {
    if (!closed) frame ??= setTimeout(() => draw(false), FRAME_MS);
  };
  const tick = setInterval(() => draw(false), TICK_MS);
  tick.unref();
  stream.on("resize", drawSoon);

  return {
    step(text) {
      step = text;
      drawSoon();
    },
    child(child) {
      children.set(child.id, child);
      drawSoon();
    },
    budget(limits) {
      budget = limits;
      drawSoon();
    },
    close() {
      if (closed) return;
      closed = true;
      clearInterval(tick);
      stream.off("resize", drawSoon);
      draw(true);
    },
  };
}

/** The rows that lines of these widths take after a terminal has wrapped them to `columns`. */
function rowsOf(widths: readonly number[], columns: number): number {
  return widths.reduce((rows, width) => rows + Math.max(1, Math.ceil(width / columns)), 0);
}

function openPlainLines({ stream, env, clock, title }: TerminalDisplayOptions): TerminalDisplay {
  const startedAt = clock.monotonic();
  const said = new Map<string, string>();
  const palette = paletteFor(stream, env);

  const line = (text: string): void => {
    const seconds = ((clock.monotonic() - startedAt) / 1000).toFixed(1);
    stream.write(`${palette.faint(`[${seconds}s]`)} ${text}\n`);
  };

  return {
    step(text) {
      line(`${palette.strong(title)}: ${singleLine(text)}`);
    },
    child(child) {
      const words = TOLD.has(child.state) ? stateInWords(child) : "";
      if (words === "" || said.get(child.id) === words) return;
      said.set(child.id, words);
      line(`${singleLine(child.label)}  ${paint(child, palette)(words)}${palette.faint(facts(child))}`);
    },
    budget(limits) {
      const words = budgetInWords(limits);
      if (words !== "") line(`${palette.strong(title)}: may use ${words}`);
    },
    close() {},
  };
}

/** The states that are worth a line where lines stay. */
const TOLD: ReadonlySet<LiveChild["state"]> = new Set(["running", "waiting", "done", "failed"]);

function paint(child: LiveChild, palette: Palette): (text: string) => string {
  if (child.state === "failed") return palette.bad;
  if (child.state === "waiting") return palette.warning;
  return child.state === "done" ? palette.good : palette.accent;
}

function facts(child: LiveChild): string {
  const parts = [child.model === null ? "" : singleLine(child.model)];
  if (child.state === "done" || child.state === "failed") {
    if (child.startedAt !== undefined && child.endedAt !== undefined) {
      parts.push(duration(child.endedAt - child.startedAt));
    }
    parts.push(child.turns === 1 ? "1 turn" : `${child.turns} turns`);
    parts.push(`${tokenCount(allTokens(child.usage))} tokens`, money(child.usage.cost));
  }
  const known = parts.filter((part) => part !== "");
  return known.length === 0 ? "" : `  ${known.join(", ")}`;
}

/** CI services say `CI=true`; people who want the live rows back say `CI=false`. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}
