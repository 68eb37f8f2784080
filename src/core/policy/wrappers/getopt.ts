import { fixed, type Value } from "../words.ts";

/** An option under the first of its names, and the value that it was given. */
export interface Option {
  readonly name: string;
  readonly value?: Value | undefined;
}

/** The words of a call, told apart. */
export interface Read {
  readonly options: readonly Option[];
  readonly operands: readonly Value[];
}

/**
 * Reads options as getopt_long does: letters in clusters, long names that may be cut short, `--` as their end. `grammar`
 * has the names of those that matter: `k,kill-after=` takes a value, `i,replace?` only a glued one, `S!` takes a value
 * and is the last. Reading stops at the first operand, or goes on behind it when the program `permutes` its words.
 * Undefined when it cannot be known which words are options.
 */
export function readOptions(
  words: readonly Value[],
  grammar: string,
  permutes: boolean = false,
): Read | undefined {
  const known = grammar.split(" ").map(entry);
  const options: Option[] = [];
  const operands: Value[] = [];
  const rest = [...words];
  let ended = false;
  while (!ended) {
    const word = rest.shift();
    if (word === undefined || word.text === "--") break;
    if (word.kind === "dynamic" && (word.splits || word.prefix === "")) return undefined;
    if (word.text === "-" || !word.prefix.startsWith("-")) {
      operands.push(word);
      if (permutes) continue;
      break;
    }
    const read = word.prefix.startsWith("--")
      ? [readLong(word, known, rest)]
      : readCluster(word, known, rest);
    for (const option of read) {
      if (option === undefined || (option.value !== undefined && !isOneWord(option.value))) return undefined;
      options.push(option);
      ended = known.some((one) => one.takes === "!" && one.names[0] === option.name);
    }
  }
  return { options, operands: [...operands, ...rest] };
}

/** Reads the words of a program that permutes them; undefined also when there is an option that `grammar` does not have. */
export function readKnown(words: readonly Value[], grammar: string): Read | undefined {
  const read = readOptions(words, grammar, true);
  const known = grammar.split(" ").map((one) => entry(one).names[0]);
  return read?.options.every((option) => known.includes(option.name)) ? read : undefined;
}

/** Whether a word surely stays one. */
export function isOneWord(value: Value): boolean {
  return value.kind === "static" || (value.kind === "dynamic" && !value.splits);
}

interface Known {
  readonly names: readonly string[];
  readonly takes: string;
}

function entry(text: string): Known {
  const names = text.replace(/[=?!]/, "");
  return { names: names.split(","), takes: text.slice(names.length) };
}

function readLong(word: Value, known: readonly Known[], rest: Value[]): Option | undefined {
  const at = word.prefix.search(/=|$/);
  const inline = at < word.prefix.length;
  if (word.kind !== "static" && !inline) return undefined;
  const written = word.prefix.slice(2, at);
  const found = known.find(({ names }) => names.some((name) => name.length > 1 && name.startsWith(written)));
  const name = found?.names[0] ?? written;
  if (inline) return { name, value: word.kind === "static" ? fixed(word.text.slice(at + 1)) : word };
  return found !== undefined && /[=!]/.test(found.takes) ? { name, value: rest.shift() } : { name };
}

function readCluster(word: Value, known: readonly Known[], rest: Value[]): (Option | undefined)[] {
  if (word.kind !== "static") return [undefined];
  const options: Option[] = [];
  for (let at = 1; at < word.text.length; at += 1) {
    const letter = word.text.charAt(at);
    const found = known.find(({ names }) => names.includes(letter));
    const name = found?.names[0] ?? letter;
    if (found === undefined || found.takes === "") options.push({ name });
    else {
      const glued = word.text.slice(at + 1);
      if (glued !== "") options.push({ name, value: fixed(glued) });
      else options.push(found.takes === "?" ? { name } : { name, value: rest.shift() });
      break;
    }
  }
  return options;
}
