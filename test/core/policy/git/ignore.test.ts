import { expect, test } from "vitest";
import { isIgnored } from "../../../../src/core/policy/git/ignore.ts";
import { describedWorld } from "../described-world.ts";

/** What a `.gitignore` in the workspace says of a path; as `git check-ignore` answers. */
const cases: readonly (readonly [string, string, boolean])[] = [
  ["x.pem", "x.pem", true],
  ["x.pem", "a/x.pem", true],
  ["x.pem", "a/y.pem", false],
  ["x.pem", "ax.pem", false],
  ["x.pem", "x1pem", false],
  ["x.pem\r", "x.pem", true],
  ["x.pem  ", "x.pem", true],
  ["#x", "#x", false],
  ["", "x", false],
  ["/x", "x", true],
  ["/x", "a/x", false],
  ["a/x", "a/x", true],
  ["a/x", "b/a/x", false],
  ["a/", "a/x", true],
  ["a/", "b/a/x", true],
  ["x/", "x", false],
  ["a", "a/b/x", true],
  ["*.pem", "a/x.pem", true],
  ["*.pem", "a/x.pem.ts", false],
  ["a/*", "a/x", true],
  ["a/*", "b/x", false],
  ["a/*.pem", "a/b/x.pem", false],
  ["?.pem", "x.pem", true],
  ["?.pem", "xy.pem", false],
  ["**/x", "a/b/x", true],
  ["a/**", "a/b/x", true],
  ["a/**", "a", false],
  ["a/**/x", "a/x", true],
  ["a/**/x", "a/b/c/x", true],
  ["*.pem\n!x.pem", "x.pem", false],
  ["!x.pem\n*.pem", "x.pem", true],
  ["a/\n!a/x", "a/x", true],
  ["[x].pem", "x.pem", false],
  ["*\n![x].pem", "y.pem", false],
  ["\\*", "x", false],
  ["*x*x*x*x*x*", "xxxxxx", false],
  ["*x*x*x*x*x", "xxxxx", true],
  ["x y", "x y", true],
  ["x\ry", "x\ry", true],
  ["x", "a\nb/x", true],
  ["\n", "x", false],
  ["!", "x", false],
  ["/", "x", false],
];

test.each(cases)("%j: %s", (lines, path, ignored) => {
  expect(isIgnored(`/work/${path}`, worldWith({ "/work/.gitignore": lines }))).toBe(ignored);
});

test("the .gitignore of a folder counts for what is in it, and after those above it", () => {
  const world = worldWith({ "/work/.gitignore": "*.pem", "/work/a/.gitignore": "!x.pem\n/k" });
  expect(isIgnored("/work/x.pem", world)).toBe(true);
  expect(isIgnored("/work/a/x.pem", world)).toBe(false);
  expect(isIgnored("/work/a/b/x.pem", world)).toBe(false);
  expect(isIgnored("/work/a/k", world)).toBe(true);
  expect(isIgnored("/work/k", world)).toBe(false);
});

test("a link called .gitignore is not followed, and what is outside the workspace is not ignored", () => {
  const world = worldWith({ "/work/.gitignore": "*" }, "link");
  expect(isIgnored("/work/x", world)).toBe(false);
  const two = describedWorld({
    list: () => [
      { name: "x", kind: "file" },
      { name: ".gitignore", kind: "link" },
    ],
    read: () => "*",
  });
  expect(isIgnored("/work/x", two)).toBe(false);
  expect(isIgnored("/works/x", worldWith({ "/work/.gitignore": "*" }))).toBe(false);
});

test("a folder's own .gitignore says nothing of the folder, and one that cannot be read says nothing", () => {
  expect(isIgnored("/work/a", worldWith({ "/work/a/.gitignore": "*" }))).toBe(false);
  expect(isIgnored("/work/x", describedWorld({ read: () => "*" }))).toBe(false);
  const large = describedWorld({ list: () => [{ name: ".gitignore", kind: "file" }] });
  expect(isIgnored("/work/x", large)).toBe(false);
});

function worldWith(files: Readonly<Record<string, string>>, kind: "file" | "link" = "file") {
  return describedWorld({
    list: (folder) => (files[`${folder}/.gitignore`] === undefined ? [] : [{ name: ".gitignore", kind }]),
    read: (path) => files[path],
  });
}
