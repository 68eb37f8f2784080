import { below, found } from "./found.ts";
import { readOptions } from "./getopt.ts";
import { fixed, pattern, type Value } from "./words.ts";

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
  const name = programName(words[0]) ?? "";
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
      return listed(args);
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
  const base = word.text.slice(word.text.lastIndexOf("/") + 1).toLowerCase();
  return base.endsWith(".exe") ? base.slice(0, -4) : base;
}

function lines(values: readonly Value[] | undefined): Feed {
  return values === undefined ? UNKNOWN : { kind: "lines", values };
}

function echoed(args: readonly Value[]): Feed {
  const start = args.findIndex((arg) => !/^-[neE]+$/.test(arg.text));
  const words = start < 0 ? [] : args.slice(start);
  return words.every((word) => word.kind === "static") ? plainText(words, " ") : lines(words);
}

function formatted([format, ...values]: readonly Value[]): Feed {
  const text = format?.text ?? "";
  if (values.length === 0)
    return text.includes("%") || format?.kind === "glob" ? UNKNOWN : plainText([fixed(text)], "");
  if (/^%s(\\n|\\0)$/.test(text)) return lines(values);
  if (!/^%s ?$/.test(text)) return UNKNOWN;
  return values.every((value) => value.kind === "static")
    ? { kind: "text", text: values.map((value) => value.text).join(text.slice(2)) }
    : lines(values);
}

/** What is printed of words in which no backslash may mean something else. */
function plainText(words: readonly Value[], between: string): Feed {
  const text = words.map((word) => word.text).join(between);
  return text.includes("\\") ? UNKNOWN : { kind: "text", text };
}

/** What `ls` prints: the files that it is given, and the names, without their folder, of what is in folders. */
function listed(args: readonly Value[]): Feed {
  const read = readOptions(args, "", true);
  if (read === undefined || !read.options.every((option) => /^[1rtSFdp]$/.test(option.name))) return UNKNOWN;
  const flat = read.options.some((option) => option.name === "d");
  return lines(flat ? read.operands : [...read.operands, pattern("*")]);
}

/** The files that `git ls-files`, or a command of git that is told to print names alone, can list. */
function listedByGit([command, ...rest]: readonly Value[]): readonly Value[] | undefined {
  const read = readOptions(rest, "l,files-with-matches,name-only e=", true);
  if (read === undefined) return undefined;
  const only = (names: RegExp): boolean => read.options.every((option) => names.test(option.name));
  const has = (name: string): boolean => read.options.some((option) => option.name === name);
  switch (command?.text) {
    case "ls-files":
      return only(/^([zmdcts]|modified|deleted|cached|exclude-standard|full-name)$/)
        ? matchedByPathspecs(read.operands)
        : undefined;
    case "grep":
      return has("l") && only(/^([lewivEFGPIaz]|cached)$/) ? [TRACKED] : undefined;
    case "diff":
      return has("l") && only(/^([lzMwbRB]|cached|staged|diff-filter|merge-base|no-renames)$/)
        ? [TRACKED]
        : undefined;
    case "diff-tree":
      return has("l") && only(/^([lzrM]|no-commit-id|root|diff-filter)$/) ? [TRACKED] : undefined;
    case "show": {
      const formats = read.options.filter((option) => option.name === "format" || option.name === "pretty");
      const silent = formats.length > 0 && formats.every((option) => option.value?.text === "");
      return silent && has("l") && only(/^([lzM]|format|pretty|diff-filter)$/) ? [TRACKED] : undefined;
    }
    default:
      return undefined;
  }
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
  const read = readOptions(
    args,
    "e,regexp= g,glob= t,type= T,type-not= j,threads= m,max-count= d,max-depth= sort= l,files-with-matches files 0,null i,ignore-case w,word-regexp F,fixed-strings",
    true,
  );
  const options = read?.options ?? [];
  const known = options.every((option) => /^([egtTjmdl0iwvsSFPU]|sort|files)$/.test(option.name));
  if (!known || !options.some((option) => option.name === "l" || option.name === "files")) return undefined;
  const globs = options.flatMap((option) => (option.name === "g" ? [option.value?.text ?? ""] : []));
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  if (wanted.length === 0) return [VISIBLE];
  return wanted.every((glob) => /^[\w*.-]+$/.test(glob))
    ? wanted.map((glob) => below(fixed("."), glob))
    : undefined;
}

/** The files that `grep -l` can name. */
function listedByGrep(args: readonly Value[]): readonly Value[] | undefined {
  const read = readOptions(
    args,
    "A= B= C= D= e,regexp= f,file= m,max-count= d= include= exclude= exclude-dir= L,files-without-match l,files-with-matches r,recursive R Z,null",
    true,
  );
  const options = read?.options ?? [];
  const known = options.every((option) =>
    /^([lLrRiwvxsEFGPIZm]|include|exclude|exclude-dir)$/.test(option.name),
  );
  const [, ...places] = read?.operands ?? [];
  if (!known || places.length === 0 || !options.some((option) => /^[lL]$/.test(option.name)))
    return undefined;
  return places.flatMap((place) => [place, below(place, "*")]);
}

/** Options of filters that print some of the lines that they read, and nothing else. */
const FILTERS: Readonly<Record<string, readonly [grammar: string, options: RegExp, operands: number]>> = {
  sort: ["k,key= t,field-separator= S,buffer-size= parallel=", /^([ktSnrufdgMVbRsz]|parallel)$/, 0],
  uniq: ["", /^[udiz]$/, 0],
  head: ["n,lines=", /^[nqz\d]$/, 0],
  tail: ["n,lines=", /^[nqz\d]$/, 0],
  shuf: ["n,head-count=", /^[nrz]$/, 0],
  tac: ["", /^$/, 0],
  grep: ["", /^[EFGPivwxsqz]$/, 1],
};

function passesOn(name: string, args: readonly Value[]): boolean {
  const [grammar, options, operands] = FILTERS[name] ?? [];
  if (grammar === undefined) return false;
  const read = readOptions(args, grammar, true);
  return (
    read?.operands.length === operands && read?.options.every((option) => options?.test(option.name)) === true
  );
}
