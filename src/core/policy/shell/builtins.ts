import { moved } from "../paths/folders.ts";
import { fixed, unknown, type Value } from "../words.ts";
import type { World } from "../world.ts";
import type { Feed } from "../wrappers/feed.ts";
import { computes, indexComputes, setBy } from "./arithmetic.ts";
import type { ShellState } from "./state.ts";
import type { Step } from "./walk.ts";

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
  [
    "printf",
    (args, { state }) => [...asOptions(args.slice(0, 1), state), ...named(optionValue(args, /^-v/), state)],
  ],
  ["wait", (args, { state }) => [...asOptions(args, state), ...named(optionValue(args, /^-[fn]*p/), state)]],
  ["mapfile", mapfile],
  ["readarray", mapfile],
  ["getopts", (args, { state }) => named(args.slice(1, 2), state)],
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
export function variablesGiven(words: readonly Value[]): readonly Step[] {
  return words
    .filter((word) => /^[A-Za-z_][\w%]*=/.test(word.text))
    .map((word) => {
      const at = word.text.indexOf("=");
      const text = word.text.slice(at + 1);
      const value = word.kind === "static" ? fixed(text) : unknown(text);
      return { kind: "assign", name: word.text.slice(0, at), value, given: true };
    });
}

/** Whether `name` is a builtin that changes the shell itself. */
export function isBuiltin(name: string): boolean {
  return BUILTINS.has(name);
}

/** Does to a shell what a builtin does to it; gives what it sets, and what cannot be known. */
export function runBuiltin(name: string, args: readonly Value[], shell: Shell): readonly Step[] {
  if (name === "[" || name === "test") return tested(args, shell);
  return BUILTINS.get(name)?.(args, shell) ?? [];
}

/** A word that is split may become an option: `-v` evaluates the index of a variable. */
function tested(args: readonly Value[], { state }: Shell): readonly Step[] {
  const unclear = args.filter((arg) => arg.splits && !isFromOutside(arg.text, state));
  return opaque("quote it: a word that is split may become an option that runs code", unclear);
}

/** A word that is not known may be an option with the name of a variable, unless it ends in a way that no name does. */
function asOptions(args: readonly Value[], state: ShellState): readonly Step[] {
  const unclear = args.filter(
    ({ kind, prefix, text }) =>
      kind !== "static" &&
      /^(-[fn]*)?$/.test(prefix) &&
      !/\\n["']$/.test(text) &&
      !isFromOutside(text, state),
  );
  return opaque("a word that is not known may be an option that runs code", unclear);
}

/** Whether it is a variable that the line has not given any text: what the user's own environment holds, or a number. */
function isFromOutside(text: string, state: ShellState): boolean {
  const name = /^"?\$\{?([A-Za-z_]\w*|[?#!$])\}?"?$/.exec(text)?.[1] ?? "";
  return /\D/.test(name) && (!state.hasAssigned(name) || state.isNumber(name));
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
  const names = operands(args, /^-[Eers]*[dinNptu]$/);
  const steps = named([...names, ...optionValue(args, /^-[Eers]*a(?=.)/)], state);
  const options = args.filter(isOption);
  const [name, ...others] = names;
  if (name?.kind !== "static" || others.length > 0 || options.some((option) => option.text !== "-r"))
    return steps;
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
  return named(operands(args, /^-t*[dnOsuCc]$/), state);
}

/** Each word of `let` is arithmetic. */
function evaluated(args: readonly Value[], { state }: Shell): readonly Step[] {
  return args.flatMap((arg) => {
    if (arg.kind !== "static") state.vague = true;
    if (arg.kind !== "static" || !computes(arg.text, state)) {
      const names = (arg.text.match(/[A-Za-z_]\w*/g) ?? []).map(fixed);
      return [...opaque("arithmetic with what may be no number", [arg]), ...named(names, state)];
    }
    return setBy(arg.text).map((name): Step => {
      state.count(name);
      return { kind: "assign", name, value: unknown(`$${name}`) };
    });
  });
}

function unset(args: readonly Value[], { state }: Shell): readonly Step[] {
  state.unsets = true;
  return named(args, state).filter((step) => {
    if (step.kind === "assign") state.assigned(step.name);
    return step.kind !== "assign";
  });
}

/** `export`, `declare` and what is like them. */
function declared(by: string, args: readonly Value[], state: ShellState): readonly Step[] {
  const options = args.filter(isOption);
  const has = (letters: RegExp): boolean => options.some((option) => letters.test(option.text));
  const renaming = by === "export" ? [] : options.filter((option) => option.text.includes("n"));
  if (renaming.length > 0 || has(/[luc]/)) state.vague = true;
  const steps = args.flatMap((arg) => {
    const value = arg.kind === "static" ? /^\w+=((?!\()[^~]*)$/.exec(arg.text)?.[1] : undefined;
    const name = nameIn(arg);
    const before = name === undefined ? undefined : state.variable(name);
    const bare = arg.kind === "static" && !arg.text.includes("=");
    return named([arg], state, bare || value !== undefined).flatMap((step): readonly Step[] => {
      if (step.kind !== "assign") return [step];
      const fails = by === "local" && !state.functions.local;
      if (value !== undefined && !fails) state.set(step.name, [fixed(value)]);
      if (value !== undefined && fails && before !== undefined)
        state.set(step.name, [...before, fixed(value)]);
      if (value !== undefined && fails && before === undefined) state.forget(step.name);
      if (has(/i/)) state.evaluate(step.name);
      if (by === "readonly" || has(/r/)) state.freeze(step.name);
      const given = by === "export" || has(/x/);
      if (value !== undefined) return [{ ...step, value: fixed(value), given }];
      if (given && bare && before !== undefined) return before.map((one) => ({ ...step, value: one, given }));
      return EXPORTS.has(by) && !arg.text.includes("=") ? [] : [step];
    });
  });
  return [...opaque("a name for another variable", renaming, true), ...steps];
}

/** Those that change who sees a variable, and not what it holds. */
const EXPORTS = new Set(["export", "readonly"]);

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

/** The words that are no options, and no values of options that take the next word. */
function operands(args: readonly Value[], taking: RegExp): readonly Value[] {
  return args.filter((arg, index) => {
    const before = args[index - 1];
    return !isOption(arg) && (before === undefined || !taking.test(before.text));
  });
}

/** The value of an option of one letter, in the same word or in the next one. */
function optionValue(args: readonly Value[], option: RegExp): readonly Value[] {
  return args.flatMap((arg, index) => {
    const [start] = option.exec(arg.text) ?? [];
    if (start === undefined) return [];
    if (arg.text === start) return args.slice(index + 1, index + 2);
    const inline = arg.text.slice(start.length);
    return [arg.kind === "static" ? fixed(inline) : unknown(inline)];
  });
}

/** The variable that a word such as `x`, `x=1` or `x[1]` is about; undefined when that is not known. */
function nameIn(arg: Value): string | undefined {
  const known = arg.kind === "static" ? arg.text : (/^\w+(?=\+?=)/.exec(arg.prefix)?.[0] ?? "");
  return /^[A-Za-z_]\w*/.exec(known)?.[0];
}

/** Sets variables to something that is not known, or to a number or nothing. */
function named(args: readonly Value[], state: ShellState, number = false): readonly Step[] {
  return args.flatMap((arg): readonly Step[] => {
    const name = nameIn(arg);
    if (name !== undefined) {
      if (number) state.count(name);
      else state.forget(name);
      const value = unknown(`$${name}`);
      const index = /^\w+\[[^\]=]*\]?/.exec(arg.text)?.[0] ?? "";
      const steps: readonly Step[] = indexComputes(index, state)
        ? []
        : opaque("the index of a variable that is not known", [arg]);
      return [...steps, { kind: "assign", name, value }];
    }
    if (arg.kind === "static") return [];
    state.vague = true;
    return opaque("the variable that is set is not known", [arg]);
  });
}

function opaque(because: string, args: readonly Value[], severe = false): readonly Step[] {
  return args.map((arg) => ({ kind: "opaque", because, text: arg.text, severe }));
}
