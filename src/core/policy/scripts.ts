import { readGiven } from "./given-options.ts";
import type { Value } from "./words.ts";

/** The scripts among sed's words. */
export function sedScripts(args: readonly Value[]): readonly Value[] {
  const { operands, values } = readGiven(SED, args);
  // In other seds than GNU's the word behind `-i` is an ending of its own, which may be empty.
  return values.get("expression") ?? operands.slice(0, operands[0]?.text === "" ? 2 : 1);
}

const SED = {
  long: "expression= file= line-length= in-place follow-symlinks",
  short: "e:expression= f:file= l:line-length= i:in-place?",
};

/** Whether each command of a sed script only changes what is printed. */
export function harmlessSed(script: string): boolean {
  let read = 0;
  for (const { 0: command, groups = {} } of script.matchAll(HARMLESS_SED)) {
    // Whether a delimiter between brackets ends a part is not the same for every sed.
    if (Object.values(groups).some((part) => /\[[^\]]*$/.test(part))) return false;
    read += command.length;
  }
  return read === script.length;
}

/** A letter that is a command or stands in an address; a pattern in an address; `s` and `y`; a text; a label. */
const HARMLESS_SED =
  /[\s;{}!,$~0-9+dDpPqQlnNgGhHxzF=]|\/(?<slashed>(?:[^\\/]|\\.)*)\/[IM]*|\\(?<by>[^\\\n])(?<other>(?:(?!\k<by>)[^\\]|\\.)*)\k<by>|[sy](?<at>[^\\\n])(?<from>(?:(?!\k<at>)[^\\]|\\.)*)\k<at>(?<to>(?:(?!\k<at>)[^\\]|\\.)*)\k<at>[gpIiMm0-9]*|[aic][^\n]*|[btT:#][^;\n}]*/gsy;

/** Whether an awk program only reads what it is given and prints. */
export function harmlessAwk(program: string): boolean {
  if (/system|getline|ARG[VC]|ENVIRON|PROCINFO|@|close|fflush/.test(program)) return false;
  const bare = program.replaceAll(AWK_TEXT, "");
  return !/(?<!\|)\|(?!\|)/.test(bare) && !/print[^;}]*>/.test(bare);
}

/** A string, or a pattern: a `/` behind something that can be divided is no pattern. */
const AWK_TEXT = /"(?:[^"\\]|\\.)*"|(?<=(?:^|[~(!&|,{};\n])\s*)\/(?:[^/\\]|\\.)*\//gs;
