import fc from "fast-check";
import { expect, test } from "vitest";
import { shortenStrings } from "../../../src/core/agents/shorten.ts";

const shorten = (value: unknown, limit: number): unknown =>
  JSON.parse(Buffer.from(shortenStrings(Buffer.from(JSON.stringify(value)), limit)).toString("utf8"));

test("keeps the end of a long string, from a space on, and everything else", () => {
  const value = {
    type: "message_end",
    text: `${"many words ".repeat(100)}the end`,
    n: [1, null],
    short: 'a "b" \\',
  };
  expect(shorten(value, 12)).toEqual({ ...value, text: " the end" });
});

test("leaves valid JSON, and everything that is short, as it was", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 50 }), (value, limit) => {
      const kept = JSON.stringify(shorten(value, limit));
      const strings = [...JSON.stringify(value).matchAll(/"((?:[^"\\]|\\.)*)"/g)];
      if (strings.every(([literal]) => Buffer.byteLength(literal) <= limit))
        expect(kept).toBe(JSON.stringify(value));
    }),
  );
});

test("a string without a space is dropped", () => {
  expect(shorten(["x".repeat(100), "\\".repeat(50), '"'.repeat(50)], 20)).toEqual(["", "", ""]);
});
