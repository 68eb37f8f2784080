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
  return text.replaceAll("\\\n", "").match(/\\[\s\S]|[\s\S]/g) ?? [];
}

function expand(tokens: readonly string[]): readonly string[] | undefined {
  const open = tokens.findIndex((token, at) => token === "{" && (at > 0 || tokens[1] !== "}"));
  if (open < 0) return [tokens.join("")];
  const close = closing(tokens, open);
  if (close === undefined) return combined(tokens.slice(0, open + 1), [""], expand(tokens.slice(open + 1)));
  return combined(
    tokens.slice(0, open),
    alternatives(tokens.slice(open + 1, close)),
    expand(tokens.slice(close + 1)),
  );
}

/** The brace that closes the one at `open`: the first on its level behind a `,` or `..`. */
function closing(tokens: readonly string[], open: number): number | undefined {
  let level = 0;
  let separated = false;
  for (let at = open + 1; at < tokens.length; at += 1) {
    if (level === 0 && separated && tokens[at] === "}") return at;
    separated ||= level === 0 && separates(tokens, at);
    level = levelAfter(tokens[at], level);
  }
  return undefined;
}

function separates(tokens: readonly string[], at: number): boolean {
  return tokens[at] === "," || (tokens[at] === "." && tokens[at + 1] === "." && tokens[at + 2] !== "}");
}

function levelAfter(token: string | undefined, level: number): number {
  if (token === "{") return level + 1;
  return token === "}" ? Math.max(0, level - 1) : level;
}

function alternatives(tokens: readonly string[]): readonly string[] | undefined {
  const items: string[][] = [[]];
  let level = 0;
  for (const token of tokens) {
    level = levelAfter(token, level);
    if (token === "," && level === 0) items.push([]);
    else items.at(-1)?.push(token);
  }
  if (items.length === 1) return sequence(tokens.join(""));
  const lists = items.map(expand);
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined;
}

/** `1..9..2` and `a..e`; undefined for forms with a meaning of their own, such as leading zeros. */
function sequence(text: string): readonly string[] | undefined {
  const [, low = "", high = "", by = "1"] =
    /^(-?(?:0|[1-9]\d{0,5})|[a-z]|[A-Z])\.\.(-?(?:0|[1-9]\d{0,5})|[a-z]|[A-Z])(?:\.\.(-?\d{1,4}))?$/.exec(
      text,
    ) ?? [];
  const letters = /^([a-z]{2}|[A-Z]{2})$/.test(low + high);
  if (!letters && !/^[-\d]+$/.test(low + high)) return undefined;
  const [from, to] = letters ? [low.charCodeAt(0), high.charCodeAt(0)] : [Number(low), Number(high)];
  const step = Math.max(1, Math.abs(Number(by)));
  const length = Math.floor(Math.abs(to - from) / step) + 1;
  if (length > MOST) return undefined;
  const values = Array.from({ length }, (_, index) => from + index * (from < to ? step : -step));
  return values.map((value) => (letters ? String.fromCharCode(value) : String(value)));
}

function combined(
  before: readonly string[],
  middles: readonly string[] | undefined,
  ends: readonly string[] | undefined,
): readonly string[] | undefined {
  if (middles === undefined || ends === undefined || middles.length * ends.length > MOST) return undefined;
  return middles.flatMap((middle) => ends.map((end) => before.join("") + middle + end));
}
