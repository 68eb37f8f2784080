import { expect, test } from "vitest";
import { CHOICES, choicesFor, isTooLongToShow, questionText } from "../../../src/core/policy/question.ts";

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
  ["a\n\n \nb", "    a⏎\n    ⏎\n     ⏎\n    b"],
  ["a\n", "    a⏎\n    "],
  ["a⏎\nb", "    a\\u{23ce}⏎\n    b"],
  ["", "    "],
  ["x".repeat(72), `    ${"x".repeat(72)}`],
  ["x".repeat(73), `    ${"x".repeat(72)}\n    x`],
  ["x".repeat(145), `    ${"x".repeat(72)}\n    ${"x".repeat(72)}\n    x`],
  ["\u{1f600}".repeat(37), `    ${"\u{1f600}".repeat(36)}\n    \u{1f600}`],
  [`x${"日".repeat(36)}`, `    x${"日".repeat(35)}\n    日`],
  ["a~b", "    a~b"],
  ["é日", "    é日"],
  ["a\u001bb", "    a\\u{1b}b"],
])("the command %j is shown to the letter", (command, shown) => {
  expect(questionText({ ...ASKED, command }).split("\n\n")[1]).toBe(shown);
});

test("names, rules and reasons hide nothing either, and a reason is cut", () => {
  const text = questionText({ ...ASKED, child: "a\u001b", rule: "b\u001b", because: "c\u001b" });
  expect(text).toBe("a\\u{1b} (developer) wants to run\n\n    npm publish\n\nRule: b\\u{1b}. Why: c\\u{1b}.");
  const why = (because: string) => questionText({ ...ASKED, because }).split("Why: ")[1];
  expect(why("c".repeat(240))).toBe(`${"c".repeat(240)}.`);
  expect(why("c".repeat(241))).toBe(`${"c".repeat(240)}….`);
});

test("several lines are announced with their number", () => {
  expect(questionText({ ...ASKED, command: "a\n\nb" })).toContain("developer wants to run these 3 lines\n");
});

test.each([
  ["a\n".repeat(9), false],
  ["a\n".repeat(10), true],
  ["\n".repeat(10), true],
  ["x".repeat(720), false],
  ["x".repeat(721), true],
  ["~".repeat(720), false],
  ["日".repeat(360), false],
  ["日".repeat(361), true],
  ["\u001b".repeat(120), false],
  ["\u001b".repeat(121), true],
])("whether %j takes more room than a person sees at once: %s", (command, long) => {
  expect(isTooLongToShow(command)).toBe(long);
});

test("no is the first choice, and each yes says how far it reaches", () => {
  expect([...CHOICES]).toEqual([
    ["No", "denied"],
    ["Yes, this once", "once"],
    ["Yes, always for this run", "run"],
    ["Yes, always for this project", "project"],
  ]);
});

test("what is written without being shown is allowed once at most", () => {
  const [no, once, run, project] = [...CHOICES.keys()];
  expect(choicesFor({ tool: "bash" }, true)).toEqual([no, once, run, project]);
  expect(choicesFor({ tool: "bash" }, false)).toEqual([no, once, run]);
  for (const tool of ["write", "edit"]) expect(choicesFor({ tool }, true)).toEqual([no, once]);
  expect(choicesFor({ tool: "read" }, true)).toEqual([no, once, run, project]);
});
