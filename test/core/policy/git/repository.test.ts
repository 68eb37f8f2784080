import { expect, test } from "vitest";
import { judgeRepository } from "../../../../src/core/policy/git/repository.ts";
import { fixed, unknown } from "../../../../src/core/policy/words.ts";
import type { Entry } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";
import { rolePolicy } from "../real-world.ts";

const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "/work": [".git", "src"],
  "/work/.git": ["HEAD", "objects", "refs", "config"],
  "/work/bare": ["HEAD", "objects", "refs"],
  "/work/shared": ["HEAD", "commondir"],
  "/work/half": ["HEAD", "objects"],
  "/work/other": ["HEAD", "refs"],
  "/work/headless": ["objects", "refs", "commondir"],
  "/work/nested": [".git"],
  "/work/nested/.git": [],
  "/work/module": [".git"],
  "/work/foreign": [".git"],
  "/work/odd": [".git"],
  "/work/glued": [".git"],
  "/work/late": [".git"],
  "/work/plain": [".git"],
  "/work/ended": [".git"],
  "/work/windows": [".git"],
  "/work/split": [".git"],
};

const FILES: Readonly<Record<string, string>> = {
  "/work/module/.git": "gitdir: ../.git/modules/module\n",
  "/work/foreign/.git": "gitdir: /work/bare\n",
  "/work/odd/.git": "gitdirs: /work/.git\n",
  "/work/glued/.git": "gitdir:/work/.git\n",
  "/work/late/.git": "x gitdir: /work/.git\n",
  "/work/plain/.git": "gitdir: /work/.git",
  "/work/ended/.git": "gitdir: /work/.git\n",
  "/work/windows/.git": "gitdir: /work/.git\r\n",
  "/work/split/.git": "gitdir: /work/.git\nx\n",
};

const world = describedWorld({
  list: (folder) => FOLDERS[folder]?.map((name) => ({ name, kind: "file" })),
  read: (path) => FILES[path],
});

test.each([
  ["/work", true],
  ["/work/src", true],
  ["/work/.git", true],
  ["/work/.git/refs", true],
  ["/work/half", true],
  ["/work/other", true],
  ["/work/headless", true],
  ["/work/module", true],
  ["/tmp/child/x", true],
  ["/work/bare", false],
  ["/work/bare/objects", false],
  ["/work/shared", false],
  ["/work/nested", false],
  ["/work/foreign", false],
  ["/work/odd", false],
  ["/work/glued", false],
  ["/work/late", false],
  ["/work/split", false],
  ["/work/plain", true],
  ["/work/ended", true],
  ["/work/windows", true],
])("git in %s works with the repository of the workspace, or with none: %s", (folder, own) => {
  expect(judged([folder]) === undefined).toBe(own);
  expect(judged(["/work", folder]) === undefined).toBe(own);
});

test.each([
  [".git", true],
  ["/work/.git", true],
  [".git/modules/x", true],
  ["module/.git", true],
  ["bare", false],
  [".", false],
  [".gitx", false],
  ["foreign/.git", false],
])("git --git-dir=%s is the repository of the workspace: %s", (dir, own) => {
  expect(judged(["/work"], [fixed(dir)]) === undefined).toBe(own);
});

test("what is not known is doubted, and without a repository nothing is another one", () => {
  const { explore, developer } = { explore: rolePolicy("explore"), developer: rolePolicy("developer") };
  expect(judgeRepository(undefined, [], explore, world)).toEqual({
    decision: "deny",
    rule: "repository",
    because: "the folder that git works in is not known",
    instead: "use git in the workspace: its folders, worktrees and submodules",
  });
  expect(judgeRepository(undefined, [], developer, world)?.decision).toBe("ask");
  expect(judgeRepository(["/work"], [unknown(".git$x")], developer, world)?.decision).toBe("ask");
  expect(judgeRepository(["/work"], [unknown("/work/.git/$x")], developer, world)?.because).toBe(
    "the git directory /work/.git/$x is not known",
  );
  expect(judgeRepository(["/work"], [unknown("$x")], explore, { ...world, gitDirs: [] })).toBeUndefined();
  expect(judgeRepository(["/work/bare"], [], explore, { ...world, gitDirs: [] })).toBeUndefined();
});

test("a worktree has two git directories, and the root of the machine may be one", () => {
  const developer = rolePolicy("developer");
  const worktree = { ...world, gitDirs: ["/repo/.git/worktrees/a", "/work/.git"] };
  expect(judgeRepository(["/work"], [], developer, worktree)).toBeUndefined();
  const root = { ...world, list: (folder: string) => (folder === "/" ? BARE : undefined) };
  expect(judgeRepository(["/tmp/x"], [], developer, root)?.because).toBe(
    "/ is not the repository of the workspace",
  );
});

const BARE: readonly Entry[] = ["HEAD", "objects", "refs"].map((name) => ({ name, kind: "file" }));

function judged(folders: readonly string[], named: readonly ReturnType<typeof fixed>[] = []) {
  return judgeRepository(folders, named, rolePolicy("developer"), world);
}
