import type { Value } from "../words.ts";
import { readGiven } from "./given-options.ts";
import { isOpenFile } from "./interpreters.ts";
import type { Effects, Use } from "./program.ts";

/** What `make` runs besides the rules of the project: other files, and what the variables on its command line hold. */
export function make(args: readonly Value[]): Effects {
  const { options, operands, values } = readGiven(MAKE, args);
  const hazards: string[] = [];
  const uses: Use[] = [];
  for (const path of [...(values.get("file") ?? []), ...(values.get("makefile") ?? [])]) {
    if (isOpenFile(path.text)) hazards.push("make runs what another command prints");
    else uses.push({ access: "read", path });
  }
  if (options.includes("--print-data-base")) hazards.push("make shows the environment");
  if (options.includes("--eval")) hazards.push("make --eval runs code that is not judged");
  const lines: string[] = [];
  for (const { kind, text } of operands) {
    if (kind !== "static") continue;
    const name = text.replace(/[\s:?+]*=.*/s, "").trim();
    const value = text.slice(text.indexOf("=") + 1).trim();
    if (/[$`]/.test(text) || STEERING.test(name) || isBroken(value))
      hazards.push(`make ${text} runs code that is not judged`);
    else lines.push(...linesIn(name, value));
  }
  return { uses, hazards, stranger: true, lines };
}

/** Whether a value holds several commands, and quotes that may end those around it. */
export function isBroken(value: string): boolean {
  return /["'\\]/.test(value) && /[;&\n]/.test(value);
}

/** What a shell is given when a rule uses a variable: a value with more than words in it, or where a program is named. */
export function linesIn(name: string, value: string): readonly string[] {
  const plain = value.replace(/["'#]/g, "");
  return /[;&|<>\n]/.test(plain) || (PROGRAMS.test(name) && /\s/.test(plain)) ? [plain] : [];
}

/** Whether make's own rules begin a command with what a variable holds. */
export function namesProgram(name: string): boolean {
  return PROGRAMS.test(name);
}

const PROGRAMS =
  /^(AR|AS|CC|CXX|CPP|FC|F77|LD|M2C|PC|CO|GET|LEX|YACC|LINT|MAKEINFO|TEX|TEXI2DVI|C?WEAVE|C?TANGLE|RM)$|[.,]/;

/** Variables that say which shell make uses, or hold its options; `name!` is made by a command. */
const STEERING =
  /!$|^(\.SHELLFLAGS|\.RECIPEPREFIX|SHELL|MAKE|MAKE_COMMAND|MAKESHELL|MAKEFILES|MFLAGS|(GNU)?MAKEFLAGS|MAKEOVERRIDES)$/;

/** The options of GNU make. */
const MAKE = {
  long: "always-make directory= debug environment-overrides eval= file= makefile= help ignore-errors include-dir= jobs jobserver-auth= jobserver-fds= jobserver-style= keep-going load-average max-load check-symlink-times just-print dry-run recon old-file= assume-old= output-sync print-data-base question no-builtin-rules no-builtin-variables silent quiet no-silent no-keep-going stop shuffle sync-mutex= touch trace version print-directory no-print-directory what-if= new-file= assume-new= warn-undefined-variables",
  short:
    "C:directory= E:eval= f:file= I:include-dir= j:jobs? l:load-average? o:old-file= O:output-sync? W:what-if= p:print-data-base",
};
