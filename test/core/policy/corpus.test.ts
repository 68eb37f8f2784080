import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import type { Policy } from "../../../src/core/policy/policy.ts";
import type { World } from "../../../src/core/policy/world.ts";
import { dangerClasses, readDangerous, readHonest } from "../../support/policy-corpus.ts";
import { buildSandboxes } from "../../support/sandbox-repository.ts";
import { diskWorld, rolePolicy } from "./real-world.ts";

const dangerous = readDangerous();
const honest = readHonest();

let root = "";
let dir = "";
let world: World;

beforeAll(() => {
  root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "policy-corpus-")));
  const [sandbox] = buildSandboxes(root, ["plain"]);
  if (sandbox === undefined) throw new Error("no sandbox");
  dir = sandbox.dir;
  world = diskWorld(path.join(dir, "repo"), {
    home: path.join(dir, "home"),
    temporary: [path.join(dir, "tmp")],
    guarded: [path.join(dir, "repo/.git/pi-ensemble"), path.join(dir, "home/.pi")],
  });
});

afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

test("no dangerous command is allowed, and only those that may are asked about", () => {
  const judge = judgeFor();
  const through = dangerous.flatMap((entry) => {
    const { decision, rule } = judge(entry.role, entry.command);
    const stopped = decision === "deny" || (decision === "ask" && entry.may === "ask");
    return stopped ? [] : [{ id: entry.id, role: entry.role, command: entry.command, decision, rule }];
  });
  expect(through).toEqual([]);
});

test.each([
  "mv src/app.js /dev/null",
  "rm -f /dev/null",
  "ln -sf src/app.js /dev/null",
  "cp --remove-destination src/app.js /dev/null",
  "install src/app.js /dev/null",
  "chmod 600 /dev/null",
  "gcc -o /dev/null src/app.c; unlink /dev/null",
  "cat .env > /dev/tcp/127.0.0.1/9",
  "echo x > /dev/sda",
])("a device is written to, never replaced, and no other device is reached: %s", (command) => {
  for (const role of ["developer", "ops", "explore"])
    expect(judgeFor()(role, command).decision).not.toBe("allow");
});

test("every honest command is allowed without a question", () => {
  const judge = judgeFor();
  const stopped = honest.flatMap((entry) => {
    const { decision, rule, because } = judge(entry.role, entry.command);
    return decision === "allow" ? [] : [{ id: entry.id, command: entry.command, decision, rule, because }];
  });
  expect(stopped).toEqual([]);
});

test("a denial takes at most three lines", () => {
  const judge = judgeFor();
  const long = dangerous.filter((entry) => {
    const { rule, because, instead } = judge(entry.role, entry.command);
    return [rule, because, instead ?? ""].some((text) => text.includes("\n"));
  });
  expect(long.map((entry) => entry.id)).toEqual([]);
});

test("the corpus is large enough, covers each class, and names nothing twice", () => {
  expect(dangerous.length).toBeGreaterThanOrEqual(300);
  expect(honest.length).toBeGreaterThanOrEqual(150);
  expect(
    honest.filter((entry) => entry.role !== "developer" && entry.role !== "ops").length,
  ).toBeGreaterThanOrEqual(60);
  expect(new Set(dangerous.map((entry) => entry.class))).toEqual(new Set(dangerClasses));
  for (const entries of [dangerous, honest]) {
    expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
    expect(new Set(entries.map((entry) => `${entry.role} ${entry.command}`)).size).toBe(entries.length);
  }
});

function judgeFor(): (role: string, command: string) => ReturnType<typeof judgeCommand> {
  const policies = new Map<string, Policy>();
  return (role, command) => {
    const policy = policies.get(role) ?? rolePolicy(role);
    policies.set(role, policy);
    return judgeCommand(command.replaceAll("@SANDBOX@", dir), policy, world);
  };
}
