import { expect, test } from "vitest";
import { judgeCommand } from "../../../../src/core/policy/judge.ts";
import { normalizePath } from "../../../../src/core/policy/paths/glob.ts";
import { walk } from "../../../../src/core/policy/shell/walk.ts";
import type { Entry } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";
import { rolePolicy } from "../real-world.ts";

const folder = (name: string): Entry => ({ name, kind: "folder" });
const file = (name: string): Entry => ({ name, kind: "file" });

const folders: Readonly<Record<string, readonly Entry[]>> = {
  "/work": [folder("src"), folder("lib"), folder("packages"), file("README.md"), file(".env")],
  "/work/src": [file("a.ts"), folder("sub"), { name: "link", kind: "link" }],
  "/work/lib": [{ name: "one", kind: "link" }],
  "/work/packages": [folder("a"), folder("b")],
  "/work/packages/a": [folder("src")],
  "/work/packages/b": [folder("src")],
};

/** `src/link` and `lib/one` lead out of the workspace. */
const world = describedWorld({
  realpath: (path) => normalizePath(path).replace(/^\/work\/(src\/link|lib\/one)(?=\/|$)/, "/outside/deep"),
  list: (path) => folders[path],
});

const developer = rolePolicy("developer");
const reviewer = rolePolicy("code-review-specialist");

const loops = [
  "x=README.md; for i in 1 2; do cat $x; command read x <<< .env; done",
  "x=README.md; for i in 1 2; do cat $x; builtin read x <<< .env; done",
  "x=README.md; for i in 1 2; do cat $x; {read,x} <<< .env; done",
  "x=README.md; r=read; for i in 1 2; do cat $x; $r x <<< .env; done",
  "x=README.md; while cat $x; do x=.env; done",
  "x=README.md; while cat $x; do x=.env; continue; x=README.md; done",
  "for i in 1; do x=.env; break; x=README.md; done; cat $x",
  "cd src && for i in 1 2; do cat ../README.md; builtin cd ..; done",
  "cd src && for i in 1 2; do cat ../README.md; {cd,..}; done",
  "cd src && for i in 1 2; do cat ../README.md; cd ..; continue; cd src; done",
  "cd src/a/b && for i in 1 2 3 4; do cd ..; done && cat y/secret",
  "for i in 1 2; do cat *; shopt -s dotglob; done",
  "x=README.md; for i in 1 2 3; do cat $x; f; f() { x=.env; }; done",
];

const calls = [
  "f() { builtin cd ..; }; cd src && f && f && cat x/passwd",
  "f() { {cd,..}; }; cd src && f && f && cat x/passwd",
  "f() { cd ..; }; cd /work/src && f && cat ../x",
  "cd src && f() { cat ../secret; } && cd .. && f",
  "f() { command read x <<< .env; }; x=README.md; f; cat $x",
  "x=README.md; f() { builtin printf -v x .env; }; f; cat $x",
  "f() { x=.env; return; x=README.md; }; f; cat $x",
  "f() { local x=README.md; }; x=.env; f; cat $x",
  "x=.env; read() { :; }; read x <<< README.md; cat $x",
  "x=.env; export() { :; }; export x=README.md; cat $x",
  "f() { return; ls() { :; }; }; f; ls /etc/shadow",
];

const places = [
  "! cd nosuch && cat ../x",
  "cd nosuch || cat ../x",
  "cd $x; cd /work/lib/* && cat ../passwd",
  "cd */link && cat ../passwd",
  "cd s*/link && cat ../passwd",
  "find . -maxdepth 0 -exec cd src/sub \\; && cat ../../x",
  "/usr/bin/cd /work/src/sub && cat ../../../x",
  "cd src && trap 'cd ..' DEBUG && cat ../x",
];

const values = [
  "cat $(git rev-parse .env)",
  "x=.env; case a in $(x=README.md; echo a)) cat $x; esac",
  "x=.env; for ((i=$(x=README.md; echo 0); i<1; i++)); do cat $x; done",
  "unset PWD; cat $PWD/etc/passwd",
  "unset TMPDIR; cat $TMPDIR/etc/passwd",
  "x=README.md; read -ptext x <<< .env; cat $x",
  "declare -a x=(.env); cat $x",
  "x=README.md; trap 'cat $x' EXIT; x=.env",
  "(trap 'cat $x' EXIT; x=.env)",
  "x=README.md; trap 'x=.en''v' DEBUG; cat $x",
  "x=.env; readonly x; read x <<< README.md; cat $x",
  "x=.env; declare -r x; read x <<< README.md; cat $x",
  "declare -l x=.ENV; cat $x",
  "REPLY=README.md; read <<< .env; cat $REPLY",
  "OPTARG=README.md; getopts x: v -x .env; cat $OPTARG",
  "MAPFILE=README.md; mapfile -t <<< .env; cat $MAPFILE",
  "_=README.md; echo .env; cat $_",
  "read -n 4 x <<< .env.example; cat $x",
  "read x <<< '.e\\nv'; cat $x",
  "read -u 3 x <<< README.md 3<<< .env; cat $x",
  "x=README.md; wait -p x; cat $x",
  "x=README.md; coproc x { echo; }; cat $x",
  'x=README.md; export "x=.env"; cat $x',
  "of=.env; dd if=a of=README.md; cat $of",
  "for y in .env README.md; do export x=$y; cat $x; done",
];

const inputs = [
  "echo 'git push -f' | bash {fd}<<< ls",
  "echo 'git push -f' | bash 3<<< ls",
  "bash 3<<< 'git push -f' <&3",
];

const words = [
  "shopt -s expand_aliases\nalias z='x=.env'\nx=README.md\nfor i in 1 2; do cat $x; z; done",
  'shopt -s expand_aliases\nalias "p=git checkout -f"\np',
  "x=.env; enable -n read; read x <<< README.md; cat $x",
  "bash -O dotglob -c 'cat *'",
  "BASH_ALIASES[p]='git checkout -f'; shopt -s expand_aliases; eval p",
  "BASH_CMDS[ls]=/tmp/child/x; ls",
];

test.each([loops, calls, places, values, inputs, words].flat())("%s is not allowed", (line) => {
  expect(judgeCommand(line, developer, world).decision).not.toBe("allow");
  expect(judgeCommand(line, reviewer, world).decision).toBe("deny");
});

test.each([
  "for d in a b; do (cd $d && npm test); done",
  "for d in a b; do cd $d && npm test && cd ..; done",
  'for d in packages/*/; do (cd "$d" && npm test); done',
  "for d in packages/*; do pushd $d && npm test; popd; done",
  "cd packages/*/src && npm test",
  "build() { npm run build; }; build && npm test",
  "f() { cd src && npm test; }; f; cat README.md",
  'log() { echo "$@" >> log.txt; }; log a; cd src && log b',
  "trap 'rm -f out.tmp' EXIT; cd src && touch x",
  "trap 'code=$?; rm -f out.tmp; exit $code' EXIT; npm test",
  'tmp=$(mktemp -d); trap \'rm -rf "$tmp"\' EXIT; cd "$tmp" && touch x',
  'while read -r f; do rm "$f"; done <<< a.txt',
  "n=0; for f in src/*.ts; do n=$((n+1)); done; echo $n",
  "export OUT=build; rm -rf $OUT; mkdir $OUT",
  "readonly VERSION=1; mkdir build/$VERSION",
  "cd src || exit 1; npm test > out.txt",
])("%s is allowed to the developer", (line) => {
  expect(judgeCommand(line, developer, world).decision).toBe("allow");
});

test.each<readonly [string, boolean]>([
  ["[[ -v x ]]", false],
  ["[[ -v x[1] ]]", false],
  ["[[ -v x[n] ]]", false],
  ["y=word; [[ -v x[y] ]]", true],
  ["y=word; [[ -v y ]]", false],
  ["[[ -v $x ]]", true],
  ["n=1; for x in n 'n[$(id)]'; do [[ -v $x ]]; done", true],
  ["y=1; x=([y]=a)", false],
  ["y=word; x=([y]=a)", true],
  ["y=word; x=([1]=a [y]=b)", true],
  ["y=word; x=(a[y]=b)", false],
  ["y=word; x=[y]=a", false],
  ["x=([a[1]]=b)", true],
  ["x=(a[)", false],
  ["x=([1]=b)", false],
  ['x=([1"2 3"]=b)', true],
  ["y=word; source /dev/stdin <<< 'x+=a'", false],
  ["y=word; . /dev/stdin <<< 'x+=a'", false],
])("the index of a variable may run code: %s, %j", (line, doubt) => {
  expect(walk(line, world).some((step) => step.kind === "opaque")).toBe(doubt);
});

test.each<readonly [string, "allow" | "ask" | "deny"]>([
  ['echo "\\x{2e}"', "allow"],
  ["echo $'a' b", "allow"],
  ["echo $'\\x{2e}env'", "ask"],
  ["echo $\\\nx", "ask"],
  ["echo $\\\n{x@P}`date`", "ask"],
  ["echo $ \\\nx", "allow"],
  ["echo x\\\ny", "allow"],
  ["echo x 1<a", "ask"],
  ["echo x <a", "allow"],
  ["IFS= read -r a <<< README.md; cat $a", "allow"],
  ["IFS=, read -r a <<< README.md; cat $a", "ask"],
  ["X=, read -r a <<< README.md; cat $a", "allow"],
  ["IFS=$(git push -f) read a", "deny"],
  ["IFS=, ls", "ask"],
  ["IFS=, xread a", "ask"],
  ["select f in README.md; do cat $f; done", "ask"],
  ["for f in README.md; do cat $f; done", "allow"],
  ["for i in 1 2; do x=$i; echo $((x)); done", "allow"],
  ["for i in 1 'a[$(touch p)]'; do x=$i; echo $((x)); done", "ask"],
  ["a=([$(cat f)]=1)", "ask"],
  ['a=(["$(cat f)"]=1)', "ask"],
  ["a=([1]=x); echo ok", "allow"],
  ["a=(x[1]=y); echo ok", "allow"],
  ["read y < f; x=1; ((x+=y))", "ask"],
  ["x=1; ((x+=2)); echo $((x))", "allow"],
  ["for i in 1 2; do ls; done; echo $((i))", "allow"],
  ["x=1 ls; echo $((x))", "allow"],
  ["x=word ls; echo $((x))", "ask"],
  ["for v in 1 word; do x=$v ls; done; echo $((x))", "ask"],
  ["x=(1 2); echo $((x))", "allow"],
  ["x=(1 word); echo $((x))", "ask"],
  ["x=1; x+=2; echo $((x))", "allow"],
  ["x=1; x+=word; echo $((x))", "ask"],
  ["x=word; x+=1; echo $((x))", "ask"],
  ["for v in 1 word; do x+=$v; done; echo $((x))", "ask"],
  ["a[i=1]=2; echo $((i))", "allow"],
  ["ls {fd}> out.txt; echo $((fd))", "allow"],
])("%s: %s for the developer", (line, decision) => {
  expect(judgeCommand(line, developer, world).decision).toBe(decision);
});

test("what a shell that is not bash may read in another way is said", () => {
  const [doubt] = walk("sh -c 'x+=1'", world).filter((step) => step.kind === "opaque");
  expect(doubt?.because).toBe("a shell that is not bash may read it in another way");
});
