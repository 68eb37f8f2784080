import { builtinHazards, shellHazards } from "../shell/builtin-hazards.ts";
import type { Value } from "../words.ts";
import { programName } from "../wrappers/feed.ts";
import { SHELLS } from "../wrappers/shells.ts";
import { ARCHIVERS } from "./archives.ts";
import { readArguments, readWords, rest } from "./arguments.ts";
import { compiled, isCompiler } from "./compilers.ts";
import { curl } from "./curl.ts";
import { wget } from "./downloads.ts";
import { exposedBy } from "./exposure.ts";
import { interpreted, interpreterOf, scriptOf } from "./interpreters.ts";
import { awk, jq, sed, yq } from "./languages.ts";
import { make } from "./make.ts";
import {
  chmod,
  copy,
  csplit,
  date,
  dd,
  find,
  install,
  ln,
  rsync,
  source,
  tree,
  xargs,
} from "./own-grammars.ts";
import { type Effects, PROGRAMS } from "./program.ts";
import { cargo, go } from "./toolchains.ts";

/** What `words` touch; git, whose grammar is its own, is left out. */
export function effectsOf(words: readonly Value[]): Effects {
  const name = programName(words[0]);
  if (name === undefined)
    return { uses: [], hazards: ["which program runs cannot be known"], stranger: false };
  const args = words.slice(1);
  const hazards = [...builtinHazards(name, args)];
  if (OPAQUE.has(name.replace(/[.].*/, ""))) hazards.push(`what ${name} does cannot be told from its words`);
  const exposes = exposedBy(name, args);
  if (exposes !== undefined) return { uses: [], hazards, stranger: false, exposes };
  const own = ownEffects(name, args);
  return { ...own, hazards: [...hazards, ...own.hazards] };
}

function ownEffects(name: string, args: readonly Value[]): Effects {
  const interpreter = interpreterOf(name);
  if (interpreter !== undefined) return interpreted(name, args, interpreter);
  if (SHELLS.has(name)) return { uses: scriptOf(args), hazards: shellHazards(args), stranger: false };
  if (isCompiler(name)) return compiled(name, args);
  const special = SPECIAL.get(name);
  if (special !== undefined) return special(args);
  const known = GREPS.has(name) ? "grep" : name;
  const program = Object.hasOwn(PROGRAMS, known) ? PROGRAMS[known] : undefined;
  if (program === undefined) return { uses: [], hazards: [], stranger: true };
  const listed = OPENS_LISTS.has(name) && args.some((arg) => arg.text.startsWith("@"));
  const named = listed ? args.map((arg) => (arg.text.startsWith("@") ? rest(arg, 1) : arg)) : args;
  const { uses, hazards } = readArguments(name, named, program);
  return { uses, hazards: listed ? [...hazards, `${name} finds words in a file`] : hazards, stranger: false };
}

const GREPS = new Set(["egrep", "fgrep", "zgrep"]);

/** Programs that take the words in FILE for their own where they are given `@FILE`, and show it where there is none. */
const OPENS_LISTS = new Set(["strings", "nm", "objdump", "size", "readelf"]);

/** Programs with a language, a shell escape or a server of their own: what they do cannot be told. */
const OPAQUE = new Set([
  ..."vi vim nvim ex view ed emacs dc socat nc ncat netcat telnet expect screen tmux zellij at batch crontab".split(
    " ",
  ),
  ..."systemd-run launchctl gdb lldb m4 sqlplus complete bind fc history compgen entr nodemon watchexec".split(
    " ",
  ),
  ..."parallel parset env_parallel rvim rview vimdiff gvim gview evim nvi sqlite3 duckdb".split(" "),
]);

const SPECIAL = new Map<string, (args: readonly Value[]) => Effects>([
  ...Object.entries(ARCHIVERS),
  ...["make", "gmake"].map((name) => [name, make] as const),
  ...["awk", "gawk", "mawk", "nawk"].map((name) => [name, awk] as const),
  ["sed", sed],
  ["jq", jq],
  ["gojq", jq],
  ...["yq", "jaq", "xq", "tomlq"].map((name) => [name, yq] as const),
  ["find", find],
  ["xargs", xargs],
  ["json.tool", (args) => ({ ...readWords("json.tool", args), stranger: false, imports: true })],
  ["dd", dd],
  ...["cp", "mv"].map((name) => [name, (args: readonly Value[]) => copy(name, args)] as const),
  ["chmod", chmod],
  ["install", install],
  ["ln", ln],
  ["tree", tree],
  ["rsync", rsync],
  ["date", date],
  ["curl", curl],
  ["wget", wget],
  ["csplit", csplit],
  ["cargo", cargo],
  ["go", go],
  ["source", source],
  [".", source],
]);
