import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { gitGrammar } from "../../../../src/core/policy/git/grammar.ts";

/** What `git COMMAND --help-all` printed, by command; `--version` is what git says of itself. */
const recorded = new Map(
  fs
    .readFileSync(new URL("../../../../fixtures/policy/git-usage.txt", import.meta.url), "utf8")
    .split(/^\$ git /m)
    .slice(1)
    .map((part): [string, string] => {
      const end = part.indexOf("\n");
      return [part.slice(0, end).replace(" --help-all", ""), part.slice(end + 1)];
    }),
);
const version = recorded.get("--version");
recorded.delete("--version");

/** What is not in the tables, and so is not known: what nobody has needed. `-NUM` is a number and no option. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  am: ["--binary", "--rebasing"],
  grep: ["-N"],
  "worktree add": ["-q", "--quiet"],
};

test.each([...recorded.keys()])("what git's own usage says of git %s is in its table", (command) => {
  const listed = listedOptions(command);
  const wrong: string[] = [];
  for (const { option, name, kind } of usedOptions(recorded.get(command) ?? "")) {
    const ours = listed.get(option);
    if (ours === undefined) wrong.push(option);
    else if (ours.kind !== kind || (name !== undefined && ours.name !== name))
      wrong.push(`${option} is ${name}${kind}`);
  }
  expect(wrong).toEqual(LEFT_OUT[command] ?? []);
});

test("this machine's git takes the next word for an option's value where the tables say so", () => {
  const repository = fs.mkdtempSync(path.join(os.tmpdir(), "git-grammar-"));
  git(repository, "init", "-q");
  const same = git(repository, "--version") === version;
  const wrong: string[] = [];
  let compared = 0;
  for (const [command, before] of recorded) {
    const usage = git(repository, ...command.split(" "), "--help-all");
    if (same) expect(usage).toBe(before);
    const listed = listedOptions(command);
    for (const { option, kind } of usedOptions(usage)) {
      const ours = listed.get(option);
      if (ours === undefined) continue;
      compared += 1;
      if ((ours.kind === "=") !== (kind === "=")) wrong.push(`git ${command} ${option}`);
    }
  }
  fs.rmSync(repository, { recursive: true });
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThanOrEqual(900);
});

test("a subcommand has options of its own, and a command of which nothing is said has none that are known", () => {
  expect(gitGrammar("stash", "list")).toBe(gitGrammar("log", undefined));
  expect(gitGrammar("stash", "x")).toBe(gitGrammar("stash", undefined));
  expect(gitGrammar("rev-parse", "HEAD")).toEqual({ open: true });
  expect(gitGrammar("replace", undefined)).toEqual({});
});

interface Shape {
  /** The long name; undefined where there is none. */
  readonly name: string | undefined;
  /** `=` where the next word is the value; `?` where letters behind a short option are. */
  readonly kind: string;
}

function listedOptions(command: string): ReadonlyMap<string, Shape> {
  const [first = "", second] = command.split(" ");
  const { long = "", short = "" } = gitGrammar(first, second);
  const found = new Map<string, Shape>();
  const note = (option: string, entry: string, kind: string): void => {
    if (!found.has(option)) found.set(option, { name: entry.replace(/[=?]$/, ""), kind });
  };
  for (const entry of long.split(" "))
    note(`--${entry.replace(/[=?]$/, "")}`, entry, entry.endsWith("=") ? "=" : "");
  for (const option of [...found.keys()]) {
    const opposite = option.replace(/^--(no-)?/, (_, no) => (no === undefined ? "no-" : ""));
    note(`--${opposite}`, opposite, "");
  }
  for (const entry of short.split(" "))
    note(`-${entry.slice(0, 1)}`, entry.slice(2), /[=?]?$/.exec(entry)?.[0] ?? "");
  return found;
}

/** What the usage of a command says: `--name <value>` takes the next word, `--name[=<value>]` does not. */
function usedOptions(usage: string): readonly (Shape & { readonly option: string })[] {
  return usage.split("\n").flatMap((line) => {
    const [, short, name, rest = ""] =
      /^ {4}(?:-([^-\s])(?:, )?)?(?:--(?:\[no-\])?([\w-]+))?(.*)/.exec(line) ?? [];
    const takes = /^(?: ?[<(.]| \S)/.test(rest);
    const kind = takes ? "=" : rest.startsWith("[") ? "?" : "";
    return [
      ...(short === undefined ? [] : [{ option: `-${short}`, name, kind }]),
      ...(name === undefined ? [] : [{ option: `--${name}`, name, kind: takes ? "=" : "" }]),
    ];
  });
}

function git(cwd: string, ...args: readonly string[]): string {
  const env = { PATH: process.env["PATH"], LC_ALL: "C" };
  const { stdout, stderr } = spawnSync("git", args, { cwd, env, encoding: "utf8" });
  return stdout + stderr;
}
