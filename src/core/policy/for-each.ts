import { type Feed, found, NOTHING } from "./feed.ts";
import type { Inner } from "./inner.ts";
import { joined } from "./shells.ts";
import { fixed, pattern, unknown, type Value } from "./words.ts";
import { command } from "./wrappers.ts";

/** The commands that `xargs` makes of its arguments and its input. */
export function xargs(args: readonly Value[], feed: Feed): readonly Inner[] {
  const rest = command(args, {
    short: "adEIJLnPRsS",
    long: [
      "--arg-file",
      "--delimiter",
      "--eof",
      "--replace",
      "--max-lines",
      "--max-args",
      "--max-procs",
      "--max-chars",
    ],
  });
  if (rest === undefined) return [];
  if (rest.kind === "opaque") return [rest];
  const own = args.slice(0, args.length - rest.words.length);
  const fromFile = own.some((arg) => /^(-a|--arg-file)/.test(arg.text));
  const lines = own.some((arg) => /^-[a-zA-Z0-9]*[0dI]|^--(null|delimiter|replace)|^-i/.test(arg.text));
  const given = fromFile ? [unknown("what xargs reads", { splits: true })] : fed(feed, lines);
  const at = own.findIndex((arg) => /^(-[a-zA-Z0-9]*[IJ]|--replace|-i)/.test(arg.text));
  const option = own[at]?.text ?? "";
  const inline = /^(?:-[a-zA-Z0-9]*?[IJ]|--replace=|-i)(.*)$/.exec(option)?.[1] ?? "";
  const mark =
    at < 0
      ? undefined
      : inline !== ""
        ? inline
        : option.startsWith("-i") || option === "--replace"
          ? "{}"
          : (own[at + 1]?.text ?? "{}");
  if (mark === undefined) {
    const words = rest.words.length === 0 ? [fixed("echo")] : rest.words;
    return given.length === 0
      ? [{ kind: "words", words, feed: NOTHING }]
      : [{ kind: "words", words: [...words, ...given], feed: NOTHING }];
  }
  return given.map((value) => ({
    kind: "words",
    words: rest.words.map((word) => replaced(word, mark, value)),
    feed: NOTHING,
  }));
}

/** The words that xargs makes of its input: whole lines, or split at blanks. */
function fed(feed: Feed, whole: boolean): readonly Value[] {
  if (feed.kind === "lines" && whole) return feed.values;
  if (feed.kind === "lines") {
    return feed.values.flatMap((value) => {
      if (value.kind !== "static" || !/[\s'"\\]/.test(value.text)) return [value];
      if (/['"\\]/.test(value.text)) return [unknown("what xargs reads", { splits: true })];
      return value.text.split(/\s+/).filter(Boolean).map(fixed);
    });
  }
  if (feed.kind === "none") return [];
  if (feed.kind === "text" && !/['"\\]/.test(feed.text))
    return feed.text.split(/\s+/).filter(Boolean).map(fixed);
  return [unknown("what xargs reads", { splits: true })];
}

/** The commands of `-exec` and its like, for each name that `find` can come upon. */
export function find(args: readonly Value[]): readonly Inner[] {
  const inners: Inner[] = [];
  for (let index = 0; index < args.length; index += 1) {
    if (!/^-(exec|execdir|ok|okdir)$/.test(args[index]?.text ?? "")) continue;
    const end = args.findIndex(
      (arg, at) => at > index && (arg.text === ";" || (arg.text === "+" && args[at - 1]?.text === "{}")),
    );
    const words = args.slice(index + 1, end < 0 ? undefined : end);
    const lines = found(args.slice(0, index));
    const files = lines.kind === "lines" ? lines.values : [unknown("{}", { prefix: "./" })];
    if (args[index]?.text.endsWith("dir")) {
      inners.push(...inFolders(args, words));
      continue;
    }
    for (const file of files) {
      inners.push({
        kind: "words",
        words: words.map((word) => replaced(word, "{}", file)),
        feed: NOTHING,
      });
    }
  }
  return inners;
}

/** `-execdir` runs in the folder of what was found: that of a starting point, or one below it. */
function inFolders(args: readonly Value[], words: readonly Value[]): readonly Inner[] {
  const at = args.findIndex((arg) => /^[-(!]/.test(arg.text));
  const starts = args.slice(0, at);
  const file = pattern("./*", true);
  return (starts.length === 0 ? [fixed(".")] : starts).flatMap((start) => {
    const above =
      start.text === "." ? start : { ...start, text: `${start.text}/..`, prefix: `${start.prefix}/..` };
    return [above, start].map(
      (folder): Inner => ({
        kind: "words",
        words: words.map((word) => replaced(word, "{}", file)),
        feed: NOTHING,
        folder,
      }),
    );
  });
}

/** The command of `fd -x`. */
export function fd(args: readonly Value[]): readonly Inner[] {
  const at = args.findIndex((arg) => /^(-[a-zA-Z]*[xX]|--exec|--exec-batch)$/.test(arg.text));
  if (at < 0) return [];
  const words = args.slice(at + 1).filter((arg) => arg.text !== ";");
  const file = unknown("what fd finds", { prefix: "./" });
  const marked = words.some((word) => /\{[/.]*\}/.test(word.text));
  return [
    {
      kind: "words",
      words: marked ? words.map((word) => replaced(word, "{}", file)) : [...words, file],
      feed: NOTHING,
    },
  ];
}

/** What GNU parallel runs: a line of code for each input. */
export function parallel(args: readonly Value[]): readonly Inner[] {
  const rest = command(args, {
    short: "jJNnLIdSPaE",
    long: ["--jobs", "--arg-file", "--delay", "--joblog", "--results", "--sshlogin"],
  });
  if (rest === undefined || rest.kind === "opaque")
    return [{ kind: "opaque", because: "what parallel runs" }];
  const end = rest.words.findIndex((word) => word.text.startsWith(":::"));
  const words = end < 0 ? rest.words : rest.words.slice(0, end);
  const given = unknown("what parallel is given", { splits: true });
  if (words.length === 0) {
    const lines = end < 0 ? [] : rest.words.slice(end + 1);
    const opaque: Inner = { kind: "opaque", because: "parallel runs the lines that it is given" };
    return [...lines.map((line): Inner => ({ kind: "code", code: line })), opaque];
  }
  return [
    { kind: "code", code: joined(words) },
    { kind: "words", words: [...words, given], feed: NOTHING },
  ];
}

function replaced(word: Value, mark: string, value: Value): Value {
  if (!word.text.includes(mark)) return word;
  if (word.text === mark) return value;
  if (word.kind === "static" && value.kind === "static") return fixed(word.text.replaceAll(mark, value.text));
  if (word.kind === "static" && value.kind === "glob" && !/[*?[\]\\]/.test(word.text)) {
    return pattern(word.text.replaceAll(mark, value.text), value.deep);
  }
  return unknown(word.text, { prefix: word.text.slice(0, word.text.indexOf(mark)) });
}
