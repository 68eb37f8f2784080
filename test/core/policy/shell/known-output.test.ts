import { expect, test } from "vitest";
import type { Folders } from "../../../../src/core/policy/paths/folders.ts";
import { knownOutput } from "../../../../src/core/policy/shell/known-output.ts";
import { describedWorld } from "../described-world.ts";

const world = describedWorld({ workspace: "/w", cwd: "/w/src", temporary: ["/tmp/child", "/tmp/other"] });

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
  ["$(nproc)", ["1"]],
  ["$(date +%s)", ["1"]],
  ["$(date +%F)", ["2000-01-01"]],
  ["$(id -u)", ["1"]],
  ["$(uname)", ["Linux"]],
  ["$(uname -m)", ["Linux"]],
  ["$(mktemp)", ["/tmp/child/tmp.1", "/tmp/other/tmp.1"]],
  ["$(mktemp -d)", ["/tmp/child/tmp.1", "/tmp/other/tmp.1"]],
];

test.each(known)("%s prints one of %j", (source, texts) => {
  expect(knownOutput(source, [world.cwd], world)?.map((value) => value.text)).toEqual(texts);
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
])("what %s prints is not known", (source) => {
  expect(knownOutput(source, [world.cwd], world)).toBe(undefined);
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
  expect(knownOutput(source, folders, world)?.map((value) => value.text)).toEqual(texts);
});

test("without a temporary folder nobody knows what mktemp makes", () => {
  expect(knownOutput("$(mktemp)", [world.cwd], { ...world, temporary: [] })).toEqual([]);
});
