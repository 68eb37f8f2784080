import type { Feed } from "./feed.ts";
import { moved } from "./folders.ts";
import type { ShellState } from "./shell-state.ts";
import type { Step } from "./walk.ts";
import { fixed, unknown, type Value } from "./words.ts";
import type { World } from "./world.ts";

/** A shell in which a builtin runs. */
export interface Shell {
  readonly state: ShellState;
  readonly world: World;
  /** What stands at the builtin's standard input. */
  readonly feed: Feed;
}

type Builtin = (args: readonly Value[], shell: Shell) => readonly Step[];

const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["cd", (args, shell) => cd(args, shell, false)],
  ["pushd", (args, shell) => cd(args, shell, true)],
  ["popd", popd],
  ["read", read],
  ["printf", (args, { state }) => named("printf -v", optionValue(args, "-v"), state)],
  ["wait", (args, { state }) => named("wait -p", optionValue(args, "-p"), state)],
  ["mapfile", mapfile],
  ["readarray", mapfile],
  ["getopts", (args, { state }) => named("getopts", args.slice(1, 2), state)],
  ["let", evaluated],
  ["unset", unset],
  ["export", (args, { state }) => declared("export", args, state)],
  ["readonly", (args, { state }) => declared("readonly", args, state)],
  ["declare", (args, { state }) => declared("declare", args, state)],
  ["typeset", (args, { state }) => declared("typeset", args, state)],
  ["local", (args, { state }) => declared("local", args, state)],
  ["source", sourced],
  [".", sourced],
  ["break", jump],
  ["continue", jump],
  ["return", jump],
  ["alias", (args) => opaque("alias changes what later words mean", args.filter(isDefinition), true)],
  ["enable", (args) => opaque("enable changes what later words mean", args, true)],
]);

/** The variables that words such as `NAME=VALUE` set for a command. */
export function variablesGiven(by: string, words: readonly Value[]): readonly Step[] {
  return words.flatMap((word): readonly Step[] => {
    const [, name, text = ""] = /^([A-Za-z_][\w%]*)=([\s\S]*)$/.exec(word.text) ?? [];
    if (name === undefined) return [];
    return [{ kind: "assign", name, value: word.kind === "static" ? fixed(text) : unknown(text), by }];
  });
}

/** Whether `name` is a builtin that changes the shell itself. */
export function isBuiltin(name: string): boolean {
  return BUILTINS.has(name);
}

/** Does to a shell what a builtin does to it; gives what it sets, and what cannot be known. */
export function runBuiltin(name: string, args: readonly Value[], shell: Shell): readonly Step[] {
  return BUILTINS.get(name)?.(args, shell) ?? [];
}

function cd(args: readonly Value[], { state, world }: Shell, stacked: boolean): readonly Step[] {
  const [target] = args.filter((arg) => !/^-[LPe@n]+$|^--$/.test(arg.text));
  if (target === undefined) {
    if (stacked) state.comeBack();
    else state.enter([world.home]);
  } else if (/^(-|[+-]\d+)$/.test(target.text)) state.goBack();
  else {
    const keeps = stacked && args.some((arg) => arg.text === "-n");
    const folders = moved(state.folders, target, world);
    if (keeps) state.stack(folders);
    else state.enter(folders);
  }
  return [];
}

function popd(_args: readonly Value[], { state }: Shell): readonly Step[] {
  state.comeBack();
  return [];
}

function read(args: readonly Value[], { state, feed }: Shell): readonly Step[] {
  const names = args.filter(
    (arg, index) => !isOption(arg) && !/^-\w*[dinNptu]$/.test(args[index - 1]?.text ?? ""),
  );
  const steps = named("read", names, state);
  const options = args.filter(isOption).map((arg) => arg.text);
  const [name, ...others] = names;
  if (name?.kind !== "static" || others.length > 0 || options.some((option) => option !== "-r")) return steps;
  const raw = options.length > 0;
  const given = lines(feed);
  if (given?.every(({ text }) => text === text.trim() && (raw || !text.includes("\\"))))
    state.set(name.text, given);
  return steps;
}

/** The lines that stand at standard input, as far as they are known. */
function lines(feed: Feed): readonly Value[] | undefined {
  if (feed.kind === "lines") return feed.values;
  return feed.kind === "text" ? feed.text.replace(/\n$/, "").split("\n").map(fixed) : undefined;
}

function mapfile(args: readonly Value[], { state }: Shell): readonly Step[] {
  const names = args.filter(
    (arg, index) => !isOption(arg) && !/^-\w*[dnOsuCc]$/.test(args[index - 1]?.text ?? ""),
  );
  return named("mapfile", names, state);
}

/** `let` sets whatever its expressions name. */
function evaluated(args: readonly Value[], { state }: Shell): readonly Step[] {
  return args.flatMap((arg) => {
    const names = arg.kind === "static" ? (arg.text.match(/[A-Za-z_]\w*/g) ?? []).map(fixed) : [arg];
    return named("let", names, state);
  });
}

function unset(args: readonly Value[], { state }: Shell): readonly Step[] {
  state.unsets = true;
  const steps = named(
    "unset",
    args.filter((arg) => !isOption(arg)),
    state,
  );
  return steps.filter((step) => step.kind !== "assign");
}

/** `export`, `declare` and what is like them. */
function declared(by: string, args: readonly Value[], state: ShellState): readonly Step[] {
  const operands = args.filter((arg) => !isOption(arg));
  const options = args.filter(isOption);
  const renaming = by === "export" ? [] : options.filter((option) => /n/.test(option.text));
  if (renaming.length > 0 || options.some((option) => /[iluc]/.test(option.text))) state.vague = true;
  const steps = operands.flatMap((arg) => {
    const found = named(by, [arg], state);
    const name = nameIn(arg) ?? "";
    const value = arg.kind === "static" ? /^\w+=((?!\()[^~]*)$/.exec(arg.text)?.[1] : undefined;
    if (value !== undefined) state.set(name, [fixed(value)]);
    if (by === "readonly" || options.some((option) => /r/.test(option.text))) state.freeze(name);
    if (value !== undefined)
      return found.map((step) => (step.kind === "assign" ? { ...step, value: fixed(value) } : step));
    return found.filter(
      (step) => step.kind !== "assign" || arg.text.includes("=") || !/^(export|readonly)$/.test(by),
    );
  });
  return [...opaque("a name for another variable", renaming, true), ...steps];
}

function sourced(_args: readonly Value[], { state }: Shell): readonly Step[] {
  state.vague = true;
  return [];
}

function jump(_args: readonly Value[], { state }: Shell): readonly Step[] {
  state.jump();
  return [];
}

/** Whether an argument of `alias` gives a word another meaning; others are only shown. */
function isDefinition(arg: Value): boolean {
  return arg.kind !== "static" || arg.text.includes("=");
}

function isOption(arg: Value): boolean {
  return /^[-+]/.test(arg.text);
}

/** The value of an option of one letter, in the same word or in the next one. */
function optionValue(args: readonly Value[], option: string): readonly Value[] {
  const at = args.findIndex((arg) => arg.text.startsWith(option));
  if (at < 0) return [];
  const inline = args[at]?.text.slice(option.length) ?? "";
  if (inline === "") return args.slice(at + 1, at + 2);
  return [args[at]?.kind === "static" ? fixed(inline) : unknown(inline)];
}

/** The variable that a word such as `x`, `x=1` or `x[1]` is about; undefined when that is not known. */
function nameIn(arg: Value): string | undefined {
  const known = arg.kind === "static" ? arg.text : (/^\w+(?=\+?=)/.exec(arg.prefix)?.[0] ?? "");
  return /^[A-Za-z_]\w*/.exec(known)?.[0];
}

/** Sets variables to something that is not known. */
function named(by: string, args: readonly Value[], state: ShellState): readonly Step[] {
  return args.flatMap((arg): readonly Step[] => {
    const name = nameIn(arg);
    if (name !== undefined) {
      state.forget(name);
      const value = unknown(`$${name}`);
      return [{ kind: "assign", name, value, by }];
    }
    if (arg.kind === "static") return [];
    state.vague = true;
    return opaque("the variable that is set is not known", [arg]);
  });
}

function opaque(because: string, args: readonly Value[], severe = false): readonly Step[] {
  return args.map((arg) => ({ kind: "opaque", because, text: arg.text, severe }));
}
