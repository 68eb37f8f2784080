import { forEachChild, parse, type SyntaxNode, type Word } from "unbash";
import { expect, test } from "vitest";
import { type Hidden, hiddenIn, holdsCode } from "../../../../src/core/policy/shell/expansions.ts";
import type { Scope } from "../../../../src/core/policy/shell/word-expansion.ts";
import { fixed } from "../../../../src/core/policy/words.ts";

function nodes(text: string): readonly SyntaxNode[] {
  const all: SyntaxNode[] = [];
  const visit = (node: SyntaxNode): void => {
    all.push(node);
    forEachChild(node, visit);
  };
  visit(parse(text));
  return all;
}

/** What is hidden in a line, in short. */
function hidden(line: string): readonly string[] {
  return nodes(line).flatMap(hiddenIn).map(short);
}

function short(one: Hidden): string {
  switch (one.kind) {
    case "opaque":
      return `${one.severe ? "never" : "doubt"} ${one.text}`;
    case "secret":
      return `secret ${one.name} ${one.text}`;
    case "assign":
      return `assign ${one.name}`;
    case "compute":
      return `compute ${one.name}`;
    case "evaluate":
      return `evaluate ${one.words.map((word) => word.text.replaceAll('"', "")).join(" ")}`;
    case "name":
      return `name ${one.word.text}`;
  }
}

const COMPUTES = ["compute x", "evaluate x", "evaluate 1"];

const lines: readonly (readonly [string, readonly string[]])[] = [
  ["echo a b", []],
  [`echo $x \${x} \${x:-y} \${#x} \${x%.ts}`, []],
  ["echo $API_TOKEN", ["secret API_TOKEN $API_TOKEN"]],
  [`echo \${GITHUB_TOKEN:-none}`, [`secret GITHUB_TOKEN \${GITHUB_TOKEN:-none}`]],
  ["echo $SECRET $MY_SECRETS", ["secret SECRET $SECRET", "secret MY_SECRETS $MY_SECRETS"]],
  ["echo $db_password", ["secret db_password $db_password"]],
  ["echo $PASSWD $PASSPHRASE", ["secret PASSWD $PASSWD", "secret PASSPHRASE $PASSPHRASE"]],
  ["echo $AWS_CREDENTIAL", ["secret AWS_CREDENTIAL $AWS_CREDENTIAL"]],
  ["echo $X_CREDENTIALS_FILE", ["secret X_CREDENTIALS_FILE $X_CREDENTIALS_FILE"]],
  ["echo $OPENAI_API_KEY", ["secret OPENAI_API_KEY $OPENAI_API_KEY"]],
  ["echo $APIKEY $ACCESSKEY", ["secret APIKEY $APIKEY", "secret ACCESSKEY $ACCESSKEY"]],
  ["echo $PRIVATE_KEY $SECRET_KEY", ["secret PRIVATE_KEY $PRIVATE_KEY", "secret SECRET_KEY $SECRET_KEY"]],
  ["echo $TOKENIZER $MAX_TOKENIZED $KEY $MONKEY $KEYS $PASSWORDLESS", []],
  [`echo \${!x}`, [`never \${!x}`]],
  [`echo \${!x[@]}`, ["evaluate @"]],
  [`echo \${!x*}`, [`never \${!x*}`]],
  [`echo \${x:=y}`, ["assign x"]],
  [`echo \${x=y}`, ["assign x"]],
  [`echo \${x:-y=z} \${x:?y} \${x/=/y}`, []],
  [`echo \${x@P}`, [`doubt \${x@P}`]],
  [`echo \${x\\\n-y}`, [`doubt \${x\\\n-y}`]],
  [`echo \${x[1]}`, ["evaluate 1"]],
  [`echo \${x:1}`, ["evaluate 1"]],
  [`echo \${x:1:y}`, ["evaluate 1 y"]],
  ["echo $(ls) <(ls)", []],
  ["[[ a -eq b ]]", ["evaluate a b"]],
  ["[[ a -ne b ]]", ["evaluate a b"]],
  ["[[ a -lt b ]]", ["evaluate a b"]],
  ["[[ a -le b ]]", ["evaluate a b"]],
  ["[[ a -gt b ]]", ["evaluate a b"]],
  ["[[ a -ge b ]]", ["evaluate a b"]],
  ["[[ a == b && a -nt b && a < b ]]", []],
  ["[[ -v x ]]", ["name x"]],
  ["[[ -R x ]]", ["name x"]],
  ["[[ -f x || -z x ]]", []],
  ["echo $((x = 1))", ["compute x", "evaluate x", "evaluate 1"]],
  ["echo $((x += 1))", ["compute x", "evaluate x", "evaluate 1"]],
  ["(( x -= 1, x *= 1, x /= 1 ))", [...COMPUTES, ...COMPUTES, ...COMPUTES]],
  ["(( x %= 1, x &= 1, x ^= 1 ))", [...COMPUTES, ...COMPUTES, ...COMPUTES]],
  ["(( x |= 1, x <<= 1, x >>= 1 ))", [...COMPUTES, ...COMPUTES, ...COMPUTES]],
  ["(( x[1] = 1 ))", ["compute x", "evaluate x[1]", "evaluate 1"]],
  ["(( x == 1, x <= 1 ))", ["evaluate x", "evaluate 1", "evaluate x", "evaluate 1"]],
  ["(( x >= 1, x != 1 ))", ["evaluate x", "evaluate 1", "evaluate x", "evaluate 1"]],
  ["(( x + 1 ))", ["evaluate x", "evaluate 1"]],
  ["(( x++, --y ))", ["compute x", "evaluate x", "compute y", "evaluate y"]],
  ["(( (x)++ ))", ["evaluate x"]],
  ["(( (x) = 1 ))", ["evaluate x", "evaluate 1"]],
  [
    "(( count = 1, list[2] = 1 ))",
    ["compute count", "evaluate count", "evaluate 1", "compute list", "evaluate list[2]", "evaluate 1"],
  ],
  ["(( x[$(ls)] ))", ["evaluate x[$(ls)]"]],
  ["(( 'x[$(ls)]' ))", ["evaluate 'x[$(ls)]'"]],
  ['(( "x" ))', ["evaluate x"]],
];

test.each(lines)("%s hides %j", (line, effects) => {
  expect(hidden(line)).toEqual(effects);
});

const scope: Scope = {
  home: "/home/me",
  cwd: "/work",
  dotglob: false,
  nullglob: false,
  isNumber: () => false,
  variable: (name) => (name === "x" ? [fixed("plain"), fixed("a[$(ls)]")] : undefined),
  output: () => undefined,
};

const code: readonly (readonly [string, boolean])[] = [
  ["'$(ls)'", true],
  ["'`ls`'", true],
  [`'\${x@P}'`, true],
  ["'$x'", false],
  ["plain", false],
  ["$x", true],
  ["$y", false],
  ["$(ls)", false],
];

test.each(code)("whether %s holds code: %j", (text, holds) => {
  const word = nodes(`: ${text}`).filter((node): node is Word => node.type === "Word")[1];
  expect(word !== undefined && holdsCode(word, scope)).toBe(holds);
});

test("a command expansion that was not parsed", () => {
  const node = { type: "CommandExpansion", pos: 0, end: 0, text: "$(", script: undefined } as const;
  expect(hiddenIn(node).map(short)).toEqual(["doubt $("]);
  expect(hiddenIn({ ...node, script: parse("ls") })).toEqual([]);
});

test("a process substitution that was not parsed", () => {
  const node = {
    type: "ProcessSubstitution",
    operator: "<",
    pos: 0,
    end: 0,
    text: "<(",
    script: undefined,
  } as const;
  expect(hiddenIn(node).map(short)).toEqual(["doubt <("]);
});

test.each(["((  ))", "echo $((  ))"])("%s holds nothing that can be evaluated, and is in doubt", (line) => {
  expect(hidden(line)).toHaveLength(1);
  expect(hidden(line)[0]?.startsWith("doubt ")).toBe(true);
});

test.each<readonly [string, readonly (string | undefined)[]]>([
  ["echo $((x$y))", ["Literal", "SimpleExpansion"]],
  ["echo $(('a'))", ["SingleQuoted"]],
  ["echo $((x))", ["DoubleQuoted"]],
  ["echo $(($(x)))", ["DoubleQuoted"]],
])("%s evaluates a word of %j", (line, types) => {
  const words = nodes(line)
    .flatMap(hiddenIn)
    .flatMap((one) => (one.kind === "evaluate" ? one.words : []));
  expect(words.map(({ type }) => type)).toEqual(["Word"]);
  expect(words.flatMap(({ parts }) => parts ?? []).map(({ type }) => type)).toEqual(types);
});
