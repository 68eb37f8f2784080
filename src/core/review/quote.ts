/** A quote in one way of reading it: runs of lines that follow each other in the file with a gap between them. */
export interface Reading {
  /** Each run has at least one line; each line is squeezed and not blank. */
  readonly runs: readonly (readonly string[])[];
  /** Whether it says enough to be looked for anywhere else than where it was said to stand. */
  readonly significant: boolean;
}

/**
 * The ways to read a reviewer's quote, the most literal first. White space is squeezed and blank lines are left
 * out in all of them. The others leave out, alone and together: a Markdown fence around the quote, a column of
 * line numbers, the marks of a diff (once as the new side, once as the removed lines alone), and what `...`, `…` or
 * `⟨a note⟩` stands for, as a line of its own or within a line. A quote without a visible character has no reading.
 */
export function readingsOf(quote: string): Reading[] {
  const lines = quote
    .split("\n")
    .map(squeezed)
    .filter((line) => line !== "");
  const readings = new Map<string, Reading>();
  for (const unfenced of [lines, withoutFence(lines)]) {
    for (const bare of [unfenced, withoutNumbers(unfenced)]) {
      for (const side of [bare, newSide(bare), removedSide(bare)]) {
        for (const runs of [[side], splitAtElidedLines(side), splitAtElisions(side)]) {
          const filled = runs.filter((run) => run.length > 0);
          if (filled.length > 0)
            readings.set(JSON.stringify(filled), { runs: filled, significant: isSignificant(filled) });
        }
      }
    }
  }
  return [...readings.values()];
}

/** A line as lines are compared: each run of white space is one blank, and none stands at the ends. */
export function squeezed(line: string): string {
  return line.replace(/\s+/g, " ").trim();
}

/** A `}`, a `return;` or a lone short name stands in too many places to say which one is meant. */
function isSignificant(runs: readonly (readonly string[])[]): boolean {
  const words = new Set(runs.flat().flatMap((line) => line.match(/[\p{L}\p{N}]+/gu) ?? []));
  const characters = [...words].reduce((sum, word) => sum + word.length, 0);
  return (characters >= 8 && words.size >= 2) || characters >= 12;
}

function withoutFence(lines: readonly string[]): string[] {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined || !/^(?:```|~~~)/.test(first)) return [...lines];
  return /^(?:```|~~~)$/.test(last) && lines.length > 1 ? lines.slice(1, -1) : lines.slice(1);
}

const NUMBER_COLUMN = /^([+-]?) ?L?\d+(?: \d+)?(?: ?[|:│]| (?=\S)|(?=[+-]|$)) ?/;

/** Without a column of line numbers, when every line has one; a diff's mark before it is kept. */
function withoutNumbers(lines: readonly string[]): string[] {
  if (!lines.every((line) => NUMBER_COLUMN.test(line))) return [...lines];
  return lines.map((line) => line.replace(NUMBER_COLUMN, "$1")).filter((line) => line !== "");
}

function newSide(lines: readonly string[]): string[] {
  if (!lines.some((line) => /^[+-]/.test(line))) return [...lines];
  return lines
    .filter((line) => !line.startsWith("-"))
    .map((line) => line.replace(/^\+ ?/, ""))
    .filter((line) => line !== "");
}

function removedSide(lines: readonly string[]): string[] {
  return lines
    .filter((line) => line.startsWith("-"))
    .map((line) => line.replace(/^- ?/, ""))
    .filter((line) => line !== "");
}

const ELIDED_LINE = /^(?:\/\/|#|--|\/\*|<!--)? ?[[(<]?(?:\.{3,}|…)[\])>]? ?(?:\*\/|-->)?$/;

function splitAtElidedLines(lines: readonly string[]): string[][] {
  const runs: string[][] = [[]];
  for (const line of lines) {
    if (ELIDED_LINE.test(line)) runs.push([]);
    else runs.at(-1)?.push(line);
  }
  return runs;
}

/** What stands for something left out: dots, or what a reviewer was shown in the place of a text between `⟨` and `⟩`. */
const GAP = / ?(?:\.{3,}|…|⟨[^⟩]*⟩) ?/;

/** Splits within lines too; a run of fewer than four letters and digits would be found anywhere and is left out. */
function splitAtElisions(lines: readonly string[]): string[][] {
  if (!lines.some((line) => GAP.test(line))) return [];
  const runs: string[][] = [[]];
  for (const line of lines) {
    const [first = "", ...rest] = line.split(GAP);
    if (first !== "") runs.at(-1)?.push(first);
    for (const part of rest) runs.push(part === "" ? [] : [part]);
  }
  return runs.filter((run) => (run.join("").match(/[\p{L}\p{N}]/gu) ?? []).length >= 4);
}
