import { expect, test } from "vitest";
import { type Folders, moved, topmost, union } from "../../../../src/core/policy/paths/folders.ts";
import { normalizePath } from "../../../../src/core/policy/paths/glob.ts";
import { fixed, pattern, unknown, type Value } from "../../../../src/core/policy/words.ts";
import type { Entry } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";

const folder = (name: string): Entry => ({ name, kind: "folder" });
const link = (name: string): Entry => ({ name, kind: "link" });

const listings: Readonly<Record<string, readonly Entry[]>> = {
  "/w": [folder("src"), folder("lib")],
  "/w/src": [folder("a"), folder("b")],
  "/w/src/a": [folder("deep"), link("way")],
  "/w/src/b": [folder("deep")],
  "/w/lib": [link("one"), folder("two")],
  "/w/many": Array.from({ length: 1001 }, (_, at) => folder(`f${at}`)),
  "/w/some": Array.from({ length: 1000 }, (_, at) => folder(`f${at}`)),
};

/** `/w/way` is a link to `/far/off`. */
const world = describedWorld({
  workspace: "/w",
  cwd: "/w",
  realpath: (path) => normalizePath(path.replace(/^\/w\/way(?=\/|$)/, "/far/off")),
  list: (path) => listings[path],
});

const many = Array.from({ length: 16 }, (_, at) => `/w/${at}`);

const targets: readonly (readonly [string, Folders, Value, Folders])[] = [
  ["a name", ["/w"], fixed("src"), ["/w/src"]],
  ["a name, from one of two", ["/w", "/w/lib"], fixed("src"), ["/w/src", "/w/lib/src"]],
  ["a name, from nobody knows where", undefined, fixed("src"), undefined],
  ["an absolute path", ["/w"], fixed("/etc"), ["/etc"]],
  ["an absolute path, from nobody knows where", undefined, fixed("/etc"), ["/etc"]],
  ["behind a link, as cd and cd -P mean it", ["/w"], fixed("way/.."), ["/w", "/far"]],
  ["what is not known", ["/w"], unknown("$x"), undefined],
  ["below what is known", ["/w"], unknown("/w/$x", { prefix: "/w/" }), undefined],
  ["too many", many, fixed("a"), many.map((one) => `${one}/a`)],
  ["more than are kept apart", [...many, "/w/x"], fixed("a"), undefined],
  ["a pattern", ["/w"], pattern("s*"), ["/w/x"]],
  ["a pattern with a bracket", ["/w"], pattern("[sl]*"), ["/w/x"]],
  ["a pattern with a question mark", ["/w"], pattern("sr?"), ["/w/x"]],
  ["a quoted pattern", ["/w"], { ...pattern("a\\*"), kind: "glob" }, ["/w/x"]],
  ["a pattern and a slash", ["/w"], pattern("src/*/"), ["/w/src/x"]],
  ["a pattern of folders, one level down", ["/w"], pattern("src/*/deep"), ["/w/src/x/deep"]],
  ["a pattern of folders where another name is a link", ["/w"], pattern("src/*/de*"), undefined],
  ["the same behind two slashes", ["/w"], pattern("src/*//way"), undefined],
  ["a pattern of folders that leads over a link", ["/w"], pattern("src/*/way"), undefined],
  ["a pattern where a link may be meant", ["/w"], pattern("lib/*"), undefined],
  ["an absolute pattern, from nobody knows where", undefined, pattern("/w/lib/*"), undefined],
  ["an absolute pattern without links", undefined, pattern("/w/src/*"), ["/w/src/x"]],
  ["a pattern, from nobody knows where", undefined, pattern("s*"), undefined],
  ["a pattern, and up again", ["/w"], pattern("src/*/.."), undefined],
  ["a pattern below a link", ["/w"], pattern("way/*"), ["/far/off/x"]],
  ["a pattern of any depth", ["/w"], pattern("**"), undefined],
  ["a pattern that dots match too", ["/w"], pattern("s*", true), undefined],
  ["a pattern in a folder that is too full", ["/w"], pattern("many/*"), undefined],
  ["a pattern in a full folder", ["/w"], pattern("some/*"), ["/w/some/x"]],
  ["a pattern where nothing is", ["/w"], pattern("nothing/*"), ["/w/nothing/x"]],
];

test.each(targets)("cd leads to %s", (_, from, target, folders) => {
  const got = moved(from, target, world);
  expect(got && [...got].sort()).toEqual(folders && [...folders].sort());
});

const pairs: readonly (readonly [Folders, Folders, Folders])[] = [
  [["/a"], ["/b"], ["/a", "/b"]],
  [["/a"], ["/a"], ["/a"]],
  [["/a"], undefined, undefined],
  [undefined, ["/a"], undefined],
  [undefined, undefined, undefined],
  [many, ["/w/0"], many],
  [many, ["/w/x"], undefined],
];

test.each(pairs)("%j or %j is %j", (a, b, folders) => {
  expect(union(a, b)).toEqual(folders);
});

test("the topmost folders are those that stand below no other", () => {
  expect(topmost(["/a/b", "/a", "/ab", "/a/c/d", "/x"])).toEqual(["/a", "/ab", "/x"]);
  expect(topmost(undefined)).toBe(undefined);
});
