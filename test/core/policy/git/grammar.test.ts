import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { gitGrammar } from "../../../../src/core/policy/git/grammar.ts";

const COMMANDS =
  "add am apply archive blame branch checkout cherry-pick clean commit config fetch format-patch fsck grep hash-object interpret-trailers log ls-remote merge mv push range-diff rebase reset restore revert rm shortlog switch symbolic-ref tag update-index".split(
    " ",
  );

const usages = new Map<string, string>();

beforeAll(() => {
  const repository = fs.mkdtempSync(path.join(os.tmpdir(), "git-grammar-"));
  git(repository, "init", "-q");
  for (const command of COMMANDS) usages.set(command, git(repository, command, "--help-all"));
  fs.rmSync(repository, { recursive: true });
});

test("an option takes the next word for its value exactly where the usage of real git says so", () => {
  const wrong: string[] = [];
  let compared = 0;
  for (const command of COMMANDS) {
    const listed = listedOptions(command);
    for (const [option, takes] of usedOptions(usages.get(command) ?? "")) {
      const ours = listed.get(option);
      if (ours === undefined) continue;
      compared += 1;
      if (ours !== takes) wrong.push(`git ${command} ${option}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(900);
});

test("a subcommand has options of its own, and a command of which nothing is said has none that are known", () => {
  expect(gitGrammar("stash", "list")).toBe(gitGrammar("log", undefined));
  expect(gitGrammar("stash", "x")).toBe(gitGrammar("stash", undefined));
  expect(gitGrammar("rev-parse", "HEAD")).toEqual({ long: "", short: "", open: true });
  expect(gitGrammar("replace", undefined)).toEqual({ long: "", short: "" });
});

/** Whether the grammar lets an option take the next word. */
function listedOptions(command: string): ReadonlyMap<string, boolean> {
  const { long, short } = gitGrammar(command, undefined);
  const found = new Map<string, boolean>();
  const note = (name: string, entry: string): void => {
    if (!found.has(name)) found.set(name, entry.endsWith("="));
  };
  for (const entry of long.split(" ").filter(Boolean)) note(`--${entry.replace(/[=?]$/, "")}`, entry);
  for (const entry of short.split(" ").filter(Boolean)) note(`-${entry.slice(0, 1)}`, entry);
  return found;
}

/** What the usage of a command says: `--name <value>` takes the next word, `--name[=<value>]` does not. */
function usedOptions(usage: string): readonly (readonly [string, boolean])[] {
  return usage.split("\n").flatMap((line) => {
    const [, short, long, value = ""] =
      /^ {4}(?:(-[^-\s])(?:, )?)?(--(?:\[no-\])?[\w-]+)?(\[=?| ?<| \(| \[\(| \.)?/.exec(line) ?? [];
    const takes = /[<(.]$/.test(value);
    return [short, long?.replace("[no-]", "")]
      .filter((name) => name !== undefined)
      .map((name) => [name, takes] as const);
  });
}

function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env["PATH"], LC_ALL: "C" };
  const { stdout, stderr } = spawnSync("git", args, { cwd, env, encoding: "utf8" });
  return stdout + stderr;
}
