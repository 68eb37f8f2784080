import type { Feed } from "./feed.ts";
import type { Inner } from "./inner.ts";
import { fixed, unknown, type Value } from "./words.ts";

/** Shells: their `-c` argument, or their standard input, is code of the kind that is judged. */
export const SHELLS: ReadonlySet<string> = new Set([
  "bash",
  "sh",
  "dash",
  "zsh",
  "ksh",
  "ash",
  "rbash",
  "mksh",
  "bash5",
]);

/** What a shell runs: the code behind `-c`, or what stands at its standard input. A script is a file that it reads. */
export function shell(args: readonly Value[], feed: Feed): readonly Inner[] {
  let inline = false;
  let stdin = false;
  let index = 0;
  for (; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    if (arg.kind !== "static") break;
    const text = arg.text;
    if (text === "--" || text === "-") {
      index += 1;
      break;
    }
    if (/^--(rcfile|init-file)$/.test(text))
      return [{ kind: "opaque", because: `${text} names a file of commands` }];
    if (text === "--version" || text === "--help") return [];
    if (text.startsWith("--")) continue;
    if (!/^[-+]/.test(text)) break;
    if (text.startsWith("-") && text.includes("c")) inline = true;
    if (text.startsWith("-") && text.includes("s")) stdin = true;
    index += text.match(/[oO]/g)?.length ?? 0;
  }
  const first = args[index];
  if (inline) {
    if (first === undefined) return [];
    return [{ kind: "code", code: first }];
  }
  if (first !== undefined && !stdin) {
    if (!/^\/dev\/(stdin$|fd\/)/.test(first.text)) return [];
    if (first.text !== "/dev/stdin") return [PRINTED];
  }
  if (feed.kind === "text") return [{ kind: "code", code: fixed(feed.text) }];
  if (feed.kind === "unknown" || feed.kind === "lines") return [PRINTED];
  return [{ kind: "opaque", because: "a shell that reads its commands from standard input" }];
}

/** Code that comes out of another program. */
export const PRINTED: Inner = {
  kind: "opaque",
  because: "a shell that runs what another command prints",
  severe: true,
};

/** Words that a program puts together into one line of code. */
export function joined(args: readonly Value[]): Value {
  const rest = args[0]?.text === "--" ? args.slice(1) : args;
  const vague = rest.find((arg) => arg.kind !== "static");
  if (vague !== undefined) return unknown(rest.map((arg) => arg.text).join(" "));
  return fixed(rest.map((arg) => arg.text).join(" "));
}

/** The code that `trap` keeps for later. */
export function trap(args: readonly Value[]): readonly Inner[] {
  const rest = args[0]?.text === "--" ? args.slice(1) : args;
  const first = rest[0];
  if (first === undefined || rest.length < 2 || /^-[lp]*$/.test(first.text) || first.text === "") return [];
  return [{ kind: "code", code: first }];
}

/** `script -c CODE FILE`, `script FILE COMMAND`. */
export function script(args: readonly Value[]): readonly Inner[] {
  const at = args.findIndex((arg) => /^-[a-zA-Z]*c$/.test(arg.text) || arg.text === "--command");
  const inline = args.find((arg) => arg.text.startsWith("--command="));
  if (inline !== undefined) return [{ kind: "code", code: fixed(inline.text.slice("--command=".length)) }];
  const code = at < 0 ? undefined : args[at + 1];
  if (code !== undefined) return [{ kind: "code", code }];
  const operands = args.filter((arg) => !arg.text.startsWith("-"));
  if (operands.length > 1) return [{ kind: "words", words: operands.slice(1) }];
  return [{ kind: "opaque", because: "script starts a shell that reads standard input" }];
}

/** The code behind the first of these options; without it a shell is started. */
export function afterOption(args: readonly Value[], names: readonly string[]): readonly Inner[] {
  const at = args.findIndex(
    (arg) => names.includes(arg.text) || names.some((name) => arg.text.startsWith(`${name}=`)),
  );
  const option = args[at];
  if (option === undefined) return [{ kind: "opaque", because: "a shell that reads standard input" }];
  const inline = option.text.includes("=")
    ? fixed(option.text.slice(option.text.indexOf("=") + 1))
    : args[at + 1];
  return inline === undefined ? [] : [{ kind: "code", code: inline }];
}
