import { expect, test } from "vitest";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import { describedWorld } from "./described-world.ts";
import { rolePolicy } from "./real-world.ts";

const world = describedWorld({
  read: (path) => (path === "/work/x.patch" ? "--- a/a.ts\n+++ b/a.ts\n" : undefined),
});

const roles = { developer: rolePolicy("developer"), explore: rolePolicy("explore"), ops: rolePolicy("ops") };

const NOTHING = ["no rule names it", "it is understood and touches nothing guarded"] as const;
const WRITTEN = ["cannot be known", "it runs what the same line has just written"] as const;
const PATCH = ["cannot be known", "which files the patch changes is not told by the command"] as const;
const EACH = [
  "paths",
  "the path of each file under version control that would be written cannot be known before it runs",
] as const;

const cases: readonly (readonly [keyof typeof roles, string, "allow" | "ask" | "deny", unknown, unknown])[] =
  [
    ["developer", "", "allow", "nothing to run", "the line runs nothing"],
    ["developer", "git push; git stash", "deny", "git push", "role developer, @push denies it"],
    ["developer", "git stash; git push", "deny", "git stash push", "role developer, @commit denies it"],
    ["developer", "ssh host", "ask", "ssh", "role developer, @machine wants to be asked about it"],
    ["developer", "sudo env", "deny", "sudo", "built in denies it"],
    ["ops", "gh pr view", "allow", "gh pr view *", "role ops, @forge-read allows it"],
    ["developer", "env", "deny", "exposure", "env shows variables that may be secrets"],
    ["explore", "npm test", "deny", "no rule names it", "a explore may run only what its rules name"],
    ["explore", "f() { git log; }; f", "allow", "git log *", "role explore, @git-read allows it"],
    ["developer", "$x", "ask", "cannot be known", "which program $x is cannot be known before it runs"],
    ["developer", "unset PATH; npm test", "allow", ...NOTHING],
    ["developer", "(( PATH = 1 )); npm test", "ask", "cannot be known", "PATH changes what commands do"],
    ["developer", "PATH=x npm test", "ask", "cannot be known", "PATH changes what commands do"],
    ["developer", "echo x > a.sh; source a.sh", "ask", ...WRITTEN],
    ["developer", "echo x > a.sh; . ./a.sh", "ask", ...WRITTEN],
    ["developer", "echo x > a.sh; bash -x a.sh", "ask", ...WRITTEN],
    ["developer", "echo x > a.sh; cat a.sh", "allow", "paths", "inside the workspace"],
    ["developer", "cp a.ts run.sh; ./run.sh", "ask", ...WRITTEN],
    ["developer", "cp a.ts run.sh; bash run.sh", "ask", ...WRITTEN],
    ["developer", "tee run.sh < a.ts; ./run.sh", "ask", ...WRITTEN],
    ["developer", "cp run.sh a.ts; ./run.sh", "allow", ...NOTHING],
    ["developer", "touch run.sh; ./run.sh", "allow", ...NOTHING],
    ["developer", "chmod +x run.sh; ./run.sh", "allow", ...NOTHING],
    ["developer", "cat run.sh; ./run.sh", "allow", ...NOTHING],
    ["developer", "ls /etc", "ask", "workspace", "/etc is outside the workspace /work"],
    ["developer", "ls .env", "allow", ...NOTHING],
    ["developer", "ls $x", "allow", ...NOTHING],
    ["developer", "ls /proc/1", "deny", "paths", "/proc/1 shows other processes and their environment"],
    ["developer", "cp /usr/bin/git g", "ask", "cannot be known", "/usr/bin/git would get another name"],
    ["developer", "file /usr/bin/git", "allow", ...NOTHING],
    ["developer", "cp /usr/bin/file x", "allow", ...NOTHING],
    ["developer", "cp src/usr/bin/git x", "allow", ...NOTHING],
    ["developer", "cp a.ts src/usr/bin/git", "allow", ...NOTHING],
    ["developer", "cat x.patch | patch --dry-run -p1", "allow", ...NOTHING],
    ["developer", "cat x.patch | patch -p1", "ask", ...PATCH],
    ["developer", "git diff > x.patch; patch -p1 < x.patch", "ask", ...PATCH],
    ["developer", "git diff > x.patch; patch -p1 -i x.patch", "ask", ...PATCH],
    ["developer", "patch -p1 -i x.patch", "allow", ...NOTHING],
    ["developer", "patch -p1", "ask", ...PATCH],
    ["developer", "patch < /dev/stdin", "ask", ...PATCH],
    ["developer", "echo x > y.patch; patch -i x.patch -r y.patch", "ask", ...PATCH],
    ["developer", "printf '%s\\n' a b | patch a.ts", "ask", ...PATCH],
    ["developer", "ls | patch -i x.patch", "allow", ...NOTHING],
    ["developer", "ln .env x", "deny", "secrets", "/work/.env is a file for secrets"],
    ["developer", "ln -s /usr/bin x", "allow", ...NOTHING],
    ["developer", "ln -s /etc/passwd x", "ask", "workspace", "/etc/passwd is outside the workspace /work"],
    [
      "developer",
      "ln -s .github x",
      "ask",
      "protected path .github/",
      ".github steers the project's automation",
    ],
    ["developer", "rm /dev/null", "deny", "paths", "/dev/null is a device, which rm would replace or change"],
    [
      "developer",
      'cd "$d" && rm null',
      "deny",
      "paths",
      "null is a device, which rm would replace or change",
    ],
    [
      "developer",
      "cd /dev && rm null",
      "deny",
      "paths",
      "null is a device, which rm would replace or change",
    ],
    ["developer", "rm a.ts", "allow", ...NOTHING],
    ["developer", "cat a.ts > /dev/null", "allow", "paths", "inside the workspace"],
    ...(
      [
        ["git diff src/../../etc/passwd a.ts", "workspace"],
        ["git diff ./../x a.ts", "workspace"],
        ["git diff a.ts /etc/passwd", "workspace"],
        ['git diff a.ts "src/$x"', "paths"],
        ['git diff -- a.ts "$x"', "paths"],
        ["git diff -- $x", "paths"],
        ['git show "HEAD:$x"', "cannot be known"],
        ['git cat-file -p "HEAD:src/$x"', "cannot be known"],
        ['git show "HEAD$x"', "cannot be known"],
        ['git archive "HEAD:$x"', "cannot be known"],
        ["git stash -- list", "git stash push"],
        ["git stash -q -- show", "git stash push"],
      ] as const
    ).map(([line, rule]) => ["explore", line, "deny", rule, expect.any(String)] as const),
    ...[
      'git diff -- "$x"',
      'git diff main -- "src/$x"',
      'git diff a.ts b.ts "src/$x"',
      "git diff src/../a.ts b.ts",
      "git diff main..x",
      'git log "HEAD:$x"',
      "git show HEAD:a.ts",
      'git show HEAD -- "$x"',
      "git stash list",
    ].map((line) => ["explore", line, "allow", expect.any(String), expect.any(String)] as const),
    ["developer", "git ls-files | xargs rm", "ask", ...EACH],
    ["developer", "git ls-files | xargs sed -i s/a/b/", "ask", ...EACH],
  ];

test.each(cases)("%s, %s: %s by %s, %s", (role, line, decision, rule, because) => {
  expect(judgeCommand(line, roles[role], world)).toMatchObject({ decision, rule, because });
});

test.each([
  "python3 -W ignore -c x",
  "python3 -X dev -c x",
  "node --unhandled-rejections strict -e 1",
  "node --title run -e 1",
  "node -C x -e 1",
  "php -c x -r 1",
  "perl -c -e 1",
  "ruby -v -e 1",
  "ruby -C src -e 1",
  "lua -v -e 1",
  "julia -t 4 -e 1",
  "bun --cwd src -e 1",
  "deno -L debug eval 1",
  "sed -ue '1e id' a.ts",
  "sed -be '1e id' a.ts",
  "sed -n -ue'1e id' a.ts",
  "sed -ie '1e id' a.ts",
  "sed -i.e '1e id' a.ts",
  "sed -i '' '1e id' a.ts",
  "sed -l 5 '1e id' a.ts",
  "sed -l5 '1e id' a.ts",
  "sed --line-length 5 '1e id' a.ts",
  "sed --expr='1e id' a.ts",
  "sed --e '1e id' a.ts",
  "sed -e p -e '1e id' a.ts",
  "sed -- '1e id' a.ts",
  "sed -uf x a.ts",
  "sed --fil x a.ts",
])("code that an option gives is found behind whatever stands before it: %s", (line) => {
  expect(judgeCommand(line, roles.developer, world).decision).toBe("ask");
});

test.each([
  "python3 -u x.py -c y",
  "python3 --version",
  "node --enable-source-maps x.js -p 3000",
  "node x.js -e 1",
  "node -v",
  "sed -Ene p a.ts",
  "sed -l 5 -n 1,5p a.ts",
  "sed -i '' s/a/b/ src/a.ts",
  "sed -E -e 's/a/b/' -e 's/c/d/' a.ts",
])("what stands behind a script is for the script: %s", (line) => {
  expect(judgeCommand(line, roles.developer, world).decision).toBe("allow");
});

test.each(["sed --i s/a/b/ a.ts", "sed --i=x s/a/b/ a.ts", "sort --o=x a.ts", "sed -ue p .env"])(
  "an option may be as short as one letter: %s",
  (line) => {
    expect(judgeCommand(line, roles.explore, world).decision).toBe("deny");
  },
);

test("a line is judged up to 100,000 characters, and no further", () => {
  const most = `: ${"x".repeat(99_998)}`;
  expect(judgeCommand(most, roles.developer, world).decision).toBe("allow");
  expect(judgeCommand(`${most}x`, roles.developer, world)).toEqual({
    decision: "ask",
    rule: "cannot be known",
    because: "it is too long to be judged",
    instead: "write the commands out one by one, with fixed words",
    origin: "built in",
    commands: [],
  });
});

test("what the user has said yes to is allowed to the letter, but never what is denied", () => {
  const approved = { ...roles.developer, approved: ["ssh host", "git push"] };
  expect(judgeCommand("ssh host", approved, world)).toMatchObject({
    decision: "allow",
    rule: "approved",
    because: "the user has said yes to this command",
    origin: "user",
    commands: [{ words: ["ssh", "host"], decision: "ask", rule: "ssh" }],
  });
  expect(judgeCommand("ssh  host", approved, world).decision).toBe("ask");
  expect(judgeCommand("git push", approved, world).decision).toBe("deny");
});
