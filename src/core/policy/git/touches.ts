import { baseName } from "../paths/glob.ts";
import { fixed, pattern, type Value } from "../words.ts";
import type { GitArguments } from "./arguments.ts";

/** What a call of git touches besides the repository, as far as its words tell. */
export interface GitTouches {
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  /** Whole trees. */
  readonly trees: readonly GitTree[];
  /** Reasons for which it cannot be known what it does. */
  readonly hazards: readonly string[];
}

/** A file or a folder with all that is in it. */
export interface GitTree {
  /** Undefined: the whole workspace. */
  readonly place: Value | undefined;
  readonly access: "read" | "write";
  /** Whether files that a `.gitignore` names are left alone. */
  readonly ignores: boolean;
}

/** The files that a command of git reads and writes by its options and operands, and what it hides. */
export function touchedByGit(command: string, args: GitArguments): GitTouches {
  return {
    reads: readBy(command, args),
    writes: writtenBy(command, args),
    trees: treesOf(command, args),
    hazards: hazardsOf(command, args),
  };
}

function readBy(command: string, { options, operands, values, split }: GitArguments): readonly Value[] {
  const reads = FILES.flatMap((name) => values.get(name) ?? []);
  if (options.includes("--no-index") && command !== "grep") reads.push(...operands);
  if (command === "diff") reads.push(...comparedFiles(operands, split));
  if (["hash-object", "mailinfo", "check-mailmap", "interpret-trailers"].includes(command))
    reads.push(...operands);
  if (command === "bundle" && operands[0]?.text !== "create") reads.push(...operands.slice(1, 2));
  if (["fetch", "pull", "ls-remote"].includes(command))
    reads.push(...addresses(operands, options).flatMap(localPath));
  if (command === "apply") reads.push(...operands.filter((operand) => operand.text !== "-"));
  if (NAMES_OBJECTS.has(command)) {
    for (const operand of operands) {
      const path = /:(?:\d:)?(.+)/s.exec(operand.text)?.[1];
      if (path !== undefined && operand.kind === "static") reads.push(fixed(path));
    }
  }
  return reads;
}

/** Options whose values are files that are read. */
const FILES =
  "file contents ignore-revs-file revs-file pathspec-from-file add-file orderfile signature-file description-file exclude-from template".split(
    " ",
  );

/** The operands that name other repositories. */
function addresses(operands: readonly Value[], options: readonly string[]): readonly Value[] {
  return options.includes("--multiple") ? operands : operands.slice(0, 1);
}

/** The path that the address of a repository is; none when it names a host. */
function localPath(address: Value): readonly Value[] {
  const file = /^file:\/\/[^/]*(\/.*)/s.exec(address.text)?.[1];
  if (file !== undefined) return [fixed(file)];
  return address.kind === "static" && !/^[^/]*:/.test(address.text) ? [address] : [];
}

function treesOf(command: string, { options, operands }: GitArguments): readonly GitTree[] {
  const has = (name: string): boolean => options.includes(`--${name}`);
  const whole = (place: Value | undefined, ignores: boolean): GitTree => ({ place, access: "read", ignores });
  if (command === "grep" && (has("no-index") || has("untracked") || has("no-exclude-standard"))) {
    const places = operands.slice(patternsOf(command, options));
    const ignores = !has("no-index") && !has("no-exclude-standard");
    return [fixed("."), ...places].map((place) => whole(pathspec(place), ignores));
  }
  if (command === "add") {
    if (has("pathspec-from-file") || (operands.length === 0 && !has("update")))
      return [whole(undefined, true)];
    return operands.map((operand) => whole(pathspec(operand), true));
  }
  if (command === "rm" && !has("cached"))
    return operands.map((operand) => ({ place: pathspec(operand), access: "write", ignores: true }));
  return [];
}

/** What a pathspec names: one with magic may name anything, and `*` crosses folders. */
function pathspec(value: Value): Value | undefined {
  if (value.kind !== "static") return value;
  if (value.text.startsWith(":")) return undefined;
  return /[*?[\\]/.test(value.text) ? pattern(value.text, true) : value;
}

/**
 * The operands that `git diff` may take for files of the disk: it does so with exactly two of them, of which one
 * lies outside the repository (builtin/diff.c, implicit `--no-index`).
 */
function comparedFiles(operands: readonly Value[], split: number): readonly Value[] {
  if (operands.some((operand) => /^[/~]|(^|\/)\.\.(\/|$)/.test(operand.text))) return operands;
  if (split > 0 || operands.length > 2) return [];
  return operands.filter(
    (operand) => operand.kind === "dynamic" && (operands.length === 2 || operand.splits),
  );
}

function writtenBy(command: string, { options, operands, values }: GitArguments): readonly Value[] {
  const found = (name: string): readonly Value[] => values.get(name) ?? [];
  const writes = [
    ...found("output"),
    ...found("output-directory"),
    ...found("build-fake-ancestor"),
    ...found("directory"),
  ];
  if (command === "format-patch" && !options.includes("--stdout") && found("output-directory").length === 0)
    writes.push(fixed("0001.patch"));
  if (command === "bundle" && operands[0]?.text === "create") writes.push(...operands.slice(1, 2));
  if (command === "worktree" && operands[0]?.text === "add") writes.push(...operands.slice(1, 2));
  if (command === "clone" || command === "init") writes.push(...operands.slice(command === "clone" ? 1 : 0));
  if (command === "mv" || command === "rm") writes.push(...operands);
  const [target, ...sources] = [...operands].reverse();
  if (command === "mv" && target?.kind === "static")
    writes.push(...sources.map((source) => fixed(`${target.text}/${baseName(source.text)}`)));
  return writes;
}

function hazardsOf(command: string, { options, operands, values, split }: GitArguments): readonly string[] {
  const hazards: string[] = [];
  for (const name of ["ext-diff", "open-files-in-pager", "exec", "upload-pack", "receive-pack"]) {
    if (options.includes(`--${name}`)) hazards.push(`--${name} runs another program`);
  }
  if (command === "archive" && options.includes("--remote"))
    hazards.push("--remote asks another machine, over any program that git is told to use");
  if (options.includes("--lost-found")) hazards.push("--lost-found writes files into the git directory");
  if (options.includes("--batch") || options.includes("--batch-command"))
    hazards.push("--batch shows what its standard input names");
  if (options.includes("--unsafe-paths")) hazards.push("--unsafe-paths writes wherever the patch says");
  if (command === "rm" && options.includes("--pathspec-from-file"))
    hazards.push("--pathspec-from-file names files that are not shown");
  if (command === "rm" && operands.some((operand) => operand.text.startsWith(":")))
    hazards.push("a pathspec with magic can name any file");
  if (values.get("suffix")?.some((suffix) => suffix.kind !== "static" || suffix.text.includes("/")))
    hazards.push("--suffix leads to another folder");
  if (operands.some((operand) => /^[\w-]+::/.test(operand.text)))
    hazards.push("a remote helper runs a program");
  for (const operand of (split < 0 ? operands : operands.slice(0, split)).slice(
    patternsOf(command, options),
  )) {
    if (operand.kind === "dynamic" && mayNameObject(command, operand))
      hazards.push(`which file ${operand.text} names is not known`);
  }
  return hazards;
}

/** Whether a word that is not known may become `REVISION:PATH`. */
function mayNameObject(command: string, { prefix, text }: Value): boolean {
  if (!NAMES_OBJECTS.has(command) && command !== "grep") return false;
  if (command === "show" || command === "cat-file" || prefix.includes(":")) return true;
  // Both sides of `...` must be commits, and so must what `git blame` is given; other words with a folder are paths.
  const path = /^(?!(?:origin|upstream|refs|heads|tags|remotes)\/).*\//.test(prefix);
  return command !== "blame" && !text.includes("...") && !path;
}

/** How many operands in front are no files but a pattern. */
function patternsOf(command: string, options: readonly string[]): number {
  return command === "grep" && !options.includes("--pattern") ? 1 : 0;
}

/** Commands whose operands can be `REVISION:PATH`. */
const NAMES_OBJECTS = new Set(["show", "cat-file", "diff", "archive", "blame"]);
