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
  let at = 0;
  let ambiguous = false;
  const skipDelimited = (delimiter: string): void => {
    const start = at;
    for (; at < script.length && script[at] !== delimiter; at += 1) if (script[at] === "\\") at += 1;
    const part = script.slice(start, at);
    if (part.lastIndexOf("[") > part.lastIndexOf("]")) ambiguous = true;
    at += 1;
  };
  while (at < script.length) {
    const char = script[at] ?? "";
    if (/[\s;{}!,$~0-9+]/.test(char)) {
      at += 1;
    } else if (char === "/") {
      at += 1;
      skipDelimited("/");
      while (/[IM]/.test(script[at] ?? "")) at += 1;
    } else if (char === "\\") {
      const delimiter = script[at + 1] ?? "";
      at += 2;
      skipDelimited(delimiter);
    } else if (char === "s" || char === "y") {
      const delimiter = script[at + 1] ?? "";
      at += 2;
      skipDelimited(delimiter);
      skipDelimited(delimiter);
      const flags = /^[gpIiMm0-9ew]*/.exec(script.slice(at))?.[0] ?? "";
      if (/[ew]/.test(flags)) return false;
      at += flags.length;
    } else if (/[dDpPqQlnNgGhHxzF=]/.test(char)) {
      at += 1;
    } else if (/[aic]/.test(char)) {
      const end = script.indexOf("\n", at);
      at = end < 0 ? script.length : end;
    } else if (/[btT:#]/.test(char)) {
      const end = script.slice(at).search(/[;\n}]/);
      at = end < 0 ? script.length : at + end;
    } else return false;
  }
  return !ambiguous;
}

/** Whether an awk program only reads what it is given and prints. */
export function harmlessAwk(program: string): boolean {
  if (/system|getline|ARG[VC]|ENVIRON|PROCINFO|@|close|fflush/.test(program)) return false;
  let bare = "";
  for (let at = 0; at < program.length; at += 1) {
    const char = program[at] ?? "";
    const opens = char === '"' || (char === "/" && /(^|[~(!&|,{};\n])\s*$/.test(bare));
    if (!opens) {
      bare += char;
      continue;
    }
    for (at += 1; at < program.length && program[at] !== char; at += 1) if (program[at] === "\\") at += 1;
    bare += "0";
  }
  return !/\|(?!\|)/.test(bare.replaceAll("||", "")) && !/print[^;}]*>/.test(bare);
}
