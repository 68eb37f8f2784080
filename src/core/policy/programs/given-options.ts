import type { Value } from "../words.ts";
import { rest } from "./arguments.ts";

/** The options of a program that reads its words with `getopt_long`. */
export interface Options {
  /** Those that take a value, as `name=`, and those that must be known to be told from them. */
  readonly long: string;
  /** `f:force` is a switch, `o:output=` takes a value, `i:in-place?` takes what is glued to it. */
  readonly short: string;
}

/** The words behind a program, told apart. */
export interface GivenOptions {
  /** Long names with `--`; `-x` for a letter that is not listed. */
  readonly options: readonly string[];
  readonly operands: readonly Value[];
  /** The values of the options, by their long names without `--`. */
  readonly values: ReadonlyMap<string, readonly Value[]>;
  /** Whether a word that is not known may be an option, or several words. */
  readonly unclear: boolean;
}

/**
 * Reads the words behind a program: abbreviations and clusters are resolved, and options may follow operands. Goes on behind
 * a word that is not known, so that what is known beside it is judged.
 */
export function readGiven(known: Options, words: readonly Value[]): GivenOptions {
  const long = known.long.split(" ");
  const short = new Map(known.short.split(" ").map((entry) => [entry.charAt(0), entry.slice(2)]));
  const options: string[] = [];
  const operands: Value[] = [];
  const values = new Map<string, Value[]>();
  const left = [...words];
  let ended = false;
  let unclear = false;
  const take = (name: string, value: Value | undefined): void => {
    options.push(`--${name}`);
    if (value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const { text, prefix } = word;
    if (ended || text === "-" || !prefix.startsWith("-")) {
      if (word.splits) unclear = true;
      operands.push(word);
      continue;
    }
    if (word.kind !== "static") unclear = true;
    if (text === "--") {
      ended = true;
      continue;
    }
    if (!text.startsWith("--")) {
      readLetters(word, short, options, take, left);
      continue;
    }
    const end = `${text}=`.indexOf("=");
    const name = text.slice(2, end);
    const exact = long.filter((option) => option === name || option === `${name}=`);
    const meant = exact.length > 0 ? exact : long.filter((option) => option.startsWith(name));
    if (meant.length === 0) options.push(text.slice(0, end));
    const inline = end < text.length ? rest(word, end + 1) : undefined;
    // An abbreviation that means several options is refused by the program itself.
    const value = inline ?? (meant.some((option) => option.endsWith("=")) ? left.shift() : undefined);
    for (const option of meant) take(option.replace("=", ""), value);
  }
  return { options, operands, values, unclear };
}

function readLetters(
  word: Value,
  short: ReadonlyMap<string, string>,
  options: string[],
  take: (name: string, value: Value | undefined) => void,
  left: Value[],
): void {
  const { text } = word;
  for (let at = 1; at < text.length; at += 1) {
    const option = short.get(text.charAt(at));
    if (option === undefined) options.push(`-${text.charAt(at)}`);
    else if (!/[=?]$/.test(option)) take(option, undefined);
    else {
      const glued = at < text.length - 1 ? rest(word, at + 1) : undefined;
      take(option.slice(0, -1), option.endsWith("?") ? undefined : (glued ?? left.shift()));
      return;
    }
  }
}
