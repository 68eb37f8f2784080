import type { Inner } from "./inner.ts";
import { fixed, type Value } from "./words.ts";
import { command } from "./wrappers.ts";

/** `npx CMD`, `npm exec -- CMD`, `npm exec -c CODE`, `pnpm exec CMD`, `yarn exec CMD`. */
export function packageRunner(name: string, args: readonly Value[]): readonly Inner[] | undefined {
  const direct = name === "npx" || name === "bunx";
  const sub = args.findIndex((arg) => !arg.text.startsWith("-"));
  const word = args[sub]?.text ?? "";
  if (!direct && !["exec", "x", "dlx"].includes(word)) return undefined;
  const rest = direct ? args : args.slice(sub + 1);
  const call = rest.findIndex((arg) => arg.text === "-c" || /^--call(=|$)/.test(arg.text));
  const option = rest[call]?.text ?? "";
  const code = option.includes("=")
    ? fixed(option.slice(option.indexOf("=") + 1))
    : call < 0
      ? undefined
      : rest[call + 1];
  if (code !== undefined) return [{ kind: "code", code }];
  const left = command(rest, { short: "pw", long: ["--package", "--workspace"] });
  return left?.kind === "words" && left.words.length > 0 ? [{ kind: "words", words: left.words }] : [];
}

/** `python -m MODULE …` runs the module as a program. */
export function pythonModule(args: readonly Value[]): readonly Inner[] | undefined {
  const at = args.findIndex((arg) => /^-[a-zA-Z]*m/.test(arg.text));
  const option = args[at];
  if (option === undefined || args.slice(0, at).some((arg) => !arg.text.startsWith("-"))) return undefined;
  const glued = option.text.slice(option.text.indexOf("m") + 1);
  const words = glued === "" ? args.slice(at + 1) : [fixed(glued), ...args.slice(at + 1)];
  return words.length === 0 ? undefined : [{ kind: "words", words }];
}
