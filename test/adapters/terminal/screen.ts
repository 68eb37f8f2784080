import { visibleWidth } from "@earendil-works/pi-tui";
import type { DisplayStream } from "../../../src/adapters/terminal/display.ts";

const ESC = "\u001b";
const TOKEN = new RegExp(`${ESC}\\[[?0-9;]*[A-Za-z]|\r|\n|[^${ESC}\r\n]+`, "g");
const CURSOR_UP = new RegExp(`^${ESC}\\[(\\d+)A$`);
const MODE_OR_COLOUR = new RegExp(`^${ESC}\\[(\\?\\d+[hl]|\\d+m)$`);

/** A terminal of so many columns and rows that knows the sequences that live rows need, and no other. */
export class Screen implements DisplayStream {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Every write as it came. */
  readonly writes: string[] = [];
  readonly listeners = new Set<() => void>();
  #lines: string[] = [""];
  #row = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  on(_event: "resize", listener: () => void): void {
    this.listeners.add(listener);
  }

  off(_event: "resize", listener: () => void): void {
    this.listeners.delete(listener);
  }

  /** Changes the width as a terminal does that wraps its lines anew. */
  resize(columns: number): void {
    this.columns = columns;
    const wrapped = this.#lines.flatMap((line) => chunksOf(line, columns));
    this.#row = wrapped.length - 1;
    this.#lines = wrapped;
    for (const listener of this.listeners) listener();
  }

  write(text: string): void {
    this.writes.push(text);
    for (const token of text.match(TOKEN) ?? []) this.#take(token);
  }

  /** The lines on the screen and above it, without the blanks at their ends. */
  text(): string[] {
    const lines = this.#lines.map((line) => line.trimEnd());
    while (lines.at(-1) === "") lines.pop();
    return lines;
  }

  #take(token: string): void {
    const up = CURSOR_UP.exec(token);
    if (up !== null) {
      const top = Math.max(0, this.#lines.length - this.rows);
      this.#row = Math.max(top, this.#row - Number(up[1]));
    } else if (token === "\n") {
      this.#row += 1;
      if (this.#row === this.#lines.length) this.#lines.push("");
    } else if (token === "\u001b[J") {
      this.#lines.length = this.#row + 1;
      this.#lines[this.#row] = "";
    } else if (token === "\u001b[K" || token === "\r" || MODE_OR_COLOUR.test(token)) {
      // Every line is written whole after a carriage return, so erasing its end shows nothing new here.
    } else if (token.startsWith("\u001b")) {
      throw new Error(`unknown sequence ${JSON.stringify(token)}`);
    } else {
      if (visibleWidth(token) > this.columns) throw new Error(`line wider than ${this.columns}: ${token}`);
      const before =
        this.writes.at(-1)?.includes("\u001b[?7l") === true ? "" : (this.#lines[this.#row] ?? "");
      this.#lines[this.#row] = before + token;
    }
  }
}

function chunksOf(line: string, columns: number): string[] {
  const text = line.trimEnd();
  const chunks: string[] = [];
  for (let at = 0; at < Math.max(1, text.length); at += columns) chunks.push(text.slice(at, at + columns));
  return chunks;
}
