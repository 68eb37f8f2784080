import { columnsOf, singleLine } from "../deck/cell.ts";

/** Prose as lines of at most `width` columns, broken between words, and within a word that is longer than a line. */
export function wrapProse(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of singleLine(text).split(" ")) {
    if (line !== "" && columnsOf(line) + 1 + columnsOf(word) <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    const pieces = broken(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** Code as lines of at most `width` columns: indentation is kept, what it has in common taken away. */
export function wrapCode(text: string, width: number): string[] {
  const lines = text
    .split("\n")
    .map((line) => ({ indent: indentOf(line), code: singleLine(line) }))
    .filter(({ code }, index, all) => code !== "" || (index > 0 && index < all.length - 1));
  const common = Math.min(...lines.filter(({ code }) => code !== "").map(({ indent }) => indent));
  return lines.flatMap(({ indent, code }) => {
    const margin = " ".repeat(code === "" ? 0 : Math.min(indent - common, Math.floor(width / 2)));
    return broken(code, width - margin.length).map((piece) => margin + piece);
  });
}

function indentOf(line: string): number {
  const blanks = /^[ \t]*/.exec(line)?.[0] ?? "";
  return blanks.replaceAll("\t", "  ").length;
}

function broken(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let columns = 0;
  for (const { segment } of graphemes.segment(word)) {
    const more = columnsOf(segment);
    if (piece !== "" && columns + more > width) {
      pieces.push(piece);
      piece = "";
      columns = 0;
    }
    piece += segment;
    columns += more;
  }
  return [...pieces, piece];
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
