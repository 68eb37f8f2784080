import { fixed, unknown, type Value } from "../words.ts";
import type { Feed } from "./feed.ts";
import { readOptions } from "./getopt.ts";
import { type Inner, UNCLEAR } from "./inner.ts";

/** Shells: their `-c` argument, or their standard input, is code of the kind that is judged. */
export const SHELLS: ReadonlySet<string> = new Set(
  "bash sh dash zsh ksh ash rbash mksh bash5 bash-static rzsh zsh-static ksh93 lksh oksh loksh yash osh posh".split(
    " ",
  ),
);

/** What a shell runs: the code behind `-c`, or what stands at its standard input. A script is a file that it reads. */
export function shell(args: readonly Value[], feed: Feed): readonly Inner[] {
  let inline = false;
  let stdin = false;
  const rest = [...args];
  for (let word = rest[0]; word?.kind === "static" && /^[-+]/.test(word.text); word = rest[0]) {
    const { text } = word;
    rest.shift();
    if (text === "--" || text === "-") break;
    if (/^--?(version|help)$/.test(text)) return [];
    if (/^--?(rcfile|init-file)$/.test(text))
      return [{ kind: "opaque", because: `${text} names a file of commands` }];
    if (LONG.test(text)) continue;
    if (/[oO]./.test(text)) return [{ kind: "opaque", because: `${text} can be read in several ways` }];
    if (/[oO]/.test(text)) rest.shift();
    inline ||= text.includes("c");
    stdin ||= text.includes("s");
  }
  const [first] = rest;
  if (inline) return first === undefined ? [] : [{ kind: "code", code: first }];
  if (first === undefined || stdin) return fed(feed);
  return atDescriptor(first, feed) ?? (first.kind !== "static" && mayBeOption(first) ? [UNCLEAR] : []);
}

/** Options with long names, for which bash is content with one dash. */
const LONG =
  /^--|^-(debug|debugger|dump-po-strings|dump-strings|login|noediting|noprofile|norc|posix|pretty-print|protected|restricted|verbose|wordexp)$/;

/** Whether a word that is not known may give a shell an option, or the name of an open file. */
function mayBeOption(word: Value): boolean {
  return /^([-+]|$|\/+dev\/)/.test(word.prefix) && !/\.\w+$/.test(word.text);
}

/** The code at standard input, or at the open file that `place` names, in whatever way the folder is written. */
function atDescriptor(place: Value, feed: Feed): readonly Inner[] | undefined {
  if (/(^|\/)(stdin|0)$/.test(place.text)) return fed(feed);
  return /(^|\/)\d+$/.test(place.text) ? [PRINTED] : undefined;
}

/** The code at standard input. */
function fed(feed: Feed): readonly Inner[] {
  if (feed.kind === "unknown" || feed.kind === "lines") return [PRINTED];
  return [feed.kind === "text" ? { kind: "code", code: fixed(feed.text) } : ASKS];
}

const PRINTED: Inner = {
  kind: "opaque",
  because: "a shell that runs what another command prints",
  severe: true,
};

const ASKS: Inner = { kind: "opaque", because: "a shell that reads its commands from standard input" };

/** The code that `source` reads when it is given no file; undefined when it is one. */
export function source(args: readonly Value[], feed: Feed): readonly Inner[] | undefined {
  const place = args[0]?.text === "--" ? args[1] : args[0];
  return place && atDescriptor(place, feed);
}

/** The code of `eval`. */
export function evaluated(args: readonly Value[]): readonly Inner[] {
  const words = args[0]?.text === "--" ? args.slice(1) : args;
  return words.length === 0 ? [] : [{ kind: "code", code: joined(words) }];
}

/** Words that a program puts together into one line of code. */
export function joined(words: readonly Value[]): Value {
  const text = words.map((word) => word.text).join(" ");
  return words.every((word) => word.kind === "static") ? fixed(text) : unknown(text);
}

/** The code that `trap` keeps for later. */
export function trap(args: readonly Value[]): readonly Inner[] {
  const words = args[0]?.text === "--" ? args.slice(1) : args;
  const [code] = words.slice(0, -1);
  return code === undefined || /^(-[lp]*)?$/.test(code.text) ? [] : [{ kind: "code", code }];
}

/** `script -c CODE FILE`, and `script FILE COMMAND` as some systems have it. */
export function script(args: readonly Value[]): readonly Inner[] {
  const code = codeOf(
    args,
    "c,command= I,log-in= O,log-out= B,log-io= T,log-timing= t? m,logging-format= E,echo= o,output-limit=",
  );
  if (code !== undefined) return [{ kind: "code", code }];
  const words = readOptions(args, "")?.operands.slice(1) ?? [];
  return [words.length > 0 ? { kind: "words", words } : ASKS];
}

/** `su -c CODE` and programs like it; `sg` takes its code also as an operand. */
export function asUser(name: string, args: readonly Value[]): readonly Inner[] {
  const code = codeOf(args, "c,command,session-command=") ?? (name === "sg" ? args[1] : undefined);
  return [code === undefined ? ASKS : { kind: "code", code }];
}

function codeOf(args: readonly Value[], grammar: string): Value | undefined {
  return readOptions(args, grammar, true)?.options.find((option) => option.name === "c")?.value;
}
