import { expect, test } from "vitest";
import type { Folders } from "../../../../src/core/policy/paths/folders.ts";
import { isBuiltin, runBuiltin, variablesGiven } from "../../../../src/core/policy/shell/builtins.ts";
import { ShellState } from "../../../../src/core/policy/shell/state.ts";
import type { Step } from "../../../../src/core/policy/shell/walk.ts";
import { fixed, pattern, unknown, type Value } from "../../../../src/core/policy/words.ts";
import { type Feed, NOTHING } from "../../../../src/core/policy/wrappers/feed.ts";
import { describedWorld } from "../described-world.ts";
import { valuesOf } from "../values.ts";

const world = describedWorld();

/** `$…` is not known, and `x=$…` begins with what stands before; everything else is exactly what it says. */
function value(text: string): Value {
  const at = text.indexOf("$");
  if (at < 0 || text.includes("$(")) return fixed(text);
  return unknown(text, { prefix: text.slice(0, at) });
}

function run(state: ShellState, line: string | readonly string[], feed: Feed = NOTHING): readonly string[] {
  const [name = "", ...args] = typeof line === "string" ? line.split(" ") : line;
  return runBuiltin(name, args.map(value), { state, world, feed }).map(short);
}

function short(step: Step): string {
  if (step.kind === "assign") return `${step.name}=${step.value.text}`;
  return step.kind === "opaque" ? `${step.severe ? "never" : "doubt"}: ${step.text}` : step.kind;
}

const moves: readonly (readonly [readonly string[], Folders])[] = [
  [["cd src"], ["/work/src"]],
  [["cd"], ["/home/me"]],
  [["cd --"], ["/home/me"]],
  [["cd -P -- src"], ["/work/src"]],
  [["cd -L -e -@ src"], ["/work/src"]],
  [["cd -Pe src"], ["/work/src"]],
  [["cd src", "cd ../lib"], ["/work/lib"]],
  [["cd -"], undefined],
  [
    ["cd src", "cd -"],
    ["/work", "/work/src"],
  ],
  [
    ["cd src", "cd +1"],
    ["/work", "/work/src"],
  ],
  [
    ["cd src", "cd -12"],
    ["/work", "/work/src"],
  ],
  [["cd 1+1"], ["/work/1+1"]],
  [["cd x-"], ["/work/x-"]],
  [["cd -x"], ["/work/-x"]],
  [["cd x--"], ["/work/x--"]],
  [["cd x-P"], ["/work/x-P"]],
  [["cd -Px"], ["/work/-Px"]],
  [["cd --x"], ["/work/--x"]],
  [["cd $x"], undefined],
  [["cd $x", "cd -"], undefined],
  [["pushd src"], ["/work/src"]],
  [
    ["pushd src", "pushd"],
    ["/work", "/work/src"],
  ],
  [
    ["pushd src", "popd"],
    ["/work", "/work/src"],
  ],
  [["pushd -n src"], ["/work"]],
  [
    ["pushd -n src", "popd"],
    ["/work", "/work/src"],
  ],
  [
    ["pushd -n src", "cd -"],
    ["/work", "/work/src"],
  ],
  [["pushd", "cd -"], ["/work"]],
  [["pushd $x", "popd"], undefined],
  [["cd -n src"], ["/work/src"]],
  [["popd"], ["/work"]],
];

test.each(moves)("%j leads to %j", (lines, folders) => {
  const state = new ShellState(world);
  for (const line of lines) expect(run(state, line)).toEqual([]);
  expect(state.folders).toEqual(folders);
});

const known = (state: ShellState, name: string): readonly string[] | undefined =>
  state.variable(name)?.map((one) => one.text);

const sets: readonly (readonly [string, readonly string[]])[] = [
  ["read x", ["x=$x"]],
  ["read -r x y", ["x=$x", "y=$y"]],
  ["read -p prompt x", ["x=$x"]],
  ["read -rp prompt x", ["x=$x"]],
  ["read -d z -n 3 -N 3 -t 1 -u 4 -i text x", ["x=$x"]],
  ["read -a x", ["x=$x"]],
  ["read -s x", ["x=$x"]],
  ["read -dz x", ["x=$x"]],
  ["read -ptext x", ["x=$x"]],
  ["read x-d y", ["x=$x", "y=$y"]],
  ["read x$y", ["doubt: x$y"]],
  ["read", []],
  ["read 1", []],
  ["read x[1]", ["x=$x"]],
  ["read $y", ["doubt: $y"]],
  ["printf -v x a", ["x=$x"]],
  ["printf -vx a", ["x=$x"]],
  ["printf %s x", []],
  ["printf -v$y a", ["doubt: $y"]],
  ["printf -v", []],
  ["wait -p x", ["x=$x"]],
  ["wait -n", []],
  ["wait job", []],
  ["mapfile x", ["x=$x"]],
  ["mapfile -t x", ["x=$x"]],
  ["mapfile -d z -n 1 -O 1 -s 1 -u 4 -C call -c 5 x", ["x=$x"]],
  ["readarray -tn y x", ["x=$x"]],
  ["mapfile -n1 x y", ["x=$x", "y=$y"]],
  ["mapfile -dt x", ["x=$x"]],
  ["mapfile x-n y", ["x=$x", "y=$y"]],
  ["mapfile y -t", ["y=$y"]],
  ["getopts ab: x -a", ["x=$x"]],
  ["let x=1", ["x=$x"]],
  ["let count=1", ["count=$count"]],
  ["let x++ y=z=3", ["x=$x", "y=$y", "z=$z"]],
  ["let $y", ["doubt: $y", "y=$y"]],
  ["let 5", []],
  ["unset x", []],
  ["unset -v x y", []],
  ["unset $y", ["doubt: $y"]],
  ["export x", []],
  ["export x=1", ["x=1"]],
  ["export x=1=2", ["x=1=2"]],
  ["export x=$y", ["x=$x"]],
  ["export x+=1", ["x=$x"]],
  ["export xyz=$y", ["xyz=$xyz"]],
  ["export a-x=$y", ["doubt: a-x=$y"]],
  ["exports x", []],
  ["export -n x", []],
  ["export $y", ["doubt: $y"]],
  ["readonly x", []],
  ["readonly x=1", ["x=1"]],
  ["declare x", ["x=$x"]],
  ["declare x=1", ["x=1"]],
  ["declare -x x=1", ["x=1"]],
  ["declare +x x=1", ["x=1"]],
  ["declare x=~/a", ["x=$x"]],
  ["declare -n x=y", ["never: -n", "x=y"]],
  ["typeset x", ["x=$x"]],
  ["local x y=1", ["x=$x", "y=1"]],
  ["local -n x=y", ["never: -n", "x=y"]],
  ["alias x=y", ["never: x=y"]],
  ["alias $y", ["never: $y"]],
  ["alias", []],
  ["alias x", []],
  ["alias -p", []],
  ["enable -n cd", ["never: -n", "never: cd"]],
  ["source x", []],
  [". x", []],
  ["break 2", []],
  ["true x", []],
  ["echo x=1", []],
];

test.each(sets)("%s sets %j", (line, steps) => {
  expect(run(new ShellState(world), line)).toEqual(steps);
});

test.each(sets.filter(([, steps]) => steps.some((step) => step.includes("x=$x"))))(
  "after %s nobody knows what x holds",
  (line) => {
    const state = new ShellState(world);
    state.set("x", [fixed("before")]);
    run(state, line);
    expect(known(state, "x")).toBe(undefined);
    expect(state.vague).toBe(false);
  },
);

const values: readonly (readonly [readonly string[], readonly string[] | undefined])[] = [
  [["unset x"], undefined],
  [["export x"], undefined],
  [["export x=1"], ["1"]],
  [["declare x=1"], ["1"]],
  [["declare x="], [""]],
  [["declare x=a=b"], ["a=b"]],
  [["declare x=(a)"], undefined],
  [["declare x=~"], undefined],
  [["declare x=a:~"], undefined],
  [["declare x+=1"], undefined],
  [["declare x+=a=1"], undefined],
  [["declare x[1]=1"], undefined],
  [["declare -x x=1"], ["1"]],
  [["declare -i x=1"], ["1"]],
  [["declare -l x=A"], undefined],
  [["declare -u x=a"], undefined],
  [["declare -c x=a"], undefined],
  [["declare -xi x=1"], ["1"]],
  [["declare -n x=y"], undefined],
  [["export -n x=1"], ["1"]],
  [["readonly x=1"], ["1"]],
  [["readonly x=1", "declare x=2"], undefined],
  [["declare -r x=1", "declare x=2"], undefined],
  [["declare -rx x=1", "declare x=2"], undefined],
  [["declare -x x=1", "declare x=2"], ["2"]],
  [["export x=$y"], undefined],
  [["source x"], undefined],
  [[". x"], undefined],
  [["read $y"], undefined],
  [["declare $y"], undefined],
  [["let $y"], undefined],
  [["echo x"], ["before"]],
  [["printf -v y a"], ["before"]],
  [["printf %s -x"], ["before"]],
  [["read y"], ["before"]],
  [["getopts x y"], ["before"]],
  [["alias x"], ["before"]],
];

test.each(values)("after %j x is %j", (lines, texts) => {
  const state = new ShellState(world);
  state.set("x", [fixed("before")]);
  for (const line of lines) run(state, line);
  expect(known(state, "x")).toEqual(texts);
});

const text = (content: string): Feed => ({ kind: "text", text: content });

const reads: readonly (readonly [string, Feed, readonly string[] | undefined])[] = [
  ["read x", text("a"), ["a"]],
  ["read x", text("a\n"), ["a"]],
  ["read x", text("a\nb\n"), ["a", "b"]],
  ["read x", text("a\n\nb"), ["a", "", "b"]],
  ["read -r x", text("a\\b"), ["a\\b"]],
  ["read x", text("a\\b"), undefined],
  ["read x", text(" a"), undefined],
  ["read x", text("a "), undefined],
  ["read x", text("a\n b"), undefined],
  ["read -r x", text("a b"), ["a b"]],
  ["read x y", text("a"), undefined],
  ["read y x", text("a"), undefined],
  ["read -n 4 x", text("a"), undefined],
  ["read -u 4 x", text("a"), undefined],
  ["read -s x", text("a"), undefined],
  ["read -a x", text("a"), undefined],
  ["read $y", text("a"), undefined],
  ["read x", { kind: "lines", values: [pattern("*.ts")] }, ["*.ts"]],
  ["read x", { kind: "lines", values: [fixed("a"), fixed("b")] }, ["a", "b"]],
  ["read x", { kind: "unknown" }, undefined],
  ["read x", { kind: "file", path: fixed("a") }, undefined],
  ["read x", NOTHING, undefined],
];

test.each(reads)("%s from %j gives x %j", (line, feed, texts) => {
  const state = new ShellState(world);
  state.set("x", [fixed("before")]);
  run(state, line, feed);
  expect(known(state, "x")).toEqual(texts);
});

test("unset takes functions away, other builtins do not", () => {
  const state = new ShellState(world);
  run(state, "export x");
  expect(state.unsets).toBe(false);
  run(state, "unset -f f");
  expect(state.unsets).toBe(true);
});

test.each(["break", "continue", "return"])("%s leaves early", (name) => {
  const state = new ShellState(world);
  run(state, "cd src");
  state.partly(() => {
    run(state, "cd /work");
    run(state, name);
    run(state, "cd /work/lib");
  });
  expect(state.folders).toEqual(["/work/src", "/work", "/work/lib"]);
});

test("a name is that of a builtin to the letter", () => {
  expect(["cd", "read", "[", "CD", "git", "env"].map(isBuiltin)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

const given: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ["A=1", "B=2"],
    ["A=1", "B=2"],
  ],
  [["A=$x"], ["A=$x"]],
  [["A=a\nb"], ["A=a\nb"]],
  [
    ["A%%=1", "_b=2", "c3="],
    ["A%%=1", "_b=2", "c3="],
  ],
  [["1=2", "x A=1", "-A=1", "A"], []],
];

test.each(given)("env %j sets %j", (args, steps) => {
  expect(variablesGiven(args.map(value)).map(short)).toEqual(steps);
});

test("a variable for a command is known as far as its text is", () => {
  expect(variablesGiven([fixed("A=1"), unknown("B=$x")])).toMatchObject([
    { value: fixed("1") },
    { value: unknown("$x") },
  ]);
});

test.each<readonly [string, readonly string[]]>([
  ["printf x-v y", []],
  ["wait x-p y", []],
  ["wait -fp x", ["x=$x"]],
  ["wait -np x", ["x=$x"]],
  ["read -rax", ["x=$x"]],
  ["read y-ax", ["y=$y"]],
  ["let count=$y", ["doubt: count=$y", "count=$count", "y=$y"]],
  ["let 1\\", ["doubt: 1\\"]],
  ["read x[text]", ["doubt: x[text]", "x=$x"]],
  ["read xy[text]", ["doubt: xy[text]", "xy=$xy"]],
  ["read x[text", ["doubt: x[text", "x=$x"]],
  ["declare x=a[text]", ["x=a[text]"]],
])("%s sets %j where a variable holds text", (line, steps) => {
  const state = new ShellState(world);
  state.set("text", [fixed("word")]);
  expect(run(state, line)).toEqual(steps);
});

test("let is not sure of a word that files may stand for", () => {
  const state = new ShellState(world);
  expect(runBuiltin("let", [pattern("n*m")], { state, world, feed: NOTHING }).map(short)).toEqual([
    "doubt: n*m",
    "n=$n",
    "m=$m",
  ]);
});

test.each<readonly [string, readonly string[] | undefined, boolean]>([
  ["let x=3", undefined, true],
  ["declare x", undefined, true],
  ["declare x=~", undefined, false],
  ["declare x=a", ["a"], false],
  ["local x=a", ["2", "a"], false],
  ["local y=5", ["2"], true],
])("after %s a number may be %j, and is a number: %j", (line, texts, number) => {
  const state = new ShellState(world);
  state.set("x", [fixed("2")]);
  run(state, line);
  expect(known(state, "x")).toEqual(texts);
  expect(state.isNumber("x")).toBe(number);
});

test("outside of a function local may set a variable of which nothing is known, or fail", () => {
  const state = new ShellState(world);
  run(state, "local x=5");
  expect(known(state, "x")).toBe(undefined);
  expect(state.isNumber("x")).toBe(false);
});

test.each<readonly [string, boolean]>([
  ["$x", false],
  ["$?", false],
  ["a$x", true],
  ["$x/a", true],
  ["$@", true],
  ["$1", true],
  ["$set", true],
  ["$sets", false],
])("a test with the unquoted word %s is in doubt: %s", (text, doubt) => {
  const state = new ShellState(world);
  state.assigned("set");
  state.forget("set");
  const args = [unknown(text, { splits: true }), unknown(text), fixed("]")];
  expect(runBuiltin("[", args, { state, world, feed: NOTHING }).map(short)).toEqual(
    doubt ? [`doubt: ${text}`] : [],
  );
});

test.each<readonly [string, boolean]>([
  ['printf "$set"', true],
  ['printf -"$set"', true],
  ['printf "$set"]', true],
  ['printf "$set\\n"', false],
  [`printf "$set"'\\n'`, false],
  [`printf "$set\\n"''`, true],
  ['printf "$set\\nx"', true],
  ['printf "$set\\n', true],
  [`printf "\${set}"`, true],
  ['printf x"$set"', false],
  ['printf x-"$set"', false],
  ['printf %s "$set"', false],
  ['printf "$other"', false],
  [`printf "\${other}"`, false],
  ['printf "$1"', true],
  ["printf %s", false],
  ["printf *", true],
  ['wait "$set"', true],
  ['wait -n "$set"', true],
  ['wait -nf"$set"', true],
  ['wait 1 x"$set" "$other"', false],
])("a word of %s may be an option that runs code: %j", (line, doubt) => {
  const state = new ShellState(world);
  state.assigned("set");
  state.forget("set");
  const [name, ...args] = valuesOf(line);
  const steps = runBuiltin(name?.text ?? "", args, { state, world, feed: NOTHING });
  expect(steps.map((step) => step.kind)).toEqual(doubt ? ["opaque"] : []);
});

test("a variable that is only declared holds nothing, which counts as a number", () => {
  const state = new ShellState(world);
  run(state, "local x");
  expect(state.isNumber("x")).toBe(true);
});

test("after let with a word that files may stand for, no variable is known", () => {
  const state = new ShellState(world);
  const steps = runBuiltin("let", [pattern("[0-9]*")], { state, world, feed: NOTHING });
  expect(steps.map(short)).toEqual(["doubt: [0-9]*"]);
  expect(state.vague).toBe(true);
});

test("what is exported is given to commands with the values that it has by then", () => {
  const state = new ShellState(world);
  expect(run(state, "export x")).toEqual([]);
  state.set("x", [fixed("1"), fixed("2")]);
  expect(runBuiltin("export", [fixed("x")], { state, world, feed: NOTHING })).toEqual(
    ["1", "2"].map((text) => ({ kind: "assign", name: "x", value: fixed(text), given: true })),
  );
  state.set("u", [fixed("1")]);
  expect(run(state, "readonly u")).toEqual([]);
  state.set("y", [fixed("1")]);
  expect(run(state, "declare -x y")).toEqual(["y=1"]);
  state.set("z", [fixed("1")]);
  expect(run(state, "export z+=$w")).toEqual(["z=$z"]);
  state.set("v", [fixed("1")]);
  expect(run(state, "declare v+=2")).toEqual(["v=$v"]);
});
