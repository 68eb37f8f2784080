import { forEachChild, parse, type SyntaxNode } from "unbash";
import { expect, test } from "vitest";
import { misread } from "../../../../src/core/policy/shell/misread.ts";

/** The reasons for which parts of a line may be misread, each once. */
function reasons(line: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode): void => {
    const because = misread(node);
    if (because !== undefined && !found.includes(because)) found.push(because);
    forEachChild(node, visit);
  };
  visit(parse(line));
  return found;
}

const WORD = "a word that is not surely read to its end";
const LINES = "a pattern of several lines";
const ARRAY = "an extended pattern in an array";
const END = "a here-document whose end has blanks";
const QUOTES = "quotes that mean themselves there";
const COPROCESS = "the name of a coprocess";
const NOTHING = "a process substitution of nothing, which is no word";
const DESCRIPTOR = "the name of a variable for a descriptor";

const doubted: readonly (readonly [string, string])[] = [
  ["ls 0<(date)", WORD],
  ["ls 12>(date)", WORD],
  ["echo {x}<(date)", WORD],
  ["x[a b]$(date)", WORD],
  ["x[a b]`date`", WORD],
  [`x[a b]\${y:=z}`, WORD],
  ["x[a b]$y", WORD],
  ["x[a b]$1", WORD],
  ["x[a b]$@", WORD],
  ["x[a b]$_", WORD],
  ["x[a b]'y'", WORD],
  ['x[a b]"y"', WORD],
  ["x[a b]\\\\$(date)", WORD],
  ["ls !(a\n)", LINES],
  ["x=(!(a))", ARRAY],
  ["x+=(b @(a))", ARRAY],
  ["declare x=(?(a))", ARRAY],
  ["x=(*(a))", ARRAY],
  ["x=(+(a))", ARRAY],
  ["x=(a@(b))", ARRAY],
  ["cat <<-'\tE'\nx\n\tE\n", END],
  ["cat <<'A B'\nx\nA B\n", END],
  [`cat <<E\n\${x:-'$y'}\nE\n`, QUOTES],
  [`cat <<E\n\${x:-'\`y\`'}\nE\n`, QUOTES],
  [`cat <<E\n\${x:-\${y:-'$(z)'}}\nE\n`, QUOTES],
  [`echo "\${x:-$'$(y)'}"`, QUOTES],
  [`echo "\${x:-$'\`y\`'}"`, QUOTES],
  [`echo $"\${x:-$'$y'}"`, QUOTES],
  ["coproc x$(date) { :; }", COPROCESS],
  ["coproc 1x { :; }", COPROCESS],
  ["ls {x[1]}>f", DESCRIPTOR],
  ["declare >()", NOTHING],
  ["ls <( # x\n)", NOTHING],
];

test.each(doubted)("bash may read %j in another way", (line, because) => {
  expect(reasons(line)).toEqual([because]);
});

const agreed = [
  `echo a 'b' "c $d" $e \${f:-g h} \`i\` $(j) a\\'b \\$(k \\\`l`,
  "x[a b]\\$y",
  "echo a$ $% '$(a)' \"'$x'\"",
  "echo (a|b)",
  "ls !(a) x@(b|c)y",
  "x=('a!(b' c\nd)",
  `cat <<'E'\n\${x:-'$y'} $(z)\nE\n`,
  `cat <<E\n'$y' \${x:-'z'} $(echo '$z')\nE\n`,
  "cat <<-E_1\n\tx\n\tE_1\n",
  `echo "$(echo '$x')" "\${x:-y}" "\${x:-"y z"}"`,
  `echo "\${x:-$'y'}"`,
  "coproc { cat; }",
  "coproc NAME_1 { cat; }",
  "coproc _n { cat; }",
  "ls {fd}>f {_F1}<g",
  "diff <(ls a) <(ls b)",
  `echo \${s: -1} \${x:-(none)}`,
];

test.each(agreed)("bash and the parser agree about %j", (line) => {
  expect(reasons(line)).toEqual([]);
});
