import { NONE, PROGRAMS, type Program, type Use } from "./program.ts";
import { selectionOf } from "./selection.ts";
import { fixed, type Value } from "./words.ts";

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
  const { options, operands, hazards } = readOptions(args, kindsOf(program));
  const uses: Use[] = [];
  for (const { option, kind, value } of options) {
    if (kind === "runs") hazards.push(`${name} ${option.replace(/^\w/, "-$&")} runs another program`);
    if (kind === "reads" && value !== undefined) uses.push({ access: "read", path: value });
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
  if (files.length === 0 && everywhere) files.push(fixed("."));
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
}

type Kind = "flag" | "plain" | "reads" | "writes" | "runs";

function kindsOf(program: Program): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  const note = (kind: Kind, list: string | undefined): void => {
    if (list !== undefined) for (const option of list.split(" ")) kinds.set(option, kind);
  };
  note("flag", program.inPlace);
  note("flag", program.tree);
  note("flag", program.skipUnless);
  note("plain", program.plain);
  note("reads", program.reads);
  note("writes", program.writes);
  note("runs", program.runs);
  return kinds;
}

function readOptions(
  args: readonly Value[],
  kinds: ReadonlyMap<string, Kind>,
): { options: readonly Option[]; operands: readonly Value[]; hazards: string[] } {
  const options: Option[] = [];
  const operands: Value[] = [];
  const hazards: string[] = [];
  let ended = false;
  let taken = false;
  for (const [index, arg] of args.entries()) {
    if (taken) {
      taken = false;
    } else if (ended || arg.text === "-" || !arg.prefix.startsWith("-")) {
      if (arg.text.startsWith("+") && kinds.has("+")) options.push({ option: "+", kind: "runs", value: arg });
      operands.push(arg);
    } else if (arg.text === "--") {
      ended = true;
    } else {
      if (arg.kind === "dynamic" && !arg.text.includes("=")) hazards.push(`${arg.text} cannot be known`);
      const given = optionsIn(arg, args[index + 1], kinds);
      options.push(...given.options);
      taken = given.takesNext;
    }
  }
  return { options, operands, hazards };
}

function optionsIn(
  arg: Value,
  next: Value | undefined,
  kinds: ReadonlyMap<string, Kind>,
): { options: readonly Option[]; takesNext: boolean } {
  const options: Option[] = [];
  const note = (option: string, inline: Value | undefined): boolean => {
    const kind = kinds.get(option) ?? "flag";
    options.push({ option, kind, value: inline ?? next });
    return kind !== "flag" && inline === undefined && isValue(option, next);
  };
  const name = arg.text.slice(1);
  if (kinds.has(name)) return { options, takesNext: note(name, undefined) };
  if (name.startsWith("-")) {
    const [given = arg.text] = arg.text.split("=");
    const inline = given === arg.text ? undefined : rest(arg, given.length + 1);
    const takesNext = note(given, inline);
    // The word behind an abbreviation may be its value or not, and is taken for both.
    if (!kinds.has(given)) for (const known of kinds.keys()) if (known.startsWith(given)) note(known, inline);
    return { options, takesNext };
  }
  for (const [at, letter] of [...name].entries()) {
    const takesNext = note(letter, at + 1 === name.length ? undefined : rest(arg, at + 2));
    if ((kinds.get(letter) ?? "flag") !== "flag") return { options, takesNext };
  }
  return { options, takesNext: false };
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
