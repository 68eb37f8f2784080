import type { Feed } from "./feed.ts";
import type { Inner } from "./inner.ts";
import type { Value } from "./words.ts";

/** How a program that runs another one writes its own arguments. */
export interface Wrapper {
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

/** The command that a wrapper of this kind runs; nothing when its options say that it runs none. */
export function wrapped(args: readonly Value[], wrapper: Wrapper, feed: Feed): readonly Inner[] {
  const rest = command(args, wrapper);
  if (rest === undefined) return [];
  if (rest.kind === "opaque") return [rest];
  return rest.words.length === 0 ? [] : [{ ...rest, feed }];
}

/** Skips a wrapper's own options; gives what is left, and what became of the folder. */
export function command(
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

/** The wrappers whose arguments are options and then a command. */
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
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
