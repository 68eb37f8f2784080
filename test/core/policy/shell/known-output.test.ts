import { parse } from "unbash";
import { expect, test } from "vitest";
import type { Folders } from "../../../../src/core/policy/paths/folders.ts";
import { knownOutput } from "../../../../src/core/policy/shell/known-output.ts";
import { describedWorld } from "../described-world.ts";

const world = describedWorld({ workspace: "/w", cwd: "/w/src", temporary: ["/tmp/child", "/tmp/other"] });

function output(source: string, folders: Folders, facts = world): readonly string[] | undefined {
  return knownOutput(scriptOf(source), folders, facts)?.map((value) => value.text);
}

function scriptOf(source: string) {
  const command = parse(`: ${source}`).commands[0]?.command;
  const word = command?.type === "Command" ? command.args[0] : undefined;
  const part = word?.type === "Word" ? word.parts?.[0] : undefined;
  if (part?.type !== "CommandExpansion") throw new Error(`${source} is no substitution`);
  return part.script;
}

const COMMIT = "0".repeat(40);

const known: readonly (readonly [string, readonly string[]])[] = [
  ["$(pwd)", ["/w/src"]],
  ["$( pwd )", ["/w/src"]],
  ["`pwd`", ["/w/src"]],
  ["`  pwd  `", ["/w/src"]],
  ["$(git rev-parse --show-toplevel)", ["/w"]],
  ["$(git rev-parse --show-toplevel 2>/dev/null)", ["/w"]],
  ["$(git rev-parse --show-toplevel 2> /dev/null)", ["/w"]],
  ["$(git merge-base main HEAD~2)", [COMMIT, "", ""]],
  ["$(git merge-base @)", [COMMIT, "", ""]],
  ["$(git rev-parse HEAD)", [COMMIT, "HEAD", ""]],
  ["$(git rev-parse --short HEAD)", [COMMIT, "HEAD", ""]],
  ["$(git rev-parse --verify v1.2-rc)", [COMMIT, "v1.2-rc", ""]],
  ["$(git rev-parse .env)", [COMMIT, ".env", ""]],
  ["$(date +%F)", ["2000-01-01"]],
  ["$(date +%T)", ["2000-01-01"]],
  ["$(uname)", ["Linux"]],
  ["$(uname -m)", ["Linux"]],
  ["$(mktemp)", ["/tmp/child/tmp.1", "/tmp/other/tmp.1"]],
  ["$(mktemp -d)", ["/tmp/child/tmp.1", "/tmp/other/tmp.1"]],
];

test.each(known)("%s prints one of %j", (source, texts) => {
  expect(output(source, [world.cwd])).toEqual(texts);
});

test.each([
  "$(nproc)",
  "$(id -u)",
  "$(date +%s)",
  "$(date +%Y)",
  "$(seq 10)",
  "$(seq 0 -2 -10)",
  "$(git rev-list --count main..HEAD~2)",
  "$(git rev-list --count --all)",
  "$(wc -l < src/a-b.js)",
  "$(wc -c<a)",
  "`wc -w <a`",
  "$(cat a b | wc -l)",
  "$(cat a b|sort |wc -l)",
  "$(cat a b |& wc -l)",
  "$((cat a; cat b) | wc -l)",
  "$(! cat a | wc -l)",
  "$(grep -c word a)",
  "$(grep -c 'two words' src/a-b.js 2>/dev/null)",
  "$(grep -c '' .gitignore)",
  "$(cat a | grep -c word)",
  "$(cat a | grep -c '')",
  "$(cat a | grep -c 'x-y')",
  "`cat a \\| b | wc -l`",
  "$(cat a | wc -l # a comment\n)",
])("%s prints a number", (source) => {
  expect(output(source, [world.cwd])).toEqual(["1"]);
});

test.each([
  "$(cat x)",
  "$(pwd -P)",
  "$(echo pwd)",
  "$(x git rev-parse --show-toplevel)",
  "$(git rev-parse --show-toplevel 2>/dev/null; cat x)",
  "$(git rev-parse --show-toplevel 2>x)",
  "$(x git merge-base a b)",
  "$(git merge-base a b c)",
  "$(git merge-base a b; cat x)",
  "$(git merge-base --all a)",
  "$(git merge-base)",
  "$(git rev-parse HEAD .env)",
  "$(git rev-parse --git-dir)",
  "$(git rev-parse -x)",
  "$(git rev-parse --all HEAD)",
  "$(git rev-parse $x)",
  "$(git rev-parse HEAD; cat x)",
  "$(nproc; cat x)",
  "$(x nproc)",
  "$(date +%x)",
  "$(date)",
  "$(uname -a)",
  "$(git rev-parse `HEAD`)",
  "$(uname -`m`)",
  "$(mktemp -d x)",
  "$(mktemp -p x)",
  "$(x mktemp)",
  "$(x date +%F)",
  "$(date +%FT%T)",
  "$(date +%F x)",
  "$(x uname)",
  "$(uname -m; cat x)",
  "$(X=1 date +%s)",
  "$(seq x)",
  "$(seq)",
  "$(seq 1 2 3 4)",
  "$(seq -f x 1)",
  "$(x seq 1)",
  "$(id -un)",
  "$(x id -u)",
  "$(date +%sx)",
  "$(x date +%s)",
  "$(git rev-list HEAD)",
  "$(git rev-list --count --allx)",
  "$(git rev-list --count --help)",
  "$(git rev-list --count HEAD a)",
  "$(x git rev-list --count HEAD)",
  "$(wc -l x)",
  "$(wc -lw < x)",
  "$(wc -l < x < .env)",
  "$(wc -l < $x)",
  "$(cat x | wc -l > y)",
  "$(cat x | wc -l; cat x)",
  "$(cat x || wc -l)",
  "$(cat x && wc -l)",
  "$({ cat x; })",
  "$(x=1)",
  "$()",
  "$(< x)",
  "$(grep -c word -rl)",
  "$(grep -c '-rlword' x)",
  "$(grep -c -l word x)",
  "$(grep -c word x y)",
  "$(grep -c 'a' 'b' x)",
  "$(x grep -c word)",
  "$(echo .env \\| wc -l)",
  "$(ls .env 2>| wc -l)",
  "$(echo .env # | wc -l\n)",
  "`echo .env # | wc -l`",
  "`echo .env \\\\| wc -l`",
  "$(echo '.env | grep -c '\\')",
  "$(pwd <<x\nx\n)",
  "$(nproc <<< x)",
  "$(nproc 3>&1)",
  "$(uname 2>/dev/null -m)",
  "$(wc -l <)",
  "$(wc -l 3< x)",
])("what %s prints is not known", (source) => {
  expect(output(source, [world.cwd])).toBe(undefined);
});

const elsewhere: readonly (readonly [string, Folders, readonly string[] | undefined])[] = [
  ["$(pwd)", ["/etc"], ["/etc"]],
  ["$(pwd)", ["/w/src", "/w"], undefined],
  ["$(pwd)", undefined, undefined],
  ["$(git rev-parse --show-toplevel)", ["/w/x"], undefined],
  ["$(git rev-parse --show-toplevel)", ["/w/src", "/w"], undefined],
  ["$(git rev-parse --show-toplevel)", undefined, undefined],
  ["$(nproc)", undefined, ["1"]],
];

test.each(elsewhere)("%s in %j", (source, folders, texts) => {
  expect(output(source, folders)).toEqual(texts);
});

test("without a temporary folder nobody knows what mktemp makes", () => {
  expect(output("$(mktemp)", [world.cwd], { ...world, temporary: [] })).toEqual([]);
});

test("of what cannot be parsed nothing is known", () => {
  expect(knownOutput(undefined, [world.cwd], world)).toBe(undefined);
});

/** A repository with these tags, by their first names or paths in a packed file. */
function tagged(tags: string, packed?: string) {
  const entries = (names: string) => names.split(" ").map((name) => ({ name, kind: "file" as const }));
  return describedWorld({
    workspace: "/w",
    cwd: "/w",
    gitDirs: ["/other", "/g"],
    list: (path) => {
      if (path === "/g") return entries(packed === undefined ? "HEAD refs" : "HEAD packed-refs");
      return path === "/g/refs/tags" && tags !== "" ? entries(tags) : undefined;
    },
    read: (path) => (path === "/g/packed-refs" ? packed : undefined),
  });
}

test.each([
  ["$(git describe)", "v1 v2", undefined, ["", "v"]],
  ["$(git describe --tags --abbrev=0)", "v1 release", undefined, ["", "v", "r"]],
  ["$(git describe --long --dirty --exact-match --first-parent HEAD^)", "v1", undefined, ["", "v"]],
  ["$(git describe)", "", undefined, [""]],
  [
    "$(git describe)",
    "v1",
    "# pack\n00 refs/heads/-x\n00 refs/tags/a/-b\n^00\n00 refs/tags/v2\n",
    ["", "v", "a"],
  ],
  ["$(git describe)", "v1 -x", undefined, undefined],
  ["$(git describe)", "v1", "00 refs/tags/-x\n", undefined],
  ["$(git describe --all)", "v1", undefined, undefined],
  ["$(git describe --always)", "v1", undefined, undefined],
  ["$(git describe --contains HEAD)", "v1", undefined, undefined],
  ["$(git describe a b)", "v1", undefined, undefined],
  ["$(x git describe)", "v1", undefined, undefined],
] as const)("%s with the tags %s prints what begins with one of %j", (source, tags, packed, starts) => {
  expect(prefixes(source, ["/w"], tagged(tags, packed))).toEqual(starts);
});

test("tags are known for the repository of the workspace, and where git writes them down as files", () => {
  const source = "$(git describe)";
  expect(prefixes(source, ["/w"], tagged("v1"))).toEqual(["", "v"]);
  expect(prefixes(source, ["/w/nested"], tagged("v1"))).toBe(undefined);
  expect(prefixes(source, undefined, tagged("v1"))).toBe(undefined);
  expect(prefixes(source, ["/w"], { ...tagged("v1", ""), read: () => undefined })).toBe(undefined);
  const reftable = { ...tagged("v1"), list: () => [{ name: "reftable", kind: "folder" as const }] };
  expect(prefixes(source, ["/w"], reftable)).toBe(undefined);
  expect(knownOutput(scriptOf(source), ["/w"], tagged("v1"))?.at(-1)).toMatchObject({
    kind: "dynamic",
    splits: false,
  });
});

function prefixes(source: string, folders: Folders, facts: typeof world): readonly string[] | undefined {
  return knownOutput(scriptOf(source), folders, facts)?.map((value) => value.prefix);
}
