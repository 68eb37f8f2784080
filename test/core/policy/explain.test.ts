import { expect, test } from "vitest";
import { explain } from "../../../src/core/policy/explain.ts";

test("a denial says rule and origin, reason and way out, each on a line of its own", () => {
  expect(
    explain({ decision: "deny", rule: " a\t\n b ", because: "c.d. ", instead: " e.", origin: "role ops" }),
  ).toBe('Not permitted by the rule "a b" (role ops).\nWhy: c.d.\nInstead: e.');
});

test("without a way out there is no third line", () => {
  for (const reason of [
    { decision: "deny", rule: "a", because: "b" },
    { decision: "deny", rule: "a", because: "b", instead: "" },
  ] as const)
    expect(explain(reason)).toBe('Not permitted by the rule "a".\nWhy: b.');
});

test.each([
  ["denied", "the user said no"],
  ["unanswered", "the user did not answer in time"],
  ["nobody", "there is nobody to ask"],
  [undefined, "there is nobody to ask"],
] as const)("a question that was %s is explained as one", (answer, words) => {
  expect(explain({ decision: "ask", rule: "a", because: "b" }, answer)).toBe(
    `Not permitted by the rule "a", and ${words}.\nWhy: b.`,
  );
});

test("a long text is cut to its limit, one that just fits is not", () => {
  const reason = (rule: string) => explain({ decision: "deny", rule, because: "b" }).split("\n")[0];
  expect(reason("x".repeat(120))).toBe(`Not permitted by the rule "${"x".repeat(120)}".`);
  expect(reason("x".repeat(121))).toBe(`Not permitted by the rule "${"x".repeat(117)}...".`);
});
