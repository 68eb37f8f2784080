import { expect, test } from "vitest";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import type { Entry, World } from "../../../src/core/policy/world.ts";
import { describedWorld } from "./described-world.ts";
import { rolePolicy } from "./real-world.ts";

const tree: Readonly<Record<string, readonly Entry[]>> = {
  "/work": [
    { name: "src", kind: "folder" },
    { name: "a.ts", kind: "file" },
  ],
  "/work/src": [{ name: "a.ts", kind: "file" }],
};

const clean = describedWorld({ list: (path) => tree[path] });

const secrets: readonly Entry[] = [
  { name: ".env", kind: "file" },
  { name: "server.key", kind: "file" },
];

const withSecrets: World = {
  ...clean,
  list: (path) => (path === "/work" ? [...(tree[path] ?? []), ...secrets] : tree[path]),
};

const developer = rolePolicy("developer");

test.each([
  "timeout --kill 5 10 npm publish",
  'timeout -k"$x" 5 npm publish',
  'timeout --signal="$x" 5 npm publish',
  "timeout -- $t npm publish",
  "nice --adj 3 npm publish",
  "nice -n $x npm test",
  "ionice --cla 3 npm publish",
  "stdbuf --out L npm publish",
  "chrt --sched-runtime 5 --deadline 0 npm publish",
  "chrt -i npm publish",
  "setarch x86_64 -R npm publish",
  "linux64 npm publish",
  "prlimit --nofile=99 npm publish",
  "setpriv --nnp npm publish",
  "sg users 'npm publish'",
  "sg users -c 'npm publish'",
  "fakeroot --lib x npm publish",
  "flock -w 5 x -c 'npm publish'",
  "flock -n x npm publish",
  "watch --int 5 npm publish",
  "watch -x -- bash -c 'npm publish'",
  "script --comm 'npm publish' x",
  "strace -o '|npm publish' true",
  "strace --output='!npm publish' true",
  "strace --trace file npm publish",
  "strace -E GIT_EXTERNAL_DIFF=/tmp/x git diff",
  "env --uns X npm publish",
  "env --argv0 x npm publish",
  "env 1=2 a.b=c npm publish",
  "env -u X GIT_EXTERNAL_DIFF=/tmp/x git diff",
  "env -u X -S 'npm publish'",
  "env --sp='-u X npm publish'",
  "env -S 'git push' --force",
  "bash +c 'git push -f'",
  "bash -login -c 'git push -f'",
  "bash -noediting -c 'git push -f'",
  "bash -e\"$x\" 'npm publish'",
  "ksh -oerrexit -c 'git push -f'",
  "fish -c 'npm publish'",
  "echo 'git push' | bash //dev/stdin",
  "cd /dev && echo 'git push' | bash stdin",
  "bash /dev/fd/../fd/0 <<< 'git push'",
  "echo 'npm publish' | npx",
  "npm -w a exec -- npm publish",
  "npx npm@latest publish",
  "npm explore x -- npm publish",
  "pnpm exec -c npm publish",
  "yarn exec 'npm publish'",
  "yarn workspace x exec npm publish",
  "python -W ignore -m twine upload x",
])("a command is found behind what runs it: %s", (line) => {
  expect(judgeCommand(line, developer, clean).decision).not.toBe("allow");
});

test.each([
  "echo 'npm publish' | xargs -I{} sh -c '{}'",
  "echo 'npm publish' | xargs -d '\\n' sh -c",
  "printf '%s ' npm publish | xargs -I{} sh -c '{}'",
  "echo 'log .. push' | xargs -n1 git",
  "printf '%s\\n' 'run x' publish | xargs -L1 npm",
  "echo 'a:.env:b' | xargs -d: cat",
  "printf '%s\\n' 'x .env y' | xargs -d ' ' cat",
  "echo .env | xargs -I{} -n2 cat",
  "echo .env | xargs -I{} -L1 cat",
  "xargs -0a list cat",
  "xargs --arg=list cat",
  "find . -name a.ts | head list | xargs cat",
  "find . -name a.ts | sort list | xargs cat",
  "find src -name a.ts | grep -ex list | xargs cat",
  "find . ! \\( -name a -o -name b \\) | xargs cat",
  "find . -type f -o -name x | xargs cat",
  "find . -iname .ENV | xargs cat",
  'find . -name "$x" -exec cat {} \\;',
  'find . -name a "$o" -print -exec cat {} \\;',
  "ls src | xargs cat",
  "grep -l --label=.env x - a.ts | xargs cat",
  "rg --files -g '.env' | xargs cat",
  "git ls-files '?env' | xargs cat",
  "fd -xcat .env",
  "fd -H env -x cat {.}",
])("what a program makes of its input is looked at: %s", (line) => {
  expect(judgeCommand(line, developer, withSecrets).decision).not.toBe("allow");
});

test.each([
  "git ls-files | xargs -I{} cat ../{}",
  "git ls-files | xargs -I{} cat /etc/{}",
  "git ls-files | (cd /etc && xargs cat)",
  "git ls-files | env -C /etc xargs cat",
  'for f in $(git ls-files); do cat "../$f"; done',
  "git show --name-only HEAD | xargs cat",
  "git diff --name-only --line-prefix=/etc/ | xargs cat",
  "git grep -ehello | xargs cat",
  "git grep -l --no-name-only x | xargs cat",
  "rg -el | xargs cat",
])("names that are listed are read in the workspace, and only names: %s", (line) => {
  expect(judgeCommand(line, developer, clean).decision).not.toBe("allow");
});

test.each([
  "git ls-files | xargs cat",
  "cd src; git ls-files | xargs cat",
  "git show --name-only --format= HEAD | xargs cat",
  "git diff --name-only main...HEAD | xargs cat",
  "git grep -l foo -- src | xargs cat",
  "rg --files -g '*.ts' src | xargs cat",
  "grep -rlZ foo src | xargs -0 cat",
  "grep -rl foo . --include='*.ts' | xargs cat",
  "find . -path ./node_modules -prune -o -name '*.ts' -print | xargs cat",
  "find . -type f \\( -name '*.ts' -o -name '*.js' \\) -print0 | xargs -0 cat",
  "find . -name '*.ts' -not -path './x/*' | sort -u | head -20 | xargs cat",
  "find . -name node_modules -prune -o -name '*.ts' -exec cat {} +",
  "ls *.ts | xargs cat",
  "ls src | xargs -I{} cat src/{}",
  "echo a.ts src/a.ts | xargs -n1 cat",
  "bash scripts/x.sh",
  'for f in *.sh; do bash "$f"; done',
  "pnpm exec -c 'a && b'",
  "npx @biomejs/biome@1 check",
  "npx --version",
  'nice -n "$n" npm test',
  "watch -n5 npm test",
])("honest: %s", (line) => {
  expect(judgeCommand(line, developer, clean).decision).toBe("allow");
});
