import { readGit } from "../git/git.ts";
import { understood } from "../shell/portable.ts";
import type { Value } from "../words.ts";
import { type Feed, programName } from "./feed.ts";
import { fd, find, parallel, xargs } from "./for-each.ts";
import type { Inner } from "./inner.ts";
import { packageRunner, pythonModule } from "./package-runners.ts";
import { asUser, evaluated, SHELLS, script, shell, source, trap } from "./shells.ts";
import { env, flock, ssh, strace, watch, wrapped } from "./wrappers.ts";

/** The commands and the code that `words` runs besides itself; undefined when it is no program that does so. */
export function unwrap(words: readonly Value[], feed: Feed): readonly Inner[] | undefined {
  const name = programName(words[0]);
  if (name === undefined) return undefined;
  const args = words.slice(1);
  if (SHELLS.has(name)) return shell(args, feed).map((inner) => understood(name, inner));
  if (/^(python|pypy)[\d.]*$/.test(name)) return pythonModule(args, feed);
  switch (name) {
    case "fish":
    case "csh":
    case "tcsh":
    case "nu":
    case "elvish":
    case "xonsh":
      return [{ kind: "opaque", because: `${name} has a language that is not judged` }];
    case "eval":
      return evaluated(args);
    case "trap":
      return trap(args);
    case "source":
    case ".":
      return source(args, feed);
    case "command":
      if (args[0] && /^-p?[vV]/.test(args[0].text)) return [];
      return wrapped(name, args, feed);
    case "env":
      return env(args, feed);
    case "strace":
      return strace(args, feed);
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
    case "sg":
    case "newgrp":
      return asUser(name, args);
    case "flock":
      return flock(args, feed);
    case "npm":
    case "npx":
    case "pnpm":
    case "yarn":
    case "bun":
    case "bunx":
      return packageRunner(name, args, feed);
    case "ssh":
      return ssh(args);
    case "git": {
      const { aliases } = readGit(args);
      return aliases.length === 0 ? undefined : aliases.map((code) => ({ kind: "code", code }));
    }
    default:
      return wrapped(name, args, feed);
  }
}
