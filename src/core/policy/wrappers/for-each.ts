import { fixed, pattern, unknown, type Value } from "../words.ts";
import { type Feed, NOTHING } from "./feed.ts";
import { found, startsOf } from "./found.ts";
import { type Option, type Read, readOptions } from "./getopt.ts";
import { type Inner, UNCLEAR } from "./inner.ts";
import { joined } from "./shells.ts";

/** The commands that `xargs` makes of its words and its input. */
export function xargs(args: readonly Value[], feed: Feed): readonly Inner[] {
  const read = readXargs(args);
  if (read === undefined) return [UNCLEAR];
  const last = (names: string): Option | undefined =>
    read.options.findLast((option) => names.includes(option.name));
  const words = read.operands.length === 0 ? [fixed("echo")] : read.operands;
  const place = last("IiJ");
  const few = last("nLls");
  const items = last("a") === undefined ? itemsOf(feed, place !== undefined, last("0d")) : [[READ]];
  const inners: Value[][] = [];
  if (place !== undefined) {
    const mark = place.value?.text ?? "{}";
    inners.push(...items.flat().map((item) => words.map((word) => replaced(word, mark, item))));
  }
  if (place === undefined || few !== undefined)
    inners.push(...portions(items, few).map((some) => [...words, ...some]));
  return inners.map((own) => ({ kind: "words", words: own, feed: NOTHING }));
}

/** The words behind `xargs`, told apart. */
export function readXargs(args: readonly Value[]): Read | undefined {
  return readOptions(
    args,
    "0,null a,arg-file= d,delimiter= E= e,eof? I= i,replace? J= L= l,max-lines? n,max-args= P,max-procs= R= S= s,max-chars= process-slot-var=",
  );
}

const READ = unknown("what xargs reads", { splits: true });

/** What xargs makes of each line of its input: one item when a mark or a separator is given, or else its words. */
function itemsOf(feed: Feed, whole: boolean, separator: Option | undefined): readonly (readonly Value[])[] {
  if (feed.kind === "none") return [];
  const parted = separator?.value?.text ?? "\\n";
  if ((feed.kind !== "text" && feed.kind !== "lines") || !/^\\[n0]$/.test(parted)) return [[READ]];
  const values = feed.kind === "lines" ? feed.values : feed.text.split("\n").map(fixed);
  if (
    separator === undefined &&
    values.some((value) => value.kind === "static" && /['"\\]|\s$/.test(value.text))
  )
    return [[READ]];
  return values
    .map((value) => {
      if (value.kind !== "static") return [value];
      return (whole || separator !== undefined ? [value.text.trim()] : value.text.split(/\s/)).map(fixed);
    })
    .map((items) => items.filter((item) => item.text !== ""))
    .filter((items) => items.length > 0);
}

/** What of the items comes into one command: all of them, or as many items or lines as an option says. */
function portions(
  lines: readonly (readonly Value[])[],
  few: Option | undefined,
): readonly (readonly Value[])[] {
  const items = lines.flat();
  if (few === undefined || items.length < 2) return [items];
  const units = few.name === "n" ? items.map((item) => [item]) : lines;
  const size = few.name === "s" ? 0 : Number(few.value?.text ?? 1);
  if (!(size >= 1)) return [[READ]];
  return Array.from({ length: Math.ceil(units.length / size) }, (_, at) =>
    units.slice(at * size, (at + 1) * size).flat(),
  );
}

function replaced(word: Value, mark: string, value: Value): Value {
  if (!word.text.includes(mark)) return word;
  if (word.text === mark) return value;
  if (word.kind === "static" && value.kind === "static") return fixed(word.text.replaceAll(mark, value.text));
  if (word.kind === "static" && value.kind === "glob" && !/[*?[\]\\]/.test(word.text))
    return pattern(word.text.replaceAll(mark, value.text), value.deep);
  return unknown(word.text, { prefix: word.text.slice(0, word.text.indexOf(mark)) });
}

/** The commands of `-exec` and its like, for each name that `find` can come upon. */
export function find(args: readonly Value[]): readonly Inner[] {
  return args.flatMap((arg, index) => {
    if (!/^-(exec|ok)(dir)?$/.test(arg.text)) return [];
    const rest = args.slice(index + 1);
    const end = rest.findIndex(
      (other, at) => other.text === ";" || (other.text === "+" && rest[at - 1]?.text === "{}"),
    );
    const words = end < 0 ? rest : rest.slice(0, end);
    if (arg.text.endsWith("dir")) return inFolders(args, words);
    const files = found([...args.slice(0, index), fixed("-print")]) ?? [unknown("{}", { prefix: "./" })];
    return files.map((file) => ofFile(words, file));
  });
}

function ofFile(words: readonly Value[], file: Value): Inner & { readonly kind: "words" } {
  return { kind: "words", words: words.map((word) => replaced(word, "{}", file)), feed: NOTHING };
}

/** `-execdir` runs in the folder of what was found: that of a starting point, or one below it. */
function inFolders(args: readonly Value[], words: readonly Value[]): readonly Inner[] {
  const { starts } = startsOf(args);
  const file = pattern("./*", true);
  return (starts.length === 0 ? [fixed(".")] : starts).flatMap((start) => {
    const above =
      start.text === "." ? start : { ...start, text: `${start.text}/..`, prefix: `${start.prefix}/..` };
    return [above, start].map((folder): Inner => ({ ...ofFile(words, file), folder }));
  });
}

/** The command of `fd -x`. */
export function fd(args: readonly Value[]): readonly Inner[] {
  const at = args.findIndex((arg) => /^(-[a-zA-Z]*[xX]|--exec(-batch)?(=|$))/.test(arg.text));
  if (at < 0) return [];
  if (args.some((arg) => /^(-[a-zA-Z]*[xX].|--exec(-batch)?=)/.test(arg.text))) return [UNCLEAR];
  const words = args.slice(at + 1).filter((arg) => arg.text !== ";");
  const named = words.map((word) =>
    word.kind === "static" ? fixed(word.text.replace(/\{(\/|\/\/|\.|\/\.)\}/g, "{}")) : word,
  );
  const all = named.some((word) => word.text.includes("{}")) ? named : [...named, fixed("{}")];
  return [ofFile(all, unknown("what fd finds", { prefix: "./" }))];
}

/** What GNU parallel runs: a line of code for each input. */
export function parallel(args: readonly Value[]): readonly Inner[] {
  const read = readOptions(
    args,
    "j,jobs= a,arg-file= d,delimiter= E= I= i,replace? L,max-lines= l? N,max-replace-args= n,max-args= P,max-procs= s,max-chars= S,sshlogin= C,colsep= delay= joblog= results= timeout= retries= tmpdir= wd,workdir= basefile=",
  );
  const operands = read?.operands ?? [];
  const end = operands.findIndex((word) => word.text.startsWith(":::"));
  const words = operands.slice(0, end < 0 ? undefined : end);
  if (words.length === 0) {
    const lines = operands.slice(1).map((code): Inner => ({ kind: "code", code }));
    return [...lines, { kind: "opaque", because: "parallel runs the lines that it is given" }];
  }
  return [
    { kind: "code", code: joined(words) },
    { kind: "words", words: [...words, unknown("what parallel is given", { splits: true })], feed: NOTHING },
  ];
}
