import { forEachChild, parse, type SyntaxNode } from "unbash";
import { expect, test } from "vitest";
import { isBashBuiltin, isBashOnly, understood } from "../../../../src/core/policy/shell/portable.ts";
import { fixed } from "../../../../src/core/policy/words.ts";
import type { Inner } from "../../../../src/core/policy/wrappers/inner.ts";

const code: Inner = { kind: "code", code: fixed("ls") };
const words: Inner = { kind: "words", words: [fixed("ls")] };

test.each(["bash", "rbash", "bash5", "bash-static", "sh", "dash", "ash"])(
  "%s is a shell whose code is judged",
  (name) => {
    expect(understood(name, code)).toBe(code);
  },
);

test("code of another shell is not judged; what a program runs as words is", () => {
  expect(understood("zsh", code)).toMatchObject({ kind: "opaque" });
  expect(understood("zsh", words)).toBe(words);
});

const bashOnly: readonly (readonly [string, readonly string[]])[] = [
  ["x+=1", ["Assignment"]],
  ["x[1]=a", ["Assignment"]],
  ["x=(a)", ["ArrayValue"]],
  ["echo $[1]", ["ArithmeticExpansion"]],
  ["case a in a) b ;& b) c ;; esac", ["CaseItem"]],
  ["case a in a) b ;;& b) c ;; esac", ["CaseItem"]],
  ["function f { a; }", ["Function"]],
  ["function f() { a; }", ["Function"]],
  ["cat << $x\na\n$x", ["HereDocDelimiter"]],
  ["ls ~+", ["Word"]],
  ["ls ~-/x", ["Word"]],
  ['ls ~+/"x"', ["Word"]],
  [`echo \${!x}`, ["ParameterExpansion"]],
  [`echo \${x[1]}`, ["ParameterExpansion"]],
  [`echo \${x:1}`, ["ParameterExpansion"]],
  [`echo \${x/a/b}`, ["ParameterExpansion"]],
  [`echo \${x^^}`, ["ParameterExpansion"]],
  [`echo \${x@P}`, ["ParameterExpansion"]],
  [`echo \${!x@}`, ["ParameterExpansion"]],
  ["a |& b", ["Pipeline"]],
  ["a &> b", ["Redirect"]],
  ["a &>> b", ["Redirect"]],
  ["a {x}> b", ["Redirect"]],
  ["echo $'a'", ["AnsiCQuoted"]],
  ["((1))", ["ArithmeticCommand"]],
  ["for ((;;)); do a; done", ["ArithmeticFor"]],
  ["echo {a,b}", ["BraceExpansion"]],
  ["coproc a", ["Coproc"]],
  ["echo @(a)", ["ExtendedGlob"]],
  ["a <<< b", ["HereString"]],
  ['echo $"a"', ["LocaleString"]],
  ["a <(b)", ["ProcessSubstitution"]],
  ["select x in a; do b; done", ["Select"]],
  ["[[ -n a ]]", ["TestCommand"]],
  ["time a", ["Time"]],
];

test.each(bashOnly)("%s is not read alike by all shells", (line, types) => {
  expect(differing(line)).toEqual(types);
});

test.each([
  "x=1 y= a",
  "echo $((1 + 2))",
  "case a in a) b ;; *) c ;; esac",
  "case a in a) b ; esac",
  "f() { a; }",
  "cat << x\n$a\nx",
  "cat << 'x'\n$a\nx",
  "ls ~ ~/x a~+ ~x",
  `echo "$x" \${x} \${#x} \${x:-a} \${x:=a} \${x:+a} \${x:?a} \${x-a} \${x#a} \${x##a} \${x%a} \${x%%a}`,
  "a | b && c || ! d",
  "a > b 2>&1 < c >> d <> e >| f",
  "a 2> b <& 3",
  "echo 'a' \"b$(c)\" `d` * ? [ab]",
  "if a; then b; elif c; then d; else e; fi; while a; do b; done; for x in a b; do c; done; (a); { b; }; c &",
])("%s is read alike by all shells", (line) => {
  expect(differing(line)).toEqual([]);
});

function differing(line: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode): void => {
    if (isBashOnly(node)) found.push(node.type);
    forEachChild(node, visit);
  };
  visit(parse(line));
  return found;
}

test.each([
  "declare",
  "typeset -i x",
  "let x=1",
  "mapfile x",
  "readarray x",
  "shopt -s dotglob",
  "pushd",
  "popd",
  "builtin cd",
  "enable -n cd",
  "source x",
  "caller",
  "select",
  "function",
  "coproc",
  "read -a x",
  "read -r -a x",
  "read -rp a x",
  "read -ra x",
  "printf -v x a",
  "export -n x",
  "readonly -a x",
  "unset -n x",
  "wait -n",
  "local -n x",
])("%s is a command of bash alone", (line) => {
  expect(builtin(line)).toBe(true);
});

test.each([
  "outlet x",
  "letter x",
  "x let",
  "do-let",
  "read x",
  "read -r x",
  "read -p a x",
  "read -r -p a x",
  "thread -a x",
  "printf %s -v",
  "export -p",
  "export x",
  "readonly -p",
  "unset -f x",
  "unset -v x",
  "local x",
  "wait 1",
])("%s is a command of each shell", (line) => {
  expect(builtin(line)).toBe(false);
});

function builtin(line: string): boolean {
  return isBashBuiltin(line.split(" ").map((word) => fixed(word)));
}
