import { fixed, type Value } from "../words.ts";
import { NOTHING } from "../wrappers/feed.ts";
import { unwrap } from "../wrappers/unwrap.ts";
import { npmCommand } from "./npm-commands.ts";

/** What a program shows that may be secret, and that no word of it names; undefined when there is nothing. */
export function exposedBy(name: string, args: readonly Value[]): string | undefined {
  const listing = LISTS.get(name) ?? "--files0-f";
  if (args.some((arg) => arg.text.startsWith(listing) || arg.text.startsWith("-files0-f")))
    return "files that are named elsewhere";
  return EXPOSES.get(name)?.(args) === true ? "variables that may be secrets" : undefined;
}

/** How the option begins by which programs take the names of files from a file. */
const LISTS = new Map([
  ["sort", "--fil"],
  ["wc", "--f"],
  ["du", "--f"],
]);

const EXPOSES = new Map<string, (args: readonly Value[]) => boolean>([
  ["env", (args) => unwrap([fixed("env"), ...args], NOTHING)?.length === 0],
  [
    "printenv",
    (args) => args.every(isOption) || args.some((arg) => arg.kind !== "static" || SECRET.test(arg.text)),
  ],
  ["set", (args) => args.length === 0],
  ["ps", (args) => args.some((arg) => /^[a-z]*e|^-[a-zA-Z]*E|environ/.test(arg.text))],
  ...["npm", "pnpm", "yarn", "bun"].map((name) => [name, runsEnv] as const),
  ...["export", "declare", "typeset", "readonly", "local"].map((name) => [name, lists] as const),
]);

const SECRET = /token|secret|passw|key|credential/i;

function runsEnv([command, script]: readonly Value[]): boolean {
  return command !== undefined && npmCommand(command.text) === "run" && script?.text === "env";
}

function lists(args: readonly Value[]): boolean {
  return args.every(isOption) || args.some((arg) => /^-[a-zA-Z]*p/.test(arg.text));
}

function isOption(arg: Value): boolean {
  return arg.text.startsWith("-");
}
