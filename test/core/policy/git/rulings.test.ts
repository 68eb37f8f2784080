import { expect, test } from "vitest";
import { judgeCommand } from "../../../../src/core/policy/judge.ts";
import { normalizePath } from "../../../../src/core/policy/paths/glob.ts";
import type { Entry } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";
import { rolePolicy } from "../real-world.ts";

/** What stands in the folders of the workspace; a name that ends in `/` is a folder, one in `@` a link to `.env`. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "/work": [".env", ".git/", ".github/", ".gitignore", "docs/", "fixtures/", "sub/", "src/", "vendor/"],
  "/work/.git": ["HEAD", "config", "objects/", "refs/"],
  "/work/docs": ["CODEOWNERS", "guide.md"],
  "/work/fixtures": ["bare/", "half/", "repo/"],
  "/work/fixtures/bare": ["HEAD", "config", "objects/", "refs/", "deep/"],
  "/work/fixtures/bare/deep": [],
  "/work/fixtures/half": ["HEAD", "objects/"],
  "/work/fixtures/repo": [".git/"],
  "/work/.github": ["w.yml"],
  "/work/src": ["a.ts", "b.ts", "link@"],
  "/work/sub": [".git"],
  "/work/vendor": [".git"],
};

const FILES: Readonly<Record<string, string>> = {
  "/work/.gitignore": ".env\n",
  "/work/sub/.git": "gitdir: ../.git/modules/sub\n",
  "/work/vendor/.git": "gitdir: ../fixtures/bare\n",
};

const world = (more: readonly string[] = []) =>
  describedWorld({
    list: (folder) => {
      const names = FOLDERS[folder];
      return names && [...names, ...(folder === "/work" ? more : [])].map(entry);
    },
    read: (path) => FILES[path],
    realpath: (path) => normalizePath(path).replace(/^\/work\/src\/link$/, "/work/.env"),
  });

const everybody = ["explore", "developer", "ops"];
const writers = ["developer", "ops"];
const readers = ["explore", "adversarial-developer", "code-review-specialist", "project-manager"];
const ops = ["ops"];

const stopped: readonly (readonly [readonly string[], string])[] = [
  // Values that only stand behind `=`.
  [everybody, "git log --pretty --output=.git/config --format='[core]%nfsmonitor=x' -1"],
  [readers, "git log --format --output=x -1"],
  [everybody, "git diff --word-diff --output=.git/config"],
  [everybody, "git show --pretty --output=.git/config"],
  [everybody, "git stash list --pretty --output=.git/config"],
  [everybody, "git stash list -m --output=.git/config"],
  [everybody, "git stash show --stat --output=.git/config"],
  [everybody, "git rev-list --pretty --output=.git/config HEAD"],
  [everybody, "git diff-tree --pretty --output=.git/config HEAD"],
  [everybody, "git shortlog --format --output=.git/config HEAD"],
  [everybody, "git range-diff --word-diff --outp=.git/config a b c"],
  [everybody, "git blame --pretty --contents /etc/shadow src/a.ts"],
  [everybody, "git blame --word-diff --contents /etc/shadow src/a.ts"],
  [everybody, "git annotate --pretty --contents /etc/shadow src/a.ts"],
  // Options that are taken back.
  [everybody, "git config --get --no-get core.fsmonitor 'touch /tmp/p;false'"],
  [everybody, "git config --get --no-get --unset core.bare"],
  [everybody, "git config --get --no-g core.fsmonitor x"],
  [everybody, "git branch --list --no-list --abbrev -D other"],
  [everybody, "git branch --list --no-list --abbrev -f other HEAD"],
  [everybody, "git branch --list --no-list --abbrev -M other renamed"],
  [everybody, "git branch --list --no-list evil"],
  [everybody, "git branch --list --no-li evil"],
  [everybody, "git tag --points-at HEAD --no-points-at evil HEAD"],
  [everybody, "git notes --ref list add -m x HEAD"],
  [everybody, "git apply --check --no-check fix.patch"],
  [readers, "printf x | git apply --stat --apply"],
  [readers, "printf x | git apply --numstat --apply"],
  [readers, "printf x | git apply --summary --appl"],
  [writers, "git clean -n --no-dry-run -fdx"],
  [writers, "git clean -n --no-dry -fdx"],
  [writers, "git restore --staged --no-staged src/a.ts"],
  [ops, "git push --verify --no-verify origin HEAD"],
  [ops, "git push --no-veri origin HEAD:h1"],
  // `--version` and `--help` belong to git itself only where no command stands.
  [readers, "git commit -am --version"],
  [readers, "git merge --no-ff -m --version f"],
  [readers, "git update-ref -m --version refs/heads/other HEAD"],
  [readers, "git am --resolvemsg --version x.patch"],
  [readers, "git config core.hooksPath --version"],
  [readers, "git revert --strategy --version --no-edit HEAD"],
  [readers, "git commit-tree -m --version 'HEAD^{tree}'"],
  [readers, "git commit -am --help"],
  [readers, "git difftool -y -x 'touch /tmp/p;true' --src-prefix --version HEAD~1"],
  [readers, "git filter-branch --msg-filter --version --tree-filter 'touch /tmp/p' -f HEAD"],
  // Repositories that the workspace holds.
  [everybody, "git -C fixtures/bare status"],
  [everybody, "git -C fixtures/bare/deep status"],
  [everybody, "git -C fixtures -C bare status"],
  [everybody, "cd fixtures/bare && git diff --stat"],
  [everybody, "git --git-dir=fixtures/bare log"],
  [everybody, "git --git-dir fixtures/bare log"],
  [everybody, "git -C fixtures/repo log"],
  [everybody, "git -C vendor log"],
  [everybody, 'git -C "$x" status'],
  [everybody, 'cd "$x"; git status'],
  // Folders that git goes to before it writes.
  [writers, "git -C .git log -1 --output=config --format=x"],
  [writers, "git -C .github log -1 --output=w.yml --format=evil%n"],
  [writers, "git -C .github rm w.yml"],
  [writers, "git -C src -C ../.github rm w.yml"],
  [writers, "git -C .github format-patch -1"],
  [writers, "git --work-tree=.github rm w.yml"],
  // Files that come out of a series of patches.
  [writers, "git format-patch --from --output=../o3 -1"],
  [writers, "git format-patch --author -o ../o3 -1"],
  [writers, "git format-patch -1 --suffix=/../../outside2.txt"],
  [writers, "git format-patch -1 --stdout --signature-file=.env"],
  // Pathspecs.
  [writers, "git rm '*.yml'"],
  [writers, "git rm -r ':(top).github'"],
  [writers, "git rm --pathspec-from-file=list"],
  [writers, "git rm -r ."],
  [writers, "git rm -r .github"],
  [writers, "git mv docs/CODEOWNERS ."],
  [writers, "git mv docs/CODEOWNERS src/a.ts .github"],
  [writers, "git --icase-pathspecs rm .GITHUB/w.yml"],
  [writers, "git add src/link"],
  // Fetching into branches, and what changes what is fetched.
  [writers, "git fetch --refmap='+refs/heads/other:refs/heads/other' origin other"],
  [writers, "echo '+refs/heads/other:refs/heads/evil' | git fetch --stdin origin"],
  [writers, "git fetch --set-upstream origin other"],
  [writers, "git -c fetch.prune=true -c fetch.pruneTags=true fetch origin"],
  [writers, "git fetch --prune-tags origin"],
  [writers, "git fetch --depth=1 origin"],
  [writers, "git fetch --filter=blob:none origin"],
  [writers, "git fetch ../o; git show FETCH_HEAD:s"],
  [writers, "git fetch file:///home/me/o"],
  [writers, "git ls-remote /home/me/o"],
  [writers, "git fetch --multiple origin ../o"],
  // Searches that look at files which are not under version control.
  [everybody, "git grep --no-index MARK -- '*'"],
  [everybody, "git grep --no-index MARK -- :/"],
  [everybody, "git grep --no-index --max-count 1 MARK"],
  [everybody, "git grep --no-index \\( -e MARK \\)"],
  [everybody, "git grep --no-index MARK src"],
  [everybody, "git grep -e MARK --no-index --index --no-index"],
  // Configuration in front of a command.
  [everybody, "git -c blame.ignoreRevsFile=.env blame src/a.ts"],
  [everybody, "git -c diff.renames.textconv='touch /tmp/p;cat' diff"],
  [everybody, "git -c diff.context.textconv='touch /tmp/p;cat' diff"],
  [everybody, "git -c log.diffMerges.x=1 log"],
  [everybody, "git config --get-regexp 'core.*\\|.*'"],
  [everybody, "git config --get-urlmatch http.extraheader https://h"],
  [everybody, "git config --get remote.origin.url x"],
  [everybody, "git config --get url.remote.origin.url"],
  [everybody, "git config --get remote.origin.urls"],
  [everybody, "git config --get --file=x remote.origin.url"],
  [everybody, "git config --unset remote.origin.url"],
  [everybody, "git config --get http.https://h.extraheader"],
  [everybody, "git config --get remote.*.url"],
  [everybody, 'git config --get "$x.remote.origin.url"'],
  // Pushing where people merge.
  [ops, "git push origin 'refs/tags/*:refs/tags/*'"],
  [ops, "git push origin 'refs/*:refs/*'"],
  [ops, "git push origin HEAD:main"],
  [ops, "git push origin main"],
  [ops, "git push origin feature:refs/heads/master"],
  [ops, "git push . HEAD:refs/tags/evil"],
  [ops, "git push origin HEAD:refs/tags/evil"],
  [ops, "git push origin tag v1"],
  [ops, "git push ../other HEAD:x"],
  [ops, "git push -o merge_request.merge_when_pipeline_succeeds origin HEAD:x"],
  [ops, "git push origin HEAD:refs/for/main%submit"],
  [ops, "git push --repo=../other"],
  [everybody, "git reset src/a.ts --"],
  [everybody, "git reset main"],
  [everybody, "git reset --hard src/a.ts"],
  [readers, "git diff | tee x"],
  // What is not known.
  [everybody, "git log --unheard-of"],
  [readers, "git log --grep $x"],
  [readers, "git log --grep --all"],
  [readers, "git log -S -x"],
];

test.each(stopped)("%j may not run %s", (roles, command) => {
  const allowed = roles.filter(
    (role) => judgeCommand(command, rolePolicy(role), world()).decision === "allow",
  );
  expect(allowed).toEqual([]);
});

test.each([
  "git add -A && git diff --cached",
  "git add . && git diff --cached",
  "git add -N . && git diff",
  "git add 'k*'",
  "git add ':/'",
  "git add --pathspec-from-file=list",
  "git grep --untracked MARK -- '*'",
  "git grep --untracked MARK",
])("a key that no .gitignore names is not put under version control, nor searched: %s", (command) => {
  expect(judgeCommand(command, rolePolicy("developer"), world(["key.pem"])).decision).not.toBe("allow");
});

const allowed: readonly (readonly [readonly string[], string])[] = [
  [everybody, "git -C sub log -1"],
  [everybody, "git -C src log -1"],
  [everybody, "git -C fixtures/half log -1"],
  [everybody, "cd src && git diff --stat"],
  [everybody, "git --git-dir=.git log -1"],
  [everybody, "git --version"],
  [everybody, "git --help"],
  [everybody, "git --help commit"],
  [everybody, "git difftool --help"],
  [everybody, "git -c log.date=iso log"],
  [everybody, "git -c diff.renames=false -c core.quotepath=off diff"],
  [everybody, "git grep -e --foo"],
  [everybody, "git grep -e a --and -e b -- src"],
  [everybody, "git log -n 3 --no-merges --no-color --date=short --stat=80 -- src"],
  [everybody, "git diff --no-ext-diff -U3 -M90% -w --word-diff=color main...HEAD"],
  [everybody, "git branch -a --merged"],
  [everybody, "git branch --no-merged main --list"],
  [everybody, "git stash show -p"],
  [everybody, "git notes --ref=x list"],
  [everybody, "git config --get core.autocrlf"],
  [everybody, "git config --get remote.origin.url"],
  [everybody, "git config remote.my-fork/x_1.y.pushURL"],
  [everybody, "git config --get-all Remote.origin.URL"],
  [everybody, "git apply --check fix.patch"],
  [writers, "git add -A"],
  [writers, "git add src"],
  [writers, "git add src/a.ts"],
  [writers, "git add 'src/*.ts'"],
  [writers, "git rm src/a.ts"],
  [writers, "git rm -r src"],
  [writers, "git mv src/a.ts src/c.ts"],
  [writers, "git clean -n"],
  [writers, "git fetch origin"],
  [writers, "git fetch origin feature/x"],
  [writers, "git fetch https://host/x.git"],
  [writers, "git format-patch -1 -o out"],
  [writers, "git grep --untracked MARK"],
  [writers, "git fetch --all --prune"],
  [writers, "git reset src/a.ts"],
  [writers, "git reset -q src/a.ts src/b.ts"],
  [readers, "git diff | tee /dev/null"],
  [readers, "git log -S --force"],
  [ops, "git push origin feature"],
  [ops, "git push -u origin HEAD:refs/heads/feature/main"],
];

test.each(allowed)("%j may run %s", (roles, command) => {
  const judged = roles.map((role) => judgeCommand(command, rolePolicy(role), world()));
  expect(judged.filter(({ decision }) => decision !== "allow")).toEqual([]);
});

const KINDS: Readonly<Record<string, Entry["kind"]>> = { "/": "folder", "@": "link" };

function entry(name: string): Entry {
  const kind = KINDS[name.slice(-1)];
  return kind === undefined ? { name, kind: "file" } : { name: name.slice(0, -1), kind };
}
