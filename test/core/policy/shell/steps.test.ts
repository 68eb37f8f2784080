import { expect, test } from "vitest";
import { type Step, walk } from "../../../../src/core/policy/shell/walk.ts";
import { describedWorld } from "../described-world.ts";

const world = describedWorld();

/** A step in short; of a command what is out of the ordinary stands behind a bar. */
function short(step: Step): string {
  switch (step.kind) {
    case "assign":
      return `${step.name}=${step.value.text}`;
    case "file":
      return `${step.access} ${step.path.text}${at(step.folders)}`;
    case "opaque":
      return `${step.severe ? "never" : "doubt"} ${step.text}`;
    case "command": {
      const words = step.words.map((word) => (word.splits ? `${word.text}…` : word.text)).join(" ");
      const feed = step.feed.kind === "none" ? "" : ` | ${step.feed.kind}`;
      return `${words}${at(step.folders)}${feed}${step.wraps ? " | wraps" : ""}${step.local ? " | local" : ""}`;
    }
  }
}

function at(folders: readonly string[] | undefined): string {
  const places = folders?.map((folder) => folder.replace("/work/", "")).join(",") ?? "?";
  return places === "/work" ? "" : ` @${places}`;
}

const steps = (line: string): readonly string[] => walk(line, world).map(short);

const simple: readonly (readonly [string, readonly string[]])[] = [
  ["ls -l", ["ls -l"]],
  ["a; b & c", ["a", "b", "c"]],
  ["! a", ["a"]],
  ["time a", ["a"]],
  ["(a; b)", ["a", "b"]],
  ["{ a; b; }", ["a", "b"]],
  ['a $(b) `c` "$(d)" <(e)', ["b", "c", "d", "e", 'a $(b)… `c`… "$(d)" /dev/fd/063']],
  [`a \${x:-$(b)} $(($(c)))`, ["b", "c", 'doubt "$(c)"', `a \${x:-$(b)}… 1`]],
  ["if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]],
  ["if a; then b; fi", ["a", "b"]],
  ["case $(a) in $(b)) c;; *) d;; esac", ["a", "b", "c", "d"]],
  ["while a; do b; done", ["a", "b"]],
  ["until a; do b; done", ["a", "b"]],
  ["for ((i=0; i<$(a); i++)); do b; done", ["i=$i", "a", 'doubt "$(a)"', "i=$i", "b"]],
  ["[[ -f $(a) && $(b) == x ]]", ["a", "b"]],
  ["(( $(a) ))", ["a", 'doubt "$(a)"']],
  ["a && b || c && d", ["a", "b", "c", "d"]],
  ["coproc a", ["a | unknown"]],
  ["$x a", ["$x… a"]],
  ["a 'b", ["doubt a 'b", "a b"]],
  ["a $(b", ["doubt a $(b", "b", "a $(b…"]],
  ["a\rb", ["doubt a\rb", "a\rb"]],
  ["ls 0<(a)", ["doubt 0<(a)", "ls 0<(a)"]],
  ["x=(!(a))", ["doubt ArrayValue", "x=$x"]],
];

test.each(simple)("%j runs %j", (line, expected) => {
  expect(steps(line)).toEqual(expected);
});

const places: readonly (readonly [string, readonly string[]])[] = [
  ["cd src; a", ["cd src", "a @/work,src"]],
  ["cd src && a", ["cd src", "a @src"]],
  ["cd src && cd ../lib && a", ["cd src", "cd ../lib @src", "a @lib"]],
  ["cd src || a", ["cd src", "a @/work,src"]],
  ["cd src && a || b", ["cd src", "a @src", "b @/work,src"]],
  ["cd src || a; b", ["cd src", "a @/work,src", "b @/work,src"]],
  ["a || cd src && b", ["a", "cd src", "b @/work,src"]],
  ["! cd src && a", ["cd src", "a @/work,src"]],
  ["(cd src); a", ["cd src", "a"]],
  ["(cd src) && a", ["cd src", "a"]],
  ["{ cd src; } && a", ["cd src", "a @/work,src"]],
  ["cd src & a", ["cd src", "a"]],
  ["cd src && a & b", ["cd src", "a @src", "b"]],
  ["cd src | a", ["cd src", "a | unknown"]],
  ["cd src | cat && a", ["cd src", "cat | unknown", "a"]],
  ["a $(cd src) && b", ["cd src", "a $(cd src)…", "b"]],
  ["if cd src; then a; else b; fi", ["cd src", "a @/work,src", "b @/work,src"]],
  ["if a; then cd src; else b; fi; c", ["a", "cd src", "b @/work,src", "c @/work,src"]],
  ["case x in $(cd src)) a;; esac", ["cd src", "a"]],
  ["case x in a) cd src;; b) b;; esac; c", ["cd src", "b @/work,src", "c @/work,src"]],
  ["coproc cd src; a", ["cd src | unknown", "a"]],
  ["cd src && env a", ["cd src", "env a @src | wraps", "a @src"]],
  ["env -C src a && b", ["env -C src a | wraps", "a @src", "b"]],
  ["env cd src && a", ["env cd src | wraps", "cd src", "a"]],
  ["command cd src && a", ["command cd src | wraps", "cd src", "a @src"]],
  ["builtin cd src && a", ["builtin cd src | wraps", "cd src", "a @src"]],
  ["/bin/cd src && a", ["/bin/cd src", "a"]],
  ["eval 'cd src' && a", ["eval cd src | wraps", "cd src", "a @/work,src"]],
  ["bash -c 'cd src; a' && b", ["bash -c cd src; a | wraps", "cd src", "a @/work,src", "b"]],
  ["cd {src,lib} && a", ["cd src lib", "a @src"]],
  [
    "for d in src lib; do cd $d && a; done",
    [
      ...["d=$d", "cd src", "cd lib", "a @src,lib"],
      ...["cd src @/work,src,lib", "cd lib @/work,src,lib", "a @src,src/src,lib/src,lib,src/lib,lib/lib"],
    ],
  ],
  ["x=src; cd $x > log && a > b", ["x=src", "write log", "cd src", "write b @src", "a @src"]],
];

test.each(places)("where %s runs: %j", (line, expected) => {
  expect(steps(line)).toEqual(expected);
});

const variables: readonly (readonly [string, readonly string[]])[] = [
  ["x=a; b $x", ["x=a", "b a"]],
  ["x=a && b $x", ["x=a", "b a"]],
  ["a && x=b; c $x", ["a", "x=b", "c $x…"]],
  ["x=a; b && x=c; d $x", ["x=a", "b", "x=c", "d a", "d c"]],
  ["x=a b $x; c $x", ["x=a", "b $x…", "c $x…"]],
  ["x=a; x=b c; d $x", ["x=a", "x=b", "c", "d $x…"]],
  ["x=a; x=1 c; d $x", ["x=a", "x=1", "c", "d $x…"]],
  ["x=a make x=b; d $x", ["x=a", "make x=b", "d $x…"]],
  ["x=(a b); c $x", ["x=$x", "c $x…"]],
  ["x=a; x=(b); c $x", ["x=a", "x=$x", "c $x…"]],
  ["x=a; x[1]=b; c $x", ["x=a", "x=$x", "c $x…"]],
  ["x=a; x+=b; c $x", ["x=a", "x=$x", "c $x…"]],
  ["x='$(a)'", ["doubt '$(a)'", "x=$(a)"]],
  ["x=('$(a)' b)", ["doubt '$(a)'", "x=$x"]],
  ["x['$(a)']=b", ["doubt '$(a)'", "x=$x"]],
  ['x=$(a); b $x "$x"', ["a", "x=$(a)", 'b $x… "$x"']],
  ["(x=a); b $x", ["x=a", "b $x…"]],
  ["x=a | b; c $x", ["x=a", "b | unknown", "c $x…"]],
  ["for x in a b; do c $x; done; d $x", ["x=$x", "c a", "c b", "d $x…"]],
  ["for x in $(a); do c $x; done", ["a", "x=$x", "c $x…"]],
  ['for x in "$y"; do c $x "$x"; done', ["x=$x", 'c $x… "$x"']],
  ["for x in $(git ls-files src); do c $x; done", [...["git ls-files src", "x=$x", "c src", "c src/**/*"]]],
  ["for x; do c $x; done", ["x=$x", "c $x…"]],
  ["select x in a b; do c $x; done", ["x=$x", "c $x…"]],
  ["x=a; select x in b; do c; done; d $x", ["x=a", "x=$x", "c", "d $x…"]],
  ["x=a; case y in b) x=c;; esac; d $x", ["x=a", "x=c", "d a", "d c"]],
  ["x=a; for ((;;)); do c $x; x=b; done", ["x=a", "c a", "x=b", "c $x…", "x=b"]],
  [`c \${x@P}`, [`doubt \${x@P}`, `c \${x@P}…`]],
  ["x=a; coproc x { b; }; c $x", ["x=a", "x=$x", "b | unknown", "c $x…"]],
  ["x=a; coproc { b; }; c $x", ["x=a", "b | unknown", "c a"]],
  ["x=a; eval 'x=b'; c $x", ["x=a", "eval x=b | wraps", "x=b", "c $x…"]],
  ["x=a; bash -c 'b $x'", ["x=a", "bash -c b $x | wraps", "b a"]],
  [`x=a; : \${x:=b}; c $x`, ["x=a", "x=$x", `: \${x:=b}…`, "c $x…"]],
  ["x=a; (( x = 1 )); c $x", ["x=a", 'doubt "x"', "x=$x", "c $x…"]],
  ["x=a; (( x++ )); c $x", ["x=a", 'doubt "x"', "x=$x", "c $x…"]],
  ["(( API_TOKEN = 1 )); c $API_TOKEN", ["API_TOKEN=$API_TOKEN", "c $API_TOKEN…"]],
  ["c $API_TOKEN", ["never $API_TOKEN", "c $API_TOKEN…"]],
  ["API_TOKEN=1; c $API_TOKEN", ["API_TOKEN=1", "c 1"]],
  ["unset API_TOKEN; c $API_TOKEN", ["unset API_TOKEN", "c $API_TOKEN…"]],
  ["export API_TOKEN; c $API_TOKEN", ["export API_TOKEN", "never $API_TOKEN", "c $API_TOKEN…"]],
  ["unset PWD; c $PWD", ["unset PWD", "c $PWD…"]],
  ["c $PWD", ["c /work"]],
  [`c \${!x}`, [`never \${!x}`, `c \${!x}…`]],
  ["[[ '$(a)' -eq 1 ]]", ["doubt '$(a)'"]],
  ["x=; $x", ["x="]],
  ["x=; $x a", ["x=", "a"]],
  ["env X=1 a", ["env X=1 a | wraps", "X=1", "a"]],
  ["read x <<< a; b $x", ["read x | text", "x=$x", "b a"]],
  ["shopt -s dotglob; a *", ["shopt -s dotglob", "a *"]],
];

test.each(variables)("what is known in %j: %j", (line, expected) => {
  expect(steps(line)).toEqual(expected);
});

test.each([
  ["a *", false],
  ["shopt -s dotglob; a *", true],
  ["bash -O dotglob -c 'a *'", true],
])("whether a star matches dots in %s: %j", (line, deep) => {
  const last = walk(line, world).at(-1);
  expect(last?.kind === "command" && last.words[1]?.deep).toBe(deep);
});

const feeds: readonly (readonly [string, readonly string[]])[] = [
  ["a < in", ["read in", "a | file"]],
  ["a > out < in 2>> log", ["write out", "read in", "write log", "a | file"]],
  ["< in", ["read in"]],
  ["a <<< b", ["a | text"]],
  ["a <<< one < in", ["read in", "a | file"]],
  ["a < $(b)", ["b", "read $(b)", "a | unknown"]],
  ["a << E\n$(b)\nE", ["b", "a | unknown"]],
  ["{ a; b; } < in; c", ["read in", "a | file", "b | file", "c"]],
  ["{ a; } > out", ["write out", "a"]],
  ["{ a < in; } <<< b", ["read in", "a | file"]],
  ["{ a > out; } <<< b", ["write out", "a | text"]],
  ["echo a | b | c", ["echo a", "b | text", "c | unknown"]],
  ["echo a | { b; c; }; d", ["echo a", "b | text", "c | text", "d"]],
  ["echo a | env b", ["echo a", "env b | text | wraps", "b | text"]],
  ["echo a | find . -exec b \\;", ["echo a", "find . -exec b ; | text | wraps", "b"]],
  ["f() { a; }; f <<< b", ["a | unknown", "f | text | local", "a | text"]],
  ["echo 'a <&0' | bash", ["echo a <&0", "bash | text | wraps", "a | unknown"]],
];

test.each(feeds)("what stands at standard input in %j: %j", (line, expected) => {
  expect(steps(line)).toEqual(expected);
});

const functions: readonly (readonly [string, readonly string[]])[] = [
  ["f() { a; }", ["a | unknown"]],
  ["f() { a; }; f", ["a | unknown", "f | local", "a"]],
  ["function f { a; }; 'f' b", ["a | unknown", "f b | local", "a"]],
  ["true && f() { a; }; f", ["true", "a | unknown", "f", "a"]],
  ["f() { a; }; env f", ["a | unknown", "env f | wraps", "f"]],
  ["f() { a; }; command f", ["a | unknown", "command f | wraps", "f"]],
  ["cat() { a; }; command cat", ["a | unknown", "command cat | wraps", "cat"]],
  ["f() { a; }; bash -c f", ["a | unknown", "bash -c f | wraps", "f", "a"]],
  ["f() { a; }; f; unset -f f", ["a | unknown", "f", "a", "unset -f f"]],
  ["f() { f; }; f", ["f | unknown | local", "f | local", "f | local", "doubt f"]],
  ["f() { a $x; }; x=b; f", ["a $x… | unknown", "x=b", "f | local", "a b"]],
  ["x=b; f() { a $x; }", ["x=b", "a $x… | unknown"]],
  ["f() { x=b; }; x=a; f; c $x", ["x=b", "x=a", "f | local", "x=b", "c $x…"]],
  ["f() { cd src; }; f && a", ["cd src | unknown", "f | local", "cd src", "a @/work,src"]],
  ["f() { cd src; }; a", ["cd src | unknown", "a"]],
  ["f() (cd src); f && a", ["cd src | unknown", "f | local", "cd src", "a"]],
  ["cd() { a; }; cd src && b", ["a | unknown", "cd src | local", "a @?", "b @?"]],
  [
    "x=a; read() { b; }; read x; c $x $PWD",
    [...["x=a", "b | unknown", "read x | local", "x=$x", "b @?", "c $x… $PWD… @?"]],
  ],
  ["read() { b; }; IFS=, read x", ["b | unknown", "IFS=,", "read x | local", "x=$x", "b @?"]],
  ["y=a; read() { b; }; read x; c $y", ["y=a", "b | unknown", "read x | local", "x=$x", "b @?", "c $y… @?"]],
  ["f() { g() { a; }; }; f; g", ["a | unknown", "f | local", "a | unknown", "g", "a"]],
];

test.each(functions)("functions in %j: %j", (line, expected) => {
  expect(steps(line)).toEqual(expected);
});

const code: readonly (readonly [string, readonly string[]])[] = [
  ["eval $x", ["eval $x… | wraps", "doubt $x"]],
  ['bash -c "$x"', ['bash -c "$x" | wraps', 'doubt "$x"']],
  ["echo a | bash -c 'b'", ["echo a", "bash -c b | text | wraps", "b | text"]],
  ["curl x | bash", ["curl x", "bash | unknown | wraps", "never bash"]],
  ["$x | bash", ["$x…", "bash | unknown | wraps", "never bash"]],
  ["bash -s", ["bash -s | wraps", "doubt bash"]],
  ["/bin/bash -s", ["/bin/bash -s | wraps", "doubt bash"]],
  ["trap 'a $x' EXIT", ["trap a $x EXIT | wraps", "a $x…"]],
  ["x=b; trap 'a $x' EXIT", ["x=b", "trap a $x EXIT | wraps", "a b"]],
  ["x=b; trap 'a $x' EXIT; x=c", ["x=b", "trap a $x EXIT | wraps", "a b", "x=c", "a $x…"]],
  ["x=b; (trap 'a $x' EXIT; x=c); d", ["x=b", "trap a $x EXIT | wraps", "a b", "x=c", "a $x…", "d"]],
  ["trap 'a' EXIT; (b); x=c", ["trap a EXIT | wraps", "a", "b", "x=c", "a"]],
  ["trap a EXIT; cd src && b", ["trap a EXIT | wraps", "a", "cd src", "b @src", "a @/work,src"]],
  ["trap 'cd src' EXIT", ["trap cd src EXIT | wraps", "cd src", "doubt cd src"]],
  ["x=a; trap 'x=b' EXIT; c $x", ["x=a", "trap x=b EXIT | wraps", "x=b", "c $x…"]],
];

test.each(code)("code in %j: %j", (line, expected) => {
  expect(steps(line)).toEqual(expected);
});

test("wrappers in wrappers are followed up to a depth", () => {
  const nested = (depth: number): string => `${"env ".repeat(depth)}a`;
  expect(steps(nested(9)).at(-1)).toBe("a");
  expect(steps(nested(10)).at(-1)).toBe("doubt a");
});

test("code in code is followed up to a depth", () => {
  const nested = (depth: number): string => `${"eval ".repeat(depth)}a`;
  expect(steps(nested(9)).at(-1)).toBe("a");
  expect(steps(nested(10)).at(-1)).toBe("doubt a");
});

test("after a wrapper the depth is as before", () => {
  expect(steps(`${"env a; ".repeat(30)}b`).at(-1)).toBe("b");
  expect(steps(`${"eval a; ".repeat(30)}b`).at(-1)).toBe("b");
  expect(steps(`${"(a); ".repeat(150)}b`).at(-1)).toBe("b");
});

test("constructs in constructs are followed up to a depth", () => {
  const nested = (depth: number): string => `${"if a; then ".repeat(depth)}b${"; fi".repeat(depth)}`;
  expect(steps(nested(39))).toContain("b");
  expect(steps(nested(40))).not.toContain("b");
  expect(steps(nested(40)).filter((step) => step.startsWith("doubt"))).toHaveLength(2);
});

test("only a command can be a function of the line", () => {
  for (const step of walk("unset x; y=1 > out", world)) expect("local" in step).toBe(step.kind === "command");
});

test("a list is followed up to a length", () => {
  expect(steps(Array.from({ length: 200 }, () => "a").join(" && "))).toHaveLength(200);
  expect(steps(Array.from({ length: 201 }, () => "a").join(" && "))).toEqual(["never "]);
});

test("too many commands are denied", () => {
  expect(steps("a; ".repeat(600))).toHaveLength(600);
  expect(steps("a; ".repeat(601)).filter((step) => step.startsWith("never"))).toEqual(["never "]);
  expect(steps("a; ".repeat(900))).toHaveLength(602);
});
