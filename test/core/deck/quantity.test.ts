import fc from "fast-check";
import { expect, test } from "vitest";
import { duration, money, tokenCount } from "../../../src/core/deck/quantity.ts";

test.each([
  [0, "0s"],
  [59_999, "59s"],
  [60_000, "1m00s"],
  [185_000, "3m05s"],
  [3_600_000, "1h00m"],
  [7_620_000, "2h07m"],
  [-5, "0s"],
])("%i ms is %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1.0k"],
  [99_949, "99.9k"],
  [99_950, "100k"],
  [999_499, "999k"],
  [999_500, "1.0M"],
  [12_340_000, "12.3M"],
])("%i tokens are %s", (tokens, text) => {
  expect(tokenCount(tokens)).toBe(text);
});

test.each([
  [0, ""],
  [0.0004, "<$0.001"],
  [0.0042, "$0.004"],
  [0.5, "$0.50"],
  [12.345, "$12.35"],
])("%d dollars are %j", (usd, text) => {
  expect(money(usd)).toBe(text);
});

test("no number of tokens below a billion takes more than six characters", () => {
  fc.assert(fc.property(fc.nat(999_000_000), (tokens) => tokenCount(tokens).length <= 6));
});
