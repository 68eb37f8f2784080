import { expect, test } from "vitest";
import { judgeTracked } from "../../../../src/core/policy/git/call.ts";
import { judgeCommand } from "../../../../src/core/policy/judge.ts";
import { normalizePath } from "../../../../src/core/policy/paths/glob.ts";
import { ALLOWED } from "../../../../src/core/policy/paths/paths.ts";
import type { Entry, World } from "../../../../src/core/policy/world.ts";
import { TRACKED } from "../../../../src/core/policy/wrappers/feed.ts";
import { describedWorld } from "../described-world.ts";
import { rolePolicy } from "../real-world.ts";

/** A name that ends in `/` is a folder, one in `@` a link out of the workspace. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "/work": [".git/", ".gitignore", "conf/", "docs/", "keys/", "src/", "x*"],
  "/work/.git": ["HEAD", "config", "objects/", "refs/"],
  "/work/.git/refs": ["x.pem"],
  "/work/conf": ["key.pem", "kept.ts"],
  "/work/docs": ["guide.md"],
  "/work/keys": ["own.ts"],
  "/work/src": ["a.ts"],
  "/work/evil": ["HEAD", "config", "objects/", "refs/"],
};

function worldWith(more: Readonly<Record<string, readonly string[]>> = {}): World {
  return describedWorld({
    list: (folder) => {
      const names = [...(FOLDERS[folder] ?? []), ...(more[folder] ?? [])];
      return names.length === 0 ? undefined : names.map(entry);
    },
    read: (path) => (path === "/work/.gitignore" ? "/conf/key.pem\n" : undefined),
    realpath: (path) => normalizePath(path).replace(/^\/work\/docs\/\.git\b/, "/elsewhere"),
  });
}

function decided(line: string, role: string, world = worldWith()): string {
  return judgeCommand(line, rolePolicy(role), world).decision;
}

test.each([
  "show HEAD --",
  "diff",
  "log -p --",
  "blame",
  "annotate",
  "grep x --",
  "grep -e x --",
  "whatchanged -p --",
  "cat-file -p",
  "archive HEAD",
  "diff-tree -p HEAD --",
  "diff-index -p HEAD --",
  "diff-files -p --",
  "format-patch --stdout -1 --",
])("git %s shows a file, but no secret", (call) => {
  expect(decided(`git ${call} src/a.ts`, "developer")).toBe("allow");
  expect(decided(`git ${call} .aws/credentials`, "developer")).toBe("deny");
  expect(decided(`cd docs; git ${call} ../.aws/credentials`, "developer")).toBe("deny");
});

test.each([
  ["*", "allow"],
  ["**", "allow"],
  ["**.json", "allow"],
  ["main.*", "allow"],
  ["?env*.ts", "allow"],
  ["?env*.mts", "allow"],
  ["?env*", "deny"],
  ["i*.x", "deny"],
  ["*.md*", "deny"],
  ["*.p?m", "deny"],
])("the pathspec %s for what git shows: %s", (pathspec, decision) => {
  expect(decided(`git log -p -- '${pathspec}'`, "developer")).toBe(decision);
  expect(decided(`git log -p -- 'src/${pathspec}'`, "developer")).toBe(decision);
});

test.each([
  // A tree of secrets, and a text that only looks like a path outside.
  ["git grep KEY HEAD:.aws", "deny"],
  ["git log -- /elsewhere/x", "allow"],
  // What is compared outside of version control is read with all that is in it.
  ["git diff --no-index docs conf", "deny"],
  ["git diff --no-index docs src", "allow"],
  // A file that git writes is run.
  ["git log -1 --format=evil --output=run.sh", "allow"],
  ["git log -1 --format=evil --output=run.sh; sh run.sh", "ask"],
  ["sh run.sh", "allow"],
  ["git ls-files | xargs git log -1 --format=evil --output", "ask"],
  ["git ls-files | xargs -I{} git log -1 --format=evil --output={}", "ask"],
  ["git ls-files | xargs git log -p --", "deny"],
  // The configuration of another repository names the program that shows a manual.
  ["git -C evil help commit", "ask"],
  ["git help commit", "allow"],
  // Where it runs is not known, or in one of several folders.
  ['cd "$x"; git add .', "ask"],
  ['cd "$x"; git reset a.ts', "deny"],
  ["cd src || cd docs; git reset a.ts", "deny"],
  ["cd src && git reset a.ts", "allow"],
  ["cd src || cd conf; git add .", "allow"],
  // What `git reset` takes out of the index.
  ["git reset -- src/a.ts", "allow"],
  ["git reset -N src/a.ts", "allow"],
  ["git reset --intent-to-add src/a.ts", "allow"],
  ["git reset nowhere/a.ts", "deny"],
  ["git reset x*", "deny"],
  ["git reset 'x*'", "allow"],
  // What .gitignore names is left out, below the folder that a pathspec begins with.
  ["git add 'conf/k*'", "allow"],
  ["git add 'keys/k*'", "allow"],
  ["git add '*'", "allow"],
  ["git add .", "allow"],
  ["git-stash list", "allow"],
  ["git", "ask"],
])("a developer's %s: %s", (line, decision) => {
  expect(decided(line, "developer")).toBe(decision);
});

test("a rule may name an option of git itself, behind which no command stands", () => {
  const bash = { allow: ["git --html-path"], ask: [], deny: [] };
  const paths = { protected: [], secret: [], readable: [], writable: [] };
  const policy = rolePolicy("developer", { layer: "user", origin: "user", permissions: { bash, paths } });
  expect(judgeCommand("git --html-path", policy, worldWith()).decision).toBe("allow");
  expect(judgeCommand("git --man-path", policy, worldWith()).decision).toBe("ask");
});

test.each([
  "git add 'keys/k*'",
  "git add keys",
  "cd src || cd keys; git add .",
  "cd keys || cd src; git add .",
])("a key that nothing ignores is not put under version control: %s", (line) => {
  expect(decided(line, "developer", worldWith({ "/work/keys": ["key.pem"] }))).toBe("deny");
});

test("files under version control are all that stands in the workspace, without git's own", () => {
  const judged = (folders: readonly string[] | undefined, world: World) =>
    judgeTracked(TRACKED, rolePolicy("developer"), world, folders);
  const [plain, keyed] = [worldWith({ "/work/conf": [] }), worldWith()];
  const free = { ...plain, list: (folder: string) => (folder === "/work/conf" ? [] : plain.list(folder)) };
  expect(judged(["/work"], free)).toEqual(ALLOWED);
  expect(judged(["/work/src"], { ...keyed, cwd: "/work/src" })).toMatchObject({
    decision: "deny",
    rule: "secrets",
    instead: "name the files: git ls-files '*.ts', or a folder without secrets",
  });
  expect(judged(["/work", "/elsewhere"], free).decision).toBe("ask");
  expect(judged(undefined, free).decision).toBe("ask");
  const linked = worldWith({ "/work/docs": [".git@"] });
  const own = { ...linked, list: (folder: string) => (folder === "/work/conf" ? [] : linked.list(folder)) };
  expect(judged(["/work"], own).decision).toBe("allow");
});

const KINDS: Readonly<Record<string, Entry["kind"]>> = { "/": "folder", "@": "link" };

function entry(name: string): Entry {
  const kind = KINDS[name.slice(-1)];
  return kind === undefined ? { name, kind: "file" } : { name: name.slice(0, -1), kind };
}
