import { npmCommand, steeringOptions } from "../programs/npm-commands.ts";
import { fixed, type Value } from "../words.ts";
import type { Feed } from "./feed.ts";
import { type Option, readOptions } from "./getopt.ts";
import { type Inner, UNCLEAR } from "./inner.ts";
import { joined, shell } from "./shells.ts";

const OPTIONS =
  "p,package= w,workspace= C,prefix,dir,cwd= F,filter= registry= loglevel= cache= tag= otp= scope= omit= include= location= depth= userconfig= globalconfig= reporter= script-shell=";

const RUNS: ReadonlySet<string | undefined> = new Set("exec x dlx explore".split(" "));

/** Options with which no program is run. */
const INFORMS: ReadonlySet<string> = new Set("h help v version".split(" "));

/** `npx CMD`, `npm exec -- CMD`, `npm exec -c CODE`, `npm explore PKG -- CMD`, `pnpm exec CMD`, `yarn exec CMD`, `bun x CMD`. */
export function packageRunner(
  name: string,
  args: readonly Value[],
  feed: Feed,
): readonly Inner[] | undefined {
  const grammar = name === "npm" || name === "npx" ? `${OPTIONS} c,call=` : `${OPTIONS} c,shell-mode`;
  const read = readOptions(args, grammar);
  if (read === undefined) return [UNCLEAR];
  if (name === "npx" || name === "bunx") {
    const own = args.slice(0, args.length - read.operands.length);
    const steering = own.find(({ text }) => steeringOptions(text).length > 0);
    return [
      ...(steering === undefined
        ? []
        : [{ kind: "opaque", because: `${steering.text} steers npx` } as const]),
      ...ran(name, read.options, read.operands, feed),
    ];
  }
  const [first, ...others] = read.operands;
  const command = name === "npm" && first !== undefined ? npmCommand(first.text) : first?.text;
  if (command === "workspace" && name === "yarn") return packageRunner(name, others.slice(1), feed);
  if (!RUNS.has(command)) return undefined;
  const explores = command === "explore";
  const rest = readOptions(others, grammar, explores);
  if (rest === undefined) return [UNCLEAR];
  const words = explores ? rest.operands.slice(1) : rest.operands;
  return ran(name, [...read.options, ...rest.options], words, feed);
}

function ran(
  name: string,
  options: readonly Option[],
  words: readonly Value[],
  feed: Feed,
): readonly Inner[] {
  const call = options.find((option) => option.name === "c");
  if (call?.value !== undefined) return [{ kind: "code", code: call.value }];
  const [program, ...args] = words;
  if (program === undefined) return options.some((option) => INFORMS.has(option.name)) ? [] : shell([], feed);
  if (call !== undefined || (args.length === 0 && (name === "yarn" || name === "bun")))
    return [{ kind: "code", code: joined(words) }];
  const unversioned = program.kind === "static" ? fixed(program.text.replace(/(.)@[^@/]*$/, "$1")) : program;
  return [{ kind: "words", words: [unversioned, ...args] }];
}

/** `python -m MODULE …` runs the module as a program. */
export function pythonModule(args: readonly Value[], feed: Feed): readonly Inner[] | undefined {
  const read = readOptions(args, "W= X= m! c! check-hash-based-pycs=");
  if (read === undefined) return [UNCLEAR];
  const module = read.options.find((option) => option.name === "m")?.value;
  if (module === undefined) return undefined;
  const code =
    (DEBUGGERS.has(module.text) && feed.kind !== "none") || (CODE.get(module.text)?.(read.operands) ?? false);
  return [
    ...(code ? [{ kind: "opaque", because: `${module.text} runs code that is not judged` } as const] : []),
    { kind: "words", words: [module, ...read.operands] },
  ];
}

/** Modules that read commands, and with them code, from standard input. */
const DEBUGGERS: ReadonlySet<string> = new Set("pdb bdb ipdb pudb pdbpp".split(" "));

/** Modules that run code among their words, or whatever they are told while they run. */
const CODE = new Map<string, (args: readonly Value[]) => boolean>([
  ...["timeit", "code", "asyncio", "idlelib", "IPython", "bpython", "ptpython"].map(
    (name) => [name, () => true] as const,
  ),
  ...["pdb", "bdb", "cProfile", "profile", "trace", "coverage"].map(
    (name) => [name, (args: readonly Value[]) => args.some((arg) => /^(-c|--c)/.test(arg.text))] as const,
  ),
]);
