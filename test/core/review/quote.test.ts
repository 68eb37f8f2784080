import { describe, expect, test } from "vitest";
import { readingsOf } from "../../../src/core/review/quote.ts";

const runs = (quote: string) => readingsOf(quote).map((reading) => reading.runs);
const significant = (quote: string) => readingsOf(quote).map((reading) => reading.significant);

describe("the ways to read a quote", () => {
  test.each<[string, string[][][]]>([
    ["a = 1;", [[["a = 1;"]]]],
    ["\n  a\t=  1;\r\n\n   b();\n\n", [[["a = 1;", "b();"]]]],
    ["```ts\na();\n```", [[["```ts", "a();", "```"]], [["a();"]]]],
    ["~~~\na();\nb();", [[["~~~", "a();", "b();"]], [["a();", "b();"]]]],
    ["a ```\nb\n```", [[["a ```", "b", "```"]]]],
    ["```a\nb```", [[["```a", "b```"]], [["b```"]]]],
    ["12 | a();\n13 |\n14 | b();", [[["12 | a();", "13 |", "14 | b();"]], [["a();", "b();"]]]],
    ["12 | a();\nb();", [[["12 | a();", "b();"]]]],
    ["x12 a();", [[["x12 a();"]]]],
    ["  7 +a();\n  8 +b();", [[["7 +a();", "8 +b();"]], [["+a();", "+b();"]], [["a();", "b();"]]]],
    ["+ a();\n+\n  b();", [[["+ a();", "+", "b();"]], [["a();", "b();"]]]],
    ["- a();\n-\n+ b();", [[["- a();", "-", "+ b();"]], [["b();"]], [["a();"]]]],
    ["a + b - c", [[["a + b - c"]]]],
    ["-a - b;", [[["-a - b;"]], [["a - b;"]]]],
    ["+a + b;", [[["+a + b;"]], [["a + b;"]]]],
    ["first();\n...\nlast();", [[["first();", "...", "last();"]], [["first();"], ["last();"]]]],
    ["...\nfirst();\n...", [[["...", "first();", "..."]], [["first();"]]]],
    ["call(one, ..., four) {", [[["call(one, ..., four) {"]], [["call(one,"], [", four) {"]]]],
    ["call(…) {\nnext();", [[["call(…) {", "next();"]], [["call("], [") {", "next();"]]]],
    [
      "wide ⟨9 bytes are not shown⟩ line\nnext();",
      [[["wide ⟨9 bytes are not shown⟩ line", "next();"]], [["wide"], ["line", "next();"]]],
    ],
    ["last line ⟨no line feed⟩", [[["last line ⟨no line feed⟩"]], [["last line"]]]],
    ["begin(... ab", [[["begin(... ab"]], [["begin("]]]],
    ["begin(... abcd", [[["begin(... abcd"]], [["begin("], ["abcd"]]]],
  ])("%j", (quote, readings) => {
    expect(runs(quote)).toEqual(readings);
  });

  test("nothing visible has no reading", () => {
    expect(["", " \r\n\t", "..."].map((quote) => runs(quote).length)).toEqual([0, 0, 1]);
  });
});

describe("a quote says enough to be looked for elsewhere", () => {
  test.each([
    ["const a12", true],
    ["const a1", false],
    ["return x", false],
    ["abcdef gh", true],
    ["abcdef g", false],
    ["same same", false],
    ["abcdefghijk", false],
    ["abcdefghijkl", true],
    ["});", false],
    ["====================", false],
    ["größe übergeben", true],
  ])("%j: %s", (quote, enough) => {
    expect(significant(quote)).toEqual([enough]);
  });
});
