import type { Value } from "../words.ts";
import { rest } from "./arguments.ts";
import type { Effects, Use } from "./program.ts";

/** Whether `name` is one of the compilers and linkers that understand the options of gcc, in whatever version. */
export function isCompiler(name: string): boolean {
  return /^([\w.]+-)*(gcc|g\+\+|cc|c\+\+|c\d\d|cpp|clang|clang\+\+|gfortran|gdc|gccgo|ld|gold|lld|bfd|as)(-[\d.]+)?$/.test(
    name,
  );
}

/** What a compiler runs, loads, reads and writes by its options; its other words are those of any program. */
export function compiled(name: string, args: readonly Value[]): Effects {
  const uses: Use[] = [];
  const hazards: string[] = [];
  for (const arg of args) {
    const runs = arg.text.split(",").some((part) => RUNS.test(part)) && !HARMLESS.test(arg.text);
    if (runs) hazards.push(`${name} ${arg.text} runs, or loads, what is not judged`);
    const [glued, , written] = GLUED.exec(arg.text) ?? [];
    if (glued !== undefined && glued !== arg.text)
      uses.push({ access: written === undefined ? "read" : "write", path: rest(arg, glued.length) });
  }
  return { uses, hazards, stranger: true };
}

/** A file with further options, and options that name a program, a plugin, or where those are looked for. */
const RUNS =
  /^(--for-\w+=)?(@(?!(loader|executable)_path|rpath)|--?(wrapper|specs|(add-)?plugin|load|config|prefix|gcc-toolchain|iplugindir|ld-path)(=|$)|-B(?!static|dynamic|symbolic)|-f(pass-)?plugin|-fmodule-mapper|-fuse-ld=.*\/)/;

/** Specifications that come with the compiler. */
const HARMLESS = /^--?specs=(nano|nosys|rdimon)\.specs$/;

/** Options of several letters to which the name of a file may be glued. */
const GLUED =
  /^-(include|imacros|isystem|idirafter|iquote|iprefix|isysroot|iwithprefix(?:before)?|(MF|MJ|aux-info|dumpdir|dumpbase))/;
