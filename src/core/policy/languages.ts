import { readWords } from "./arguments.ts";
import type { Effects, Use } from "./program.ts";
import { harmlessAwk, harmlessSed, sedScripts } from "./scripts.ts";
import { fixed, type Value } from "./words.ts";

/** What `sed` does: its script may write files and run commands. */
export function sed(args: readonly Value[]): Effects {
  const { uses, hazards } = readWords("sed", args);
  if (args.some((arg) => /^(--fi|-[a-hj-zA-Z]*f)/.test(arg.text)))
    hazards.push("sed runs a script from a file");
  for (const script of sedScripts(args)) {
    if (script.kind !== "static") hazards.push("sed's script cannot be known");
    else if (!harmlessSed(script.text)) hazards.push("sed's script runs commands or writes files");
  }
  return { uses, hazards, stranger: false };
}

/** What `awk` does: its program may read and write files and run commands, and a word `name=value` is no file. */
export function awk(args: readonly Value[]): Effects {
  const { uses, hazards, operands } = readWords("awk", args);
  const [program] = operands;
  if (args.some((arg) => /^--(a|fie)/.test(arg.text) && !/^--(assign|field-separator)(=|$)/.test(arg.text)))
    hazards.push("which word is awk's program cannot be known");
  if (writesByOption(args)) hazards.push("awk writes what it knows to a file, or starts its debugger");
  if (args.some((arg) => /^(-f|--file$|--file=)/.test(arg.text)))
    hazards.push("awk runs a program from a file");
  else if (program?.kind !== "static") hazards.push("awk's program cannot be known");
  else if (!harmlessAwk(program.text)) hazards.push("awk's program runs commands or touches files");
  return { uses: uses.filter((use) => !/^[A-Za-z_]\w*=/.test(use.path.text)), hazards, stranger: false };
}

/** gawk's `-d`, `-D`, `-o` and `-p`, whose optional file is glued to them, in a cluster too. */
function writesByOption(args: readonly Value[]): boolean {
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined && /^-./.test(word.text); word = rest.shift()) {
    const { text } = word;
    if (text === "--") return false;
    if (/^--(d|pr|p$)/.test(text)) return true;
    if (/^--(assign|field-separator|include|load|exec|source|file)$/.test(text)) rest.shift();
    if (text.startsWith("--")) continue;
    const [, letter, inline] = /-[^dDopWFfvieElLZ]*([dDopWFfvieElLZ])(.*)/s.exec(text) ?? [];
    if (letter !== undefined && /[dDopW]/.test(letter)) return true;
    if (inline === "" && letter !== "L") rest.shift();
  }
  return false;
}

/** What `jq` does: its filter may show the environment and load modules, which are files that jq looks for by itself. */
export function jq(args: readonly Value[]): Effects {
  const files: Use[] = [];
  const others: Value[] = [];
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!/^--(arg|argjson|slurpfile|rawfile|argfile)$/.test(word.text)) others.push(word);
    else {
      const [, value] = rest.splice(0, 2);
      if (word.text.endsWith("file") && value !== undefined) files.push({ access: "read", path: value });
    }
  }
  const { uses, hazards, operands, options } = readWords("jq", others);
  const [filter = fixed(".")] = operands;
  const loads = options.some(({ option }) => JQ_LOADS.has(option));
  if (
    loads ||
    /(?<![.$\w"])(import|include)(?=\s*["#\\])|\bmodulemeta\b|\bget_search_list\b/.test(filter.text)
  )
    hazards.push("jq loads files that its words do not name");
  if (filter.kind !== "static") hazards.push("jq's filter cannot be known");
  const exposes = /\bENV\b|(?<![.\w])env\b/.test(filter.text);
  return {
    uses: [...files, ...uses],
    hazards,
    stranger: false,
    ...(exposes ? { exposes: "variables that may be secrets" } : {}),
  };
}

const JQ_LOADS = new Set(["f", "L", "--from-file", "--library-path", "--run-tests"]);

/** What `yq` does: its expression may show the environment, load files and make expressions. */
export function yq(args: readonly Value[]): Effects {
  const { uses, hazards, operands, options } = readWords("yq", args);
  const code = options.flatMap(({ option, value }) => (option === "--expression" ? [value] : []));
  if ([...operands, ...code].some((one) => one?.kind === "dynamic"))
    hazards.push("yq's expression cannot be known");
  if (options.some(({ option }) => option === "--from-file"))
    hazards.push("yq runs an expression from a file");
  if (args.some((arg) => /\beval\(|\bload/.test(arg.text)))
    hazards.push("yq loads files that its words do not name");
  const exposes = args.some((arg) => /\b(str)?env\b|\benvsubst\b|\bENV\b/.test(arg.text));
  return { uses, hazards, stranger: false, ...(exposes ? { exposes: "variables that may be secrets" } : {}) };
}
