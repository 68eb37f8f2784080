import { expect, test } from "vitest";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import { describedWorld } from "./described-world.ts";
import { rolePolicy } from "./real-world.ts";

const folders: Readonly<Record<string, string>> = {
  "/work": "a.ts src bad",
  "/work/src": "a.ts",
  "/work/bad": "a.ts -x",
};

const world = describedWorld({
  list: (path) =>
    folders[path]
      ?.split(" ")
      .map((name) => ({ name, kind: name.includes(".") || name === "-x" ? "file" : "folder" })),
});
const developer = rolePolicy("developer");
const reviewer = rolePolicy("code-review-specialist");

test.each([
  ["cd bad && wc *", "ask"],
  ["cd bad && sed -n p *", "ask"],
  ["cd bad && git grep foo *", "ask"],
  ["cd bad && rg foo -- *", "ask"],
  ["cd bad && wc */a.ts", "ask"],
  ["cd bad && wc ?x", "ask"],
  ["cd bad && wc [-]x", "ask"],
  ["cd bad && for f in *; do wc $f; done", "ask"],
  ["cd bad && git ls-files | xargs wc", "ask"],
  ["cd bad && rg --files | xargs wc", "ask"],
  ["cd bad && git ls-files | xargs -I{} wc ./{}", "allow"],
  ["cd bad && sort -x", "allow"],
  ["cd bad && wc src/*", "allow"],
  ["cd bad && wc ./*", "allow"],
  ["cd bad && wc a*", "allow"],
  ["cd bad && wc *.ts", "allow"],
  ["cd bad && wc ?????", "allow"],
  ["cd bad && wc a.ts", "allow"],
  ["wc bad/*", "allow"],
  ["wc *", "allow"],
  ["git ls-files | xargs wc", "allow"],
  ["cd src && wc *", "allow"],
  ["cd src && touch ./-y && wc *", "ask"],
  ["cd src && touch ./-y && wc *.ts", "allow"],
  ["cd src && echo x > -y; wc *", "ask"],
  ["cd src && touch y && wc *", "allow"],
  ["cd src && touch y-z && wc *", "allow"],
])("a file whose name begins with a dash is an option to %s: %s", (line, decision) => {
  expect(judgeCommand(line, developer, world).decision).toBe(decision);
});

test("it is said which file that is, and how it is named safely", () => {
  expect(judgeCommand("cd bad && cat *", reviewer, world)).toMatchObject({
    decision: "deny",
    because: "-x is a file whose name would be taken for an option",
    instead: "write ./ in front of the pattern",
  });
});
