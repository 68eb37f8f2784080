import { fixed, type Value } from "../words.ts";
import { readOptions } from "../wrappers/getopt.ts";
import { readWords } from "./arguments.ts";
import type { Effects, Use } from "./program.ts";
import { harmlessAwk, harmlessSed, sedScripts } from "./scripts.ts";

/** What `sed` does: its script may write files and run commands. */
export function sed(args: readonly Value[]): Effects {
  const { uses, hazards } = readWords("sed", args);
  if (args.some((arg) => /^(--fi|-[a-hj-zA-Z]*f)/.test(arg.text)))
    hazards.push("sed runs a script from a file");
  const ending = args.flatMap((arg) => /^(?:-[^-efl]*?[iI]|--i[^=]*=)(.+)/s.exec(arg.text) ?? []).at(-1);
  if (ending !== undefined && /[/*]/.test(ending)) hazards.push("sed keeps copies where its -i says");
  const copies = uses.flatMap(({ access, path }): Use[] =>
    access === "write" && path.kind === "static" && ending !== undefined
      ? [{ access, path: fixed(path.text + ending) }]
      : [],
  );
  for (const script of sedScripts(args)) {
    if (script.kind !== "static") hazards.push("sed's script cannot be known");
    else if (!harmlessSed(script.text)) hazards.push("sed's script runs commands or writes files");
  }
  return { uses: [...uses, ...copies], hazards, stranger: false };
}

/** What `awk` does: its program may read and write files and run commands, and a word `name=value` is no file. */
export function awk(args: readonly Value[]): Effects {
  const { uses, hazards } = readWords("awk", args);
  const read = readOptions(args, AWK);
  const given = read?.options.map(({ name }) => name) ?? [];
  const program = read?.operands[0];
  if (given.some((name) => "ileE".includes(name))) hazards.push("awk runs another program");
  if (given.some((name) => "dDopW".includes(name)))
    hazards.push("awk writes what it knows to a file, or starts its debugger");
  if (given.includes("f")) hazards.push("awk runs a program from a file");
  else if (program?.kind !== "static") hazards.push("awk's program cannot be known");
  else if (!harmlessAwk(program.text)) hazards.push("awk's program runs commands or touches files");
  return { uses: uses.filter((use) => !/^[A-Za-z_]\w*=/.test(use.path.text)), hazards, stranger: false };
}

const AWK =
  "f,file= F,field-separator= v,assign= i,include= l,load= E,exec! e,source= d,dump-variables? D,debug? o,pretty-print? p,profile? L,lint? W=";

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
  if (loads || /(?<![.$\w"])(import|include)\b(?!\s*:)|\bmodulemeta\b|\bget_search_list\b/.test(filter.text))
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

/**
 * What `yq` does: its expression may show the environment, load files and make expressions. There are two programs of this
 * name, one of which gives its words to jq.
 */
export function yq(args: readonly Value[]): Effects {
  const { uses, hazards, operands, options } = readWords("yq", args);
  const code = options.flatMap(({ option, value }) => (option === "--expression" ? [value] : []));
  if ([...operands, ...code].some((one) => one?.kind === "dynamic"))
    hazards.push("yq's expression cannot be known");
  if (options.some(({ option }) => JQ_LOADS.has(option)) || [...operands, ...code].some(imports))
    hazards.push("yq runs an expression from a file");
  if (args.some((arg) => /\beval\(|\bload/.test(arg.text)))
    hazards.push("yq loads files that its words do not name");
  const exposes = args.some((arg) => /\b(str)?env\b|\benvsubst\b|\bENV\b/.test(arg.text));
  return { uses, hazards, stranger: false, ...(exposes ? { exposes: "variables that may be secrets" } : {}) };
}

/** Whether a filter of jq loads a module; the word alone may be the name of a file. */
function imports(filter: Value | undefined): boolean {
  return filter !== undefined && /(?<![.$\w"])(import|include)\b(?!\s*:).*"/s.test(filter.text);
}
