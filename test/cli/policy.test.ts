import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { explainCommand, policyOf } from "../../src/compose/policy.ts";
import { makeRepository } from "../support/repository.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const repository = makeRepository();
const env = { ...repository.env, PI_CODING_AGENT_DIR: join(repository.base, "agent") };
afterAll(() => repository[Symbol.dispose]());

function policy(words: readonly string[], input = "") {
  return spawnSync(process.execPath, [CLI, "policy", ...words], {
    cwd: repository.root,
    env,
    input,
    encoding: "utf8",
  });
}

test("nothing that is asked about, or stands in a configuration, acts on the terminal", () => {
  const command = "echo a\u001b]0;x\u0007 && echo \u009b\u202eb";
  for (const more of [[], ["--json"]]) {
    const { stdout } = policy(["explain", "--role", "developer", ...more, "--", command]);
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    if (more.length > 0) expect(JSON.parse(stdout)).toMatchObject({ command });
  }
  const file = join(repository.root, ".pi/ensemble.json");
  mkdirSync(join(repository.root, ".pi"), { recursive: true });
  writeFileSync(file, JSON.stringify({ "a\u001b]0;x\u0007\u202e": 1 }).replace("\\u202e", "\u202e"));
  const { status, stderr } = policy(["show", "--role", "developer"]);
  rmSync(file);
  expect(status).toBe(64);
  expect(stderr).toContain("a\\u{1b}]0;x\\u{7}\\u{202e}: there is no such key");
  expect(stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

test.each([
  ["git log --oneline | head", 0, "allow"],
  ["npm test", 0, "allow"],
  ["git push --force", 2, "deny"],
  ["npm publish", 1, "ask"],
])("explain %s: exit code %i, %s", (command, code, decision) => {
  const { status, stdout } = policy(["explain", "--role", "developer", "--json", "--", command]);
  const said = JSON.parse(stdout) as Record<string, unknown>;
  expect([status, said["decision"]]).toEqual([code, decision]);
  expect(said).toMatchObject({ role: "developer", command });
  expect(said["rule"]).toEqual(expect.any(String));
  expect(said["because"]).toEqual(expect.any(String));
  const [first] = said["commands"] as { words: string[]; decision: string; rule: string }[];
  expect(first?.words[0]).toBe(command.split(" ")[0]);
  expect(first?.decision).toEqual(expect.any(String));
});

test("several words are one command, and a person is told rule, reason and what to do instead", () => {
  const { status, stdout } = policy(["explain", "--role", "developer", "--", "git", "commit", "-m", "a; b"]);
  expect(status).toBe(2);
  expect(stdout).toMatch(/^deny:\nNot permitted by the rule "git commit" \(role developer, @commit\)/);
  expect(stdout).toContain("Instead: ");
});

test("with --stdin each line is answered by a line", () => {
  const input = `${JSON.stringify({ command: "git status" })}\n\n${JSON.stringify("git push -f")}\n`;
  const { status, stdout } = policy(["explain", "--role", "explore", "--stdin"], input);
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(status).toBe(0);
  expect(answers.map(({ command, decision }) => [command, decision])).toEqual([
    ["git status", "allow"],
    ["git push -f", "deny"],
  ]);
});

test("with --stdin a line with a word that is no file's name loses no other line", () => {
  const long = `npm test -- -t '${"n".repeat(300)}'`;
  const input = [long, "git push -f"].map((line) => JSON.stringify(line)).join("\n");
  const { status, stdout } = policy(["explain", "--role", "developer", "--stdin"], input);
  const answers = stdout.trimEnd().split("\n");
  expect(status).toBe(0);
  expect(answers.map((line) => (JSON.parse(line) as Record<string, unknown>)["decision"])).toEqual([
    "allow",
    "deny",
  ]);
});

test("what cannot be judged is denied", async () => {
  const role = await policyOf("developer", {
    cwd: repository.root,
    env,
    execPath: process.execPath,
    script: undefined,
    cacheDir: join(repository.base, "cache"),
    random: randomBytes,
  });
  const realpath = () => {
    throw new Error("the disk does not answer");
  };
  const said = explainCommand("cat a.txt", { ...role, world: { ...role.world, realpath } });
  expect(said).toMatchObject({ decision: "deny", rule: "cannot be known", commands: [] });
  expect(said.because).toContain("the disk does not answer");
});

test.each([
  [["explain", "--role", "developer"], "The command is missing"],
  [["explain", "--", "ls"], "The role is missing"],
  [["explain", "--role", "developr", "--", "ls"], "Did you mean developer"],
  [["show"], "The role is missing"],
  [["judge", "--role", "developer"], 'There is no "judge"'],
  [[], "policy show or policy explain"],
  [["show", "--role", "developer", "more"], "one word too many"],
  [["explain", "--role", "developer", "--cwd", "nowhere", "--", "ls"], "There is no folder"],
])("%j is wrong usage", (words, said) => {
  const { status, stderr, stdout } = policy(words);
  expect([status, stdout]).toEqual([64, ""]);
  expect(stderr).toContain(said);
});

test("a line that is no command is wrong usage", () => {
  const { status, stderr } = policy(["explain", "--role", "explore", "--stdin"], '{"cmd":"ls"}\n');
  expect(status).toBe(64);
  expect(stderr).toContain("Line 1");
});

test("show prints the rules of all three sources with their origin; the user's word is the last", () => {
  mkdirSync(env.PI_CODING_AGENT_DIR, { recursive: true });
  const mine = join(env.PI_CODING_AGENT_DIR, "ensemble.json");
  writeFileSync(mine, JSON.stringify({ permissions: { developer: { allow: ["npm publish --dry-run"] } } }));
  repository.write({
    ".pi/ensemble.json": JSON.stringify({
      permissions: { developer: { deny: ["npm test"], strict: true } },
      protectedPaths: ["schema/"],
    }),
  });
  const { status, stdout } = policy(["show", "--role", "developer", "--json"]);
  expect(status).toBe(0);
  const shown = JSON.parse(stdout) as { rules: unknown[]; strict: boolean; paths: { protected: string[] } };
  expect(shown).toMatchObject({ role: "developer", write: "workspace", otherwise: "allow", strict: true });
  expect(shown.paths.protected).toEqual(["schema/"]);
  expect(shown.rules).toContainEqual({ decision: "deny", rule: "npm test", origin: ".pi/ensemble.json" });
  expect(shown.rules).toContainEqual({ decision: "allow", rule: "npm publish --dry-run", origin: mine });
  expect(shown.rules).toContainEqual({
    decision: "deny",
    rule: "git commit",
    origin: "role developer, @commit",
  });
  expect(shown.rules).toContainEqual({ decision: "deny", rule: "sudo", origin: "built in" });

  expect(policy(["show", "--role", "developer"]).stdout).toContain("deny  .pi/ensemble.json\n      npm test");
  expect(policy(["explain", "--role", "developer", "--", "npm test"]).status).toBe(2);
  expect(policy(["explain", "--role", "developer", "--", "npm publish --dry-run"]).status).toBe(0);
  expect(policy(["explain", "--role", "developer", "--", "npm run other"]).status).toBe(1);

  writeFileSync(mine, JSON.stringify({ permissions: { developer: { allow: ["@nothing"] } } }));
  const broken = policy(["show", "--role", "developer"]);
  expect([broken.status, broken.stderr.includes("@nothing")]).toEqual([64, true]);
});

test("config says no to a rule that is not valid, with its file and what to do", () => {
  const mine = join(env.PI_CODING_AGENT_DIR, "ensemble.json");
  mkdirSync(env.PI_CODING_AGENT_DIR, { recursive: true });
  writeFileSync(mine, "{}");
  repository.write({
    ".pi/ensemble.json": JSON.stringify({ permissions: { developer: { deny: ["((("] } } }),
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, "config"], {
    cwd: repository.root,
    env,
    encoding: "utf8",
  });
  expect([status, stdout]).toEqual([64, ""]);
  expect(stderr).toContain("Correct them in .pi/ensemble.json");
  expect(stderr).toContain("(((");
});
