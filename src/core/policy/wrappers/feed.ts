import { baseName } from "../paths/glob.ts";
import { fixed, pattern, type Value } from "../words.ts";
import { below, found } from "./found.ts";
import { type Read, readKnown } from "./getopt.ts";

/** What stands at a command's standard input. */
export type Feed =
  | { readonly kind: "none" }
  /** Exactly this text. */
  | { readonly kind: "text"; readonly text: string }
  /** Lines, each of which is one of these. */
  | { readonly kind: "lines"; readonly values: readonly Value[] }
  /** What stands in this file. */
  | { readonly kind: "file"; readonly path: Value }
  | { readonly kind: "unknown" };

export const NOTHING: Feed = { kind: "none" };
export const UNKNOWN: Feed = { kind: "unknown" };

/**
 * What a command prints, as far as it can be told from its words: the text of `echo`, the file names that
 * `find`, `git ls-files` and the like can list.
 */
export function produced(words: readonly Value[], input: Feed): Feed {
  const name = programName(words[0]);
  const args = words.slice(1);
  if (words.some((word) => word.kind === "dynamic")) return UNKNOWN;
  switch (name) {
    case "echo":
      return echoed(args);
    case "printf":
      return formatted(args);
    case "cat":
      return args.every((arg) => arg.text === "-") ? input : UNKNOWN;
    case "ls":
      return lines(listedByLs(args));
    case "find":
      return lines(found(args));
    case "git":
      return lines(listedByGit(args));
    case "rg":
      return lines(listedByRipgrep(args));
    default: {
      const matching = name === "grep" ? listedByGrep(args) : undefined;
      if (matching !== undefined) return lines(matching);
      return passesOn(name, args) && input.kind !== "text" ? input : UNKNOWN;
    }
  }
}

/** The file name at the end of a command word, in the form that programs are looked up by. */
export function programName(word: Value | undefined): string | undefined {
  if (word === undefined || word.kind !== "static") return undefined;
  const base = baseName(word.text).toLowerCase();
  return base.endsWith(".exe") ? base.slice(0, -4) : base;
}

function lines(values: readonly Value[] | undefined): Feed {
  return values === undefined ? UNKNOWN : { kind: "lines", values };
}

function echoed(args: readonly Value[]): Feed {
  const start = args.findIndex((arg) => !/^-[neE]+$/.test(arg.text));
  const words = start < 0 ? [] : args.slice(start);
  return words.every((word) => word.kind === "static")
    ? plainText(words.map((word) => word.text).join(" "))
    : lines(words);
}

function formatted([format, ...values]: readonly Value[]): Feed {
  const text = format?.text ?? "";
  if (values.length === 0) return text.includes("%") || format?.kind === "glob" ? UNKNOWN : plainText(text);
  if (/^%s(\\n|\\0)$/.test(text)) return lines(values);
  if (!/^%s ?$/.test(text)) return UNKNOWN;
  return values.every((value) => value.kind === "static")
    ? { kind: "text", text: values.map((value) => value.text).join(text.slice(2)) }
    : lines(values);
}

/** Text in which no backslash may mean something else. */
function plainText(text: string): Feed {
  return text.includes("\\") ? UNKNOWN : { kind: "text", text };
}

/** What `ls` prints: the files that it is given, and the names, without their folder, of what is in folders. */
function listedByLs(args: readonly Value[]): readonly Value[] | undefined {
  const read = readKnown(args, "1 r t S F p d");
  return read && (has(read, "d") ? read.operands : [...read.operands, pattern("*")]);
}

function has(read: Read, name: string): boolean {
  return read.options.some((option) => option.name === name);
}

/** Commands of git that list names, with the options under which they print nothing else: `l` is the one that says so. */
const LISTERS: ReadonlyMap<string | undefined, string> = new Map([
  ["grep", "l,files-with-matches,name-only e= w i v E F G P I a z cached"],
  ["diff", "l,name-only z M w b R B cached staged diff-filter= merge-base no-renames"],
  ["diff-tree", "l,name-only z r M no-commit-id root diff-filter="],
  ["show", "l,name-only z M diff-filter= format= pretty="],
]);

/** The files that `git ls-files`, or a command of git that is told to print names alone, can list. */
function listedByGit([command, ...args]: readonly Value[]): readonly Value[] | undefined {
  const name = command?.text;
  if (name === "ls-files") {
    const read = readKnown(args, "z m,modified d,deleted c,cached t s exclude-standard full-name");
    return read && matchedByPathspecs(read.operands);
  }
  const grammar = LISTERS.get(name);
  const read = grammar === undefined ? undefined : readKnown(args, grammar);
  if (read === undefined || !has(read, "l")) return undefined;
  const formats = read.options.filter((option) => /format|pretty/.test(option.name));
  const prints = name === "show" && formats.length === 0;
  return prints || formats.some((option) => option.value?.text !== "") ? undefined : [TRACKED];
}

/** The tracked files that pathspecs select; without one, or with one that is not plain, any of them. */
function matchedByPathspecs(pathspecs: readonly Value[]): readonly Value[] {
  const plain = pathspecs.every((one) => one.kind === "static" && !/^[:/]|\.\.|[\\[?]/.test(one.text));
  if (pathspecs.length === 0 || !plain) return [TRACKED];
  return pathspecs.flatMap((one) =>
    one.text.includes("*") ? [pattern(one.text, true)] : [one, below(one, "*")],
  );
}

/** Any file of the workspace that is under version control, or would be. */
export const TRACKED: Value = fixed("a-file-under-version-control");

/** The same, if its name does not begin with a dot. */
const VISIBLE: Value = fixed(`${TRACKED.text}-not-hidden`);

/** Whether a word stands for some file that is under version control. */
export function isTracked(value: Value): boolean {
  const at = value.text.indexOf(TRACKED.text);
  return at >= 0 && !/^\/|\.\./.test(value.text.slice(0, at));
}

/** Whether a word stands for some file under version control, hidden ones left out. */
export function isVisible(value: Value): boolean {
  return value.text.includes(VISIBLE.text);
}

/** The files that `rg --files` and `rg -l` can name; `-g` also selects hidden ones. */
function listedByRipgrep(args: readonly Value[]): readonly Value[] | undefined {
  const read = readKnown(
    args,
    "l,files-with-matches,files e,regexp= g,glob= t,type= T,type-not= j,threads= m,max-count= d,max-depth= sort= 0,null i,ignore-case w,word-regexp F,fixed-strings v s S P U",
  );
  if (read === undefined || !has(read, "l")) return undefined;
  const globs = read.options.flatMap(({ name, value }) => (name === "g" && value ? [value.text] : []));
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  if (wanted.length === 0) return [VISIBLE];
  return wanted.some((glob) => /[^\w*.-]/.test(glob))
    ? undefined
    : wanted.map((glob) => below(fixed("."), glob));
}

/** The files that `grep -l` can name. */
function listedByGrep(args: readonly Value[]): readonly Value[] | undefined {
  const read = readKnown(
    args,
    "l,files-with-matches L,files-without-match r,recursive R m,max-count= include= exclude= exclude-dir= Z,null i w v x s E F G P I",
  );
  if (read === undefined || !(has(read, "l") || has(read, "L"))) return undefined;
  const places = read.operands.slice(1);
  return places.length === 0 ? undefined : places.flatMap((place) => [place, below(place, "*")]);
}

/** Filters, with the options under which they print some of the lines that they read, and nothing else. */
const FILTERS: ReadonlyMap<string | undefined, string> = new Map([
  ["sort", "k,key= t,field-separator= n r u f d g M V b R s z"],
  ["uniq", "u d i z"],
  ["head", "n,lines= q z 0 1 2 3 4 5 6 7 8 9"],
  ["tail", "n,lines= q z 0 1 2 3 4 5 6 7 8 9"],
  ["shuf", "n,head-count= r z"],
  ["tac", "r"],
  ["grep", "E F G P i v w x s q z"],
]);

/** Whether a filter reads nothing but its standard input, of which it prints lines as they are. */
function passesOn(name: string | undefined, args: readonly Value[]): boolean {
  const grammar = FILTERS.get(name);
  return grammar !== undefined && readKnown(args, grammar)?.operands.length === (name === "grep" ? 1 : 0);
}
