import { type DoubleQuotedChild, parse, type Word, type WordPart } from "unbash";

/**
 * What a word of a command line can become. `static`: exactly `text`. `glob`: any file name that the pattern
 * `text` matches (quoted characters stand behind a backslash). `dynamic`: cannot be known without running
 * something; `text` is then the source, and `prefix` what it surely begins with.
 */
export interface Value {
  readonly kind: "static" | "glob" | "dynamic";
  readonly text: string;
  readonly prefix: string;
  /** Unquoted and dynamic: may become no word, or several. */
  readonly splits: boolean;
  /** A pattern whose `*` also matches a leading dot and crosses folders, as those of `find` do. */
  readonly deep: boolean;
}

/** Makes a word that is exactly `text`. */
export function fixed(text: string): Value {
  return { kind: "static", text, prefix: text, splits: false, deep: false };
}

/** Makes a word that cannot be known; `text` is shown to people. */
export function unknown(
  text: string,
  options: { readonly prefix?: string; readonly splits?: boolean } = {},
): Value {
  return {
    kind: "dynamic",
    text,
    prefix: options.prefix ?? "",
    splits: options.splits ?? false,
    deep: false,
  };
}

/** Makes a word that is some file name matching `text`. */
export function pattern(text: string, deep = false): Value {
  const special = text.search(/[*?[\\]/);
  return { kind: "glob", text, prefix: special < 0 ? text : text.slice(0, special), splits: false, deep };
}

/** What the words of one line can refer to. */
export interface Scope {
  /** What `$name` can be: each alternative, or undefined when that is not known. */
  variable(name: string): readonly Value[] | undefined;
  /** What `$(source)` prints, when that is known without running it. */
  output(source: string): Value | undefined;
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
  for (const word of words) {
    let alternatives = expandWord(word, scope);
    if (lists.length * alternatives.length > MOST) {
      alternatives = [[unknown(word.text, { splits: true })]];
    }
    const next: Value[][] = [];
    for (const list of lists) {
      for (const alternative of alternatives)
        next.push(alternative.length === 0 ? list : [...list, ...alternative]);
    }
    lists = next;
  }
  return lists;
}

/** Expands one word; each alternative is the list of words it becomes. */
export function expandWord(word: Word, scope: Scope): Value[][] {
  const parts = word.parts;
  if (parts === undefined) {
    if (hasBrace(word.text)) return [[unknown(word.text, { splits: true })]];
    return [[plain(word, scope)]];
  }
  if (parts.some((part) => part.type === "BraceExpansion")) {
    const texts = expandBraces(word.text, 0);
    if (texts === undefined || texts.includes(word.text)) return [[unknown(word.text, { splits: true })]];
    return expandWords(texts.flatMap(reparse), scope);
  }
  const bare = parts
    .map((part) => (part.type === "Literal" || part.type === "Glob" ? part.text : "\0"))
    .join("");
  if (hasBrace(bare)) return [[unknown(word.text, { splits: true })]];
  return new Fields(word, scope).read(parts);
}

/** Expands a word where bash neither splits nor globs: an assignment's value, a here-string. */
export function expandQuoted(word: Word, scope: Scope): Value[] {
  if (word.parts === undefined) return [plain(word, scope)];
  return new Fields(word, scope, true).read(word.parts).map((list) => list[0] ?? fixed(""));
}

function plain(word: Word, scope: Scope): Value {
  return word.text.startsWith("~") ? tilde(word.value, word.text, scope) : fixed(word.value);
}

function tilde(value: string, source: string, scope: Scope): Value {
  const slash = value.indexOf("/");
  const user = slash < 0 ? value : value.slice(0, slash);
  const rest = slash < 0 ? "" : value.slice(slash);
  if (user === "~") return fixed(scope.home + rest);
  if (user === "~+" && scope.cwd !== undefined) return fixed(scope.cwd + rest);
  return unknown(source, { prefix: "/" });
}

function hasBrace(text: string): boolean {
  return /\{[^{}]*(,|\.\.)[\s\S]*\}/.test(text) && !/^[^{]*@\{[^,{}]*\}[^{]*$/.test(text);
}

function reparse(text: string): readonly Word[] {
  const command = parse(`: ${text}`).commands[0]?.command;
  if (command?.type !== "Command") return [];
  return command.suffix.filter((child): child is Word => child.type === "Word");
}

/** Builds the fields that one word becomes, alternative by alternative. */
class Fields {
  readonly #word: Word;
  readonly #scope: Scope;
  readonly #whole: boolean;
  #lists: Field[][] = [[emptyField()]];

  constructor(word: Word, scope: Scope, whole = false) {
    this.#word = word;
    this.#scope = scope;
    this.#whole = whole;
  }

  read(parts: readonly WordPart[]): Value[][] {
    parts.forEach((part, index) => {
      this.#part(part, index === 0, parts.length === 1);
    });
    return this.#lists.map((list) => list.flatMap((field) => this.#finish(field)));
  }

  #part(part: WordPart, first: boolean, only: boolean): void {
    switch (part.type) {
      case "Literal":
        if (first && part.text.startsWith("~") && (only || part.text.includes("/")))
          this.#value(tilde(part.value, part.text, this.#scope), true);
        else this.#literal(part.value);
        return;
      case "SingleQuoted":
      case "AnsiCQuoted":
        this.#literal(part.value, true);
        return;
      case "DoubleQuoted":
      case "LocaleString":
        this.#literal("", true);
        for (const child of part.parts) this.#quotedChild(child);
        return;
      case "Glob":
        if (this.#whole) this.#literal(part.value);
        else this.#glob(part.text);
        return;
      case "ExtendedGlob":
        this.#glob("*");
        return;
      case "ProcessSubstitution":
        this.#literal("/dev/fd/63");
        return;
      case "BraceExpansion":
        if (this.#whole) this.#literal(part.text);
        else this.#value(unknown(part.text, { splits: true }), false);
        return;
      default:
        this.#expansion(part, this.#whole);
    }
  }

  #quotedChild(part: DoubleQuotedChild): void {
    if (part.type === "Literal") this.#literal(part.value, true);
    else this.#expansion(part, true);
  }

  #expansion(part: Exclude<DoubleQuotedChild, { type: "Literal" }>, quoted: boolean): void {
    if (part.type === "ArithmeticExpansion") {
      this.#literal("1");
      return;
    }
    if (part.type === "CommandExpansion") {
      const output = this.#scope.output(part.text);
      this.#value(output ?? unknown(part.text, { splits: !quoted }), quoted);
      return;
    }
    const name = variableName(part);
    if (name === "#" || name === "?" || name === "$" || name === "!") {
      this.#literal("1");
      return;
    }
    const values = name === undefined ? undefined : this.#scope.variable(name);
    if (values === undefined || values.length === 0) {
      this.#value(unknown(part.text, { splits: !quoted }), quoted);
      return;
    }
    if (values.length * this.#lists.length > MOST) {
      this.#value(unknown(part.text, { splits: !quoted }), quoted);
      return;
    }
    const before = this.#lists;
    const after: Field[][] = [];
    for (const value of values) {
      this.#lists = before.map((list) => list.map((field) => ({ ...field })));
      this.#value(value, quoted);
      after.push(...this.#lists);
    }
    this.#lists = after;
  }

  #literal(text: string, quoted = false): void {
    for (const field of this.#last()) {
      field.text += text;
      field.pattern += text.replace(/[*?[\]\\]/g, "\\$&");
      if (quoted || text !== "") field.present = true;
      if (!field.dynamic && !field.glob) field.prefix += text;
    }
  }

  #glob(text: string): void {
    for (const field of this.#last()) {
      field.text += text;
      field.pattern += text;
      field.present = true;
      field.glob = true;
    }
  }

  #value(value: Value, quoted: boolean): void {
    if (value.kind === "static") {
      this.#known(value.text, quoted);
      return;
    }
    for (const field of this.#last()) {
      if (!field.dynamic && !field.glob) field.prefix += value.prefix;
      field.text += value.text;
      field.present = true;
      if (value.kind === "glob") {
        field.pattern += value.text;
        field.glob = true;
        field.deep ||= value.deep;
      } else {
        field.dynamic = true;
        field.splits ||= value.splits && !quoted;
      }
    }
  }

  /** A known value, split at white space and globbed where it is not quoted. */
  #known(text: string, quoted: boolean): void {
    if (quoted || !/[\s*?[\\]/.test(text)) {
      this.#literal(text, quoted);
      return;
    }
    text.split(/[ \t\n]+/).forEach((token, index) => {
      if (index > 0) for (const list of this.#lists) list.push(emptyField());
      if (/[*?[\\]/.test(token)) this.#glob(token);
      else this.#literal(token);
    });
  }

  #last(): Field[] {
    return this.#lists.flatMap((list) => list.slice(-1));
  }

  #finish(field: Field): Value[] {
    if (field.dynamic) {
      return [
        { kind: "dynamic", text: this.#word.text, prefix: field.prefix, splits: field.splits, deep: false },
      ];
    }
    if (field.glob && !this.#whole) {
      const deep = field.deep || this.#scope.dotglob;
      return [{ kind: "glob", text: field.pattern, prefix: field.prefix, splits: false, deep }];
    }
    if (field.glob)
      return [{ kind: "glob", text: field.pattern, prefix: field.prefix, splits: false, deep: field.deep }];
    return field.present || this.#whole ? [fixed(field.text)] : [];
  }
}

interface Field {
  text: string;
  pattern: string;
  prefix: string;
  present: boolean;
  glob: boolean;
  deep: boolean;
  dynamic: boolean;
  splits: boolean;
}

function emptyField(): Field {
  return {
    text: "",
    pattern: "",
    prefix: "",
    present: false,
    glob: false,
    deep: false,
    dynamic: false,
    splits: false,
  };
}

function variableName(part: Exclude<DoubleQuotedChild, { type: "Literal" }>): string | undefined {
  if (part.type === "SimpleExpansion") return part.text.slice(1);
  if (part.type !== "ParameterExpansion") return undefined;
  if (part.prefix === "#") return "#";
  if (part.prefix !== undefined || part.index !== undefined || part.operation !== undefined) return undefined;
  return part.parameter;
}

/**
 * Expands `{a,b}` and `{1..3}` in the source text of a word, as bash does before anything else. Undefined when
 * there are too many, or when it is not clear what bash would do.
 */
export function expandBraces(text: string, depth: number): string[] | undefined {
  const found = firstBrace(text);
  if (found === undefined) return [text];
  if (depth > 6) return undefined;
  const { start, end, items } = found;
  const results: string[] = [];
  for (const item of items) {
    const inner = expandBraces(text.slice(0, start) + item + text.slice(end), depth + 1);
    if (inner === undefined || results.length + inner.length > MOST) return undefined;
    results.push(...inner);
  }
  return results;
}

function firstBrace(text: string): { start: number; end: number; items: string[] } | undefined {
  for (let start = 0; start < text.length; start = skip(text, start)) {
    if (text[start] !== "{" || text[start - 1] === "$") continue;
    const items: string[] = [];
    let depth = 1;
    let from = start + 1;
    let at = from;
    for (; at < text.length && depth > 0; at = skip(text, at)) {
      const char = text[at];
      if (char === "{" && text[at - 1] !== "$") depth += 1;
      else if (char === "}") depth -= 1;
      if ((char === "," && depth === 1) || depth === 0) {
        items.push(text.slice(from, at));
        from = at + 1;
      }
    }
    if (depth > 0) continue;
    if (items.length > 1) return { start, end: at, items };
    const range = sequence(items[0] ?? "");
    if (range !== undefined) return { start, end: at, items: range };
  }
  return undefined;
}

/** The index after the character, quoted text or substitution at `at`. */
function skip(text: string, at: number): number {
  const char = text[at];
  if (char === "\\") return at + 2;
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? text.length : end + 1;
  }
  if (char === '"' || char === "`") {
    let end = at + 1;
    while (end < text.length && text[end] !== char) end += text[end] === "\\" ? 2 : 1;
    return end + 1;
  }
  if (char === "$" && (text[at + 1] === "{" || text[at + 1] === "(")) {
    const open = text[at + 1];
    const close = open === "{" ? "}" : ")";
    let depth = 1;
    let end = at + 2;
    while (end < text.length && depth > 0) {
      if (text[end] === open) depth += 1;
      if (text[end] === close) depth -= 1;
      end += 1;
    }
    return end;
  }
  return at + 1;
}

function sequence(item: string): string[] | undefined {
  const numbers = /^(-?\d{1,6})\.\.(-?\d{1,6})(?:\.\.(-?\d{1,4}))?$/.exec(item);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,4}))?$/.exec(item);
  const match = numbers ?? letters;
  if (match === null) return undefined;
  const [, low = "", high = "", by = "1"] = match;
  const from = numbers ? Number(low) : low.charCodeAt(0);
  const to = numbers ? Number(high) : high.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by)));
  const result: string[] = [];
  for (let value = from; from <= to ? value <= to : value >= to; value += from <= to ? step : -step) {
    if (result.length > MOST) return result;
    result.push(numbers ? String(value) : `\\${String.fromCharCode(value)}`);
  }
  return result;
}
