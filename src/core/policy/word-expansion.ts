import { type DoubleQuotedChild, parse, type Word, type WordPart } from "unbash";
import { expandBraces } from "./braces.ts";
import { fixed, pattern, unknown, type Value } from "./words.ts";

/** What the words of one line can refer to. */
export interface Scope {
  /** What `$name` can be: each alternative, or undefined when that is not known. */
  variable(name: string): readonly Value[] | undefined;
  /** What `$(source)` can print, when that is known without running it. */
  output(source: string): readonly Value[] | undefined;
  readonly home: string;
  /** The working directory; undefined when there are several candidates. */
  readonly cwd: string | undefined;
  /** `shopt -s dotglob` was seen. */
  readonly dotglob: boolean;
}

/** More alternatives than this are not told apart: the word then counts as dynamic. */
const MOST = 48;

/**
 * Expands the words of a command as bash would: braces, tilde, variables that are known, quoting. Gives every
 * alternative list of words; one list where nothing is ambiguous.
 */
export function expandWords(words: readonly Word[], scope: Scope): Value[][] {
  let lists: Value[][] = [[]];
  for (const word of words) lists = combined(lists, expandWord(word, scope), word.text);
  return lists;
}

/** Each list with each alternative behind it. */
function combined(lists: Value[][], alternatives: Value[][], text: string): Value[][] {
  const some = lists.length * alternatives.length > MOST ? [[vague(text)]] : alternatives;
  return lists.flatMap((list) => some.map((alternative) => [...list, ...alternative]));
}

/** Expands a word where bash neither splits nor globs: an assignment's value, a here-string. */
export function expandQuoted(word: Word, scope: Scope): Value[] {
  return fieldsOf(word, scope, true).map(([value]) => value ?? fixed(""));
}

/** Expands one word; each alternative is the list of words it becomes. */
function expandWord(word: Word, scope: Scope): Value[][] {
  const texts = word.text.includes("{") ? expandBraces(word) : [word.text];
  if (texts?.length === 1 && texts[0] === word.text) return fieldsOf(word, scope, false);
  const words = texts?.map(reparse);
  if (words?.every((one) => one !== undefined) !== true) return [[vague(word.text)]];
  let lists: Value[][] = [[]];
  for (const one of words.flat()) lists = combined(lists, fieldsOf(one, scope, false), one.text);
  return lists;
}

/** The word that `text` is, or no word where it is empty; undefined when the shell would not take it for one. */
function reparse(text: string): readonly Word[] | undefined {
  if (text === "") return [];
  const command = parse(`: ${text}`).commands[0]?.command;
  const [word, ...more] = command?.type === "Command" ? command.suffix : [];
  return more.length > 0 || word?.type !== "Word" || word.text !== text ? undefined : [word];
}

function partsOf(word: Word): readonly WordPart[] {
  return (
    word.parts ?? [{ type: "Literal", text: word.text, value: word.value, pos: word.pos, end: word.end }]
  );
}

/** The words that a word without braces becomes, the last one still open; undefined is nothing yet. */
type Fields = readonly (Value | undefined)[];

function fieldsOf(word: Word, scope: Scope, whole: boolean): Value[][] {
  const parts = partsOf(word);
  let lists: Fields[] = [[undefined]];
  for (const [index, part] of parts.entries()) {
    const all =
      part.type === "Literal"
        ? [[literal(part, index === 0, parts.length === 1, scope)]]
        : partFields(part, scope, whole);
    const alternatives = lists.length * all.length > MOST ? [[vague(part.text)]] : all;
    lists = lists.flatMap((list) => alternatives.map((alternative) => appended(list, alternative)));
  }
  return lists.map((list) => list.flatMap((field) => (field === undefined ? [] : [finished(field)])));

  function finished(field: Value): Value {
    if (field.kind === "dynamic") return { ...field, text: word.text };
    return field.kind === "glob" ? { ...field, deep: field.deep || scope.dotglob } : field;
  }
}

function literal(
  part: Extract<WordPart, { type: "Literal" }>,
  first: boolean,
  only: boolean,
  scope: Scope,
): Value | undefined {
  const text = part.text.replaceAll("\\\n", "");
  // Bash also expands a tilde behind the `=` and `:` of what looks like an assignment; `~/` means the same later.
  const inside = text.search(/[=:]~[^/:]/);
  if (inside >= 0) return unknown(part.text, { prefix: text.slice(0, inside + 1) });
  const [start, user] = /^~([^/\\]*)(?=\/|$)/.exec(text) ?? [];
  if (first && start !== undefined && (only || start !== text)) {
    const rest = part.value.slice(start.length);
    if (user === "") return fixed(scope.home + rest);
    if (user === "+" && scope.cwd !== undefined) return fixed(scope.cwd + rest);
    return unknown(part.text, { prefix: "/" });
  }
  return part.value === "" ? undefined : fixed(part.value);
}

function partFields(
  part: Exclude<WordPart, { type: "Literal" }>,
  scope: Scope,
  whole: boolean,
): readonly Fields[] {
  switch (part.type) {
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [[fixed(part.value)]];
    case "DoubleQuoted":
    case "LocaleString":
      return part.parts.reduce<readonly Fields[]>(
        (lists, child) => {
          const all = child.type === "Literal" ? [[fixed(child.value)]] : expansion(child, scope, true);
          const alternatives = lists.length * all.length > MOST ? [[unknown(child.text)]] : all;
          return lists.flatMap((list) => alternatives.map((alternative) => appended(list, alternative)));
        },
        [[fixed("")]],
      );
    case "Glob":
      if (part.parts?.some((inner) => inner.type !== "Literal")) return [[vague(part.text)]];
      return [[whole ? fixed(part.value) : pattern(part.text)]];
    case "ExtendedGlob":
    case "BraceExpansion":
      return [[vague(part.text)]];
    case "ProcessSubstitution":
      return [[fixed("/dev/fd/63")]];
    default:
      return expansion(part, scope, whole);
  }
}

function expansion(
  part: Exclude<DoubleQuotedChild, { type: "Literal" }>,
  scope: Scope,
  quoted: boolean,
): readonly Fields[] {
  const values = valuesOf(part, scope);
  if (values === undefined || values.length === 0) {
    const list = part.type !== "CommandExpansion" && part.text.includes("@");
    return [[unknown(part.text, { splits: !quoted || list })]];
  }
  return values.map((value) => (quoted ? [{ ...value, splits: false }] : split(value)));
}

function valuesOf(
  part: Exclude<DoubleQuotedChild, { type: "Literal" }>,
  scope: Scope,
): readonly Value[] | undefined {
  switch (part.type) {
    case "ArithmeticExpansion":
      return NUMBER;
    case "CommandExpansion":
      return scope.output(part.text);
    case "SimpleExpansion":
      return parameter(part.text.slice(1), scope);
    case "ParameterExpansion":
      if (part.prefix === "#") return NUMBER;
      if (part.prefix !== undefined || part.index !== undefined || part.operation !== undefined)
        return undefined;
      return parameter(part.parameter, scope);
  }
}

function parameter(name: string, scope: Scope): readonly Value[] | undefined {
  if (/^[#?$]$/.test(name)) return NUMBER;
  return name === "!" ? [...NUMBER, fixed("")] : scope.variable(name);
}

/** Stands for any number, since no rule tells one from another. */
const NUMBER: readonly Value[] = [fixed("1")];

/** What an unquoted value becomes: it is split at white space, and what it holds of patterns matches files. */
function split(value: Value): Fields {
  if (value.kind !== "static") return [value];
  return value.text.split(/[ \t\n]+/).map((token) => {
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
  if (a.kind === "static" && b.kind === "static") return fixed(a.text + b.text);
  const prefix = a.kind === "static" ? a.text + b.prefix : a.prefix;
  if (a.kind === "dynamic" || b.kind === "dynamic")
    return unknown("", { prefix, splits: a.splits || b.splits });
  return { ...pattern(asPattern(a) + asPattern(b), a.deep || b.deep), prefix };
}

function asPattern(value: Value): string {
  return value.kind === "glob" ? value.text : value.text.replace(/[*?[\]\\]/g, "\\$&");
}

function vague(text: string): Value {
  return unknown(text, { splits: true });
}
