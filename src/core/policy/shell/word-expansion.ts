import { type ParsedScript, parse, type Word, type WordPart } from "unbash";
import { fixed, PROCESS_FILE, pattern, unknown, type Value } from "../words.ts";
import { expandBraces } from "./braces.ts";

/** What the words of one line can refer to. */
export interface Scope {
  /** What `$name` can be: each alternative, or undefined when that is not known. */
  variable(name: string): readonly Value[] | undefined;
  /** What `$(script)` can print, when that is known without running it. */
  output(script: ParsedScript | undefined): readonly Value[] | undefined;
  /** Whether a variable can only hold a number, or nothing. */
  isNumber(name: string): boolean;
  readonly home: string;
  /** The working directory; undefined when there are several candidates. */
  readonly cwd: string | undefined;
  /** `shopt -s dotglob` was seen. */
  readonly dotglob: boolean;
  /** `shopt -s nullglob` was seen. */
  readonly nullglob: boolean;
}

/** More alternatives than this are not told apart: the word then counts as dynamic. */
const MOST = 48;

/**
 * Expands the words of a command as bash would: braces, tilde, variables that are known, quoting. Gives every
 * alternative list of words; one list where nothing is ambiguous.
 */
export function expandWords(words: readonly Word[], scope: Scope): Value[][] {
  return words.reduce<Value[][]>((lists, word) => product(lists, expandWord(word, scope), word.text), [[]]);
}

/** Expands a word where bash neither splits nor globs: an assignment's value, a here-string. */
export function expandQuoted(word: Word, scope: Scope): Value[] {
  return fieldsOf(word, scope, true).flat();
}

/** Each list with each alternative behind it. */
function product(lists: Value[][], alternatives: Value[][], text: string): Value[][] {
  const some = lists.length * alternatives.length > MOST ? [[vague(text)]] : alternatives;
  return lists.flatMap((list) => some.map((alternative) => [...list, ...alternative]));
}

/** Expands one word; each alternative is the list of words it becomes. */
function expandWord(word: Word, scope: Scope): Value[][] {
  const texts = expandBraces(word);
  if (texts?.length === 1 && texts[0] === word.text) return fieldsOf(word, scope, false);
  const words = texts?.map(reparse);
  if (words?.every((one) => one !== undefined) !== true) return [[vague(word.text)]];
  return words
    .flat()
    .reduce<Value[][]>((lists, one) => product(lists, fieldsOf(one, scope, false), one.text), [[]]);
}

/** The word that `text` is, or no word where it is empty; undefined when the shell would not take it for one. */
function reparse(text: string): readonly Word[] | undefined {
  if (text === "") return [];
  const command = parse(`: ${text}`).commands[0]?.command;
  const word = command?.type === "Command" ? command.suffix[0] : undefined;
  return word?.type === "Word" && word.text === text ? [word] : undefined;
}

/** The words that a word without braces becomes, the last one still open; undefined is nothing yet. */
type Fields = readonly (Value | undefined)[];

function fieldsOf(word: Word, scope: Scope, whole: boolean): Value[][] {
  const parts = word.parts ?? [literalOf(word)];
  let lists: readonly Fields[] = [[]];
  for (const alternatives of parts.flatMap((part) => pieces(part, parts, scope, whole))) {
    const some = lists.length * alternatives.length > MOST ? [[vague(word.text)]] : alternatives;
    lists = lists.flatMap((list) => some.map((alternative) => appended(list, alternative)));
  }
  return lists.map((list) => list.flatMap((field) => (field === undefined ? [] : [finished(field)])));

  function finished(field: Value): Value {
    if (field.kind === "dynamic") return { ...field, text: word.text };
    if (field.kind !== "glob") return field;
    // An option that matches no file is then not given.
    if (scope.nullglob && field.prefix.startsWith("-"))
      return unknown(word.text, { prefix: field.prefix, splits: true });
    return { ...field, deep: field.deep || scope.dotglob };
  }
}

function literalOf({ text, value, pos, end }: Word): Literal {
  return { type: "Literal", text, value, pos, end };
}

type Literal = Extract<WordPart, { type: "Literal" }>;

/** What a part of a word puts behind what stands before it, one after the other: each time one of some alternatives. */
function pieces(
  part: WordPart,
  parts: readonly WordPart[],
  scope: Scope,
  whole: boolean,
): readonly (readonly Fields[])[] {
  switch (part.type) {
    case "Literal":
      return [[[part === parts[0] ? tilde(part, parts.length === 1, scope) : literal(part)]]];
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [[[fixed(part.value)]]];
    case "DoubleQuoted":
    case "LocaleString":
      return [
        [[fixed("")]],
        ...part.parts.map((child) =>
          child.type === "Literal" ? [[fixed(child.value)]] : expansion(child, scope, true),
        ),
      ];
    case "Glob":
      if (part.parts?.some((inner) => inner.type !== "Literal")) return [[[vague(part.text)]]];
      return [[[whole ? fixed(part.value) : pattern(part.text)]]];
    case "ProcessSubstitution":
      return [[[fixed(PROCESS_FILE)]]];
    default:
      return [expansion(part, scope, whole)];
  }
}

function tilde(part: Literal, only: boolean, scope: Scope): Value | undefined {
  const text = joinedLines(part.text);
  const [start, user] = /^~([^/\\]*)(?=\/|$)/.exec(text) ?? [];
  if (start === undefined || (start === text && !only)) return literal(part);
  const rest = literal({ ...part, text: text.slice(start.length), value: part.value.slice(start.length) });
  if (user === "") return joined(fixed(scope.home), rest);
  if (user === "+" && scope.cwd !== undefined) return joined(fixed(scope.cwd), rest);
  return unknown(part.text, { prefix: "/" });
}

/** Bash also expands a tilde behind the `=` and `:` of what looks like an assignment; `~/` means the same later. */
function literal(part: Literal): Value {
  const text = joinedLines(part.text);
  const inside = text.search(/[=:]~[^/:]/);
  if (inside >= 0) return unknown(part.text, { prefix: text.slice(0, inside + 1) });
  return fixed(part.value);
}

function joinedLines(text: string): string {
  return text.replaceAll("\\\n", "");
}

function expansion(part: WordPart, scope: Scope, quoted: boolean): readonly Fields[] {
  const values = valuesOf(part, scope);
  if (values === undefined || values.length === 0) {
    const list = part.type !== "CommandExpansion" && part.text.includes("@");
    return [[unknown(part.text, { splits: !quoted || list })]];
  }
  return values.map((value) => (quoted ? [{ ...value, splits: false }] : split(value)));
}

function valuesOf(part: WordPart, scope: Scope): readonly Value[] | undefined {
  if (part.type === "ArithmeticExpansion") return NUMBER;
  if (part.type === "CommandExpansion") return scope.output(part.script);
  if (part.type === "SimpleExpansion") return parameter(part.text.slice(1), scope);
  if (part.type !== "ParameterExpansion") return undefined;
  if (part.prefix === "#") return NUMBER;
  if (part.prefix !== undefined || part.index !== undefined || part.operation !== undefined) return undefined;
  return parameter(part.parameter, scope);
}

function parameter(name: string, scope: Scope): readonly Value[] | undefined {
  return SPECIAL.get(name) ?? scope.variable(name);
}

/** Stands for any number, since no rule tells one from another that stands alone. */
export const NUMBER: readonly Value[] = [{ ...fixed("1"), number: true }];

/** Stands for the number of a process, which a line does not choose. */
const PROCESS: readonly Value[] = [fixed("1")];

/** Stands for the number of the process that the line has started last: no process of Linux or macOS has it. */
export const STARTED = "4194305";

/** Parameters that the shell sets; no process may have run in the background. */
const SPECIAL = new Map([
  ["#", NUMBER],
  ["?", NUMBER],
  ["$", PROCESS],
  ["!", [fixed(STARTED), fixed("")]],
]);

/** What an unquoted value becomes: it is split at white space, and what it holds of patterns matches files. */
function split(value: Value): Fields {
  if (value.kind !== "static" || value.number) return [value];
  return value.text.split(/[ \t\n]/).map((token) => {
    if (/[[\\]/.test(token)) return vague(token);
    if (/[*?]/.test(token)) return pattern(token);
    return token === "" ? undefined : fixed(token);
  });
}

function appended(list: Fields, [first, ...more]: Fields): Fields {
  return [...list.slice(0, -1), joined(list.at(-1), first), ...more];
}

function joined(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.kind === "static" && b.kind === "static") return adjacent(a, b);
  const prefix = a.kind === "static" ? a.text + b.prefix : a.prefix;
  if (a.kind === "dynamic" || b.kind === "dynamic")
    return unknown(b.text, { prefix, splits: a.splits || b.splits });
  return { ...pattern(asPattern(a) + asPattern(b), a.deep || b.deep), prefix };
}

/** Which number stands behind a part of a name may decide which file is meant. */
function adjacent(a: Value, b: Value): Value {
  const text = a.text + b.text;
  if (b.number && /[A-Za-z_.]\d*$/.test(a.text) && !/^-[A-Za-z]$/.test(a.text))
    return unknown(b.text, { prefix: a.text });
  return (a.number || b.number) && /^-?\d+$/.test(text) ? { ...fixed(text), number: true } : fixed(text);
}

function asPattern(value: Value): string {
  return value.kind === "glob" ? value.text : value.text.replace(/[*?[\]\\]/g, "\\$&");
}

function vague(text: string): Value {
  return unknown(text, { splits: true });
}
