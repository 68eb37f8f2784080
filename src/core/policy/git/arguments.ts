import { fixed, type Value } from "../words.ts";
import { type Grammar, gitGrammar } from "./grammar.ts";

/** The words behind a command, told apart by a grammar in git's way. */
export interface GitArguments {
  /** Long names of the options that count in the end, with `--`; `--no-x` for what takes x back. */
  readonly options: readonly string[];
  readonly operands: readonly Value[];
  /** The values of the options, by their long names without `--`. */
  readonly values: ReadonlyMap<string, readonly Value[]>;
  /** How many operands stand before `--`; below 0 without it. */
  readonly split: number;
  /** Words of which it cannot be known what they are. */
  readonly hazards: readonly string[];
}

/** Reads the words behind a command of git. */
export function readGitArguments(command: string, rest: readonly Value[]): GitArguments {
  return readOptions(`git ${command}`, gitGrammar(command, rest[0]?.text), rest);
}

/** Reads the words behind `program` by its grammar: abbreviations and clusters are resolved. */
export function readOptions(program: string, grammar: Grammar, rest: readonly Value[]): GitArguments {
  const hazards: string[] = [];
  const options: string[] = [];
  const operands: Value[] = [];
  const values = new Map<string, Value[]>();
  const known = listed(grammar);
  const left = [...rest];
  let split = -1;
  const give = (option: string): void => {
    const opposite = option.startsWith("--no-") ? `--${option.slice(5)}` : `--no-${option.slice(2)}`;
    const before = options.indexOf(opposite);
    if (before >= 0 && !(known.long.has(option.slice(2)) && known.long.has(opposite.slice(2)))) {
      hazards.push(`${option} takes back an option before it`);
      options.splice(before, 1);
    }
    options.push(option);
  };
  const take = ({ name, kind }: Option, inline: string | undefined): void => {
    give(`--${name}`);
    const behind = inline === undefined && kind === "=";
    const value = behind ? left.shift() : inline === undefined ? undefined : fixed(inline);
    if (value === undefined) return;
    values.set(name, [...(values.get(name) ?? []), value]);
    if (!behind) return;
    if (value.splits) hazards.push(`what ${value.text} becomes for ${program} is not known`);
    // Commands that read their words twice see an option there, and so does a git with another list of options.
    if (/^-./.test(value.prefix) && !/^-\d+$/.test(value.text) && !isPattern(name, value.text))
      hazards.push(`${value.text} behind --${name} can be an option or a value`);
  };
  const isPattern = (name: string, text: string): boolean =>
    name === "pattern" ||
    (PATTERNS.has(name) && /^--./.test(text) && meanings(text.slice(2), known.long).length === 0);
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    const { text } = word;
    if (split >= 0 || text === "-" || !word.prefix.startsWith("-")) {
      if (program === "git grep" && split < 0 && (text === "(" || text === ")")) continue;
      const open = split < 0 && (word.prefix === "" || word.splits);
      if (word.kind === "dynamic" && (open || program === "git push")) {
        hazards.push(`what ${text} becomes for ${program} is not known`);
      }
      operands.push(word);
      continue;
    }
    if (word.kind !== "static") hazards.push(`${text} cannot be known`);
    if (text === "--") {
      split = operands.length;
      continue;
    }
    if (/^-\d+$/.test(text) && !known.short.has(text.slice(1, 2))) {
      options.push(text);
      continue;
    }
    if (text.startsWith("--")) {
      const end = `${text}=`.indexOf("=");
      const name = text.slice(2, end);
      const inline = end < text.length ? text.slice(end + 1) : undefined;
      const meant = meanings(name, known.long);
      if (meant.length > 1) hazards.push(`${text} can be several options`);
      if (meant.length === 0) {
        if (grammar.open !== true) hazards.push(`${text} is no option of ${program} that is known`);
        options.push(`--${name}`);
      }
      for (const option of meant) {
        if (meant.length > 1) give(`--${option.name}`);
        else take(option, inline);
      }
      continue;
    }
    for (let at = 1; at < text.length; at += 1) {
      const letter = text.charAt(at);
      const option = known.short.get(letter);
      if (option === undefined && grammar.open !== true)
        hazards.push(`-${letter} is no option of ${program} that is known`);
      if (option === undefined || option.name === "") {
        options.push(`-${letter}`);
        continue;
      }
      const inline = text.slice(at + 1);
      take(option, option.kind === "" || inline === "" ? undefined : inline);
      if (option.kind !== "") break;
    }
  }
  return { options, operands, values, split, hazards };
}

/** Options that look for a text, which may be the name of another program's option. */
const PATTERNS = new Set(["pickaxe", "pickaxe-grep", "grep"]);

interface Option {
  readonly name: string;
  /** `=`: takes a value; `?`: takes one that is glued to it; empty: takes none. */
  readonly kind: string;
}

interface Listed {
  readonly long: ReadonlyMap<string, Option>;
  readonly short: ReadonlyMap<string, Option>;
}

function listed(grammar: Grammar): Listed {
  const before = LISTED.get(grammar);
  if (before !== undefined) return before;
  const made = {
    long: firstOf(words(grammar.long).map((text) => [optionOf(text).name, optionOf(text)])),
    short: firstOf(words(grammar.short).map((text) => [text.slice(0, 1), optionOf(text.slice(2))])),
  };
  LISTED.set(grammar, made);
  return made;
}

/** A grammar holds hundreds of options and is asked for again and again. */
const LISTED = new WeakMap<Grammar, Listed>();

/** Where a name stands twice, the first counts. */
function firstOf(entries: readonly (readonly [string, Option])[]): ReadonlyMap<string, Option> {
  const found = new Map<string, Option>();
  for (const [name, option] of entries) if (!found.has(name)) found.set(name, option);
  return found;
}

function words(text = ""): readonly string[] {
  return text.split(" ").filter(Boolean);
}

function optionOf(text: string): Option {
  const name = text.replace(/[=?]/, "");
  return { name, kind: text.slice(name.length) };
}

/** The options that a long name, or the beginning of one, may mean. */
function meanings(name: string, long: ReadonlyMap<string, Option>): readonly Option[] {
  const own = long.get(name);
  if (own !== undefined) return [own];
  const opposites = [...long.keys()].map((one) => (one.startsWith("no-") ? one.slice(3) : `no-${one}`));
  if (opposites.includes(name)) return [optionOf(name)];
  const all = new Map(opposites.map((one): [string, Option] => [one, optionOf(one)]));
  for (const [one, option] of long) all.set(one, option);
  return [...all.values()].filter((option) => option.name.startsWith(name));
}
