import { parse, type Word } from "unbash";
import { expect, test } from "vitest";
import { expandBraces } from "../../../../src/core/policy/shell/braces.ts";

test.each([
  ["{a,b}", "a b"],
  ["x{a,b}y", "xay xby"],
  ["{a,{b,c}}d", "ad bd cd"],
  ["{a,b}{c,d}", "ac ad bc bd"],
  ["{,a}", " a"],
  ["{a,b", "{a,b"],
  ["a,b}", "a,b}"],
  ["{a}", "{a}"],
  ["{a}b,c}", "a}b c"],
  ["{}a,b}", "{}a,b}"],
  ["x{}a,b}", "x}a xb"],
  ["{{a,b}", "{a {b"],
  ["{a{b,c}", "{ab {ac"],
  ["{a,b}}", "a} b}"],
  ["a}{b,c}", "a}b a}c"],
  ["{a{b,c}}", "{ab} {ac}"],
  ["{a,\\\nb}{c,d}", "ac ad bc bd"],
  ["{a,{b}}", "a {b}"],
  ["{{a}x,b}", "{a}x b"],
  ["{{a,}x,b}", "ax x b"],
  ["{a..}b,c}", "a..}b c"],
  ["{a...}b,c}", undefined],
  ["{a.,b}", "a. b"],
  ["{a.b,c}", "a.b c"],
  ["{a{b.}.c}", "{a{b.}.c}"],
  ["{a{b..}", "{a{b..}"],
  ["{a{b.}..c}", undefined],
  ["{.,.}", ". ."],
  ["{...,a}", "... a"],
  ["{a\\,b,c}", "a\\,b c"],
  ["\\{a,b}", "\\{a,b}"],
  ["{a,b\\}", "{a,b\\}"],
  ["{a'},'b,c}", "a'},'b c"],
  ['{a"},"b,c}', 'a"},"b c'],
  ["\"{a,b}\"'{a,b}'", "\"{a,b}\"'{a,b}'"],
  ['"$(echo "{a,b}")"{c,d}', '"$(echo "{a,b}")"c "$(echo "{a,b}")"d'],
  ["{$(echo a,b),c}", "$(echo a,b) c"],
  ["$" + "{x}{a,b}", "$" + "{x}a $" + "{x}b"],
  ["*{a,b}?", "*a? *b?"],
  ["\\$" + "{a,b}", "\\$a \\$b"],
  ["{1..3}", "1 2 3"],
  ["{3..1}", "3 2 1"],
  ["{1..4..2}", "1 3"],
  ["{4..1..2}", "4 2"],
  ["{4..1..-2}", "4 2"],
  ["{1..3..0}", "1 2 3"],
  ["{-1..1}", "-1 0 1"],
  ["{2..2}", "2"],
  ["{9..11}", "9 10 11"],
  ["{10..12}", "10 11 12"],
  ["{1..40..13}", "1 14 27 40"],
  ["{a..a}", "a"],
  ["{c..a}", "c b a"],
  ["{X..Z}", "X Y Z"],
  ["x@{1..2}", "x@1 x@2"],
  ["HEAD@{1}..HEAD@{2}", "HEAD@{1}..HEAD@{2}"],
  ["{{.A}},{{.B}}", "{{.A}},{{.B}}"],
  ["{1..48}", Array.from({ length: 48 }, (_, at) => at + 1).join(" ")],
])("%s becomes %s", (text, words) => {
  expect(expandBraces(word(text))?.join(" ")).toBe(words);
});

test.each([
  "{01..3}",
  "{1..03}",
  "{00..1}",
  "{-01..1}",
  "{a..3}",
  "{1..c}",
  "{aa..cc}",
  "{xa..c}",
  "{a..e..2}",
  "{Z..a}",
  "{a..Z}",
  "{1..2..a}",
  "{1..2..3..4}",
  "{+1..3}",
  "{1..49}",
  "{1..20}{1..20}",
  "{{1..20},{1..20},{1..20}}",
  "{1..9999999}",
  "{a,{01..3}}",
  "{01..3}{a,b}",
  "{a,b}{01..3}",
  "{a{01..3}",
  "{x{1..30}}{1..2}",
  "{".repeat(49),
])("what %s becomes is not said", (text) => {
  expect(expandBraces(word(text))).toBeUndefined();
});

test("a long word with few braces is looked at", () => {
  expect(expandBraces(word(`${"a".repeat(60)}{b,c}`))).toHaveLength(2);
});

test("48 open braces are looked at", () => {
  expect(expandBraces(word("{".repeat(48)))).toEqual(["{".repeat(48)]);
});

function word(text: string): Word {
  const command = parse(`: ${text}`).commands[0]?.command;
  const first = command?.type === "Command" ? command.suffix[0] : undefined;
  if (first?.type !== "Word") throw new Error(`${text} is no word`);
  return first;
}
