import { programName } from "./feed.ts";
import { readGitArguments } from "./git-arguments.ts";
import { explicit } from "./git-defaults.ts";
import { touchedByGit } from "./git-touches.ts";
import { fixed, type Value } from "./words.ts";

/** A call of git, understood: what it means, and what it touches besides the repository. */
export interface GitCall {
  /** Undefined when git runs no command (`git --version`) or when it cannot be known. */
  readonly command: string | undefined;
  /** Long names of the options that it has, abbreviations and clusters resolved, implied ones added. */
  readonly options: readonly string[];
  readonly operands: readonly Value[];
  /** The values of its options, by their long names without `--`. */
  readonly values: ReadonlyMap<string, readonly Value[]>;
  /** Folders it works in. */
  readonly folders: readonly Value[];
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  /** Reasons for which it cannot be known what it does: it runs code that is named elsewhere. */
  readonly hazards: readonly string[];
  /** Those of them that stand in front of the command, where no rule looks. */
  readonly overrides: readonly string[];
  /** Code of an alias that the line itself defines. */
  readonly aliases: readonly Value[];
}

/** Reads a command that may be a call of git, also by a name like `git-apply`; undefined when it is none. */
export function readGitProgram(words: readonly Value[]): GitCall | undefined {
  const name = programName(words[0]) ?? "";
  if (name === "git") return readGit(words.slice(1));
  return name.startsWith("git-") ? readGit([fixed(name.slice(4)), ...words.slice(1)]) : undefined;
}

/** Reads a call of git; `words` are those behind `git`. */
export function readGit(words: readonly Value[]): GitCall {
  const overrides: string[] = [];
  const folders: Value[] = [];
  const aliases = new Map<string, Value>();
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || !word.prefix.startsWith("-")) break;
    const { name, value, next } = globalOption(words, index);
    index += next;
    if (word.kind !== "static") overrides.push(`${word.text} cannot be known`);
    if (name === "-C" || name === "--git-dir" || name === "--work-tree") folders.push(value ?? fixed("."));
    if (name === "-c") configured(value, aliases, overrides);
    if (name === "--config-env") overrides.push("--config-env sets configuration that is not shown");
    if (name === "--exec-path" && value !== undefined) overrides.push("--exec-path names other programs");
    if (name === "--attr-source") overrides.push("--attr-source names other attributes");
  }
  const first = words[index];
  const rest = words.slice(index + 1);
  const base = {
    options: [],
    operands: rest,
    values: NO_VALUES,
    folders,
    reads: [],
    writes: [],
    hazards: overrides,
    overrides,
    aliases: [],
  };
  if (first === undefined) return { ...base, command: undefined, operands: [] };
  if (first.kind !== "static")
    return {
      ...base,
      command: undefined,
      hazards: [...overrides, `the git command ${first.text} cannot be known`],
    };
  const alias = aliases.get(first.text);
  if (alias !== undefined) return { ...base, command: first.text, aliases: [aliasCode(alias, rest)] };
  const args = readGitArguments(first.text, rest);
  const touched = touchedByGit(first.text, args);
  return {
    ...base,
    ...touched,
    ...explicit(first.text, args),
    values: args.values,
    command: first.text,
    hazards: [...overrides, ...args.hazards, ...touched.hazards],
  };
}

const NO_VALUES: ReadonlyMap<string, readonly Value[]> = new Map();

function globalOption(
  words: readonly Value[],
  index: number,
): { name: string; value: Value | undefined; next: number } {
  const text = words[index]?.text ?? "";
  const equals = text.indexOf("=");
  if (text.startsWith("--") && equals > 0)
    return { name: text.slice(0, equals), value: fixed(text.slice(equals + 1)), next: 0 };
  if (text === "--exec-path") return { name: text, value: undefined, next: 0 };
  if (GLOBAL_VALUES.has(text) || GLOBAL_LONG.includes(text))
    return { name: text, value: words[index + 1], next: 1 };
  return { name: text, value: undefined, next: 0 };
}

function configured(value: Value | undefined, aliases: Map<string, Value>, hazards: string[]): void {
  if (value === undefined || value.kind !== "static") {
    hazards.push("-c sets configuration that cannot be known");
    return;
  }
  const alias = /^alias\.([^=]+)=([\s\S]*)$/i.exec(value.text);
  if (alias?.[1] !== undefined) aliases.set(alias[1], fixed(alias[2] ?? ""));
  if (!HARMLESS_CONFIG.test(value.text))
    hazards.push(`the configuration ${value.text.split("=")[0]} can run programs or change what git does`);
}

function aliasCode(alias: Value, rest: readonly Value[]): Value {
  const tail = rest
    .map((word) => (word.kind === "static" ? `'${word.text.replaceAll("'", "'\\''")}'` : "$__unknown"))
    .join(" ");
  const code = alias.text.startsWith("!") ? `${alias.text.slice(1)} ${tail}` : `git ${alias.text} ${tail}`;
  return fixed(code);
}

/** Global options of git that take a value as the next word. */
const GLOBAL_VALUES = new Set([
  "-C",
  "-c",
  "--git-dir",
  "--work-tree",
  "--namespace",
  "--exec-path",
  "--super-prefix",
  "--config-env",
  "--attr-source",
  "--list-cmds",
]);
const GLOBAL_LONG = [
  "--git-dir",
  "--work-tree",
  "--namespace",
  "--exec-path",
  "--super-prefix",
  "--config-env",
  "--attr-source",
];

/** Configuration that only changes how things look. */
const HARMLESS_CONFIG =
  /^(color\.|core\.(quotepath|abbrev|pager=(cat|less)?$|precomposeunicode|autocrlf|safecrlf|commentchar|ignorecase)|diff\.(renames|renamelimit|context|algorithm|mnemonicprefix|noprefix|colormoved|wordregex|suppressblankempty|submodule|interhunkcontext|indentheuristic|statgraphwidth|dirstat)|log\.|status\.|column\.|grep\.(linenumber|column|fullname|patterntype|extendedregexp|threads)|blame\.|i18n\.|advice\.|user\.(name|email)=|merge\.(conflictstyle|renamelimit|renames)|safe\.directory|init\.defaultbranch|pager\.\w+=(false|cat|0)$|gc\.auto|maintenance\.auto|rebase\.|fetch\.(prune|parallel)|pull\.(ff|rebase)|versionsort\.|submodule\.recurse=false|apply\.whitespace|feature\.)/i;
