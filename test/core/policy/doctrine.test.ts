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
  read: () => undefined,
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
  "git cherry-pick --continue",
  "git commit --dry-run --no-dry-run -m x",
  "git push --dry-run --no-dry",
  "git subtree push --prefix lib origin main",
  "git subtree pull --prefix lib origin main",
  "git remote-https origin https://example.com/a.git",
  "hub push",
  "gh api -X PUT repos/a/b/pulls/1/merge",
  "gh api repos/a/b/pulls/1/merge --method=put",
  "sudo gh api -XPOST /repos/a/b/merges",
  "gh api repos/a/b/git/refs/heads/main -F sha=1 -F force=true",
  "gh api graphql -f query='mutation{mergePullRequest(input:{}){clientMutationId}}'",
  "glab api -X PUT projects/1/merge_requests/2/merge",
])("%s is the gate's", (command) => {
  expect(gatedCommand(command, WORLD)).toMatch(/gate/);
  expect(gatedCommand(command, WORLD)?.split("\n")).toHaveLength(3);
});

test.each([
  "git status",
  "git merge --abort",
  "git merge --quit",
  "git cherry-pick --abort",
  "git revert --quit",
  "git am --abort",
  "git commit --dry-run",
  "git push --dry-run",
  "git remote -v",
  "gh api repos/a/b/pulls/1/merge",
  "gh api repos/a/b/pulls/1/comments -f body=merge",
  "gh api graphql -f query='{viewer{login}}'",
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
