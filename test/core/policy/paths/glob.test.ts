import { expect, test } from "vitest";
import {
  globMatcher,
  globsMeet,
  isInside,
  joinPath,
  matchesGlob,
  normalizePath,
  pathPattern,
} from "../../../../src/core/policy/paths/glob.ts";

test.each([
  ["/a", "b", "/a/b"],
  ["/a", "../b", "/a/../b"],
  ["/a", "/b", "/b"],
])("behind %s, %s is %s", (folder, path, joined) => {
  expect(joinPath(folder, path)).toBe(joined);
});

test.each([
  ["/a/b", "/a/b"],
  ["//a//b/", "/a/b"],
  ["/a/./b/.", "/a/b"],
  ["/a/../b", "/b"],
  ["/a/b/../../..", "/"],
  ["/", "/"],
])("%s is %s", (path, normal) => {
  expect(normalizePath(path)).toBe(normal);
});

test.each([
  ["/a", "/a", false, true],
  ["/a/b", "/a", false, true],
  ["/ab", "/a", false, false],
  ["/b/a", "/a", false, false],
  ["/a", "/", false, true],
  ["/A/b", "/a", false, false],
  ["/A/b", "/a", true, true],
  ["/a/b", "/A", true, true],
])("%s in %s, case ignored %s: %s", (path, folder, ignoreCase, inside) => {
  expect(isInside(path, folder, ignoreCase)).toBe(inside);
});

test("case counts unless it is said that it does not", () => {
  expect(isInside("/A", "/a")).toBe(false);
});

let runs = 0;

/** The same pattern and text with an end of their own: what is read once is kept, and each run must read anew. */
function fresh(...texts: readonly [string, string]): readonly [string, string] {
  runs += 1;
  return [`${texts[0]}~${runs}`, `${texts[1]}~${runs}`];
}

const flat: readonly (readonly [string, string, boolean])[] = [
  ["a*c", "abbc", true],
  ["a*c", "ac", true],
  ["a*c", "acd", false],
  ["a*c", "xac", false],
  ["a*", "a\nb", true],
  ["a*", "a/.b", true],
  ["*.key", "a.key", true],
  ["*.key", ".key", true],
  ["*.key", "a.keys", false],
  ["*.tar.gz", "a.b.tar.gz", true],
  ["*.tar.gz", "a.tar", false],
  ["*rsa", "id_rsa", true],
  ["*rsa", "id_rsa.pub", false],
  ["*", "", true],
  ["a?c", "abc", true],
  ["a?c", "a/c", true],
  ["a?c", "ac", false],
  ["?.a", ".a", false],
  ["a.c", "abc", false],
  ["[ab]", "a", false],
  ["[ab]", "[ab]", true],
  ["a\\*", "a\\x", true],
  ["**/a", "a", false],
  ["**a", "a", true],
  ["a+b", "aab", false],
  ["a+b", "a+b", true],
  ["(a|b)", "a", false],
  ["^a$", "a", false],
  ["{a}", "{a}", true],
];

test.each(flat)("the glob %s, the text %s: %s", (glob, text, matches) => {
  expect(matchesGlob(glob, text)).toBe(matches);
  expect(matchesGlob(...fresh(glob, text))).toBe(matches);
  expect(globMatcher([glob])(text)).toBe(matches);
  expect(globMatcher(["x1", "*.x2", "*x3", "x*4", glob])(text)).toBe(matches);
});

test("none of no globs matches", () => {
  expect(globMatcher([])("")).toBe(false);
  expect(globMatcher(["a", "b*"])("")).toBe(false);
});

test.each([
  ["*.ts", "a.ts", true, true],
  ["*.ts", ".a.ts", false, true],
  ["*.ts", "x/a.ts", false, true],
  ["*.ts", "a.tsx", false, false],
  ["*", "a\nb", true, true],
  ["x/*", "x/a", true, true],
  ["x/*", "x/.a", false, true],
  ["x/a*", "x/a.b", true, true],
  ["a*", "a", true, true],
  ["**/a", "a", true, true],
  ["**/a", "x/y/a", true, true],
  ["**/a", "xa", false, false],
  ["x/**/a", "x/.y/a", true, true],
  ["a/**", "a/b/.c", true, true],
  ["a/**b", "a/xb", true, true],
  ["a/**b", "a/x", false, false],
  ["?", "a", true, true],
  ["?", ".", false, true],
  ["?", "/", false, false],
  ["?", "ab", false, false],
  ["a?", "a.", true, true],
  ["[ab]", "c", true, true],
  ["[ab]", ".", false, true],
  ["[ab]", "cd", false, false],
  ["x[ab]y", "x.y", true, true],
  ["x[ab]y", "x/y", false, false],
  ["[]a]x", "]x", true, true],
  ["[!]a]x", "bx", true, true],
  ["[^]a]x", "bx", true, true],
  ["[[:alpha:]]x", "ax", true, true],
  ["[[:alpha:]a]x", "ax", true, true],
  ["[a[:digit:]]x", "1x", true, true],
  ["[\\]a]x", "]x", true, true],
  ["[a\\]]x", "]x", true, true],
  ["[a", "[a", true, true],
  ["[]", "[]", true, true],
  ["[]x", "[]x", true, true],
  ["[a/b]", "[a/b]", true, true],
  ["[a/b]", "a", false, false],
  ["\\*", "*", true, true],
  ["\\*", "a", false, false],
  ["\\[ab]", "[ab]", true, true],
  ["a\\", "a", true, true],
  ["a.c", "abc", false, false],
])("the path pattern %s, the path %s: %s, in find %s", (glob, path, matches, deep) => {
  expect(pathPattern(glob, false)(path)).toBe(matches);
  expect(pathPattern(glob, true)(path)).toBe(deep);
  const [glob2, path2] = fresh(glob, path);
  expect(pathPattern(glob2, false)(path2)).toBe(matches);
  expect(pathPattern(glob2, true)(path2)).toBe(deep);
});

test.each([
  [".env", ".env", true],
  [".env", ".env.*", false],
  [".en*", ".env", true],
  ["*", ".env", true],
  ["x*", ".env", false],
  ["*x", ".env", false],
  ["*nv", ".env", true],
  [".e?v", ".env", true],
  [".e?", ".env", false],
  ["[.]env", ".env", true],
  ["[.]en", ".env", false],
  [".[ef]nv", ".env", true],
  ["\\.env", ".env", true],
  ["\\*", "a", false],
  ["\\*", "*", true],
  ["\\*.env", "*.env", true],
  ["[.env", ".env", false],
  ["id_rsa*", "id_rsa", true],
  ["id_*_x", "id_rsa*", true],
  ["a*b", "*c", false],
  ["a*b", "b*", false],
  ["a*", "*b", true],
  ["a*c", "*b*", true],
  ["ab", "*b*c", false],
  ["*.p?m", "*.pem", true],
  ["abc", "a*c", true],
  ["abd", "a*c", false],
  ["ac", "a*c", true],
  ["a", "a*c", false],
  ["", "*", true],
  ["", "a", false],
  ["a", "", false],
  ["**", "a", true],
  ["a**b", "ab", true],
  ["a?b", "a*b", true],
  ["ab", "a?b", false],
  ["x[ab]", "x]", true],
  ["abc", "a?c", true],
  ["a*a", "a", false],
  ["aXbYc", "a*b*c", true],
  ["aXcYb", "a*b*c", false],
])("%s and %s can mean the same: %s", (a, b, meets) => {
  expect(globsMeet(a, b)).toBe(meets);
  expect(globsMeet(...fresh(a, b))).toBe(meets);
});

test("a backslash at the end stands for nothing in a path pattern, and for no name that there could be", () => {
  runs += 1;
  expect(pathPattern(`${runs}a\\`, false)(`${runs}a`)).toBe(true);
  expect(globsMeet(`${runs}a\\`, `${runs}a`)).toBe(false);
  expect(globsMeet(`${runs}a\\`, `${runs}a?`)).toBe(true);
});

test("a pattern with many wildcards takes no longer than it is long", () => {
  const many = `${"*a".repeat(20)}b`;
  const text = "a".repeat(2000);
  const before = Date.now();
  expect(matchesGlob(many, text)).toBe(false);
  expect(matchesGlob(many, `${text}b`)).toBe(true);
  expect(globMatcher(["x*", many])(text)).toBe(false);
  for (const deep of [false, true]) {
    expect(pathPattern(many, deep)(text)).toBe(false);
    expect(pathPattern(many, deep)(`${text}b`)).toBe(true);
    expect(pathPattern(`${"**/".repeat(20)}b`, deep)("a/".repeat(1000))).toBe(false);
  }
  expect(globsMeet(many, text)).toBe(false);
  expect(Date.now() - before).toBeLessThan(2000);
});
