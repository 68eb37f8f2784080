import { globsMeet } from "../paths/glob.ts";
import type { Value } from "../words.ts";
import { STARTED } from "./word-expansion.ts";

/** Reasons for which it cannot be known what a builtin of the shell does to the shell, or runs. */
export function builtinHazards(name: string, args: readonly Value[]): readonly string[] {
  const hazards = [...(OPTIONS.get(name)?.(args) ?? [])];
  if (EVALUATES.has(name) && args.some((arg) => arg.kind === "static" && /\$\(|`/.test(arg.text)))
    hazards.push(`${name} evaluates code in its arguments`);
  if (TESTS.has(name) && args.some((arg, index) => isUnclearName(args[index - 1], arg)))
    hazards.push(`${name} -v evaluates the index of a variable`);
  return hazards;
}

const TESTS = new Set(["test", "["]);

/** Whether a word may be the variable behind `-v`, with an index that names another one, or both. */
function isUnclearName(before: Value | undefined, arg: Value): boolean {
  if (arg.kind === "glob" && globsMeet(arg.text, "-v")) return true;
  if (before === undefined || !/^(-[vR]?)?$/.test(before.prefix)) return false;
  return arg.kind !== "static" || /\[.*[a-z_]/i.test(arg.text);
}

/** Builtins that take the name of a variable, out of whose index a shell makes code. */
const EVALUATES = new Set(
  "let declare typeset local export readonly unset printf read test [ mapfile readarray wait".split(" "),
);

const OPTIONS = new Map<string, (args: readonly Value[]) => readonly string[]>([
  ["mapfile", (args) => (args.some((arg) => /^-[a-zA-Z]*C/.test(arg.text)) ? ["mapfile -C runs code"] : [])],
  [
    "readarray",
    (args) => (args.some((arg) => /^-[a-zA-Z]*C/.test(arg.text)) ? ["readarray -C runs code"] : []),
  ],
  [
    "hash",
    (args) =>
      args.some((arg) => /^-[a-z]*p/.test(arg.text)) ? ["hash -p gives a command another meaning"] : [],
  ],
  ["enable", (args) => (args.length > 0 ? ["enable gives commands another meaning"] : [])],
  ["set", setHazards],
  ["shopt", shoptHazards],
  ["kill", killHazards],
  ["renice", () => ["which processes renice slows down is not told by the line"]],
]);

/** A line may end what it has started itself, and ask whether a process is there. */
function killHazards(args: readonly Value[]): readonly string[] {
  const words = args.map((arg) => (arg.kind === "static" ? arg.text : "?"));
  if (/^(?:-[lL]|--list|--table)(?: |$)|^-0(?: [^-]\S*)*$/.test(words.join(" "))) return [];
  const [first = ""] = words;
  if (/^-[sn]$/.test(first)) words.splice(0, 2);
  else if (/^-\w/.test(first)) words.shift();
  return words.every((word) => OWN_PROCESS.test(word))
    ? []
    : ["which processes kill ends is not told by the line"];
}

/** A job, what the line has started last or its group, or what ends the options. */
const OWN_PROCESS = new RegExp(`^(?:%.*|-?${STARTED}|--|)$`);

function setHazards(args: readonly Value[]): readonly string[] {
  const end = args.findIndex((arg) => /^--?$/.test(arg.text));
  const options = end < 0 ? args : args.slice(0, end);
  return options.some(
    (arg) => arg.kind !== "static" || /^-[a-zA-Z]*[kH]|^(keyword|histexpand|posix)$/.test(arg.text),
  )
    ? ["set may change how the shell reads words"]
    : [];
}

function shoptHazards(args: readonly Value[]): readonly string[] {
  if (!args.some((arg) => arg.kind !== "static" || /^-[a-z]*[su]/.test(arg.text))) return [];
  return args.filter((arg) => !arg.text.startsWith("-")).flatMap(unusual);
}

/** What options a shell is started with, under which a line would not mean what it is judged to mean. */
export function shellHazards(args: readonly Value[]): readonly string[] {
  const hazards: string[] = [];
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined && /^[-+]./.test(word.text); word = rest.shift()) {
    if (word.text === "--") break;
    if (/^--(rcfile|init-file)$/.test(word.text)) rest.shift();
    if (word.text.startsWith("--")) continue;
    if (/^-.*[kH]/.test(word.text)) hazards.push(`${word.text} changes how the shell reads words`);
    for (const _ of word.text.match(/[oO]/g) ?? []) hazards.push(...rest.splice(0, 1).flatMap(unusual));
  }
  return hazards;
}

function unusual(option: Value): readonly string[] {
  return USUAL.has(option.text) ? [] : [`the shell option ${option.text} changes how the shell reads words`];
}

/** Options of the shell under which a line means what it is judged to mean. */
const USUAL = new Set([
  ...["globstar", "nullglob", "extglob", "failglob", "dotglob", "inherit_errexit", "expand_aliases"],
  ...["checkwinsize", "histappend", "cmdhist", "interactive_comments", "pipefail", "errexit", "nounset"],
  ...["xtrace", "noclobber", "verbose"],
]);
