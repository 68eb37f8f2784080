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
  "hub am 1.patch",
  "hub cherry-pick x",
  "hub commit -m x",
  "hub merge x",
  "hub pull",
  "hub revert x",
  "/usr/bin/gh api --method PUT repos/a/b/pulls/12/merge?x=1",
  "gh api -iXput repos/a/b/pulls/1/merge",
  "gh api -X=PATCH repos/a/b/git/refs/heads/main",
  "gh api repos/a/b/merges -X",
  "gh api repos/a/b/git/refs --input a.json",
  "gh api repos/a/b/merges --raw-field=base=main",
  "gh api -iF base=main merges",
  "gh api repos/a/b/contents/a.txt -f message=x",
  "glab api -X PUT projects/1/merge_requests/23/merge",
  "glab api -X PUT projects/1/merge_requests/23/merge#x",
  "make git push",
  "gh api graphql -f query='mutation{updateRef(input:{}){clientMutationId}}'",
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
  "gh api -X get repos/a/b/pulls/1/merge -f x=1",
  "gh api --method=GET repos/a/b/pulls/1/merge -f x=1",
  "gh api -X PUT repos/a/b/pulls/1/merge/x",
  "hub pr list",
  "gh api -X PUT repos/a/b/pulls//merge",
  "gh api -X PUT repos/a/b/xpulls/1/merge",
  "gh api repos/a/b/issues/1 -f x=merges",
  "gh api repos/a/b/merges -H x=-X",
  "gh api repos/a/b/merges -H x-f",
  "gh issue comment 1 -X PUT -b repos/a/b/pulls/1/merge",
  "ghx api -X PUT repos/a/b/pulls/1/merge",
  "xgh api -X PUT repos/a/b/pulls/1/merge",
  "echo api -X PUT repos/a/b/pulls/1/merge",
  "gh api graphql -f query='{createRefs}'",
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

test("what is stopped says why, and what to do instead", () => {
  expect(gatedCommand("git push --force origin HEAD", WORLD)).toBe(
    [
      'Not run: "git push --force" is what a gate does in a session of pi-ensemble, not the model.',
      "Why: what is committed, pushed and merged is what was reviewed, and code sees to that.",
      "Instead: /review shows whether the work is ready; the user can type the command after an exclamation mark.",
    ].join("\n"),
  );
});
