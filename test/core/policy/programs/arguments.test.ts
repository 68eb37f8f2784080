import { expect, test } from "vitest";
import { readArguments, rest } from "../../../../src/core/policy/programs/arguments.ts";
import type { Program } from "../../../../src/core/policy/programs/program.ts";
import { fixed, pattern, unknown, type Value } from "../../../../src/core/policy/words.ts";

const options: Program = {
  operands: "read",
  plain: "p A --plain --context",
  reads: "r --reads in",
  writes: "w --writes --tmpdir",
  runs: "x --runs +",
  names: "n --from",
  inPlace: "i --in-place",
  tree: "R --recursive",
};

/** `!`: something cannot be known, or another program runs; `*`: a tree; what ends in `?` cannot be known, twice if it splits. */
test.each([
  ["a b", "read a, read b"],
  ["", ""],
  ["- a", "read a"],
  ["-- -w a", "read -w, read a"],
  ["-- -- -", "read --"],
  ["-p -w a", "read a"],
  ["-pw a", "read a"],
  ["-p", ""],
  ["-r a", "read a"],
  ["-ra b", "read a, read b"],
  ["-fra b", "read a, read b"],
  ["-r", ""],
  ["-w a b", "write a, read b"],
  ["-wa b", "write a, read b"],
  ["-w - b", "read b"],
  ["-w", ""],
  ["-fwa -z b", "write a, read b"],
  ["-wr a", "write r, read a"],
  ["-x a b", "read b, !"],
  ["-xw a", "read a, !"],
  ["-x", "!"],
  ["-fx", "!"],
  ["--runs=a b", "read b, !"],
  ["--runs a b", "read b, !"],
  ["+a b", "read +a, read b, !"],
  ["-- +a", "read +a, !"],
  ["--reads=a b", "read a, read b"],
  ["--reads= b", "read , read b"],
  ["--reads a b", "read a, read b"],
  ["--reads=a=b c", "read a=b, read c"],
  ["--rea=a b", "read a, read b"],
  ["--rea a b", "read a, read a, read b"],
  ["--re=a", "read a, read* ."],
  ["--plain a b", "read b"],
  ["--pla a b", "read a, read b"],
  ["--writes a", "write a"],
  ["--writes=- a", "read a"],
  ["--wri=a", "write a"],
  ["--tmpdir a", "write a, read a"],
  ["--tmpdir=a", "write a"],
  ["--context 3 a", "read a"],
  ["--context 30 a", "read a"],
  ["--context a", "read a"],
  ["-A 3 a", "read a"],
  ["-A 3x", "read 3x"],
  ["-A x3", "read x3"],
  ["-A", ""],
  ["-in a b", "read a, read b"],
  ["-in", ""],
  ["-i a b", "write a, write b"],
  ["--in-place a", "write a"],
  ["--in-pl a", "write a"],
  ["-fi.bak a", "write a"],
  ["-R a", "read* a"],
  ["-R", "read* ."],
  ["--recursive", "read* ."],
  ["--recursive=x a", "read* a"],
  ["-iR a", "write* a"],
  ["-r -w", "read -w"],
  ["$x a", "read $x??, read a"],
  ["-p$x a", "read a, !"],
  ["-$y a", "read a, !"],
  ["--plain=$x a", "read a"],
  ["-w$x a", "write $x??, read a, !"],
  ["--writes=$x a", "write $x??, read a"],
  ["-w*", "write *"],
  ["a -- -w b", "read a, read -w, read b"],
  ["-R -- -w a", "read* -w, read* a"],
  ["-A -- -w a", "read -w, read a"],
  ["-z -- -w a", "write a, read -w, read a"],
  ["-z -R -- -w a", "read* -w, read* a"],
  ["-zR -- -w a", "read* -w, read* a"],
  ["-z -w -r a", "write -r, read a, read a"],
  ["-zp -r a", "read a, read a"],
])("%s: %s", (line, touches) => {
  expect(touched(line, options)).toBe(touches);
});

const COPY: Program = { operands: "into", writes: "t", reads: "r" };

test.each<[string, Program, string]>([
  ["a", {}, ""],
  ["-w a", { writes: "w" }, "write a"],
  ["a b", { operands: "write" }, "write a, write b"],
  ["a -", { operands: "write" }, "write a"],
  ["a", { operands: "read", lists: true }, "list a"],
  ["-r a", { operands: "write", lists: true, reads: "r" }, "read a"],
  ["a", { operands: "read", tree: "*" }, "read* a"],
  ["", { operands: "read", tree: "*" }, ""],
  ["", { operands: "read", here: true }, "read ."],
  ["a", { operands: "read", here: true }, "read a"],
  ["", { here: true }, ""],
  ["a b", COPY, "read a, write b"],
  ["a b c", COPY, "read a, read b, write c"],
  ["a", COPY, "read a"],
  ["[ab]", COPY, "read [ab], write [ab]"],
  ["a [ab]", COPY, "read a, write [ab]"],
  ["[ab] a", COPY, "read [ab], write a"],
  ["-t d a b", COPY, "write d, read a, read b"],
  ["-t d [ab]", COPY, "write d, read [ab]"],
  ["-r d a b", COPY, "read d, read a, write b"],
  ["a -", COPY, "read a"],
  ["x a", { operands: "read", skip: 1 }, "read a"],
  ["x", { operands: "read", skip: 1 }, ""],
  ["- a", { operands: "read", skip: 1 }, "read a"],
  ["x y a", { operands: "read", skip: 2 }, "read a"],
  ["$x a", { operands: "read", skip: 1 }, "read a, !"],
  ["?x a", { operands: "read", skip: 1 }, "read a"],
  ["x $x", { operands: "read", skip: 1 }, "read $x??"],
  ["--exp x a", { operands: "read", skip: 1, here: true, plain: "--expression" }, "read a, read ."],
  ["--exp x y a", { operands: "read", skip: 1, here: true, plain: "--expression" }, "read y, read a"],
  ["--exp=x a", { operands: "read", skip: 1, here: true, plain: "--expression" }, "read ."],
  ["--exp x", { operands: "read", skip: 1, here: true, plain: "--expr --expression" }, "read ."],
  ["--verb x a", { operands: "read", skip: 1, here: true, flags: "--verbose" }, "read a"],
  ["--else x a", { operands: "read", skip: 1, here: true, plain: "--expression" }, "read a"],
  ["--exp -p a", { operands: "read", here: true, plain: "--expression p" }, "read a"],
  ["-e x a", { operands: "read", skip: 1, skipUnless: "e f", plain: "e" }, "read a"],
  ["-f a", { operands: "read", skip: 1, skipUnless: "e f", plain: "e" }, "read a"],
  ["-g a", { operands: "read", skip: 1, skipUnless: "e f", plain: "e" }, ""],
  ["--expr x a", { operands: "read", skip: 1, skipUnless: "--expression" }, "read x, read a"],
  ["a", { operands: "read", skip: 1, fileAlone: true }, "read a"],
  ["x a", { operands: "read", skip: 1, fileAlone: true }, "read a"],
  ["", { operands: "read", skip: 1, fileAlone: true, here: true }, "read ."],
  ["-i a", { operands: "read", inPlace: "i" }, "write a"],
  ["-i a b", { operands: "into", inPlace: "i" }, "read a, write b"],
])("%s, of %j: %s", (line, program, touches) => {
  expect(touched(line, program)).toBe(touches);
});

test.each([
  ["-x", "x -x runs another program"],
  ["--runs", "x --runs runs another program"],
  ["+a", "x + runs another program"],
  ["-$y", "-$y cannot be known"],
  ["--from", "x --from finds the names of files elsewhere"],
  ["-n", "x -n finds the names of files elsewhere"],
  ["--wri*", "--wri* may name an option"],
  ["-*", "-* may name an option"],
  ["-i*", "-i* may name an option"],
  ["-z*", "-z* may name an option"],
])("%s: %s", (line, hazard) => {
  expect(readArguments("x", words(line), options).hazards).toEqual([hazard]);
});

test("a pattern in the place of a value names no option", () => {
  expect(touched("--reads=*", options)).toBe("read *");
  expect(touched("-r*", options)).toBe("read *");
  expect(touched("-ir*", options)).toBe("read *");
  expect(touched("-n a", options)).toBe("read a, !");
  expect(readArguments("x", words("--reads=* -r"), options).options.map(({ glued }) => glued)).toEqual([
    true,
    false,
  ]);
});

test("an unquoted word that is skipped may become more than is skipped", () => {
  expect(readArguments("x", words("$x a"), { operands: "read", skip: 1 }).hazards).toEqual([
    "an unquoted argument may become several, among them files",
  ]);
});

test.each(["-A", "-B", "-C", "--after", "--before", "--context", "--after-context", "--before-context"])(
  "%s takes a number for its value",
  (option) => {
    const counts: Program = { operands: "read", plain: `A B C ${option}` };
    expect(touched(`${option} 3 a`, counts)).toBe("read a");
    expect(touched(`${option} x a`, counts)).toBe("read x, read a");
  },
);

test("an option that is not known is a flag", () => {
  expect(readArguments("x", words("-z"), options).options).toEqual([
    { option: "z", kind: "flag", value: undefined, glued: false },
  ]);
});

test("operands are what is no option", () => {
  const { operands } = readArguments("x", words("-p a b --reads c -- -d"), options);
  expect(operands.map(({ text }) => text)).toEqual(["b", "-d"]);
});

test("the rest of a word is as sure as the word", () => {
  expect(rest(fixed("-oa*"), 2)).toEqual(fixed("a*"));
  expect(rest(pattern("-oa*"), 2)).toEqual(pattern("a*"));
  expect(rest(unknown("-o$x", { prefix: "-oa", splits: true }), 2)).toEqual(
    unknown("$x", { prefix: "a", splits: true }),
  );
});

function touched(line: string, program: Program): string {
  const { uses, hazards } = readArguments("x", words(line), program);
  const touches = uses.map(
    ({ access, path, lists, tree }) =>
      `${lists === true ? "list" : access}${tree === undefined ? "" : "*"} ${path.text}${path.kind === "dynamic" ? "??" : ""}`,
  );
  return [...touches, ...(hazards.length > 0 ? ["!"] : [])].join(", ");
}

function words(line: string): readonly Value[] {
  return line.split(" ").flatMap((text) => {
    if (text === "") return [];
    if (text.includes("$")) {
      return [unknown(text, { prefix: text.slice(0, text.indexOf("$")), splits: true })];
    }
    if (text.startsWith("?")) return [unknown(text)];
    return [/[*[]/.test(text) ? pattern(text) : fixed(text)];
  });
}
