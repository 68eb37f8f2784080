import { expect, test } from "vitest";
import { judgePatches, judgeUnseenPatch } from "../../../../src/core/policy/git/patches.ts";
import { judgeCommand } from "../../../../src/core/policy/judge.ts";
import { normalizePath } from "../../../../src/core/policy/paths/glob.ts";
import { walk } from "../../../../src/core/policy/shell/walk.ts";
import type { World } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";
import { rolePolicy } from "../real-world.ts";

const patch = (...names: readonly string[]): string => names.map((name) => `+++ b/${name}\n`).join("");

const files: Readonly<Record<string, string>> = {
  "/work/good.patch": patch("src/a.ts"),
  "/work/other.patch": patch("src/b.ts"),
  "/work/ci.patch": patch("src/a.ts", ".github/ci.yml", "src/b.ts"),
  "/work/key.patch": patch(".github/ci.yml", ".env", "src/b.ts"),
  "/work/out.patch": patch("../x"),
  "/work/prod.patch": patch("prod/x"),
  "/work/link.patch": "--- a\nnew file mode 120000\n",
  "/work/self.patch": patch("SELF.patch"),
  "/work/alias": patch("target"),
  "/work/linked": patch("alias"),
  "/work/Mask": patch("src/a.ts"),
  "/work/masked": patch("mask"),
  "/work/two.patch": patch("src/a.ts", "src/good.patch"),
  "/work/next.patch": patch("src/good.patch"),
  "/work/sub/good.patch": patch("CODEOWNERS"),
  "/work/sub/fine.patch": patch("x"),
  "/work/-": patch("x"),
  "/work/--dry-run": patch("CODEOWNERS"),
  "/work/.env": patch("x"),
  "/tmp/x.patch": patch("x"),
  "/tmp/key.patch": patch(".env"),
  "/dev/stdin": patch("x"),
};

const links: Readonly<Record<string, string>> = {
  "/work/alias": "/work/target",
  "/work/Mask": "/work/hidden",
};

const world = describedWorld({
  read: (path) => files[path] ?? files[Object.keys(links).find((link) => links[link] === path) ?? ""],
  realpath: (path) => links[normalizePath(path)] ?? normalizePath(path),
});

const roles = { developer: rolePolicy("developer"), explore: rolePolicy("explore") };

const UNCLEAR = "which files the patch changes is not told by the command";

test.each([
  ["git apply good.patch", "allow"],
  ["git apply good.patch other.patch", "allow"],
  ["git apply -p1 --index --3way good.patch", "allow"],
  ["git apply --whitespace fix good.patch", "allow"],
  ["git apply < good.patch", "allow"],
  ["git apply - < good.patch", "allow"],
  ["git-apply good.patch", "allow"],
  ["git-apply ci.patch", "ask"],
  ["git apply ci.patch", "ask"],
  ["git apply good.patch ci.patch", "ask"],
  ["git apply ci.patch good.patch", "ask"],
  ["git apply < ci.patch", "ask"],
  ["git apply - < ci.patch", "ask"],
  ["git apply key.patch", "deny"],
  ["git apply out.patch", "deny"],
  ["git apply --directory=src good.patch", "allow"],
  ["git apply --directory=.github good.patch", "ask"],
  ['git apply --directory="$x" good.patch', "ask"],
  ["git apply none.patch", "ask"],
  ["git apply link.patch", "ask"],
  ["git apply *.patch", "ask"],
  ['git apply "$x"', "ask"],
  ["git apply", "ask"],
  ["git apply -", "ask"],
  ["git apply .env", "deny"],
  ["git apply /tmp/x.patch", "ask"],
  ["git apply /tmp/key.patch", "ask"],
  ["git apply /dev/stdin", "ask"],
  ["git -C sub apply good.patch", "ask"],
  ["cd sub && git apply fine.patch", "allow"],
  ["cd sub && git apply good.patch", "ask"],
  ['cd "$x" && git apply good.patch', "ask"],
  ["git apply --check ci.patch", "allow"],
  ["git apply --stat ci.patch", "allow"],
  ["git apply --numstat ci.patch", "allow"],
  ["git apply --summary ci.patch", "allow"],
  ["git apply --stat --apply ci.patch", "ask"],
  ["git apply --check --appl key.patch", "deny"],
  ["git apply <<< '+++ b/src/a.ts'", "allow"],
  ["git apply <<< '+++ b/CODEOWNERS'", "ask"],
  ["git apply good.patch <<< '+++ b/CODEOWNERS'", "allow"],
  ["git apply good.patch - <<< '+++ b/CODEOWNERS'", "ask"],
  ["cat good.patch | git apply", "ask"],
  ["find . -name '*.patch' | xargs git apply", "ask"],
  // other steps of the line
  ["git apply good.patch && npm test", "allow"],
  ["git status; cat good.patch; timeout 5 git apply good.patch", "allow"],
  ["bash -c 'git apply good.patch' 2> /dev/null", "allow"],
  ["f() { git apply good.patch; }; f", "allow"],
  ["git apply good.patch; X=1", "allow"],
  ["git apply good.patch; git log", "allow"],
  ["cp ci.patch good.patch; git apply good.patch", "ask"],
  ["for i in 1 2; do git apply good.patch; cp ci.patch good.patch; done", "ask"],
  ["git apply good.patch > out", "ask"],
  ["git apply < good.patch; ls > out", "ask"],
  ["git apply good.patch; git diff --output=x", "ask"],
  ["git apply good.patch; git mv a b", "ask"],
  ["git apply good.patch; find . -name x -fprint good.patch", "ask"],
  ["split ci.patch; git apply good.patch", "ask"],
  ["cp a b; git apply <<< '+++ b/src/a.ts'", "allow"],
  ["git apply self.patch", "ask"],
  ["git apply alias", "ask"],
  ["git apply alias; git apply good.patch", "ask"],
  ["git apply linked good.patch", "allow"],
  ["git apply linked alias", "ask"],
  ["git apply Mask", "allow"],
  ["git apply masked Mask", "ask"],
  ["git apply next.patch; git apply good.patch", "ask"],
  ["git apply two.patch; git apply good.patch", "ask"],
  ["git apply two.patch; git apply other.patch", "allow"],
  ["git add a; git diff; git ls-files; git rev-parse HEAD; git show; git apply good.patch", "allow"],
  ["git fetch; git apply good.patch", "ask"],
  ["sort a; git apply good.patch", "ask"],
  ["find . -name x -exec git apply good.patch \\;", "ask"],
  ["git apply <<< '+++ b/good.patch'; git apply good.patch", "ask"],
  ["foo git apply good.patch", "ask"],
  ["foo git apply --check good.patch", "allow"],
] as const)("a developer's %s: %s", (line, decision) => {
  expect(judgeCommand(line, roles.developer, world).decision).toBe(decision);
});

test.each([
  ["patch -p1 -i good.patch", "allow"],
  ["patch -p1 --input=good.patch", "allow"],
  ["patch -Np1 < good.patch", "allow"],
  ["patch -p1 -igood.patch <<< '+++ b/CODEOWNERS'", "allow"],
  ["patch src/a.ts < good.patch", "allow"],
  ["patch src/a.ts other.patch", "allow"],
  ["patch -b -l -u -s -t -f -E -F 3 -p 1 -i good.patch", "allow"],
  ["patch -o out.ts -r out.rej -i good.patch", "allow"],
  ["patch -p1 -i ci.patch", "ask"],
  ["patch -p1 < ci.patch", "ask"],
  ["patch src/a.ts ci.patch", "ask"],
  ["patch src/a.ts < ci.patch", "ask"],
  ["patch -i good.patch -i ci.patch", "ask"],
  ["patch -i key.patch", "deny"],
  ["patch -i none.patch", "ask"],
  ["patch", "ask"],
  ["patch -i -", "ask"],
  ["patch -i - < good.patch", "allow"],
  ["patch -d sub -i fine.patch", "allow"],
  ["patch -d sub -i good.patch", "ask"],
  ["patch -d sub -i ../good.patch", "ask"],
  ["patch -d sub < good.patch", "allow"],
  ["patch -d sub < sub/good.patch", "ask"],
  ["patch -d . -d sub -i fine.patch", "ask"],
  ["patch -d sub -d . -i fine.patch", "ask"],
  ['patch --strip="$x" -i good.patch', "ask"],
  ['cd "$x" && patch -i good.patch', "ask"],
  ['patch -d "$x" < good.patch', "ask"],
  ["patch -d .github < good.patch", "ask"],
  ["cd sub && patch -i fine.patch", "allow"],
  ["patch --dry-run -i ci.patch", "allow"],
  ["patch --dry -i ci.patch", "allow"],
  ["patch -i --dry-run", "ask"],
  ["patch -p1 -- --dry-run good.patch", "allow"],
  ["patch -p1 -- src/a.ts --dry-run", "ask"],
  ["patch -e -i good.patch", "ask"],
  ["patch -n -i good.patch", "ask"],
  ["patch -g 1 -i good.patch", "ask"],
  ["patch -b -B .github/ -i good.patch", "ask"],
  ["patch -b -Y .github/ -i good.patch", "ask"],
  ["patch -b -z x -i good.patch", "ask"],
  ["patch -V t -i good.patch", "ask"],
  ["patch --unheard-of -i good.patch", "ask"],
  ["SIMPLE_BACKUP_SUFFIX=x patch -i good.patch", "ask"],
  ["VERSION_CONTROL=x patch -i good.patch", "ask"],
  ["PATCH_VERSION_CONTROL=x patch -i good.patch", "ask"],
  ["PATCH_GET=1 patch -i good.patch", "ask"],
  ["patch $x -i good.patch", "ask"],
  ["timeout 5 patch -i ci.patch", "ask"],
] as const)("a developer's %s: %s", (line, decision) => {
  expect(judgeCommand(line, roles.developer, world).decision).toBe(decision);
});

test.each([
  ["git apply --check good.patch", "allow"],
  ["git apply --stat good.patch", "allow"],
  ["git apply good.patch", "deny"],
  ["git apply --stat --apply good.patch", "deny"],
  ["patch --dry-run -i good.patch", "deny"],
])("an explorer's %s: %s", (line, decision) => {
  expect(judgeCommand(line, roles.explore, world).decision).toBe(decision);
});

test("what a patch names is told, and which command of the line applies it", () => {
  expect(judgeCommand("ls; git apply ci.patch; pwd", roles.developer, world)).toMatchObject({
    decision: "ask",
    rule: "protected path .github/",
    because: ".github/ci.yml steers the project's automation",
    commands: [
      { words: ["ls"], decision: "allow" },
      { words: ["git", "apply", "ci.patch"], decision: "ask" },
      { words: ["pwd"], decision: "allow" },
    ],
  });
  expect(judgeCommand("git apply none.patch", roles.developer, world)).toMatchObject({
    rule: "cannot be known",
    because: UNCLEAR,
  });
});

test("a name is looked for below --directory, in the folder and in the work tree", () => {
  const own = { ...roles.developer, paths: { ...roles.developer.paths, protected: ["infra/prod/"] } };
  const decision = (line: string): string => judgeCommand(line, own, world).decision;
  expect(decision("git apply prod.patch")).toBe("allow");
  expect(decision("git apply --directory=infra prod.patch")).toBe("ask");
  expect(decision("patch -d infra < prod.patch")).toBe("ask");
  expect(decision("cd infra && git apply ../prod.patch")).toBe("ask");
  const linked = (link: string): World => ({
    ...world,
    realpath: (path) => (normalizePath(path) === link ? "/work/.github/x" : normalizePath(path)),
  });
  expect(judgeCommand("cd sub && git apply fine.patch", own, linked("/work/x")).decision).toBe("ask");
  expect(judgeCommand("cd sub && git apply fine.patch", own, linked("/work/sub/x")).decision).toBe("ask");
  expect(judgeCommand("cd sub && git apply fine.patch", own, linked("/work/y")).decision).toBe("allow");
});

test("a step that applies nothing, or only what may be written, has no ruling", () => {
  const steps = walk("ls; git apply good.patch; git apply --check ci.patch; git apply ci.patch", world);
  expect(judgePatches(steps, roles.developer, world)).toMatchObject([[], [], [], [{ decision: "ask" }]]);
  expect(judgePatches(steps.slice(0, 2), roles.developer, world)).toEqual([[], []]);
  const unseen = steps.map((step) =>
    step.kind === "command" ? judgeUnseenPatch(step, roles.developer, world).length : undefined,
  );
  expect(unseen).toEqual([0, 1, 0, 1]);
});
