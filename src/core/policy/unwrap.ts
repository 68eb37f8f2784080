import { type Feed, programName } from "./feed.ts";
import { fd, find, parallel, xargs } from "./for-each.ts";
import { readGit } from "./git.ts";
import type { Inner } from "./inner.ts";
import { packageRunner, pythonModule } from "./package-runners.ts";
import { afterOption, joined, PRINTED, SHELLS, script, shell, trap } from "./shells.ts";
import { fixed, unknown, type Value } from "./words.ts";
import { command, WRAPPERS, wrapped } from "./wrappers.ts";

export type { Inner } from "./inner.ts";
export { SHELLS } from "./shells.ts";
export { TRANSPARENT } from "./wrappers.ts";

/** The commands and the code that `words` runs besides itself; undefined when it is no program that does so. */
export function unwrap(words: readonly Value[], feed: Feed): readonly Inner[] | undefined {
  const name = programName(words[0]);
  if (name === undefined) return undefined;
  const args = words.slice(1);
  if (SHELLS.has(name)) return shell(args, feed);
  switch (name) {
    case "eval":
      return args.length === 0 ? [] : [{ kind: "code", code: joined(args) }];
    case "trap":
      return trap(args);
    case "source":
    case ".": {
      const place = args[0]?.text === "--" ? args[1] : args[0];
      if (!/^\/dev\/(stdin$|fd\/)/.test(place?.text ?? "")) return undefined;
      if (place?.text === "/dev/stdin" && feed.kind === "text")
        return [{ kind: "code", code: fixed(feed.text) }];
      return [PRINTED];
    }
    case "env":
      return env(args, feed);
    case "xargs":
      return xargs(args, feed);
    case "find":
    case "gfind":
      return find(args);
    case "fd":
    case "fdfind":
      return fd(args);
    case "parallel":
      return parallel(args);
    case "watch":
      return watch(args);
    case "script":
      return script(args);
    case "su":
    case "runuser":
      return afterOption(args, ["-c", "--command", "--session-command"]);
    case "flock":
      if (args.some((arg) => arg.text === "-c" || arg.text === "--command"))
        return afterOption(args, ["-c", "--command"]);
      break;
    case "npm":
    case "npx":
    case "pnpm":
    case "yarn":
    case "bunx":
      return packageRunner(name, args);
    case "ssh":
      return remote(args);
    case "git": {
      const aliases = readGit(args).aliases;
      return aliases.length === 0 ? undefined : aliases.map((code) => ({ kind: "code", code }));
    }
    default:
      break;
  }
  if (/^(python|pypy)[\d.]*$/.test(name)) return pythonModule(args);
  const wrapper = WRAPPERS[name];
  if (wrapper === undefined) return undefined;
  return wrapped(args, wrapper, feed);
}

function env(args: readonly Value[], feed: Feed): readonly Inner[] {
  for (const [index, arg] of args.entries()) {
    if (arg.kind !== "static") break;
    const split = /^(?:-[iv0]*S|--split-string=?)([\s\S]*)$/.exec(arg.text);
    if (split !== null) {
      const text = split[1] === "" ? args[index + 1] : fixed(split[1] ?? "");
      const more = args.slice(index + (split[1] === "" ? 2 : 1));
      if (text === undefined) return [];
      if (/[\\$]/.test(text.text))
        return [{ kind: "opaque", because: "env -S has an escape language of its own", severe: true }];
      return [{ kind: "code", code: joined([text, ...more]) }];
    }
    if (!arg.text.startsWith("-") && !arg.text.includes("=")) break;
  }
  const inner = wrapped(args, WRAPPERS["env"] ?? {}, feed);
  const at = args.findIndex((arg) => /^(-C|--chdir$)/.test(arg.text));
  const folder = args.find((arg) => arg.text.startsWith("--chdir=")) ?? (at < 0 ? undefined : args[at]);
  if (folder === undefined) return inner;
  const inline = folder.text.replace(/^(-C|--chdir=?)/, "");
  const where = inline === "" ? (args[at + 1] ?? unknown("?")) : fixed(inline);
  return inner.map((one) => (one.kind === "words" ? { ...one, folder: where } : one));
}

function watch(args: readonly Value[]): readonly Inner[] {
  const rest = command(args, { short: "nq", long: ["--interval", "--equexit"] });
  if (rest === undefined) return [];
  if (rest.kind === "opaque") return [rest];
  return rest.words.length === 0 ? [] : [{ kind: "code", code: joined(rest.words) }];
}

function remote(args: readonly Value[]): readonly Inner[] {
  const rest = command(args, { short: "BbcDEeFIiJLlmOopQRSWw", skip: 1 });
  return rest?.kind === "words" && rest.words.length > 0 ? [{ kind: "code", code: joined(rest.words) }] : [];
}
