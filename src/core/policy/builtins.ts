import type { Feed } from "./feed.ts";
import { moved, union } from "./folders.ts";
import type { ShellState } from "./shell-state.ts";
import type { Step } from "./walk.ts";
import { fixed, unknown, type Value } from "./words.ts";
import type { World } from "./world.ts";

/** Does to `state` what a builtin does to the shell itself; gives what it sets, or what cannot be known. */
export function runBuiltin(
  name: string,
  args: readonly Value[],
  feed: Feed,
  state: ShellState,
  world: World,
): readonly Step[] {
  switch (name) {
    case "cd":
    case "pushd":
      cd(args, name === "pushd", state, world);
      return [];
    case "popd":
      state.folders = state.visited;
      return [];
    case "read":
      return read(args, feed, state);
    case "printf": {
      const at = args.findIndex((arg) => arg.text.startsWith("-v"));
      const target = args[at]?.text.slice(2) || args[at + 1]?.text;
      if (at < 0) return [];
      return assignNamed(args[at]?.text === "-v" ? args[at + 1] : fixed(target ?? ""), "printf -v", state);
    }
    case "mapfile":
    case "readarray":
    case "getopts":
    case "unset":
    case "let":
    case "export":
    case "declare":
    case "typeset":
    case "local":
    case "readonly":
      return declare(name, args, state);
    case "env":
    case "sudo":
      return environment(name, args);
    case "source":
    case ".":
      state.vague = true;
      return [];
    case "shopt":
      if (args.some((arg) => arg.text === "dotglob")) state.dotglob = true;
      return [];
    default:
      return [];
  }
}

function cd(args: readonly Value[], stacked: boolean, state: ShellState, world: World): void {
  const operands = args.filter((arg) => !/^-[LPe@n]+$|^--$/.test(arg.text));
  const target = operands[0];
  const before = state.folders;
  if (target === undefined) state.folders = stacked ? state.visited : [world.home];
  else if (target.text === "-" || /^[+-]\d+$/.test(target.text))
    state.folders = state.returns ? state.visited : undefined;
  else state.folders = moved(state.folders, target, world);
  state.returns = true;
  state.visited = union(state.visited, state.folders);
  if (stacked && args.some((arg) => /^-[a-zA-Z]*n/.test(arg.text))) state.folders = before;
}

function read(args: readonly Value[], feed: Feed, state: ShellState): readonly Step[] {
  const steps: Step[] = [];
  let taken = false;
  for (const [index, arg] of args.entries()) {
    if (arg.text.startsWith("-")) {
      taken = /[adinNptu]$/.test(arg.text);
      if (taken && arg.text.endsWith("a")) steps.push(...assignNamed(args[index + 1], "read", state));
      continue;
    }
    if (taken) {
      taken = false;
      continue;
    }
    steps.push(...assignNamed(arg, "read", state));
    const only = args.slice(index + 1).length === 0;
    if (arg.kind === "static" && only && feed.kind === "lines") state.set(arg.text, feed.values);
    if (arg.kind === "static" && only && feed.kind === "text")
      state.set(arg.text, feed.text.split("\n").filter(Boolean).map(fixed));
  }
  return steps;
}

function declare(name: string, args: readonly Value[], state: ShellState): readonly Step[] {
  const steps: Step[] = [];
  if (name === "unset") state.unsets = true;
  for (const arg of args) {
    if (/^-[a-zA-Z]*n/.test(arg.text) && name !== "export" && name !== "unset") {
      state.vague = true;
      steps.push({ kind: "opaque", because: "a name for another variable", text: arg.text, severe: true });
    }
    if (arg.text.startsWith("-")) continue;
    if (arg.text.includes("=") && name !== "let") continue;
    const target = arg.kind === "static" ? fixed(/^\w*/.exec(arg.text)?.[0] ?? "") : arg;
    steps.push(...assignNamed(target, name, state));
  }
  return steps;
}

/** The variables that are set for a command alone. */
function environment(name: string, args: readonly Value[]): readonly Step[] {
  const steps: Step[] = [];
  for (const arg of args) {
    const match = /^([A-Za-z_][\w%]*)=([\s\S]*)$/.exec(arg.text);
    if (match !== null) {
      const [, variable = "", text = ""] = match;
      const value = arg.kind === "static" ? fixed(text) : unknown(text);
      steps.push({ kind: "assign", name: variable, value, by: name });
    } else if (!arg.text.startsWith("-")) break;
  }
  return steps;
}

function assignNamed(value: Value | undefined, by: string, state: ShellState): readonly Step[] {
  if (value === undefined) return [];
  if (value.kind !== "static" || !/^\w*$/.test(value.text)) {
    state.vague = true;
    const because = `the variable that ${by} sets is not known`;
    return [{ kind: "opaque", because, text: value.text, severe: false }];
  }
  if (value.text === "" || /^\d/.test(value.text)) return [];
  state.forget(value.text);
  if (by === "export" || by === "unset" || by === "readonly") return [];
  return [{ kind: "assign", name: value.text, value: unknown(`$${value.text}`), by }];
}
