import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { judgeCommand } from "../../src/core/policy/judge.ts";
import type { Policy } from "../../src/core/policy/policy.ts";
import { diskWorld, rolePolicy } from "../core/policy/real-world.ts";
import { readDangerous, readHonest } from "../support/policy-corpus.ts";
import { buildSandboxes } from "../support/sandbox-repository.ts";
import { expect, test } from "./cases.ts";

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "policy-mutation-")));
process.on("exit", () => fs.rmSync(root, { recursive: true, force: true }));
const dir = buildSandboxes(root, ["plain"])[0]?.dir ?? "";
const world = diskWorld(path.join(dir, "repo"), {
  home: path.join(dir, "home"),
  temporary: [path.join(dir, "tmp")],
  guarded: [path.join(dir, "repo/.git/pi-ensemble"), path.join(dir, "home/.pi")],
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
  return judgeCommand(command.replaceAll("@SANDBOX@", dir), policy, world).decision;
}
