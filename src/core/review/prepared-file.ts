import { type Reading, squeezed } from "./quote.ts";

/** Lines of the head that a quote was found on, counted from 1. */
export interface Occurrence {
  readonly line: number;
  readonly endLine: number;
}

/** A line that the change removed, with the number of the head's line that follows it. */
export interface RemovedLine {
  readonly line: number;
  readonly text: string;
}

/** Of a longer line only so many characters are looked at. */
const LONGEST_LINE = 20_000;
/** Only so many lines of a named range are looked through for a quote that stands where it was said to. */
const WIDEST_RANGE = 200;
/** Of a text that occurs more often, only so many occurrences around the named line are tried. */
const MOST_TRIES = 500;
/** What a quote leaves out between two of its runs is at most so many lines long. */
const LONGEST_GAP = 100;

/** Indexes a file's text once, so that no finding has to read it all again. */
export function prepareFile(text: string): PreparedFile {
  return new PreparedFile(text.split("\n").map((line, index) => ({ line: index + 1, text: line })));
}

/** Indexes the lines that a change removed from one file, in order, so that a quote of them finds its place. */
export function prepareRemoved(lines: readonly RemovedLine[]): PreparedFile {
  return new PreparedFile(lines);
}

/** The lines of a file that are not blank, white space squeezed, with an index by line and one by word. */
export class PreparedFile {
  readonly #texts: string[] = [];
  readonly #numbers: number[] = [];
  readonly #byText = new Map<string, number[]>();
  readonly #ordinals: number[] = [];
  #byWord: Map<string, number[]> | undefined;
  #counted: PreparedFile | undefined;
  /** The number of the last line; 0 when there is none. */
  readonly last: number;

  constructor(lines: readonly RemovedLine[]) {
    for (const [index, { line, text }] of lines.entries()) {
      const short = squeezed(text.length > LONGEST_LINE ? text.slice(0, LONGEST_LINE) : text);
      if (short === "") continue;
      push(this.#byText, short, this.#texts.length);
      this.#texts.push(short);
      this.#numbers.push(line);
      this.#ordinals.push(index + 1);
    }
    this.last = lines.at(-1)?.line ?? 0;
  }

  /** The same lines counted from 1: the removed lines of a file that is gone are the file. */
  get counted(): PreparedFile {
    this.#counted ??= new PreparedFile(
      this.#texts.map((text, index) => ({ line: this.#ordinals[index] ?? index + 1, text })),
    );
    return this.#counted;
  }

  /** Where the reading stands with at least one of its lines between `line` and `endLine`. */
  at(reading: Reading, line: number, endLine: number): Occurrence | undefined {
    const height = reading.runs[0]?.length ?? 0;
    const first = Math.max(0, this.#indexOf(line) - height + 1);
    const last = Math.min(this.#indexOf(endLine + 1), first + height + WIDEST_RANGE);
    for (let start = first; start < last; start += 1) {
      const found = this.#matchAt(reading, start);
      if (found !== undefined && found.endLine >= line) return found;
    }
    return undefined;
  }

  /** The occurrence that begins nearest to `line`: of the quote's whole lines, or else of parts of lines. */
  nearest(reading: Reading, line: number): Occurrence | undefined {
    const run = reading.runs[0] ?? [];
    return (
      this.#tryAround(this.#byWholeLines(run), reading, line) ??
      this.#tryAround(this.#byWords(run), reading, line)
    );
  }

  #tryAround(candidates: Candidates, reading: Reading, line: number): Occurrence | undefined {
    const { indices, offset } = candidates;
    let after = lowerBound(indices, this.#indexOf(line) + offset);
    let before = after - 1;
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const above = this.#distance(indices[before], offset, line);
      const below = this.#distance(indices[after], offset, line);
      if (above === Number.POSITIVE_INFINITY && below === Number.POSITIVE_INFINITY) return undefined;
      const index = above <= below ? indices[before--] : indices[after++];
      const found = index === undefined ? undefined : this.#matchAt(reading, index - offset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #distance(index: number | undefined, offset: number, line: number): number {
    if (index === undefined) return Number.POSITIVE_INFINITY;
    return Math.abs((this.#numbers[Math.max(0, index - offset)] ?? 0) - line);
  }

  /** The places of the run's rarest line; none when one of its lines is nowhere. */
  #byWholeLines(run: readonly string[]): Candidates {
    return rarest(run.map((text, offset) => ({ indices: this.#byText.get(text) ?? [], offset })));
  }

  /** The places of the run's rarest word that is whole for certain; none when such a word is nowhere. */
  #byWords(run: readonly string[]): Candidates {
    const byWord = this.#wordIndex();
    return rarest(
      run.flatMap((text, offset) => {
        const from = offset === 0 ? text.search(NOT_OF_A_WORD) : 0;
        const to = offset === run.length - 1 ? text.search(LAST_WORD) : text.length;
        const words = from < 0 ? [] : (text.slice(from, to).match(WORD) ?? []);
        return words.map((word) => ({ indices: byWord.get(word) ?? [], offset }));
      }),
    );
  }

  #wordIndex(): ReadonlyMap<string, readonly number[]> {
    if (this.#byWord === undefined) {
      this.#byWord = new Map();
      for (const [index, text] of this.#texts.entries()) {
        for (const word of new Set(text.match(WORD) ?? [])) push(this.#byWord, word, index);
      }
    }
    return this.#byWord;
  }

  #matchAt(reading: Reading, start: number): Occurrence | undefined {
    let end: End | undefined;
    for (const run of reading.runs) {
      end = end === undefined ? this.#runAt(run, start, 0, reading) : this.#runAfter(run, end, reading);
      if (end === undefined) return undefined;
    }
    const line = this.#numbers[start];
    const endLine = end === undefined ? undefined : this.#numbers[end.index];
    return line === undefined || endLine === undefined ? undefined : { line, endLine };
  }

  #runAfter(run: readonly string[], { index, column }: End, reading: Reading): End | undefined {
    for (let start = index; start <= index + 1 + LONGEST_GAP; start += 1) {
      const end = this.#runAt(run, start, start === index ? column : 0, reading);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  /** A run's first line may lack its beginning and its last line its end; the lines between are whole. */
  #runAt(run: readonly string[], start: number, column: number, { significant }: Reading): End | undefined {
    const index = start + run.length - 1;
    const first = this.#texts[start];
    const last = this.#texts[index];
    const [head] = run;
    const tail = run.at(-1);
    if (first === undefined || last === undefined || head === undefined || tail === undefined)
      return undefined;
    if (run.length === 1) {
      const found = partOf(first, head, column, significant);
      return found < 0 ? undefined : { index, column: found + head.length };
    }
    if (!first.endsWith(head) || first.length - head.length < column || !last.startsWith(tail))
      return undefined;
    for (let offset = 1; offset < run.length - 1; offset += 1) {
      if (this.#texts[start + offset] !== run[offset]) return undefined;
    }
    return { index, column: tail.length };
  }

  /** The index of the first line with this number or a higher one. */
  #indexOf(line: number): number {
    return lowerBound(this.#numbers, line);
  }
}

/** Where a run ended: on which line, and after how many of its characters. */
interface End {
  readonly index: number;
  readonly column: number;
}

/** Indices of lines, ascending, on which a run's line number `offset` may stand. */
interface Candidates {
  readonly indices: readonly number[];
  readonly offset: number;
}

const WORD = /[\p{L}\p{N}_$]+/gu;
const NOT_OF_A_WORD = /[^\p{L}\p{N}_$]/u;
const LAST_WORD = /[\p{L}\p{N}_$]*$/u;

/** The column of `part` in `text`; an insignificant part must be a whole line, or whole words. */
function partOf(text: string, part: string, column: number, significant: boolean): number {
  if (significant) return text.indexOf(part, column);
  if (column === 0 && text === part) return 0;
  if (!/[\p{L}\p{N}]/u.test(part)) return -1;
  for (let at = text.indexOf(part, column); at >= 0; at = text.indexOf(part, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + part.length] ?? " ";
    if (NOT_OF_A_WORD.test(before) && NOT_OF_A_WORD.test(after)) return at;
  }
  return -1;
}

function rarest(candidates: readonly Candidates[]): Candidates {
  return candidates.reduce(
    (a, b) => (b.indices.length < a.indices.length ? b : a),
    candidates[0] ?? { indices: [], offset: 0 },
  );
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function push(map: Map<string, number[]>, key: string, index: number): void {
  const indices = map.get(key);
  if (indices === undefined) map.set(key, [index]);
  else indices.push(index);
}
