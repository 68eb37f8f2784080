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

const PASS_ON = new Set(["sort", "uniq", "head", "tail", "grep", "tac", "shuf"]);

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
    case "printf":
      return echoed(name, args);
    case "cat":
      return args.every((arg) => arg.text === "-") ? input : UNKNOWN;
    case "ls":
      return listed(args);
    case "find":
      return found(args);
    case "git":
      return listedByGit(args);
    case "grep":
      if (args.some((arg) => /^-[a-zA-Z]*l/.test(arg.text))) return matching(args);
      break;
    case "rg":
      return args.some((arg) => /^-([a-zA-Z]*[l.u]|-files|-hidden|-no-ignore)/.test(arg.text))
        ? searched(args)
        : UNKNOWN;
    default:
      break;
  }
  if (name !== undefined && PASS_ON.has(name) && passesOn(name, args))
    return input.kind === "text" ? UNKNOWN : input;
  return UNKNOWN;
}

/** The file name at the end of a command word, in the form that programs are looked up by. */
export function programName(word: Value | undefined): string | undefined {
  if (word === undefined || word.kind !== "static") return undefined;
  const base = word.text.slice(word.text.lastIndexOf("/") + 1).toLowerCase();
  return base.endsWith(".exe") ? base.slice(0, -4) : base;
}

function echoed(name: string, args: readonly Value[]): Feed {
  const rest = name === "echo" ? args.filter((arg) => !/^-[neE]+$/.test(arg.text)) : args;
  if (rest.some((arg) => arg.kind !== "static")) return { kind: "lines", values: rest };
  if (name === "printf") {
    const [format, ...values] = rest;
    if (values.length > 0 && format?.text === "%s")
      return { kind: "text", text: values.map((value) => value.text).join("") };
    if (values.length > 0 && /^%s(\\n|\\0| )$/.test(format?.text ?? "")) return { kind: "lines", values };
    if (values.length > 0 || format?.text.includes("%")) return UNKNOWN;
  }
  const text = rest.map((arg) => arg.text).join(" ");
  return text.includes("\\") ? UNKNOWN : { kind: "text", text };
}

function listed(args: readonly Value[]): Feed {
  const options = args.filter((arg) => arg.text.startsWith("-"));
  if (options.some((arg) => !/^-[1rtSFdp]+$/.test(arg.text))) return UNKNOWN;
  const places = args.filter((arg) => !arg.text.startsWith("-"));
  const inside = places.map((place) =>
    place.kind === "glob" ? place : pattern(`${escapeGlob(place.text)}*`),
  );
  return { kind: "lines", values: places.length === 0 ? [pattern("*")] : [...places, ...inside] };
}

/** The files that `find` can name: below its starting points, with the name that it was asked for. */
export function found(args: readonly Value[]): Feed {
  const at = args.findIndex((arg) => /^[-(!]/.test(arg.text));
  const starts = (at < 0 ? args : args.slice(0, at)).map((arg) =>
    arg.kind === "glob" ? arg.text : escapeGlob(arg.text),
  );
  const tests = at < 0 ? [] : args.slice(at);
  if (tests.some((test) => /^-(printf|fprint|exec|ok|delete|files0-from|follow)/.test(test.text)))
    return UNKNOWN;
  const names = namesAsked(tests);
  const folders = starts.length === 0 ? ["."] : starts;
  return {
    kind: "lines",
    values: folders.flatMap((folder) =>
      names.map((name) => pattern(`${folder.replace(/\/$/, "")}/**/${name}`, true)),
    ),
  };
}

/** The patterns of `-name`, when every name that `find` prints matches one of them. */
export function namesAsked(tests: readonly Value[]): readonly string[] {
  const names: string[] = [];
  let negated = false;
  for (const [index, test] of tests.entries()) {
    const value = tests[index + 1];
    if ((test.text === "-name" || test.text === "-iname") && value !== undefined) {
      if (!negated) names.push(value.text);
      negated = false;
    } else if (test.text === "!" || test.text === "-not") {
      negated = true;
    } else if (test.text === "-o" || test.text === "-or" || test.text === ",") {
      const next = tests.slice(index + 1).find((other) => !["(", "\\("].includes(other.text));
      if (next?.text !== "-name" && next?.text !== "-iname") return ["*"];
    }
  }
  return names.length === 0 ? ["*"] : names;
}

function listedByGit(args: readonly Value[]): Feed {
  const [command, ...rest] = args;
  const texts = rest.map((arg) => arg.text);
  const tracked: Feed = { kind: "lines", values: [TRACKED] };
  if (command?.text === "ls-files") {
    const options = texts.filter((text) => text.startsWith("-") && text !== "--");
    const known = options.every((text) =>
      /^(-[zmdcts]|--(modified|deleted|cached|exclude-standard|full-name))$/.test(text),
    );
    const places = rest.filter((arg) => !arg.text.startsWith("-"));
    const plain = places.every((place) => place.kind === "static" && !/^[:/]|\.\.|[\\[]/.test(place.text));
    if (!known || places.length === 0 || !plain) return known ? tracked : UNKNOWN;
    return {
      kind: "lines",
      values: places.flatMap((place) =>
        /[*?]/.test(place.text)
          ? [pattern(place.text, true)]
          : [place, pattern(`${place.text.replace(/\/$/, "")}/**/*`, true)],
      ),
    };
  }
  if (command?.text === "diff" || command?.text === "show" || command?.text === "diff-tree") {
    return texts.includes("--name-only") ? tracked : UNKNOWN;
  }
  if (command?.text === "grep")
    return texts.some((text) => /^(-[a-zA-Z]*l[a-zA-Z]*|--files-with-matches|--name-only)$/.test(text))
      ? tracked
      : UNKNOWN;
  return UNKNOWN;
}

function searched(args: readonly Value[]): Feed {
  const hidden = args.some((arg) => /^(-[a-zA-Z]*[.u]|--hidden|--no-ignore|--unrestricted)/.test(arg.text));
  const lists = args.some((arg) => /^(-[a-zA-Z]*l[a-zA-Z]*|--files|--files-with-matches)$/.test(arg.text));
  return lists && !hidden ? { kind: "lines", values: [VISIBLE] } : UNKNOWN;
}

/** Any file of the workspace that is under version control, or would be. */
export const TRACKED: Value = fixed("a-file-under-version-control");

/** The same, if its name does not begin with a dot. */
const VISIBLE: Value = fixed(`${TRACKED.text}-not-hidden`);

/** The files below the folders that `grep -rl` searches. */
function matching(args: readonly Value[]): Feed {
  const operands = args.filter((arg) => !arg.text.startsWith("-"));
  if (operands.length < 2 || args.some((arg) => /^(-[a-zA-Z]*[efZ]|--(regexp|file|null))/.test(arg.text)))
    return UNKNOWN;
  const places = operands
    .slice(1)
    .map((place) => (place.kind === "glob" ? place.text : escapeGlob(place.text)));
  return {
    kind: "lines",
    values: places.flatMap((place) => [pattern(place), pattern(`${place.replace(/\/$/, "")}/**/*`, true)]),
  };
}

/** Whether a word stands for some file that is under version control. */
export function isTracked(value: Value): boolean {
  return value.text.includes(TRACKED.text);
}

/** Whether a word stands for some file under version control, hidden ones left out. */
export function isVisible(value: Value): boolean {
  return value.text.includes(VISIBLE.text);
}

function passesOn(name: string, args: readonly Value[]): boolean {
  if (name !== "grep")
    return !args.some((arg) => arg.text.startsWith("-o") || arg.text.startsWith("--output"));
  const operands = args.filter((arg) => !arg.text.startsWith("-"));
  return operands.length <= 1 && !args.some((arg) => /^-[a-zA-Z]*[onbcHZAfrRBC]|^--/.test(arg.text));
}

function escapeGlob(text: string): string {
  return text.replace(/[*?[\]\\]/g, "\\$&");
}
