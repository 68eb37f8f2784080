import { fixed, type Value } from "../words.ts";
import { NONE, PROGRAMS, type Program, type Use } from "./program.ts";
import { selectionOf } from "./selection.ts";

/** Reads the words behind the name of a program whose grammar is known. */
export function readWords(name: string, args: readonly Value[]): ReturnType<typeof readArguments> {
  return readArguments(name, args, PROGRAMS[name] ?? NONE);
}

/** Reads the words behind a program's name by its grammar: the files that they name, and what cannot be known. */
export function readArguments(
  name: string,
  args: readonly Value[],
  program: Program,
): { uses: Use[]; hazards: string[]; operands: readonly Value[]; options: readonly Option[] } {
  const { options, operands, certain, hazards } = readOptions(args, kindsOf(program));
  const uses: Use[] = [];
  for (const { option, kind, value } of options) {
    const given = `${name} ${option.replace(/^\w/, "-$&")}`;
    if (kind === "runs") hazards.push(`${given} runs another program`);
    if (kind === "names") hazards.push(`${given} finds the names of files elsewhere`);
    if ((kind === "reads" || kind === "names") && value !== undefined)
      uses.push({ access: "read", path: value });
    if (kind === "writes" && value !== undefined && value.text !== "-")
      uses.push({ access: "write", path: value });
  }
  const has = (list: string | undefined): boolean =>
    list === "*" || list?.split(" ").some((one) => options.some(({ option }) => option === one)) === true;
  const whole = has(program.skipUnless) || (program.fileAlone === true && operands.length === 1);
  const skipped = whole ? 0 : (program.skip ?? 0);
  if (operands.slice(0, skipped).some((operand) => operand.splits))
    hazards.push("an unquoted argument may become several, among them files");
  const files = operands.slice(skipped);
  const everywhere = program.here === true || (program.tree !== "*" && has(program.tree));
  if (certain <= skipped && everywhere) files.push(fixed("."));
  const role = program.operands;
  const writes = role === "write" || (role === "read" && has(program.inPlace));
  const reads = role === "into" || (role === "read" && !writes);
  const target = role === "into" && !uses.some(({ access }) => access === "write");
  const tree = has(program.tree) ? { tree: selectionOf(name, options) } : {};
  const lists = program.lists === true ? { lists: true } : {};
  for (const [index, path] of files.entries()) {
    if (path.text === "-") continue;
    const last = target && index === files.length - 1;
    if (reads && !(last && index > 0)) uses.push({ access: "read", path, ...lists, ...tree });
    if (writes || (last && (index > 0 || path.kind === "glob")))
      uses.push({ access: "write", path, ...tree });
  }
  return { uses, hazards, operands, options };
}

/** An option that was given, by its letter or long name without abbreviation; of a cluster, each letter. */
export interface Option {
  readonly option: string;
  readonly kind: Kind;
  readonly value: Value | undefined;
  /** The value stands in the same word. */
  readonly glued: boolean;
}

type Kind = "flag" | "plain" | "reads" | "writes" | "runs" | "names";

function kindsOf(program: Program): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  const note = (kind: Kind, list: string | undefined): void => {
    if (list !== undefined) for (const option of list.split(" ")) kinds.set(option, kind);
  };
  note("flag", program.flags);
  note("flag", program.inPlace);
  note("flag", program.tree);
  note("flag", program.skipUnless);
  note("plain", program.plain);
  note("reads", program.reads);
  note("writes", program.writes);
  note("runs", program.runs);
  note("names", program.names);
  return kinds;
}

/**
 * An option that is not known may take the word behind it, and a letter the rest of its cluster. What then may be a value or
 * not is taken for both: only the value of an option that surely is one, and surely takes it, is no operand.
 */
function readOptions(
  args: readonly Value[],
  kinds: ReadonlyMap<string, Kind>,
): { options: readonly Option[]; operands: readonly Value[]; certain: number; hazards: string[] } {
  const options: Option[] = [];
  const operands: Value[] = [];
  const hazards: string[] = [];
  let certain = 0;
  let end: "no" | "perhaps" | "yes" = "no";
  let taken: Taken = "no";
  for (const [index, arg] of args.entries()) {
    const before: Taken = taken;
    taken = "no";
    if (before === "yes") continue;
    if (end === "yes" || arg.text === "-" || !arg.prefix.startsWith("-")) {
      if (arg.text.startsWith("+") && kinds.has("+"))
        options.push({ option: "+", kind: "runs", value: arg, glued: true });
      operands.push(arg);
      if (before !== "likely") certain += 1;
    } else if (arg.text === "--") {
      end = before === "no" ? "yes" : "perhaps";
    } else {
      if (end === "perhaps") operands.push(arg);
      if (arg.kind === "dynamic" && !arg.text.includes("=")) hazards.push(`${arg.text} cannot be known`);
      if (arg.kind === "glob" && !endsInValue(arg.prefix, kinds))
        hazards.push(`${arg.text} may name an option`);
      const given = optionsIn(arg, args[index + 1], kinds);
      options.push(...given.options);
      taken = given.taken === "yes" && (before !== "no" || end === "perhaps") ? "perhaps" : given.taken;
    }
  }
  return { options, operands, certain, hazards };
}

/** Whether the word behind an option is its value; `likely` where the option is cut short. */
type Taken = "no" | "perhaps" | "likely" | "yes";

/** Whether what follows the beginning of an option in the same word can only be its value. */
function endsInValue(prefix: string, kinds: ReadonlyMap<string, Kind>): boolean {
  if (prefix.startsWith("--")) return prefix.includes("=");
  return [...prefix].some((letter) => (kinds.get(letter) ?? "flag") !== "flag");
}

function optionsIn(
  arg: Value,
  next: Value | undefined,
  kinds: ReadonlyMap<string, Kind>,
): { options: readonly Option[]; taken: Taken } {
  const options: Option[] = [];
  const note = (option: string, inline: Value | undefined): Taken => {
    const kind = kinds.get(option);
    options.push({ option, kind: kind ?? "flag", value: inline ?? next, glued: inline !== undefined });
    if (inline !== undefined || kind === "flag") return "no";
    if (kind === undefined) return "perhaps";
    return isValue(option, next) ? "yes" : "no";
  };
  const name = arg.text.slice(1);
  if (kinds.has(name)) return { options, taken: note(name, undefined) };
  if (name.startsWith("-")) {
    const [given = arg.text] = arg.text.split("=");
    const inline = given === arg.text ? undefined : rest(arg, given.length + 1);
    const taken = note(given, inline);
    if (kinds.has(given)) return { options, taken };
    const meant = [...kinds.keys()].filter((known) => known.startsWith(given));
    const takes = meant.map((known) => note(known, inline)).includes("yes");
    return { options, taken: takes ? "likely" : taken };
  }
  let taken: Taken = "no";
  let sure = true;
  for (const [at, letter] of [...name].entries()) {
    taken = note(letter, at + 1 === name.length ? undefined : rest(arg, at + 2));
    if ((kinds.get(letter) ?? "flag") !== "flag") break;
    sure &&= kinds.has(letter);
  }
  return { options, taken: taken === "yes" && !sure ? "perhaps" : taken };
}

/** Whether an option takes the next word for its value: a number of lines is one only if it is a number. */
function isValue(option: string, next: Value | undefined): boolean {
  if (COUNTS.has(option)) return next !== undefined && /^\d+$/.test(next.text);
  return option !== "--tmpdir";
}

const COUNTS = new Set([
  ...["A", "B", "C", "--after", "--before", "--context", "--after-context", "--before-context"],
]);

/** What stands in a word from `from` on. */
export function rest(arg: Value, from: number): Value {
  return { ...arg, text: arg.text.slice(from), prefix: arg.prefix.slice(from) };
}
