import { expect, test } from "vitest";
import { harmlessAwk, harmlessSed, sedScripts } from "../../../../src/core/policy/programs/scripts.ts";
import { fixed } from "../../../../src/core/policy/words.ts";

test.each([
  ["s/a/b/ f", "s/a/b/"],
  ["-n p f", "p"],
  ["-e p f", "p"],
  ["-ep f", "p"],
  ["-ne p f", "p"],
  ["-e p -e q f", "p,q"],
  ["--expression=p f", "p"],
  ["--e p f", "p"],
  ["-i p f", "p"],
  ["-i.e p f", "p"],
  ["-l 5 p f", "p"],
  ["--line-length 5 p f", "p"],
  ["-f x p f", "p"],
  ["-E -- p f", "p"],
  ["f -e p", "p"],
])("sed %s runs %s", (line, scripts) => {
  expect(
    sedScripts(line.split(" ").map(fixed))
      .map((script) => script.text)
      .join(),
  ).toBe(scripts);
});

test("an empty word may be the ending of another sed's -i", () => {
  expect(sedScripts([fixed("-i"), fixed(""), fixed("p"), fixed("f")])).toEqual([fixed(""), fixed("p")]);
  expect(sedScripts([fixed("-e")])).toEqual([fixed("")].slice(1));
});

test.each([
  "",
  "p",
  " 1,5p ; $!d\n0~3{=}",
  "/a/p",
  "/a\\/w x/p",
  "/a/Ip",
  "/a/IMp",
  "\\,a,p",
  "\\,a\\,w x,p",
  "s/a/b/",
  "s/a/b/gpIiMm09",
  "s/a\\/b/c/p",
  "s|a|b|;s|c|d|",
  "y/abc/xyz/p",
  "s/[a-z]/b/",
  "a w x",
  "c x\np",
  "a x\\\ny",
  "b x;\np",
  "b x ; }\np",
  "b w\np",
  "t w;p",
  "T w}p",
  ": w",
  "# w\np",
  "dDpPqQlnNgGhHxzF=",
  "1,+2p",
])("sed %j only changes what is printed", (script) => {
  expect(harmlessSed(script)).toBe(true);
});

test.each([
  "w x",
  "r x",
  "R x",
  "W x",
  "e",
  "1e id",
  "s/a/b/e",
  "s/a/b/ge",
  "s/a/b/w x",
  "s/a/b/pw x",
  "/a/w x",
  "/a/Iw x",
  "\\,a,w x",
  "y/a/b/w x",
  "s/[/]/w x/",
  "s/a]b[/x/",
  "v",
  "L",
  "a x\nw y",
  "b x;w y",
  "t x\nw y",
  ": x}w y",
  "# x\nw y",
  "p;p;w x",
  "a x\\\\\np",
  "s/a",
  "s/[a/]/p",
  "s/a/b",
  "/a",
  "\\,a",
  "s\\a\\b\\",
])("sed %j is not known to do no more", (script) => {
  expect(harmlessSed(script)).toBe(false);
});

test.each([
  "{ print $1 }",
  "{ print $1, $2 }; END { print n }",
  "$1 > 3",
  "$1 > 3 { print }",
  "/a|b/ { print }",
  "$1 ~ /a|b/",
  "!/a|b/",
  "NR==1 || NR==2",
  '{ print "a|b > c" }',
  '{ print "a\\"|b" }',
  "(/a|b/)",
  "NR==1&&/a|b/",
  "1,/a|b/",
  "{/a|b/}",
  "a;/a|b/",
  "a\n/a\\/|b/",
  "{ print 1 } $1 > 3",
  "{ print 1; x = 3 > 2 }",
  "{ print (a)/2 }",
  "{ print (a)  / 2 }",
  "{ if (a) print 1 }",
  "{ print a  / 2 }",
  "{ print a/2 }",
  '{ print x["a"]/2 }',
  '{ print 1 > "/dev/stderr"; x = 1 }',
  '{ print 1 >"/dev/stderr"  }',
  "/[a|b]+/",
  "/[^a|b]/",
  "/[]|]/",
  "/[^]a|]/",
  "# a | b > c\n{ print }",
])("awk %j only prints", (program) => {
  expect(harmlessAwk(program)).toBe(true);
});

test.each([
  'BEGIN { system("id") }',
  "{ getline x }",
  "{ print ARGV[1] }",
  "{ ARGC = 2 }",
  "{ print ENVIRON }",
  "{ print PROCINFO }",
  '@include "x"',
  '{ close("x") }',
  "{ fflush() }",
  '{ print > "x" }',
  '{ print | "sh" }',
  '{ print >> "x" }',
  '{ printf "a" > "x" }',
  '{ x = 1 / 2; print | "sh" }',
  '{ print 4 / 2 | "sh" / 1 }',
  '{ print "a\\\\" | "sh" }',
  '{ print a || b | "sh" }',
  '{ print "a" "b" | "sh" }',
  '{ print |"sh"|"x" }',
  '{ x = a \\\n/ 2 | "sh" / 3 }',
  '{ x = a \\\n  / 2 | "sh" / 3 }',
  "{ print /a/ }",
  "{ print  /a/ }",
  "{ print/a/ }",
  "{ printf /a/ }",
])("awk %j is not known to do no more", (program) => {
  expect(harmlessAwk(program)).toBe(false);
});
