import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Chunk, chunkChange, tokensOf } from "../../../src/core/review/chunk.ts";
import { type FileChange, type Hunk, linesOf, textOf } from "../../../src/core/review/diff.ts";
import { numberedLine, numberedSize } from "../../../src/core/review/numbered.ts";
import { fileOf, type Mark } from "./change.ts";

/** Every line with its file and numbers, as text. */
function linesIn(parts: Iterable<{ file: FileChange; hunks: readonly Hunk[] }>): string[] {
  return [...parts].flatMap(({ file, hunks }) =>
    hunks.flatMap((hunk) =>
      [...linesOf(hunk)].map(
        (line) => `${file.path}:${line.old}:${line.new}${line.mark}${textOf(hunk, line)}`,
      ),
    ),
  );
}

function diffTokens(chunk: Chunk): number {
  const bytes = chunk.parts.flatMap(({ file, hunks }) =>
    hunks.flatMap((hunk) =>
      [...linesOf(hunk)].map((line) => Buffer.byteLength(numberedLine(file, hunk, line))),
    ),
  );
  return tokensOf(bytes.reduce((a, b) => a + b, 0));
}

const line = fc.tuple(
  fc.constantFrom<Mark>(" ", "+", "-"),
  fc.string({ maxLength: 60, unit: "binary" }).map((text) => text.replaceAll("\n", "")),
);
const file = fc.record({
  name: fc.string({ minLength: 1, maxLength: 8 }),
  hunks: fc.array(fc.array(line, { minLength: 1, maxLength: 60 }), { maxLength: 5 }),
});
const change = fc
  .uniqueArray(file, { selector: ({ name }) => name, maxLength: 8 })
  .map((files) => files.map(({ name, hunks }) => fileOf(name, hunks)));

describe("numberedSize", () => {
  it("is the size of what is shown", () => {
    fc.assert(
      fc.property(change, fc.integer({ min: 1, max: 200_000 }), (files, start) => {
        for (const file of files) {
          for (const hunk of file.hunks.map((some) => ({ ...some, newStart: start }))) {
            for (const line of linesOf(hunk)) {
              expect(numberedSize(file, hunk, line)).toBe(Buffer.byteLength(numberedLine(file, hunk, line)));
            }
          }
        }
      }),
    );
  });
});

describe("chunkChange", () => {
  it("puts every line and every file in exactly one chunk, in order", () => {
    fc.assert(
      fc.property(change, fc.integer({ min: 1, max: 3_000 }), (files, budget) => {
        const chunks = chunkChange(files, budget);
        const ordered = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
        expect(linesIn(chunks.flatMap((chunk) => chunk.parts))).toEqual(
          linesIn(ordered.map((file) => ({ file, hunks: file.hunks }))),
        );
        const shown = chunks.flatMap((chunk) => chunk.parts.map((part) => part.file.path));
        expect([...new Set(shown)]).toEqual(ordered.map(({ path }) => path));
        for (const chunk of chunks) {
          for (const part of chunk.parts) {
            expect(part.hunks.length > 0 || part.file.hunks.length === 0).toBe(true);
          }
        }
      }),
    );
  });

  it("keeps to the budget unless a single line is larger", () => {
    fc.assert(
      fc.property(change, fc.integer({ min: 200, max: 3_000 }), (files, budget) => {
        for (const chunk of chunkChange(files, budget)) {
          const lines = linesIn(chunk.parts).length;
          expect(lines <= 1 || diffTokens(chunk) <= budget).toBe(true);
        }
      }),
    );
  });

  it("keeps a small change in one chunk and gives none for no change", () => {
    expect(chunkChange([fileOf("b", [[["+", "1"]]]), fileOf("a", [[["-", "1"]]])], 60_000)).toHaveLength(1);
    expect(chunkChange([], 60_000)).toEqual([]);
  });

  it("does not cut a file that fits into the next chunk", () => {
    const lines = (count: number) => Array.from({ length: count }, () => ["+", "x".repeat(50)] as const);
    const chunks = chunkChange([fileOf("a", [lines(60)]), fileOf("b", [lines(60)])], tokensOf(100 * 65));
    expect(chunks.map((chunk) => chunk.parts.map((part) => part.file.path))).toEqual([["a"], ["b"]]);
  });

  it("owns a very long line and does not count all of it", () => {
    const [chunk, ...others] = chunkChange([fileOf("a", [[["+", "x".repeat(2_000_000)]]])], 2_000);
    expect(others).toEqual([]);
    expect(chunk?.tokens).toBeLessThan(1_000);
    const [hunk] = chunk?.parts[0]?.hunks ?? [];
    expect(hunk && [...linesOf(hunk)]).toHaveLength(1);
  });

  it("cuts 5 MB fast", () => {
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => ["+", `const value${index} = compute(${index}, "a");`] as const,
    );
    const big = fileOf("a", [lines]);
    const started = performance.now();
    expect(chunkChange([big], 60_000).length).toBeGreaterThan(10);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
