import { fixed, quoted, type Value } from "../words.ts";
import { programName } from "../wrappers/feed.ts";
import { readGitArguments } from "./arguments.ts";
import { explicit } from "./defaults.ts";
import { type GitTree, touchedByGit } from "./touches.ts";

/** A call of git, understood: what it means, and what it touches besides the repository. */
export interface GitCall {
  /** Undefined when git runs no command or when it cannot be known. */
  readonly command: string | undefined;
  /**
   * Long names of the options that it has, abbreviations and clusters resolved, implied ones added; all its words when
   * no command is known.
   */
  readonly options: readonly string[];
  readonly operands: readonly Value[];
  /** How many operands stand before `--`; below 0 without it. */
  readonly split: number;
  /** The values of its options, by their long names without `--`. */
  readonly values: ReadonlyMap<string, readonly Value[]>;
  /** Folders that it goes to one after the other before it does anything. */
  readonly folders: readonly Value[];
  /** Git directories that it is told to work with. */
  readonly gitDirs: readonly Value[];
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  readonly trees: readonly GitTree[];
  /** Reasons for which it cannot be known what it does: it runs code that is named elsewhere. */
  readonly hazards: readonly string[];
  /** Those of them that stand in front of the command, where no rule looks. */
  readonly overrides: readonly string[];
  /** Code of an alias that the line itself defines. */
  readonly aliases: readonly Value[];
}

/** Reads a command that may be a call of git, also by a name like `git-apply`; undefined when it is none. */
export function readGitProgram(words: readonly Value[]): GitCall | undefined {
  const name = programName(words[0]);
  if (name === "git") return readGit(words.slice(1));
  return name?.startsWith("git-") ? readGit([fixed(name.slice(4)), ...words.slice(1)]) : undefined;
}

/** Reads a call of git; `words` are those behind `git`. */
export function readGit(words: readonly Value[]): GitCall {
  const overrides: string[] = [];
  const folders: Value[] = [];
  const gitDirs: Value[] = [];
  const aliases = new Map<string, Value>();
  const left = [...words];
  for (let word = left[0]; word?.prefix.startsWith("-") && !COMMANDS.has(word.text); word = left[0]) {
    left.shift();
    const { name, value } = globalOption(word.text, left);
    if (word.kind !== "static") overrides.push(`${word.text} cannot be known`);
    if (name === "-C" && value !== undefined) folders.push(value);
    else if (name === "--git-dir" && value !== undefined) gitDirs.push(value);
    else if (name === "-c") configured(value, aliases, overrides);
    else if (name === "--exec-path" ? value !== undefined : !HARMLESS_OPTIONS.has(name))
      overrides.push(`${name} changes what git does`);
  }
  const [first, ...rest] = commanded(left);
  const base = {
    options: words.map((word) => word.text),
    operands: rest,
    split: -1,
    values: NO_VALUES,
    folders,
    gitDirs,
    reads: [],
    writes: [],
    trees: [],
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
  const alias = aliases.get(first.text.toLowerCase());
  const args = readGitArguments(first.text, rest);
  const touched = touchedByGit(first.text, args);
  return {
    ...base,
    ...touched,
    ...explicit(first.text, args),
    split: args.split,
    values: args.values,
    command: first.text,
    // Where git has a command of this name, the alias does nothing.
    aliases: alias === undefined ? [] : [aliasCode(alias, rest)],
    hazards: [...overrides, ...args.hazards, ...touched.hazards],
  };
}

/** The command and its words: `git --help x` and `git x --help` are `git help x`. */
function commanded(words: readonly Value[]): readonly Value[] {
  const [first, second, ...rest] = words;
  if (first === undefined) return words;
  const own = COMMANDS.get(first.text);
  if (own !== undefined) return [fixed(own), ...words.slice(1)];
  return second?.text === "--help" ? [fixed("help"), first, ...rest] : words;
}

/** Options in front that are commands. */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ["--help", "help"],
  ["-h", "help"],
  ["--version", "version"],
  ["-v", "version"],
]);

const HARMLESS_OPTIONS = new Set(
  "-p --paginate -P --no-pager --no-replace-objects --literal-pathspecs --no-optional-locks --no-lazy-fetch --no-advice --html-path --man-path --info-path --exec-path --list-cmds".split(
    " ",
  ),
);

const NO_VALUES: ReadonlyMap<string, readonly Value[]> = new Map();

/** An option in front of the command, with its value, which is taken from `left` when it is a word. */
function globalOption(text: string, left: Value[]): { name: string; value: Value | undefined } {
  const equals = text.indexOf("=");
  if (text.includes("=")) return { name: text.slice(0, equals), value: fixed(text.slice(equals + 1)) };
  return { name: text, value: GLOBAL_VALUES.has(text) ? left.shift() : undefined };
}

function configured(value: Value | undefined, aliases: Map<string, Value>, hazards: string[]): void {
  if (value?.kind !== "static") {
    hazards.push("-c sets configuration that cannot be known");
    return;
  }
  const name = value.text.slice(0, `${value.text}=`.indexOf("="));
  const key = name.toLowerCase();
  if (key.startsWith("alias.")) aliases.set(key.slice(6), fixed(value.text.slice(name.length + 1)));
  const section = HARMLESS_SECTIONS.some((one) => key.startsWith(one));
  if (!section && !HARMLESS_NAMES.has(key) && !HARMLESS_CONFIG.test(value.text))
    hazards.push(`the configuration ${name} can run programs or change what git does`);
}

function aliasCode(alias: Value, rest: readonly Value[]): Value {
  const tail = rest.map((word) => (word.kind === "static" ? quoted(word.text) : "$__unknown")).join(" ");
  const code = alias.text.startsWith("!") ? `${alias.text.slice(1)} ${tail}` : `git ${alias.text} ${tail}`;
  return fixed(code);
}

/** Global options of git that take a value as the next word. */
const GLOBAL_VALUES = new Set(
  "-C -c --git-dir --work-tree --namespace --super-prefix --config-env --attr-source".split(" "),
);

/** Sections and names of configuration that only change how things look. */
const HARMLESS_SECTIONS = "color. status. column. i18n. advice. versionsort.".split(" ");
const HARMLESS_NAMES = new Set(
  "core.quotepath core.abbrev core.precomposeunicode core.autocrlf core.safecrlf core.commentchar core.ignorecase diff.renames diff.renamelimit diff.context diff.algorithm diff.mnemonicprefix diff.noprefix diff.colormoved diff.wordregex diff.suppressblankempty diff.submodule diff.interhunkcontext diff.indentheuristic diff.statgraphwidth diff.dirstat log.date log.decorate log.abbrevcommit log.follow grep.linenumber grep.column grep.fullname grep.patterntype grep.extendedregexp grep.threads user.name user.email merge.conflictstyle merge.renamelimit merge.renames safe.directory init.defaultbranch gc.auto maintenance.auto pull.ff pull.rebase apply.whitespace".split(
    " ",
  ),
);
const HARMLESS_CONFIG = /^(core\.pager=(cat|less)?|pager\.\w+=(false|cat|0)|submodule\.recurse=false)$/i;
