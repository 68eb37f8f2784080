import { type DiffLine, type FileChange, type Hunk, linesOf } from "./diff.ts";
import { numberedSize } from "./numbered.ts";

/** What one child is given of the change. */
export interface Chunk {
  readonly parts: readonly ChunkPart[];
  /** Estimated. */
  readonly tokens: number;
}

/** What a chunk holds of a file; no hunks where nothing but its name, mode or existence changed. */
export interface ChunkPart {
  readonly file: FileChange;
  /** Whole hunks, and pieces of hunks that had to be cut. */
  readonly hunks: readonly Hunk[];
}

/**
 * Bytes of a numbered diff for each token. Tokenizers take 3 to 4 bytes of source code; the columns of numbers
 * cost more than their bytes.
 */
const BYTES_PER_TOKEN = 3.5;

/** The estimated number of tokens of a text of so many UTF-8 bytes. */
export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_TOKEN);
}

/**
 * Cuts a change into chunks of at most `budget` tokens of diff, by path, so that neighbours stay together: along
 * files, a file that is too large along hunks, a hunk that is too large along lines. Every file and every changed
 * line is in exactly one chunk. Only a single line, whose length is bounded, may exceed the budget.
 */
export function chunkChange(files: readonly FileChange[], budget: number): readonly Chunk[] {
  const filling = new Filling(budget * BYTES_PER_TOKEN);
  for (const file of files.toSorted(byPath)) {
    const sizes = file.hunks.map((hunk) => sizeOf(file, hunk));
    filling.open(
      file,
      sizes.reduce((a, b) => a + b, 0),
    );
    for (const [index, hunk] of file.hunks.entries()) filling.add(file, hunk, sizes[index] ?? 0);
  }
  return filling.finish();
}

/** By code unit, not by locale: the same change is cut in the same way everywhere. */
function byPath(a: FileChange, b: FileChange): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

/** What the heading of a file may take. */
const HEADING = 200;
const encoder = new TextEncoder();

function sizeOf(file: FileChange, hunk: Hunk): number {
  let size = 0;
  for (const line of linesOf(hunk)) size += numberedSize(file, hunk, line);
  return size;
}

/** The chunks as they are being filled; sizes are bytes. */
class Filling {
  readonly #capacity: number;
  readonly #chunks: Chunk[] = [];
  #parts: { file: FileChange; hunks: Hunk[] }[] = [];
  #size = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Begins a file, in the next chunk where it fits as a whole there but not here. */
  open(file: FileChange, size: number): void {
    const heading = headingOf(file);
    if (!this.#fits(heading + size) && (size + heading <= this.#capacity || !this.#fits(heading)))
      this.#close();
    this.#begin(file);
  }

  add(file: FileChange, hunk: Hunk, size: number): void {
    if (!this.#fits(size) && headingOf(file) + size <= this.#capacity) this.#next(file);
    if (this.#fits(size)) this.#put(hunk, size);
    else this.#addLines(file, hunk);
  }

  finish(): readonly Chunk[] {
    this.#close();
    return this.#chunks;
  }

  #addLines(file: FileChange, hunk: Hunk): void {
    let piece = new Cutting(hunk, 0, hunk.oldStart, hunk.newStart);
    let size = 0;
    for (const line of linesOf(hunk)) {
      const more = numberedSize(file, hunk, line);
      if (!this.#fits(size + more) && !this.#isFresh(size)) {
        const { hunk: cut, rest } = piece.cutBefore(line);
        if (size > 0) this.#put(cut, size);
        this.#next(file);
        piece = rest;
        size = 0;
      }
      piece.take(line);
      size += more;
    }
    this.#put(piece.last(), size);
  }

  #fits(size: number): boolean {
    return this.#size + size <= this.#capacity;
  }

  /** Whether the chunk holds nothing but a heading, so that another one would have no more room. */
  #isFresh(pending: number): boolean {
    return pending === 0 && this.#parts.length === 1 && this.#parts[0]?.hunks.length === 0;
  }

  #next(file: FileChange): void {
    const last = this.#parts.at(-1);
    if (last?.file === file && last.hunks.length === 0) {
      this.#parts.pop();
      this.#size -= headingOf(file);
    }
    this.#close();
    this.#begin(file);
  }

  #begin(file: FileChange): void {
    this.#parts.push({ file, hunks: [] });
    this.#size += headingOf(file);
  }

  #put(hunk: Hunk, size: number): void {
    this.#parts.at(-1)?.hunks.push(hunk);
    this.#size += size;
  }

  #close(): void {
    if (this.#parts.length > 0) this.#chunks.push({ parts: this.#parts, tokens: tokensOf(this.#size) });
    this.#parts = [];
    this.#size = 0;
  }
}

/** A piece of a hunk that is being cut off it: a hunk of its own, over the same bytes. */
class Cutting {
  readonly #whole: Hunk;
  readonly #from: number;
  readonly #oldStart: number;
  readonly #newStart: number;
  #oldCount = 0;
  #newCount = 0;

  constructor(whole: Hunk, from: number, oldStart: number, newStart: number) {
    this.#whole = whole;
    this.#from = from;
    this.#oldStart = oldStart;
    this.#newStart = newStart;
  }

  take(line: DiffLine): void {
    if (line.old !== null) this.#oldCount += 1;
    if (line.new !== null) this.#newCount += 1;
  }

  cutBefore(line: DiffLine): { readonly hunk: Hunk; readonly rest: Cutting } {
    const end = line.start - 1;
    const rest = new Cutting(
      this.#whole,
      end,
      this.#oldStart + this.#oldCount,
      this.#newStart + this.#newCount,
    );
    return { hunk: this.#upTo(end), rest };
  }

  last(): Hunk {
    return this.#upTo(this.#whole.body.length);
  }

  #upTo(end: number): Hunk {
    return {
      oldStart: this.#oldStart,
      oldCount: this.#oldCount,
      newStart: this.#newStart,
      newCount: this.#newCount,
      body: this.#whole.body.subarray(this.#from, end),
    };
  }
}

function headingOf(file: FileChange): number {
  return HEADING + encoder.encode(file.path + (file.oldPath ?? "")).length * 2;
}
