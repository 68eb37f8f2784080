import { type Grammar, gitGrammar } from "./git-grammar.ts";
import { fixed, type Value } from "./words.ts";

/** The words behind a command, told apart by a grammar in git's way. */
export interface GitArguments {
  /** Long names of the options, with `--`. */
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
  return readOptions(`git ${command}`, gitGrammar(command), rest);
}

/** Reads the words behind `program` by its grammar: abbreviations and clusters are resolved. */
export function readOptions(program: string, grammar: Grammar, rest: readonly Value[]): GitArguments {
  const hazards: string[] = [];
  const long = grammar.long.split(" ").filter(Boolean);
  const short = new Map(
    grammar.short
      .split(" ")
      .filter(Boolean)
      .map((entry): [string, string] => [entry.slice(0, 1), entry.slice(2)]),
  );
  const options: string[] = [];
  const operands: Value[] = [];
  const values = new Map<string, Value[]>();
  let split = -1;
  const take = (name: string, value: Value | undefined): void => {
    options.push(`--${name}`);
    if (value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    if (word === undefined) break;
    const text = word.text;
    if (split >= 0 || text === "-" || !(word.kind === "static" ? text : word.prefix).startsWith("-")) {
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
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
      const exact = long.filter((option) => option.replace("=", "") === name);
      const meant =
        exact.length > 0 ? exact : long.filter((option) => name.length > 0 && option.startsWith(name));
      if (meant.length === 0) {
        if (negates(name, options)) hazards.push(`${text} takes back an option before it`);
        options.push(equals < 0 ? text : text.slice(0, equals));
      }
      const inline = equals < 0 ? undefined : fixed(text.slice(equals + 1));
      for (const option of meant) {
        const value = option.endsWith("=") ? (inline ?? rest[index + 1]) : inline;
        take(option.replace("=", ""), value);
      }
      if (meant.length > 0 && meant.every((option) => option.endsWith("=")) && inline === undefined)
        index += 1;
      continue;
    }
    for (let at = 1; at < text.length; at += 1) {
      const letter = text[at] ?? "";
      const option = short.get(letter);
      if (option === undefined) {
        options.push(`-${letter}`);
        continue;
      }
      if (!option.endsWith("=")) {
        take(option, undefined);
        if (option === "open-files-in-pager") break;
        continue;
      }
      const inline = text.slice(at + 1);
      take(option.slice(0, -1), inline === "" ? rest[index + 1] : fixed(inline));
      if (inline === "") index += 1;
      break;
    }
  }
  return { options, operands, values, split, hazards };
}

/** Whether an option is `--no-…` of one that was given. */
function negates(name: string, options: readonly string[]): boolean {
  return name.startsWith("no-") && options.some((option) => option.startsWith(`--${name.slice(3)}`));
}
