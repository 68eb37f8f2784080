import { expect, test } from "vitest";
import { CHOICES, LONGEST_ASKED, questionText } from "../../../src/core/policy/question.ts";

const ASKED = {
  child: "developer",
  role: "developer",
  tool: "bash",
  command: "npm publish",
  rule: "npm publish",
  because: "it leaves the machine",
};

test("a question says who wants what, and why it is asked", () => {
  expect(questionText(ASKED)).toBe(
    "developer wants to run\n\n    npm publish\n\nRule: npm publish. Why: it leaves the machine.",
  );
  expect(questionText({ ...ASKED, child: "dev-2", tool: "write", command: ".github/a" })).toBe(
    "dev-2 (developer) wants to use write on\n\n    .github/a\n\nRule: npm publish. Why: it leaves the machine.",
  );
});

test.each([
  ["a\nb", "    a⏎\n    b"],
  ["a\n", "    a⏎\n    "],
  ["", "    "],
  ["x".repeat(90), `    ${"x".repeat(90)}`],
  ["x".repeat(91), `    ${"x".repeat(90)}\n    x`],
  ["x".repeat(181), `    ${"x".repeat(90)}\n    ${"x".repeat(90)}\n    x`],
  ["\u{1f600}".repeat(91), `    ${"\u{1f600}".repeat(90)}\n    \u{1f600}`],
  ["a\u001bb", "    a\\u{1b}b"],
  ["a\tb", "    a\\u{9}b"],
  ["a b", "    a b"],
  ["a\u00a0b", "    a\\u{a0}b"],
  ["a\u2028b\u2029c", "    a\\u{2028}b\\u{2029}c"],
  ["a\u202eb\u200bc", "    a\\u{202e}b\\u{200b}c"],
  ["a\u{e0041}b", "    a\\u{e0041}b"],
  ["é日", "    é日"],
])("the command %j is shown to the letter", (command, shown) => {
  expect(questionText({ ...ASKED, command }).split("\n\n")[1]).toBe(shown);
});

test("names, rules and reasons hide nothing either", () => {
  const text = questionText({ ...ASKED, child: "a\u001b", rule: "b\u001b", because: "c\u001b" });
  expect(text).toBe("a\\u{1b} (developer) wants to run\n\n    npm publish\n\nRule: b\\u{1b}. Why: c\\u{1b}.");
});

test("a line is broken at the width that is asked for", () => {
  expect(questionText({ ...ASKED, command: "abcde" }, 2).split("\n\n")[1]).toBe("    ab\n    cd\n    e");
});

test("no is the first choice, and each yes says how far it reaches", () => {
  expect([...CHOICES]).toEqual([
    ["No", "denied"],
    ["Yes, this once", "once"],
    ["Yes, always for this run", "run"],
    ["Yes, always for this project", "project"],
  ]);
  expect(LONGEST_ASKED).toBe(4000);
});
