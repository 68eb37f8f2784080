import type { Program, Use } from "./program.ts";
import { fixed, type Value } from "./words.ts";

/** Reads the words behind a program's name by its grammar: the files that they name, and what cannot be known. */
export function readArguments(
  name: string,
  args: readonly Value[],
  program: Program,
): { uses: Use[]; hazards: string[]; operands: Value[] } {
  const kinds = optionKinds(program);
  const uses: Use[] = [];
  const hazards: string[] = [];
  const operands: Value[] = [];
  const seen = new Set<string>();
  let ended = false;
  const valued = (option: string, value: Value | undefined): void => {
    seen.add(option);
    const kind = kinds.get(option);
    if (kind === "runs")
      hazards.push(`${name} ${option.length === 1 ? `-${option}` : option} runs another program`);
    if (value === undefined) return;
    if (kind === "reads") uses.push({ access: "read", path: value });
    if (kind === "writes" && value.text !== "-") uses.push({ access: "write", path: value });
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    const text = arg.text;
    if (ended || text === "-" || !arg.prefix.startsWith("-")) {
      if (!ended && text.startsWith("+") && kinds.get("+") === "runs")
        hazards.push(`${name} + runs a command`);
      operands.push(arg);
      continue;
    }
    if (text === "--") {
      ended = true;
      continue;
    }
    if (arg.kind === "dynamic" && !text.includes("=")) hazards.push(`${text} cannot be known`);
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const given = equals < 0 ? text : text.slice(0, equals);
      const option = kinds.has(given)
        ? given
        : ([...kinds.keys()].find(
            (known) => given.length > 2 && known.startsWith(given) && kinds.get(known) !== "plain",
          ) ?? given);
      for (const known of kinds.keys()) if (option === given && known.startsWith(given)) seen.add(known);
      const takes = kinds.has(option) && kinds.get(option) !== "flag";
      const inline = equals < 0 ? undefined : rest(arg, equals + 1);
      valued(option, inline ?? (takes ? args[index + 1] : undefined));
      if (takes && inline === undefined && isValue(option, args[index + 1])) index += 1;
      continue;
    }
    if (kinds.has(text.slice(1)) && text.length > 2) {
      valued(text.slice(1), args[index + 1]);
      index += 1;
      continue;
    }
    for (let at = 1; at < text.length; at += 1) {
      const letter = text[at] ?? "";
      const kind = kinds.get(letter);
      if (kind === undefined || kind === "flag") {
        seen.add(letter);
        continue;
      }
      const inline = text.slice(at + 1);
      valued(letter, inline === "" ? args[index + 1] : rest(arg, at + 1));
      if (inline === "" && isValue(letter, args[index + 1])) index += 1;
      break;
    }
  }
  const has = (options: string | undefined): boolean =>
    (options ?? "").split(" ").some((option) => option === "*" || seen.has(option));
  const whole = has(program.skipUnless) || (program.fileAlone === true && operands.length === 1);
  const skipped = whole ? 0 : (program.skip ?? 0);
  if (operands.slice(0, skipped).some((operand) => operand.kind === "dynamic" && operand.splits)) {
    hazards.push("an unquoted argument may become several, among them files");
  }
  const files = operands.slice(skipped);
  const everywhere = program.here === true || (has(program.tree) && program.tree !== "*");
  if (files.length === 0 && everywhere && program.operands === "read") files.push(fixed("."));
  const tree = has(program.tree) ? selection(name, args) : undefined;
  const use = (access: "read" | "write", path: Value): void => {
    if (path.text === "-" && path.kind === "static") return;
    const lists = program.lists === true && access === "read";
    uses.push({ access, path, ...(lists ? { lists } : {}), ...(tree === undefined ? {} : { tree }) });
  };
  const changes = has(program.inPlace) && program.inPlace !== undefined;
  if (program.operands === "read") for (const file of files) use(changes ? "write" : "read", file);
  if (program.operands === "write") for (const file of files) use("write", file);
  if (program.operands === "into")
    into(
      files,
      uses.some((one) => one.access === "write"),
      use,
    );
  return { uses, hazards, operands };
}

function into(
  files: readonly Value[],
  targetKnown: boolean,
  use: (access: "read" | "write", path: Value) => void,
): void {
  const sources = targetKnown || files.length < 2 ? files : files.slice(0, -1);
  for (const source of sources) use("read", source);
  const target = files.at(-1);
  if (!targetKnown && files.length > 1 && target !== undefined) use("write", target);
}

/** Whether an option takes the next word for its value: a number of lines is one only if it is a number. */
function isValue(option: string, next: Value | undefined): boolean {
  return /^([ABC]|--(after|before|context|after-context|before-context))$/.test(option)
    ? /^\d+$/.test(next?.text ?? "")
    : option !== "--tmpdir";
}

function optionKinds(program: Program): ReadonlyMap<string, "plain" | "reads" | "writes" | "runs" | "flag"> {
  const known = KINDS.get(program);
  if (known !== undefined) return known;
  const kinds = new Map<string, "plain" | "reads" | "writes" | "runs" | "flag">();
  for (const kind of ["plain", "reads", "writes", "runs"] as const) {
    for (const option of (program[kind] ?? "").split(" ").filter(Boolean)) kinds.set(option, kind);
  }
  for (const option of `${program.inPlace ?? ""} ${program.tree ?? ""}`.split(" ").filter(Boolean))
    kinds.set(option, "flag");
  KINDS.set(program, kinds);
  return kinds;
}

const KINDS = new Map<Program, ReadonlyMap<string, "plain" | "reads" | "writes" | "runs" | "flag">>();

/** What stands in a word from `from` on. */
export function rest(arg: Value, from: number): Value {
  if (arg.kind === "static") return fixed(arg.text.slice(from));
  return { ...arg, text: arg.text.slice(from), prefix: arg.prefix.slice(from) };
}

/** Which files of a tree a search looks at. */
function selection(name: string, args: readonly Value[]): NonNullable<Use["tree"]> {
  const excluded: string[] = [];
  const included: string[] = [];
  for (const [index, arg] of args.entries()) {
    const match = /^--(exclude|include|exclude-dir)=(.*)$/.exec(arg.text);
    if (match?.[1] === "include") included.push(match[2] ?? "");
    else if (match !== null) excluded.push(match[2] ?? "");
    if (arg.text === "--exclude" || arg.text === "--exclude-dir") excluded.push(args[index + 1]?.text ?? "");
    if (arg.text === "--include") included.push(args[index + 1]?.text ?? "");
    if (name === "rg" && (arg.text === "-g" || arg.text === "--glob")) {
      const glob = args[index + 1]?.text ?? "";
      if (glob.startsWith("!")) excluded.push(glob.slice(1));
      else included.push(glob);
    }
    const types = /^-t(\w+)$|^--type=(\w+)$/.exec(arg.text);
    if (name === "rg" && types !== null) included.push(`*.${types[1] ?? types[2] ?? ""}`);
    if (name === "rg" && (arg.text === "-t" || arg.text === "--type"))
      included.push(`*.${args[index + 1]?.text ?? ""}`);
  }
  const searches = ["grep", "rg", "ag", "ack", "egrep", "fgrep"].includes(name);
  const hidden =
    !["rg", "ag"].includes(name) ||
    args.some((arg) => /^(--hidden|--no-ignore|--unrestricted|-[a-zA-Z]*[u.])/.test(arg.text));
  if (!searches) return {};
  const simple = (glob: string, path: string): boolean => {
    const wanted = glob.replace(/^\*\*\//, "").replace(/[?*[\]]+/g, "*");
    const segments = path.split("/");
    return segments.some((segment) => segmentMatches(wanted, segment));
  };
  return {
    hidden,
    selects: (path) =>
      !excluded.some((glob) => simple(glob, path)) &&
      (included.length === 0 ||
        included.some((glob) =>
          segmentMatches(
            glob.slice(glob.lastIndexOf("/") + 1).replace(/\{.*\}/, "*"),
            path.slice(path.lastIndexOf("/") + 1),
          ),
        )),
  };
}

function segmentMatches(glob: string, text: string): boolean {
  const [first = "", ...rests] = glob.split("*");
  if (rests.length === 0) return glob === text;
  const last = rests.at(-1) ?? "";
  return text.startsWith(first) && text.endsWith(last) && text.length >= first.length + last.length;
}
