import fc from "fast-check";
import { expect, test } from "vitest";
import { Leaders, type Place } from "../../../src/core/review/leaders.ts";
import { ALIKE, similarity, type Wording } from "../../../src/core/review/similarity.ts";

interface Item {
  readonly place: Place;
  readonly wording: Wording;
}

/** Adds all but the last and looks for the last one. */
function found(items: readonly Item[]): number | undefined {
  const leaders = new Leaders<number>(items.map(({ wording }) => wording));
  items.slice(0, -1).forEach(({ place }, index) => {
    leaders.add(place, index, index);
  });
  const last = items.length - 1;
  return leaders.find(items[last]?.place ?? { path: "", line: 1, endLine: 1 }, last);
}

/** What `found` must find, from the definition. */
function expected(items: readonly Item[]): number | undefined {
  const last = items.at(-1);
  let best: number | undefined;
  let bestSimilarity = 0;
  for (const [index, item] of items.slice(0, -1).entries()) {
    if (last === undefined || item.place.path !== last.place.path) continue;
    if (item.place.line - last.place.endLine > 3 || last.place.line - item.place.endLine > 3) continue;
    const overlap = similarity(item.wording, last.wording);
    if (overlap >= ALIKE && overlap > bestSimilarity) [best, bestSimilarity] = [index, overlap];
  }
  return best;
}

const itemsOf = (count: number, words: number, lines: number) => {
  const wording = fc
    .uniqueArray(fc.integer({ min: 1, max: words }), { minLength: 1, maxLength: 10 })
    .map((numbers) => new Set(numbers.map((number) => `word${number}`)));
  const place = fc
    .record({
      path: fc.constantFrom("a.ts", "b.ts"),
      line: fc.integer({ min: 1, max: lines }),
      height: fc.nat(9),
    })
    .map(({ path, line, height }) => ({ path, line, endLine: line + height }));
  return fc.array(fc.record({ place, wording }), { minLength: 1, maxLength: count, size: "max" });
};

test("the most alike leader at the place is found, the earliest of several", () => {
  fc.assert(
    fc.property(itemsOf(20, 15, 30), (items) => {
      expect(found(items)).toBe(expected(items));
    }),
  );
});

test("in a crowd too, as long as few leaders share a stem", () => {
  const crowd = fc.array(fc.uniqueArray(fc.nat(400), { minLength: 1, maxLength: 8 }), {
    minLength: 150,
    maxLength: 200,
    size: "max",
  });
  fc.assert(
    fc.property(crowd, (wordings) => {
      const place = { path: "a.ts", line: 5, endLine: 6 };
      const items = wordings.map((numbers) => ({
        place,
        wording: new Set(numbers.map((number) => `word${number}`)),
      }));
      expect(found(items)).toBe(expected(items));
    }),
  );
});

test("in a crowd that shares all common words, the one that shares the rare ones is found", () => {
  const place = { path: "a.ts", line: 5, endLine: 5 };
  const common = ["null", "value", "check"];
  const crowd = Array.from({ length: 3_000 }, (_, index) => ({
    place,
    wording: new Set([...common, ...Array.from({ length: 12 }, (_, word) => `own${index}x${word}`)]),
  }));
  const like = { place, wording: new Set([...common, "own2500x1", "own2500x2", "own2500x3", "own2500x4"]) };
  expect(found([...crowd, like])).toBe(2_500);
});

test("of a place of many lines only the first 200 count", () => {
  const wording = new Set(["same"]);
  const wide = { place: { path: "a.ts", line: 1, endLine: 1_000_000_000 }, wording };
  const at = (line: number) => found([wide, { place: { path: "a.ts", line, endLine: line }, wording }]);
  expect([at(200), at(203), at(204), at(5_000)]).toEqual([0, 0, undefined, undefined]);
});

test("a wording that was not announced is a mistake of the caller", () => {
  expect(() => new Leaders([]).find({ path: "a.ts", line: 1, endLine: 1 }, 0)).toThrow(RangeError);
});
