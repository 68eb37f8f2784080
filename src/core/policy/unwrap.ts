import { type Feed, found, NOTHING, programName } from "./feed.ts";
import { readGit } from "./git.ts";
import { fixed, pattern, unknown, type Value } from "./words.ts";

/** What a command runs besides itself. */
export type Inner =
  | {
      readonly kind: "words";
      readonly words: readonly Value[];
      readonly feed?: Feed;
      readonly folder?: Value;
    }
  | { readonly kind: "code"; readonly code: Value }
  /** Something that cannot be known. */
  | { readonly kind: "opaque"; readonly because: string; readonly severe?: boolean };

/** How a program that runs another one writes its own arguments. */
interface Wrapper {
  /** Short options that take a value, as letters. */
  readonly short?: string;
  /** Long options that take a value as the next word. */
  readonly long?: readonly string[];
  /** Words between its options and the command. */
  readonly skip?: number;
  readonly assignments?: boolean;
  /** Options that turn it into something which runs no command. */
  readonly quiet?: RegExp;
}

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: {
    short: "ughpCrtTUDR",
    long: [
      "--user",
      "--group",
      "--host",
      "--prompt",
      "--chdir",
      "--chroot",
      "--role",
      "--type",
      "--close-from",
    ],
    assignments: true,
  },
  doas: { short: "uC" },
  env: { short: "uC", long: ["--unset", "--chdir"], assignments: true },
  command: { quiet: /^-[a-zA-Z]*[vV]/ },
  builtin: {},
  exec: { short: "a" },
  nohup: {},
  nice: { short: "n", long: ["--adjustment"] },
  ionice: { short: "cnt", long: ["--class", "--classdata"], quiet: /^-[pPu]/ },
  chrt: { short: "TPD", skip: 1, quiet: /^-[pm]/ },
  taskset: { skip: 1, quiet: /^-[a-z]*p/ },
  timeout: { short: "sk", long: ["--signal", "--kill-after"], skip: 1 },
  gtimeout: { short: "sk", long: ["--signal", "--kill-after"], skip: 1 },
  time: { short: "fo", long: ["--format", "--output"] },
  stdbuf: { short: "ioe", long: ["--input", "--output", "--error"] },
  setsid: {},
  unbuffer: {},
  chronic: {},
  caffeinate: { short: "tw" },
  arch: { short: "de" },
  strace: { short: "abeEIoOpPsSuUX" },
  ltrace: { short: "aAeFlnopsuwxX" },
  valgrind: {},
  busybox: {},
  toybox: {},
  flock: { short: "wE", long: ["--timeout", "--wait", "--conflict-exit-code"], skip: 1 },
  chroot: { long: ["--userspec", "--groups"], skip: 1 },
  unshare: { short: "RSGw" },
  nsenter: { short: "tSG" },
  fakeroot: { short: "lsib" },
  eatmydata: {},
};

/** Shells: their `-c` argument, or their standard input, is code of the kind that is judged. */
export const SHELLS: ReadonlySet<string> = new Set([
  "bash",
  "sh",
  "dash",
  "zsh",
  "ksh",
  "ash",
  "rbash",
  "mksh",
  "bash5",
]);

/** Wrappers that change nothing but how the inner command runs: they need no rule of their own. */
export const TRANSPARENT: ReadonlySet<string> = new Set([
  ...[
    "env",
    "command",
    "builtin",
    "exec",
    "nohup",
    "nice",
    "ionice",
    "timeout",
    "gtimeout",
    "time",
    "stdbuf",
  ],
  ...[
    "setsid",
    "unbuffer",
    "chronic",
    "caffeinate",
    "xargs",
    "eval",
    "trap",
    "busybox",
    "toybox",
    "taskset",
    "chrt",
  ],
]);

/** The commands and the code that `words` runs besides itself; undefined when it is no program that does so. */
export function unwrap(words: readonly Value[], feed: Feed): readonly Inner[] | undefined {
  const name = programName(words[0]);
  if (name === undefined) return undefined;
  const args = words.slice(1);
  if (SHELLS.has(name)) return shell(args, feed);
  switch (name) {
    case "eval":
      return args.length === 0 ? [] : [{ kind: "code", code: joined(args) }];
    case "trap":
      return trap(args);
    case "source":
    case ".": {
      const place = args[0]?.text === "--" ? args[1] : args[0];
      if (!/^\/dev\/(stdin$|fd\/)/.test(place?.text ?? "")) return undefined;
      if (place?.text === "/dev/stdin" && feed.kind === "text")
        return [{ kind: "code", code: fixed(feed.text) }];
      return [PRINTED];
    }
    case "env":
      return env(args, feed);
    case "xargs":
      return xargs(args, feed);
    case "find":
    case "gfind":
      return find(args);
    case "fd":
    case "fdfind":
      return fd(args);
    case "parallel":
      return parallel(args);
    case "watch":
      return watch(args);
    case "script":
      return script(args);
    case "su":
    case "runuser":
      return afterOption(args, ["-c", "--command", "--session-command"]);
    case "flock":
      if (args.some((arg) => arg.text === "-c" || arg.text === "--command"))
        return afterOption(args, ["-c", "--command"]);
      break;
    case "npm":
    case "npx":
    case "pnpm":
    case "yarn":
    case "bunx":
      return packageRunner(name, args);
    case "ssh":
      return remote(args);
    case "git": {
      const aliases = readGit(args).aliases;
      return aliases.length === 0 ? undefined : aliases.map((code) => ({ kind: "code", code }));
    }
    default:
      break;
  }
  if (/^(python|pypy)[\d.]*$/.test(name)) return pythonModule(args);
  const wrapper = WRAPPERS[name];
  if (wrapper === undefined) return undefined;
  return wrapped(args, wrapper, feed);
}

function wrapped(args: readonly Value[], wrapper: Wrapper, feed: Feed): readonly Inner[] {
  const rest = command(args, wrapper);
  if (rest === undefined) return [];
  if (rest.kind === "opaque") return [rest];
  return rest.words.length === 0 ? [] : [{ ...rest, feed }];
}

/** Skips a wrapper's own options; gives what is left, and what became of the folder. */
function command(
  args: readonly Value[],
  wrapper: Wrapper,
): { kind: "words"; words: readonly Value[] } | { kind: "opaque"; because: string } | undefined {
  let index = 0;
  for (; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    if (arg.kind !== "static") {
      if (arg.kind === "dynamic" && (arg.splits || !arg.prefix))
        return { kind: "opaque", because: `what ${arg.text} becomes is not known` };
      break;
    }
    if (wrapper.quiet?.test(arg.text)) return undefined;
    if (arg.text === "--") {
      index += 1;
      break;
    }
    if (wrapper.assignments && /^[A-Za-z_]\w*(%%)?=/.test(arg.text)) continue;
    if (!arg.text.startsWith("-") || arg.text === "-") {
      if (arg.text === "-") continue;
      break;
    }
    if (arg.text.startsWith("--")) {
      if (wrapper.long?.includes(arg.text)) index += 1;
      continue;
    }
    const last = arg.text.at(-1) ?? "";
    const letters = arg.text.slice(1);
    const taking = [...letters].findIndex((letter) => wrapper.short?.includes(letter));
    if (taking === letters.length - 1 && wrapper.short?.includes(last)) index += 1;
  }
  let rest = args.slice(index);
  if (wrapper.assignments) while (/^[A-Za-z_]\w*(%%)?=/.test(rest[0]?.text ?? "")) rest = rest.slice(1);
  return { kind: "words", words: rest.slice(wrapper.skip ?? 0) };
}

function shell(args: readonly Value[], feed: Feed): readonly Inner[] {
  let inline = false;
  let stdin = false;
  let index = 0;
  for (; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    if (arg.kind !== "static") break;
    const text = arg.text;
    if (text === "--" || text === "-") {
      index += 1;
      break;
    }
    if (/^--(rcfile|init-file)$/.test(text))
      return [{ kind: "opaque", because: `${text} names a file of commands` }];
    if (text === "--version" || text === "--help") return [];
    if (text.startsWith("--")) continue;
    if (!/^[-+]/.test(text)) break;
    if (text.startsWith("-") && text.includes("c")) inline = true;
    if (text.startsWith("-") && text.includes("s")) stdin = true;
    index += text.match(/[oO]/g)?.length ?? 0;
  }
  const first = args[index];
  if (inline) {
    if (first === undefined) return [];
    return [{ kind: "code", code: first }];
  }
  if (first !== undefined && !stdin) {
    if (!/^\/dev\/(stdin$|fd\/)/.test(first.text)) return [];
    if (first.text !== "/dev/stdin") return [PRINTED];
  }
  if (feed.kind === "text") return [{ kind: "code", code: fixed(feed.text) }];
  if (feed.kind === "unknown" || feed.kind === "lines") return [PRINTED];
  return [{ kind: "opaque", because: "a shell that reads its commands from standard input" }];
}

const PRINTED: Inner = {
  kind: "opaque",
  because: "a shell that runs what another command prints",
  severe: true,
};

function joined(args: readonly Value[]): Value {
  const rest = args[0]?.text === "--" ? args.slice(1) : args;
  const vague = rest.find((arg) => arg.kind !== "static");
  if (vague !== undefined) return unknown(rest.map((arg) => arg.text).join(" "));
  return fixed(rest.map((arg) => arg.text).join(" "));
}

function trap(args: readonly Value[]): readonly Inner[] {
  const rest = args[0]?.text === "--" ? args.slice(1) : args;
  const first = rest[0];
  if (first === undefined || rest.length < 2 || /^-[lp]*$/.test(first.text) || first.text === "") return [];
  return [{ kind: "code", code: first }];
}

function env(args: readonly Value[], feed: Feed): readonly Inner[] {
  for (const [index, arg] of args.entries()) {
    if (arg.kind !== "static") break;
    const split = /^(?:-[iv0]*S|--split-string=?)([\s\S]*)$/.exec(arg.text);
    if (split !== null) {
      const text = split[1] === "" ? args[index + 1] : fixed(split[1] ?? "");
      const more = args.slice(index + (split[1] === "" ? 2 : 1));
      if (text === undefined) return [];
      if (/[\\$]/.test(text.text))
        return [{ kind: "opaque", because: "env -S has an escape language of its own", severe: true }];
      return [{ kind: "code", code: joined([text, ...more]) }];
    }
    if (!arg.text.startsWith("-") && !arg.text.includes("=")) break;
  }
  const inner = wrapped(args, WRAPPERS["env"] ?? {}, feed);
  const at = args.findIndex((arg) => /^(-C|--chdir$)/.test(arg.text));
  const folder = args.find((arg) => arg.text.startsWith("--chdir=")) ?? (at < 0 ? undefined : args[at]);
  if (folder === undefined) return inner;
  const inline = folder.text.replace(/^(-C|--chdir=?)/, "");
  const where = inline === "" ? (args[at + 1] ?? unknown("?")) : fixed(inline);
  return inner.map((one) => (one.kind === "words" ? { ...one, folder: where } : one));
}

function xargs(args: readonly Value[], feed: Feed): readonly Inner[] {
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

function replaced(word: Value, mark: string, value: Value): Value {
  if (!word.text.includes(mark)) return word;
  if (word.text === mark) return value;
  if (word.kind === "static" && value.kind === "static") return fixed(word.text.replaceAll(mark, value.text));
  if (word.kind === "static" && value.kind === "glob" && !/[*?[\]\\]/.test(word.text)) {
    return pattern(word.text.replaceAll(mark, value.text), value.deep);
  }
  return unknown(word.text, { prefix: word.text.slice(0, word.text.indexOf(mark)) });
}

function find(args: readonly Value[]): readonly Inner[] {
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

function fd(args: readonly Value[]): readonly Inner[] {
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

function parallel(args: readonly Value[]): readonly Inner[] {
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

function watch(args: readonly Value[]): readonly Inner[] {
  const rest = command(args, { short: "nq", long: ["--interval", "--equexit"] });
  if (rest === undefined) return [];
  if (rest.kind === "opaque") return [rest];
  return rest.words.length === 0 ? [] : [{ kind: "code", code: joined(rest.words) }];
}

function script(args: readonly Value[]): readonly Inner[] {
  const at = args.findIndex((arg) => /^-[a-zA-Z]*c$/.test(arg.text) || arg.text === "--command");
  const inline = args.find((arg) => arg.text.startsWith("--command="));
  if (inline !== undefined) return [{ kind: "code", code: fixed(inline.text.slice("--command=".length)) }];
  const code = at < 0 ? undefined : args[at + 1];
  if (code !== undefined) return [{ kind: "code", code }];
  const operands = args.filter((arg) => !arg.text.startsWith("-"));
  if (operands.length > 1) return [{ kind: "words", words: operands.slice(1) }];
  return [{ kind: "opaque", because: "script starts a shell that reads standard input" }];
}

function afterOption(args: readonly Value[], names: readonly string[]): readonly Inner[] {
  const at = args.findIndex(
    (arg) => names.includes(arg.text) || names.some((name) => arg.text.startsWith(`${name}=`)),
  );
  const option = args[at];
  if (option === undefined) return [{ kind: "opaque", because: "a shell that reads standard input" }];
  const inline = option.text.includes("=")
    ? fixed(option.text.slice(option.text.indexOf("=") + 1))
    : args[at + 1];
  return inline === undefined ? [] : [{ kind: "code", code: inline }];
}

/** `npx CMD`, `npm exec -- CMD`, `npm exec -c CODE`, `pnpm exec CMD`, `yarn exec CMD`. */
function packageRunner(name: string, args: readonly Value[]): readonly Inner[] | undefined {
  const direct = name === "npx" || name === "bunx";
  const sub = args.findIndex((arg) => !arg.text.startsWith("-"));
  const word = args[sub]?.text ?? "";
  if (!direct && !["exec", "x", "dlx"].includes(word)) return undefined;
  const rest = direct ? args : args.slice(sub + 1);
  const call = rest.findIndex((arg) => arg.text === "-c" || /^--call(=|$)/.test(arg.text));
  const option = rest[call]?.text ?? "";
  const code = option.includes("=")
    ? fixed(option.slice(option.indexOf("=") + 1))
    : call < 0
      ? undefined
      : rest[call + 1];
  if (code !== undefined) return [{ kind: "code", code }];
  const left = command(rest, { short: "pw", long: ["--package", "--workspace"] });
  return left?.kind === "words" && left.words.length > 0 ? [{ kind: "words", words: left.words }] : [];
}

/** `python -m MODULE …` runs the module as a program. */
function pythonModule(args: readonly Value[]): readonly Inner[] | undefined {
  const at = args.findIndex((arg) => /^-[a-zA-Z]*m/.test(arg.text));
  const option = args[at];
  if (option === undefined || args.slice(0, at).some((arg) => !arg.text.startsWith("-"))) return undefined;
  const glued = option.text.slice(option.text.indexOf("m") + 1);
  const words = glued === "" ? args.slice(at + 1) : [fixed(glued), ...args.slice(at + 1)];
  return words.length === 0 ? undefined : [{ kind: "words", words }];
}

function remote(args: readonly Value[]): readonly Inner[] {
  const rest = command(args, { short: "BbcDEeFIiJLlmOopQRSWw", skip: 1 });
  return rest?.kind === "words" && rest.words.length > 0 ? [{ kind: "code", code: joined(rest.words) }] : [];
}
