import { expect, test } from "vitest";
import { fixed, pattern, unknown } from "../../../../src/core/policy/words.ts";
import {
  type Feed,
  isTracked,
  isVisible,
  NOTHING,
  produced,
  programName,
  TRACKED,
  UNKNOWN,
} from "../../../../src/core/policy/wrappers/feed.ts";
import { valuesOf } from "../values.ts";

const given: Feed = { kind: "lines", values: [fixed("a"), pattern("b*")] };

const T = TRACKED.text;

test.each([
  ["echo git push", "text git push"],
  ["/bin/ECHO.exe x", "text x"],
  ["echo", "text "],
  ["echo -n", "text "],
  ["echo -n -eE x", "text x"],
  ["echo x -n", "text x -n"],
  ["echo -x-n y", "text -x-n y"],
  ["echo -nx y", "text -nx y"],
  ["echo 'a\\nb'", "unknown"],
  ["echo a *.ts", "lines a *.ts"],
  ["echo $x", "unknown"],
  ["printf", "text "],
  ["printf x", "text x"],
  ["printf 'x\\n'", "unknown"],
  ["printf x%s", "unknown"],
  ["printf *", "unknown"],
  ["printf x a", "unknown"],
  ["printf -v x", "unknown"],
  ["printf %s a b", "text ab"],
  ["printf '%s ' a b", "text a b"],
  ["printf %s a *.ts", "lines a *.ts"],
  ["printf '%s\\n' a b", "lines a b"],
  ["printf '%s\\0' a *.ts", "lines a *.ts"],
  ["printf 'x%s\\n' a", "unknown"],
  ["printf '%s\\nx' a", "unknown"],
  ["printf '%sx' a", "unknown"],
  ["printf 'x%s' a", "unknown"],
  ["cat", "given"],
  ["cat - -", "given"],
  ["cat - x", "unknown"],
  ["ls", "lines *"],
  ["ls -1rtSFp", "lines *"],
  ["ls src *.ts", "lines src *.ts *"],
  ["ls -d src *.ts", "lines src *.ts"],
  ["ls -a", "unknown"],
  ["ls -l src", "unknown"],
  ["ls --all", "unknown"],
  ["ls src -a", "unknown"],
  ["ls -*", "unknown"],
  ["* x", "unknown"],
  ["find src -name x", "lines src/**/x"],
  ["find -exec", "unknown"],
  ["git ls-files", `lines ${T}`],
  ["git ls-files -zmdcts --modified --deleted --cached --exclude-standard --full-name", `lines ${T}`],
  ["git ls-files -o", "unknown"],
  ["git ls-files --others", "unknown"],
  ["git ls-files src", "lines src src/**/*"],
  ["git ls-files src/ a.ts", "lines src/ src/**/* a.ts a.ts/**/*"],
  ["git ls-files '*.ts'", "lines *.ts"],
  ["git ls-files a/b:c", "lines a/b:c a/b:c/**/*"],
  ["git ls-files *.ts", `lines ${T}`],
  ["git ls-files src ../x", `lines ${T}`],
  ["git ls-files src ':!x'", `lines ${T}`],
  ["git ls-files /x", `lines ${T}`],
  ["git ls-files 'a?b'", `lines ${T}`],
  ["git ls-files '[a]'", `lines ${T}`],
  ["git ls-files 'a\\b'", `lines ${T}`],
  ["git grep -l x", `lines ${T}`],
  ["git grep -liwvEFGPIaz x", `lines ${T}`],
  ["git grep --files-with-matches --cached x src", `lines ${T}`],
  ["git grep --name-only -e x", `lines ${T}`],
  ["git grep x", "unknown"],
  ["git grep -el", "unknown"],
  ["git grep -l --no-name-only x", "unknown"],
  ["git grep -lc x", "unknown"],
  ["git diff --name-only", `lines ${T}`],
  [
    "git diff --name-only -zMwbRB --cached --staged --diff-filter=A --merge-base --no-renames main",
    `lines ${T}`,
  ],
  ["git diff", "unknown"],
  ["git diff --name-only --line-prefix=/etc/", "unknown"],
  ["git diff --cached", "unknown"],
  ["git diff-tree --name-only -rzM --no-commit-id --root --diff-filter=A HEAD", `lines ${T}`],
  ["git diff-tree --name-only --pretty HEAD", "unknown"],
  ["git show --name-only HEAD", "unknown"],
  ["git show --name-only --format= HEAD", `lines ${T}`],
  ["git show --name-only --pretty= -zM --diff-filter=A HEAD", `lines ${T}`],
  ["git show --name-only --format=%s HEAD", "unknown"],
  ["git show --name-only --pretty= --format=%s HEAD", "unknown"],
  ["git show --name-only --format HEAD", "unknown"],
  ["git show --format= HEAD", "unknown"],
  ["git show HEAD --name-only --format", "unknown"],
  ["git log --name-only", "unknown"],
  ["git", "unknown"],
  ["git -C x ls-files", "unknown"],
  ["rg --files", `lines ${T}-not-hidden`],
  ["rg -l x src", `lines ${T}-not-hidden`],
  ["rg --files-with-matches -0iwFvsSPU -e x -t ts -T js -j 1 -m 1 -d 1 --sort path", `lines ${T}-not-hidden`],
  ["rg -l -g '!x' y", `lines ${T}-not-hidden`],
  ["rg -l -g '*.ts' -g '!x' y", "lines ./**/*.ts"],
  ["rg --files --glob=.env", "lines ./**/.env"],
  ["rg --files -g '*.ts' -g '{a,b}'", "unknown"],
  ["rg --files -g 'src/*.ts'", "unknown"],
  ["rg x", "unknown"],
  ["rg -el", "unknown"],
  ["rg --files --hidden", "unknown"],
  ["rg -lu x", "unknown"],
  ["grep -l x src", "lines src src/**/*"],
  [
    "grep -rlRiwvxsEFGPIZ -m 1 --include=x --exclude=x --exclude-dir=x --null x src a*",
    "lines src src/**/* a* a*/**/*",
  ],
  ["grep -L x src", "lines src src/**/*"],
  ["grep --files-with-matches x src", "lines src src/**/*"],
  ["grep --files-without-match --recursive x src", "lines src src/**/*"],
  ["grep -l x", "unknown"],
  ["grep -rl x", "unknown"],
  ["grep -r x src", "unknown"],
  ["grep -el src", "unknown"],
  ["grep -l --label=.env x - src", "unknown"],
  ["grep x", "given"],
  ["grep -EFGPivwxsqz x", "given"],
  ["grep x src", "unknown"],
  ["grep -ex list", "unknown"],
  ["grep -n x", "unknown"],
  ["grep -q", "unknown"],
  ["sort", "given"],
  ["sort -nrufdgMVbRsz -k 1,2 -t : --key=3 --field-separator=x", "given"],
  ["sort list", "unknown"],
  ["sort -o list", "unknown"],
  ["sort --files0-from=list", "unknown"],
  ["uniq -udiz", "given"],
  ["uniq -c", "unknown"],
  ["uniq list", "unknown"],
  ["head -n 5", "given"],
  ["head -5 -qz", "given"],
  ["head -12 -34 -67 -890", "given"],
  ["head --lines=5", "given"],
  ["head -c 5", "unknown"],
  ["head 5", "unknown"],
  ["tail -n 5", "given"],
  ["tail -1234567890 -qz --lines=3", "given"],
  ["tail -c 5", "unknown"],
  ["shuf -rz -n 1 --head-count=2", "given"],
  ["shuf -e .env", "unknown"],
  ["tac -r", "given"],
  ["sort -l x src", "unknown"],
  ["tac -s x", "unknown"],
  ["tac list", "unknown"],
  ["wc -l", "unknown"],
  ["constructor", "unknown"],
  ["head $x", "unknown"],
  ["$x", "unknown"],
])("%s prints %s", (line, feed) => {
  expect(shown(produced(valuesOf(line), given))).toBe(feed);
});

test("a filter of a text may change it, one of nothing does not", () => {
  expect(produced(valuesOf("sort"), { kind: "text", text: "x" })).toEqual(UNKNOWN);
  expect(produced(valuesOf("cat"), { kind: "text", text: "x" })).toEqual({ kind: "text", text: "x" });
  expect(produced(valuesOf("sort"), NOTHING)).toEqual({ kind: "none" });
});

test("the patterns of git reach into folders and hidden files", () => {
  const feed = produced(valuesOf("git ls-files '*.ts'"), NOTHING);
  expect(feed.kind === "lines" && feed.values.map((value) => value.deep)).toEqual([true]);
});

test("a name under version control is one in the workspace", () => {
  const tracked = (line: string): boolean => isTracked(fixed(line));
  expect([T, `src/${T}`, `HEAD:${T}`, `${T}/..`].map(tracked)).toEqual([true, true, true, true]);
  expect([`/${T}`, `../${T}`, `src/../../${T}`, "x"].map(tracked)).toEqual([false, false, false, false]);
  expect([T, `${T}-not-hidden`].map((text) => isVisible(fixed(text)))).toEqual([false, true]);
});

test("a program is looked up by the name at the end of its path", () => {
  expect(programName(fixed("/usr/bin/GIT.EXE"))).toBe("git");
  expect(programName(fixed("git.exe.x"))).toBe("git.exe.x");
  expect(programName(unknown("git"))).toBeUndefined();
  expect(programName(undefined)).toBeUndefined();
});

function shown(feed: Feed): string {
  if (feed === given) return "given";
  if (feed.kind === "text") return `text ${feed.text}`;
  return feed.kind === "lines" ? `lines ${feed.values.map((value) => value.text).join(" ")}` : feed.kind;
}
