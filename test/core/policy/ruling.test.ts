import { expect, test } from "vitest";
import type { Policy } from "../../../src/core/policy/policy.ts";
import { compileRule, type Decision, type Layer, type Rule } from "../../../src/core/policy/rules.ts";
import {
  applyRules,
  type CommandStep,
  callOf,
  excused,
  namedOrNot,
  opaque,
  shortened,
} from "../../../src/core/policy/ruling.ts";
import { fixed, unknown } from "../../../src/core/policy/words.ts";

function rule(decision: Decision, layer: Layer, text = "foo", instead?: string): Rule {
  const compiled = compileRule(text, {
    decision,
    origin: `${layer} rule`,
    layer,
    ...(instead === undefined ? {} : { instead }),
  });
  if (typeof compiled === "string") throw new Error(compiled);
  return compiled;
}

function policy(more: Partial<Policy> = {}): Policy {
  return {
    role: "developer",
    rules: [],
    otherwise: "allow",
    strict: false,
    write: "workspace",
    push: false,
    approved: [],
    paths: { protected: [], secret: [], readable: [], writable: [] },
    ...more,
  };
}

function step(text: string, wraps = false): CommandStep {
  return {
    kind: "command",
    words: text.split(" ").map((word) => fixed(word)),
    feed: { kind: "none" },
    folders: ["/work"],
    wraps,
    local: false,
  };
}

test.each([
  // rules, what is decided, by which layer
  [[], undefined, undefined],
  [["allow role"], "allow", "role"],
  [["allow role", "ask role"], "ask", "role"],
  [["ask role", "deny role"], "deny", "role"],
  [["allow role", "deny project"], "deny", "project"],
  [["deny role", "ask role", "allow user"], "allow", "user"],
  [["deny project", "allow user"], "allow", "user"],
  [["deny role", "ask user", "allow user"], "ask", "user"],
  [["deny user", "allow user"], "deny", "user"],
  [["deny built in", "allow user"], "deny", "built in"],
  [["ask built in", "allow user"], "ask", "built in"],
  [["allow role", "allow user"], "allow", "user"],
  [["allow user", "allow role"], "allow", "user"],
  [["ask role", "ask user"], "ask", "role"],
  [["deny role", "ask user"], "deny", "role"],
] as const)("the rules %j: %s by %s", (texts, decision, layer) => {
  const rules = texts.map((text) => {
    const [word = "", ...rest] = text.split(" ");
    return rule(word as Decision, rest.join(" ") as Layer);
  });
  const ruling = applyRules(policy({ rules }), callOf("foo", []));
  expect([ruling?.decision, ruling?.origin]).toEqual([decision, layer && `${layer} rule`]);
});

test("a ruling says which rule it is, whose, and what can be done instead", () => {
  const of = (instead: string | undefined, decision: Decision) =>
    applyRules(policy({ rules: [rule(decision, "role", "foo a", instead)] }), callOf("foo", [fixed("a")]));
  expect(of("do b", "deny")).toMatchObject({
    rule: "foo a",
    because: "role rule denies it",
    origin: "role rule",
    instead: "do b",
  });
  expect(of("", "ask")?.because).toBe("role rule wants to be asked about it");
  expect(of(undefined, "allow")?.because).toBe("role rule allows it");
  expect("instead" in (of("", "ask") ?? {})).toBe(false);
  expect("instead" in (of(undefined, "ask") ?? {})).toBe(false);
});

test.each([
  ["foo", "allow"],
  ["/bin/foo", "allow"],
  ["/usr/bin/foo", "allow"],
  ["/usr/local/sbin/foo", "allow"],
  ["./foo", undefined],
  ["bin/foo", undefined],
  ["/work/bin/foo", undefined],
  ["/usr/bin/x/foo", undefined],
  ["/usr/lib/foo", undefined],
] as const)("what a role allows, started as %s: %s", (program, decision) => {
  const rules = (text: Decision, layer: Layer) =>
    applyRules(policy({ rules: [rule(text, layer)] }), callOf("foo", []), program)?.decision;
  expect(rules("allow", "role")).toBe(decision);
  expect(rules("allow", "user")).toBe("allow");
  expect(rules("deny", "role")).toBe("deny");
  expect(
    namedOrNot(undefined, step(`${program.replace("foo", "bash")} -c x`, true), "bash", policy()).rule,
  ).toBe(decision === "allow" ? "wrapper" : "no rule names it");
});

test.each([
  // what rules say, for a developer, with strict rules, for a reader
  ["ask project", "ask", "ask", "deny"],
  ["deny project", "deny", "deny", "deny"],
  ["ask role", "ask", "ask", "ask"],
  ["ask project, ask role", "ask", "ask", "ask"],
  ["ask project, allow role", "ask", "ask", "ask"],
  ["ask project, allow user", "allow", "allow", "allow"],
  ["allow role", "allow", "allow", "allow"],
] as const)(
  "a project's wish to be asked takes nothing back: %s is %s, %s, %s",
  (texts, own, strict, reader) => {
    const rules = texts.split(", ").map((text) => {
      const [word = "", layer = ""] = text.split(" ");
      return rule(word as Decision, layer as Layer);
    });
    const judge = (more: Partial<Policy>) => {
      const inForce = policy({ rules, ...more });
      return namedOrNot(applyRules(inForce, callOf("foo", [])), step("foo"), "foo", inForce).decision;
    };
    expect([judge({}), judge({ strict: true }), judge({ otherwise: "deny" })]).toEqual([own, strict, reader]);
  },
);

test.each([
  // command, it runs others, for a developer, with strict rules, for a reader
  ["bash -c x", true, "allow", "allow", "allow"],
  ["bash x.sh", false, "allow", "ask", "deny"],
  ["nice x", true, "allow", "allow", "allow"],
  ["nice", false, "allow", "allow", "allow"],
  ["env x", true, "allow", "allow", "allow"],
  ["env", false, "allow", "ask", "deny"],
  ["foo", true, "allow", "ask", "deny"],
  ["foo", false, "allow", "ask", "deny"],
  ["gh pr", false, "ask", "ask", "deny"],
  ["glab mr", false, "ask", "ask", "deny"],
  ["hub x", false, "ask", "ask", "deny"],
  ["tea x", false, "ask", "ask", "deny"],
  ["git x", false, "ask", "ask", "deny"],
] as const)("%s, runs others %s, is named by no rule: %s, %s, %s", (text, wraps, own, strict, reader) => {
  const name = text.split(" ")[0] ?? "";
  const judge = (more: Partial<Policy>) =>
    namedOrNot(undefined, step(text, wraps), name, policy(more)).decision;
  expect([judge({}), judge({ strict: true }), judge({ otherwise: "deny" })]).toEqual([own, strict, reader]);
});

test("who may do little is told what he can do", () => {
  const told = (write: Policy["write"]) =>
    namedOrNot(undefined, step("foo"), "foo", policy({ otherwise: "deny", write, role: "ops" }));
  expect(told("none")).toEqual({
    decision: "deny",
    rule: "no rule names it",
    because: "a ops may run only what its rules name",
    instead: "read with the read, grep, find and ls tools, or with git's reading commands",
  });
  expect(told("workspace").instead).toBe("use the tools that you have");
});

test("only the user's own allow rule stands for knowing what fixed words do", () => {
  const ruling = (decision: Decision, layer: Layer) =>
    applyRules(policy({ rules: [rule(decision, layer)] }), callOf("foo", []));
  const words = [fixed("foo"), fixed("a")];
  expect(excused(ruling("allow", "user"), words)).toBe(true);
  expect(excused(ruling("allow", "user"), [...words, unknown("$x")])).toBe(false);
  expect(excused(ruling("allow", "role"), words)).toBe(false);
  expect(excused(ruling("ask", "user"), words)).toBe(false);
  expect(excused({ decision: "allow", rule: "wrapper", because: "" }, words)).toBe(false);
  expect(excused(undefined, words)).toBe(false);
});

test.each([
  [
    "a b",
    [],
    [
      ["a", false],
      ["b", false],
    ],
  ],
  [
    "-x a b",
    ["-x"],
    [
      ["a", true],
      ["b", false],
    ],
  ],
  ["-x -y a", ["-x", "-y"], [["a", true]]],
  ["--x=1 a", ["--x=1"], [["a", false]]],
  ["a -x", ["-x"], [["a", false]]],
  [
    "-x -- a -y --",
    ["-x"],
    [
      ["a", true],
      ["-y", false],
      ["--", false],
    ],
  ],
  ["-- a", [], [["a", false]]],
  [
    "- a",
    [],
    [
      ["-", false],
      ["a", false],
    ],
  ],
] as const)("the words %s are the options %j and the operands %j", (text, options, operands) => {
  expect(
    callOf(
      "foo",
      text.split(" ").map((word) => fixed(word)),
    ),
  ).toEqual({
    program: "foo",
    options,
    operands: operands.map(([word, afterOption]) => ({ text: word, afterOption })),
  });
});

test("a word that is known only when it runs ends no options", () => {
  expect(callOf("foo", [unknown("--"), fixed("-x")]).options).toEqual(["--", "-x"]);
});

test("what cannot be known is asked, denied to who may do little, and denied to all when it is severe", () => {
  expect(opaque("why", policy())).toMatchObject({ decision: "ask", rule: "cannot be known", because: "why" });
  expect(opaque("why", policy({ otherwise: "deny" })).decision).toBe("deny");
  expect(opaque("why", policy(), true).decision).toBe("deny");
});

test("a text is shortened to one line of sixty characters", () => {
  expect(shortened("  a \n\t b ")).toBe("a b");
  expect(shortened("x".repeat(60))).toBe("x".repeat(60));
  expect(shortened("x".repeat(61))).toBe(`${"x".repeat(57)}...`);
});
