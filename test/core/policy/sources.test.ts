import { expect, test } from "vitest";
import { policyFrom } from "../../../src/core/policy/sources.ts";

test("a policy is made of all its sources, in their order", () => {
  const built = policyFrom("x", [
    { layer: "role", origin: "role x", permissions: { otherwise: "allow", bash: { allow: ["a"] } } },
    { layer: "user", origin: "user file", permissions: { strict: true, bash: { deny: ["b"] } } },
  ]);
  expect(built).toMatchObject({ ok: true, policy: { role: "x", otherwise: "allow", strict: true } });
  const rules = built.ok ? built.policy.rules.filter((rule) => rule.layer !== "built in") : [];
  expect(rules.map(({ text, origin, layer }) => [text, origin, layer])).toEqual([
    ["a", "role x", "role"],
    ["b", "user file", "user"],
  ]);
});

test("without sources there is a policy that permits nothing", () => {
  expect(policyFrom("x", [])).toMatchObject({ ok: true, policy: { otherwise: "deny", write: "none" } });
});

test("one source that cannot be read, and there is no policy, only what is wrong with all of them", () => {
  const built = policyFrom("x", [
    { layer: "role", origin: "role x", permissions: { write: "workspace" } },
    { layer: "project", origin: "project file", permissions: { bash: 7 } },
    { layer: "user", origin: "user file", permissions: { strict: 7, push: 7 } },
  ]);
  expect(built).toEqual({
    ok: false,
    problems: [
      "project file: permissions.bash must be a mapping",
      "user file: permissions.strict must be true or false",
      "user file: permissions.push must be true or false",
    ],
  });
});
