import path from "node:path";
import { judgeCommand } from "../../src/core/policy/judge.ts";
import type { Policy } from "../../src/core/policy/policy.ts";
import { diskWorld, rolePolicy } from "../core/policy/real-world.ts";
import { readDangerous, readHonest } from "../support/policy-corpus.ts";
import { expect, test } from "./cases.ts";
import { sandbox } from "./corpus-sandbox.ts";

const world = diskWorld(path.join(sandbox, "repo"), {
  home: path.join(sandbox, "home"),
  temporary: [path.join(sandbox, "tmp")],
  guarded: [path.join(sandbox, "repo/.git/pi-ensemble"), path.join(sandbox, "home/.pi")],
});
const policies = new Map<string, Policy>();

for (const entry of readDangerous())
  test(entry.id, () => {
    const decision = judge(entry.role, entry.command);
    expect(decision === "deny" || (decision === "ask" && entry.may === "ask")).toBe(true);
  });
for (const entry of readHonest())
  test(entry.id, () => expect(judge(entry.role, entry.command)).toBe("allow"));

function judge(role: string, command: string): string {
  const policy = policies.get(role) ?? rolePolicy(role);
  policies.set(role, policy);
  return judgeCommand(command.replaceAll("@SANDBOX@", sandbox), policy, world).decision;
}
