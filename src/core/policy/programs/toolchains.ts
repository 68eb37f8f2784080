import type { Value } from "../words.ts";
import type { Effects } from "./program.ts";

/** What `cargo` runs besides the project: programs that its configuration names. */
export function cargo(args: readonly Value[]): Effects {
  const hazards: string[] = [];
  for (const [index, { text }] of own(args).entries()) {
    const value = text === "--config" ? args[index + 1]?.text : /^--config=(.*)/s.exec(text)?.[1];
    if (value !== undefined && !HARMLESS.test(value))
      hazards.push("cargo --config can name a program that it runs");
  }
  return { uses: [], hazards, stranger: true };
}

/** Settings that name no program. */
const HARMLESS = /^(profile|net|term)\.[\w.-]+\s*=/;

/** What `go` runs besides the project: programs that its options name. */
export function go(args: readonly Value[]): Effects {
  const runs = own(args).filter(({ text }) => RUNS.test(text));
  return { uses: [], hazards: runs.map(({ text }) => `go ${text} runs another program`), stranger: true };
}

const RUNS = /^--?(exec|toolexec|vettool)(=|$)|-extld(=|\s|$)/;

/** The words that are not for what is run. */
function own(args: readonly Value[]): readonly Value[] {
  const end = args.findIndex(({ text }) => /^--?args$|^--$/.test(text));
  return end < 0 ? args : args.slice(0, end);
}
