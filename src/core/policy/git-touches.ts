import type { GitArguments } from "./git-arguments.ts";
import { isDiffLike } from "./git-grammar.ts";
import { fixed, type Value } from "./words.ts";

/** What a call of git touches besides the repository, as far as its words tell. */
export interface GitTouches {
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  /** Reasons for which it cannot be known what it does. */
  readonly hazards: readonly string[];
}

/** The files that a command of git reads and writes by its options and operands, and what it hides. */
export function touchedByGit(command: string, args: GitArguments): GitTouches {
  return {
    reads: readBy(command, args),
    writes: writtenBy(command, args),
    hazards: hazardsOf(command, args),
  };
}

function readBy(command: string, { options, operands, values, split }: GitArguments): readonly Value[] {
  const found = (name: string): readonly Value[] => values.get(name) ?? [];
  const reads = [
    ...found("file"),
    ...found("contents"),
    ...found("ignore-revs-file"),
    ...found("revs-file"),
    ...found("pathspec-from-file"),
    ...found("add-file"),
  ];
  if (isDiffLike(command) || command === "grep") reads.push(...found("orderfile"));
  if (
    options.includes("--no-index") ||
    options.includes("--untracked") ||
    options.includes("--no-exclude-standard")
  ) {
    const places = operands.slice(patternsOf(command, options));
    reads.push(...(places.length === 0 ? [fixed(".")] : places));
  }
  if (command === "diff") reads.push(...comparedFiles(operands, split));
  if (["hash-object", "mailinfo", "check-mailmap", "interpret-trailers", "add"].includes(command))
    reads.push(...operands);
  if (command === "apply") reads.push(...operands.filter((operand) => operand.text !== "-"));
  if (NAMES_OBJECTS.has(command)) {
    for (const operand of operands) {
      const path = /^[^:]*:(?:\d:)?(.+)$/.exec(operand.text)?.[1];
      if (path !== undefined && operand.kind === "static") reads.push(fixed(path));
    }
  }
  return reads;
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

function writtenBy(command: string, { operands, values }: GitArguments): readonly Value[] {
  const found = (name: string): readonly Value[] => values.get(name) ?? [];
  const writes = [...found("output"), ...found("output-directory"), ...found("build-fake-ancestor")];
  if (command === "apply") writes.push(...found("directory"));
  if (command === "bundle" && operands[0]?.text === "create") writes.push(...operands.slice(1, 2));
  if (command === "worktree" && operands[0]?.text === "add") writes.push(...operands.slice(1, 2));
  if (command === "clone" || command === "init") writes.push(...operands.slice(command === "clone" ? 1 : 0));
  if (command === "mv" || command === "rm") writes.push(...operands);
  return writes;
}

function hazardsOf(command: string, { options, operands, split }: GitArguments): readonly string[] {
  const hazards: string[] = [];
  for (const name of ["ext-diff", "open-files-in-pager", "exec", "upload-pack", "receive-pack"]) {
    if (options.includes(`--${name}`)) hazards.push(`--${name} runs another program`);
  }
  if (command === "archive" && options.includes("--remote"))
    hazards.push("--remote asks another machine, over any program that git is told to use");
  if (command === "fsck" && options.some((option) => option.startsWith("--l")))
    hazards.push("--lost-found writes files into the git directory");
  if (command === "cat-file" && options.some((option) => /^--b(?!atch-(ch|a))/.test(option)))
    hazards.push("--batch shows what its standard input names");
  if (options.includes("--unsafe-paths")) hazards.push("--unsafe-paths writes wherever the patch says");
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
