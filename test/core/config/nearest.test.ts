import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest } from "../../../src/core/config/nearest.ts";

test.each([
  ["", "abc", 3],
  ["kitten", "sitting", 3],
  ["developer", "develper", 1],
  ["reveiw", "review", 1],
])("%s and %s are %i apart", (a, b, distance) => {
  expect(editDistance(a, b)).toBe(distance);
});

test("it is a distance: symmetric, 0 for the same word only, at most the longer length", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance === 0).toBe(a === b);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test("gives the closest first, and nothing that is far", () => {
  expect(nearest("securty", ["simplicity", "security", "secure"], 2)).toEqual(["security", "secure"]);
  expect(nearest("zzz", ["simplicity", "security"], 2)).toEqual([]);
});
