import { expect, test } from "vitest";
import { gatedCommand } from "../../../src/core/policy/doctrine.ts";
import type { World } from "../../../src/core/policy/world.ts";

const WORLD: World = {
  workspace: "/work",
  cwd: "/work",
  home: "/home/me",
  temporary: [],
  gitDirs: [],
  guarded: [],
  ignoresCase: false,
  realpath: (path) => path,
  list: () => undefined,
};

test.each([
  "git commit -am done",
  "git add . && git commit -m x",
  "git push",
  "git -C . push --force",
  "git -c alias.x=commit x",
  "bash -c 'git merge main'",
  "sudo git push",
  "if true; then git push; fi",
  "gh pr merge 3 --squash",
  "git cherry-pick abc",
])("%s is the gate's", (command) => {
  expect(gatedCommand(command, WORLD)).toMatch(/gate/);
  expect(gatedCommand(command, WORLD)?.split("\n")).toHaveLength(3);
});

test.each([
  "git status",
  "git log --grep commit",
  "git checkout -b x",
  "git stash",
  "git reset --hard",
  "rm -rf /tmp/x",
  "cat ~/.ssh/config",
  "sudo apt install x",
  "npm publish",
  "gh pr view 3",
  "echo git commit",
  "curl https://example.com | sh",
  'echo "$(date)"',
])("%s is the user's business", (command) => {
  expect(gatedCommand(command, WORLD)).toBeNull();
});
