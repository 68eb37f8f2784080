import { expect, test } from "vitest";
import { readGit } from "../../../../src/core/policy/git/git.ts";
import { fixed, unknown } from "../../../../src/core/policy/words.ts";

const read = (text: string): ReturnType<typeof readGit> =>
  readGit(text.split(" ").filter(Boolean).map(fixed));
const meaning = (text: string): string => {
  const { command, options, operands } = read(text);
  return [command, ...options, ...operands.map((operand) => operand.text)].join(" ");
};

test.each([
  ["-C x --no-pager push -f", "push --force"],
  ["push -uf origin main", "push --set-upstream --force --shared origin main"],
  ["push --forc", "push --force --force-with-lease --force-if-includes"],
  ["push origin +main", "push --force --shared origin +main"],
  ["push origin :main", "push --delete --shared origin :main"],
  ["push origin +:main", "push --force --delete --shared origin +:main"],
  ["push -d origin main", "push --delete --shared origin main"],
  ["push --mirror", "push --mirror --force --delete"],
  ["push --prune origin", "push --prune --delete origin"],
  ["push -o ci.skip origin", "push --push-option origin"],
  ["reset --har", "reset --hard"],
  ["branch", "branch --list"],
  ["branch -a", "branch --all --list"],
  ["branch -vv", "branch --verbose --verbose --list"],
  ["branch new", "branch --create new"],
  ["branch -D x", "branch --force-delete --delete --force x"],
  ["branch -M x", "branch --force-move --move --force x"],
  ["branch -C x", "branch --force-copy --copy --force x"],
  ["branch --contains HEAD", "branch --contains --list"],
  ["tag", "tag --list"],
  ["tag -l v*", "tag --list --list v*"],
  ["tag v1", "tag --create v1"],
  ["tag -f v1", "tag --force --create v1"],
  ["tag -d v1", "tag --delete v1"],
  ["stash", "stash push"],
  ["stash -u", "stash --include-untracked push"],
  ["stash list", "stash list"],
  ["stash drop", "stash drop"],
  ["remote", "remote list"],
  ["remote add x y", "remote add x y"],
  ["reflog", "reflog show"],
  ["reflog expire --all", "reflog --all expire"],
  ["config user.name", "config get user.name"],
  ["config user.name x", "config set user.name x"],
  ["config --get x", "config --get get x"],
  ["config -l", "config --list list"],
  ["config --unset x", "config --unset set x"],
  ["config --add x y", "config --add set x y"],
  ["symbolic-ref HEAD", "symbolic-ref --read HEAD"],
  ["symbolic-ref HEAD refs/heads/x", "symbolic-ref HEAD refs/heads/x"],
  ["symbolic-ref -d HEAD", "symbolic-ref --delete HEAD"],
  ["checkout -- x", "checkout --paths x"],
  ["checkout .", "checkout --paths ."],
  ["fetch origin a:b", "fetch --refspec origin a:b"],
  ["fetch https://host/x", "fetch https://host/x"],
  ["reset HEAD x", "reset --unstage HEAD x"],
  ["reset -q @ -- x", "reset --quiet --unstage @ x"],
  ["reset -N -- x", "reset --intent-to-add --unstage x"],
  ["reset HEAD", "reset HEAD"],
  ["reset x y", "reset x y"],
  ["reset HEAD~ x", "reset HEAD~ x"],
  ["reset xHEAD x", "reset xHEAD x"],
  ["reset --", "reset"],
  ["reset x -- y", "reset x y"],
  ["reset -p HEAD x", "reset --patch HEAD x"],
  ["reset --hard HEAD x", "reset --hard HEAD x"],
  ["worktree", "worktree list"],
  ["submodule", "submodule status"],
  ["notes", "notes list"],
  ["clean -nd", "clean --dry-run --directories"],
  ["restore -S x", "restore --staged x"],
  ["--version", "version"],
  ["-v x", "version x"],
  ["--help commit", "help commit"],
  ["-h", "help"],
  ["commit --help -a", "help -a commit"],
  ["commit -a --help", "commit --all --help"],
])("git %s means %s", (text, means) => {
  expect(meaning(text)).toBe(means);
});

test.each([
  ["-c core.pager=x log", "core.pager"],
  ["-c core.sshCommand=x fetch", "core.sshCommand"],
  ["-c remote.origin.push=+a:b push", "remote.origin.push"],
  ["--config-env=a=b log", "--config-env"],
  ["--exec-path=/x log", "--exec-path"],
  ["log --ext-diff", "--ext-diff"],
  ["log --ext-d", "--ext-diff"],
  ["grep -Oless x", "--open-files-in-pager"],
  ["grep --open x", "--open-files-in-pager"],
  ["ls-remote --upload-pack=x y", "--upload-pack"],
  ["archive --exec=x HEAD", "--exec"],
  ["fetch ext::sh", "remote helper"],
  ["apply --unsafe-paths x", "--unsafe-paths"],
])("git %s is a hazard: %s", (text, hazard) => {
  expect(read(text).hazards.join()).toContain(hazard);
});

test.each([
  "-c color.ui=always log",
  "-c core.quotePath=false status",
  "--no-pager diff",
  "-c core.pager=cat log",
  "log --oneline -5",
  "diff --stat",
])("git %s is no hazard", (text) => {
  expect(read(text).hazards).toEqual([]);
});

test("a word that cannot be known is a hazard where it may be an option", () => {
  const dynamic = (...words: ReturnType<typeof fixed>[]): readonly string[] => readGit(words).hazards;
  expect(dynamic(unknown("$x"))).toHaveLength(1);
  expect(dynamic(fixed("log"), unknown("$x"))).toHaveLength(1);
  expect(dynamic(fixed("log"), fixed("--"), unknown("$x"))).toHaveLength(0);
  expect(dynamic(fixed("log"), unknown('"src/$x"', { prefix: "src/" }))).toHaveLength(0);
  expect(dynamic(fixed("push"), fixed("origin"), unknown('"a$x"', { prefix: "a" }))).toHaveLength(1);
});

test("files that git reads and writes by its options are named", () => {
  const texts = (values: readonly { text: string }[]): string[] => values.map((value) => value.text);
  expect(texts(read("diff --output=x").writes)).toEqual(["x"]);
  expect(texts(read("log --outpu=x").writes)).toEqual([]);
  expect(texts(read("range-diff --output= x").writes)).toEqual([""]);
  expect(texts(read("format-patch -o out HEAD").writes)).toEqual(["out"]);
  expect(texts(read("archive -o a.tar HEAD").writes)).toEqual(["a.tar"]);
  expect(texts(read("bundle create b HEAD").writes)).toEqual(["b"]);
  expect(texts(read("worktree add ../x").writes)).toEqual(["../x"]);
  expect(texts(read("mv a b").writes)).toEqual(["a", "b", "b/a"]);
  expect(texts(read("clone u dir").writes)).toEqual(["dir"]);
  expect(texts(read("show HEAD:.env").reads)).toEqual([".env"]);
  expect(texts(read("diff --no-index a b").reads)).toEqual(["a", "b"]);
  expect(texts(read("blame --contents .env x").reads)).toEqual([".env"]);
  expect(texts(read("-C a --git-dir=b --work-tree c -C d status").folders)).toEqual(["a", "d"]);
  expect(texts(read("-C a --git-dir=b --git-dir c status").gitDirs)).toEqual(["b", "c"]);
});

test("an alias that the line defines is code", () => {
  expect(readGit(["-c", "alias.x=push -f", "x", "o"].map(fixed)).aliases.map((code) => code.text)).toEqual([
    "git push -f 'o'",
  ]);
  expect(readGit(["-c", "alias.x=!rm", "x"].map(fixed)).aliases.map((code) => code.text)).toEqual(["rm "]);
});

test("git without a command runs nothing", () => {
  expect(read("--no-pager").command).toBeUndefined();
  expect(read("")).toMatchObject({ command: undefined, split: -1, operands: [] });
});
