import type { Value } from "../words.ts";
import { readGiven } from "./given-options.ts";

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
    const { slashed, other, from, by, at } = groups;
    if ([slashed, other, from, by, at].some((part) => part !== undefined && leavesOpen(part))) return false;
    read += command.length;
  }
  return read === script.length;
}

/** Whether a bracket in a regular expression is not closed, for those that take `\]` in it for quoted or for those that do not. */
function leavesOpen(expression: string): boolean {
  return BRACKETS.some((bracket) => expression.replace(bracket, "").includes("["));
}

/** A character that is quoted, or a bracket: a `]` that comes first does not end it, nor that of `[:alpha:]`. */
const BRACKETS = [
  /\\.|\[(?:\^?\]|\^?(?!\^?\]))(?:\[([:.=])[^\]]*?\1\]|\[(?![:.=])|[^\][])*\]/gs,
  /\\.|\[(?:\^?\]|\^?(?!\^?\]))(?:\[([:.=])[^\]]*?\1\]|\[(?![:.=])|\\.|[^\\\][])*\]/gs,
];

/**
 * A letter that is a command or stands in an address; a pattern in an address; `s` and `y`; a text, with the lines that a
 * backslash adds; a comment; a label. White space ends a label, and some seds then go on with the next command. Others take
 * the rest of the line for it, which must not reach into the next line.
 */
const HARMLESS_SED =
  /[\s;{}!,$~0-9+dDpPqQlnNgGhHxzF=]|\/(?<slashed>(?:[^\\/\n]|\\.)*)\/[IM]*|\\(?<by>[^\\\n])(?<other>(?:(?!\k<by>)[^\\\n]|\\.)*)\k<by>|[sy](?<at>[^\\\n])(?<from>(?:(?!\k<at>)[^\\\n]|\\.)*)\k<at>(?<to>(?:(?!\k<at>)[^\\\n]|\\.)*)\k<at>[gpIiMm0-9]*|[aic](?:[^\\\n]|\\[^\\])*(?=\n|$)|#[^\n]*|[btT:][ \t]*[\w.-]*[ \t]*(?=[;}\n]|$)(?=[;}\s]*\n|[^\n]*$)/gsy;

/** Whether an awk program only reads what it is given and prints. */
export function harmlessAwk(program: string): boolean {
  if (/system|getline|ARG[VC]|ENVIRON|PROCINFO|@|close|fflush/.test(program)) return false;
  const bare = program.replaceAll(AWK_TEXT, " ");
  // Behind a bracket a slash divides, unless that is the bracket of a condition.
  if (/(?<!\)[ \t]*)\//.test(bare) || (bare.includes("/") && /\b(if|while|for)\b/.test(bare))) return false;
  return !/(?<!\|)\|(?!\|)/.test(bare) && !/print[^;}]*>/.test(bare);
}

/**
 * What is printed to the terminal; a string; a pattern; a slash that surely divides, as it stands behind a value; a line that
 * goes on; a comment.
 */
const AWK_TEXT =
  />\s*"\/dev\/std(?:err|out)"(?=\s*[;}\n])|"(?:[^"\\\n]|\\.)*"|(?<=(?:^|[~(!&|,{};\n])\s*)(?<!\\\n\s*)\/(?:[^/\\\n[]|\\.|\[(?:\^?\]|\^?(?!\^?\]))(?:\[:\w+:\]|\\[^\]/\n]|[^\][\\/\n])*\])*\/|(?<=[\w\]"][ \t]*)(?<!\b(?:printf?|return|in|case|else|do|exit|delete)[ \t]*)\/|\\\n|#[^\n]*/gs;
