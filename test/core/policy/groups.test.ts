import fs from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { CORE, GROUPS } from "../../../src/core/policy/groups.ts";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import { buildPolicy } from "../../../src/core/policy/permissions.ts";
import type { Policy } from "../../../src/core/policy/policy.ts";
import { describedWorld } from "./described-world.ts";

const WORLD = describedWorld({ read: () => "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-a\n+b\n" });

const ALLOWS = new Set(["read", "versions", "git-read", "git-work", "forge-read", "forge-write"]);

const lineSchema = z.strictObject({ group: z.string(), command: z.string().min(1) });

/** Commands that a group names: at least one for each of its rules. */
const COMMANDS = fs
  .readFileSync(new URL("../../../fixtures/policy/groups.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => lineSchema.parse(JSON.parse(line)));

test.each(COMMANDS)("%j", ({ group, command }) => {
  expect(judgeCommand(command, policyOf(group), WORLD).decision).toBe(ALLOWS.has(group) ? "allow" : "deny");
});

test.each([
  ["read", "touch a.txt"],
  ["git-read", "git commit"],
  ["git-work", "git config user.name"],
  ["forge-read", "gh pr merge 3"],
  ["forge-read", "gh auth status --show-token"],
  ["forge-write", "gh pr merge 3"],
  ["commit", "git status"],
  ["push-dangerously", "git push origin HEAD"],
])("@%s does not name %s", (group, command) => {
  const { rule } = judgeCommand(command, policyOf(group), WORLD);
  expect(rule).toBe("no rule names it");
});

test.each([...Object.entries(GROUPS), ["core", CORE] as const])(
  "no rule of @%s says what another one says",
  (group, { rules }) => {
    const policy = policyOf(group);
    const needed = new Set<string>();
    for (const { command } of COMMANDS.filter((one) => one.group === group)) {
      const { decision, rule } = judgeCommand(command, policy, WORLD);
      const without = { ...policy, rules: policy.rules.filter((one) => one.text !== rule) };
      if (judgeCommand(command, without, WORLD).decision !== decision) needed.add(rule);
    }
    expect(rules.filter((rule) => !needed.has(rule))).toEqual([]);
  },
);

/** A policy in which only this group speaks. */
function policyOf(group: string): Policy {
  const rules = group === "core" ? [] : [`@${group}`];
  const allows = ALLOWS.has(group);
  const built = buildPolicy("x", [
    {
      layer: "role",
      origin: "test",
      permissions: {
        write: "workspace",
        otherwise: allows ? "deny" : "allow",
        bash: { allow: allows ? rules : [], ask: [], deny: allows ? [] : rules },
        paths: { protected: [], secret: [], readable: [], writable: [] },
      },
    },
  ]);
  if (!built.ok) throw new Error(built.problems.join("\n"));
  return built.policy;
}
