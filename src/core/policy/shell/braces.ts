import type { Word, WordPart } from "unbash";

/** More words than this are not told apart. */
const MOST = 48;

/**
 * Expands `{a,b}` and `{1..3}` in the source text of a word, as bash does before anything else. Undefined when
 * there are too many, or when it is not clear what bash would do.
 */
export function expandBraces(word: Word): readonly string[] | undefined {
  const tokens = word.parts?.flatMap(tokensOf) ?? characters(word.text);
  return tokens.filter((token) => token === "{").length > MOST ? undefined : expand(tokens);
}

/** The characters of a part in which a brace or comma counts; what is quoted or substituted stays in one piece. */
function tokensOf(part: WordPart): readonly string[] {
  if (part.type === "Literal") return characters(part.text);
  if (part.type !== "Glob" && part.type !== "BraceExpansion") return [part.text];
  const inner = part.parts?.flatMap(tokensOf);
  return inner === undefined ? characters(part.text) : [part.text.slice(0, 1), ...inner, part.text.slice(-1)];
}

function characters(text: string): readonly string[] {
  return Array.from(text.replaceAll("\\\n", "").matchAll(/\\?./gs), ([token]) => token);
}

function expand(tokens: readonly string[]): readonly string[] | undefined {
  const open = tokens.findIndex((token, at) => token === "{" && (at > 0 || tokens[1] !== "}"));
  if (open < 0) return [tokens.join("")];
  const rest = tokens.slice(open + 1);
  const close = closing(rest);
  if (close === undefined) return combined(tokens.slice(0, open + 1), [""], expand(rest));
  return combined(tokens.slice(0, open), alternatives(rest.slice(0, close)), expand(rest.slice(close + 1)));
}

/** The brace that closes what is open: the first on its level behind a `,` or `..`. */
function closing(tokens: readonly string[]): number | undefined {
  let level = 0;
  let separated = false;
  for (const [at, token] of tokens.entries()) {
    if (level === 0 && separated && token === "}") return at;
    separated ||= level === 0 && separates(tokens, at);
    level = levelAfter(token, level);
  }
  return undefined;
}

function separates(tokens: readonly string[], at: number): boolean {
  return tokens[at] === "," || (tokens[at] === "." && tokens[at + 1] === "." && tokens[at + 2] !== "}");
}

function levelAfter(token: string, level: number): number {
  if (token === "{") return level + 1;
  return token === "}" ? Math.max(0, level - 1) : level;
}

function alternatives(tokens: readonly string[]): readonly string[] | undefined {
  let item: string[] = [];
  const items = [item];
  let level = 0;
  for (const token of tokens) {
    level = levelAfter(token, level);
    if (token === "," && level === 0) {
      item = [];
      items.push(item);
    } else item.push(token);
  }
  if (items.length === 1) return sequence(tokens.join(""));
  const lists = items.map(expand);
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** `1..9..2` and `a..e`; undefined for forms with a meaning of their own, such as leading zeros. */
function sequence(text: string): readonly string[] | undefined {
  const letters = /^([a-z]\.\.[a-z]|[A-Z]\.\.[A-Z])$/.test(text);
  if (!letters && !NUMBERS.test(text)) return undefined;
  const [from = 0, to = 0, by = 1] = text
    .split("..")
    .map((end) => (letters ? end.charCodeAt(0) : Number(end)));
  const step = Math.max(1, Math.abs(by));
  const length = Math.floor(Math.abs(to - from) / step) + 1;
  if (length > MOST) return undefined;
  const values = Array.from({ length }, (_, index) => from + index * (from < to ? step : -step));
  return values.map((value) => (letters ? String.fromCharCode(value) : String(value)));
}

const NUMBERS = /^-?(0|[1-9]\d{0,5})\.\.-?(0|[1-9]\d{0,5})(\.\.-?\d{1,4})?$/;

function combined(
  before: readonly string[],
  middles: readonly string[] | undefined,
  ends: readonly string[] | undefined,
): readonly string[] | undefined {
  if (middles === undefined || ends === undefined || middles.length * ends.length > MOST) return undefined;
  return middles.flatMap((middle) => ends.map((end) => before.join("") + middle + end));
}
