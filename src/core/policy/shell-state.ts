import { type Folders, union } from "./folders.ts";
import { Functions } from "./functions.ts";
import { knownOutput } from "./known-output.ts";
import type { Scope } from "./word-expansion.ts";
import { fixed, type Value } from "./words.ts";
import type { World } from "./world.ts";

/** What is known of the shell at one place of a line: its variables, its folder, its functions and aliases. */
export class ShellState {
  readonly functions = new Functions();
  readonly aliases = new Map<string, string>();
  /** Where the next command runs. */
  folders: Folders;
  /** Every folder that the line may have been in; undefined when one of them is not known. */
  visited: Folders;
  /** The line itself has changed the folder, so that `cd -` leads to where it was. */
  returns = false;
  /** `shopt -s dotglob` was seen. */
  dotglob = false;
  /** Nothing about variables can be known any more. */
  vague = false;
  /** A function may be taken away again. */
  unsets = false;
  readonly #world: World;
  #variables = new Map<string, readonly Value[]>();
  /** Variables that the line has set, whatever became of them. */
  readonly #assigned = new Set<string>();
  /** Variables that a function of the line may change whenever it is called. */
  readonly #volatile = new Set<string>();
  /** How many constructs around here may not run, or run elsewhere. */
  #unsure = 0;

  constructor(world: World) {
    this.#world = world;
    this.folders = [world.cwd];
    this.visited = this.folders;
  }

  /** What a variable can hold; undefined when that is not known. */
  variable(name: string): readonly Value[] | undefined {
    if (this.vague || this.#volatile.has(name)) return undefined;
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    if (this.#assigned.has(name)) return undefined;
    if (name === "HOME") return [fixed(this.#world.home)];
    if (name === "PWD" && this.folders?.length === 1) return this.folders.map(fixed);
    const [temporary] = this.#world.temporary;
    if (name === "TMPDIR" && temporary !== undefined) return [fixed(temporary)];
    return undefined;
  }

  /** Gives a variable one of these values. */
  set(name: string, values: readonly Value[]): void {
    if (name === "IFS") {
      this.vague = true;
      return;
    }
    this.#variables.set(name, values);
  }

  /** The value of these variables is not known any more; `*` stands for all. */
  forget(...names: readonly string[]): void {
    for (const name of names) {
      if (name === "*") this.vague = true;
      this.#variables.delete(name);
    }
  }

  /** Notes that the line sets a variable. */
  assigned(name: string): void {
    this.#assigned.add(name);
  }

  /** Whether the line has set a variable. */
  hasAssigned(name: string): boolean {
    return this.#assigned.has(name);
  }

  /** From here on it is not known in which folder commands run. */
  lost(): void {
    this.folders = undefined;
    this.visited = undefined;
  }

  /** Notes a function, with the variables that its body may set. */
  define(name: string, variables: readonly string[]): void {
    this.functions.define(name, this.#unsure === 0);
    for (const variable of variables) this.#volatile.add(variable);
  }

  /** A function of the line was called. */
  called(): void {
    this.forget(...this.#volatile);
  }

  /** Visits the body of a function, which runs when nothing about variables is known. */
  within(name: string, moves: boolean, visit: () => void): void {
    this.apart(() => {
      this.#variables = new Map();
      if (moves) this.folders = undefined;
      this.functions.within(name, visit);
    });
    if (moves) this.lost();
  }

  /** Runs `visit` as a subshell does: nothing that it sets is seen afterwards. */
  apart(visit: () => void): void {
    const before = this.#save();
    this.#unsure += 1;
    visit();
    this.#unsure -= 1;
    this.#variables = before.variables;
    this.folders = before.folders;
    this.returns = before.returns;
  }

  /** Runs `visit` as something that may or may not happen. */
  branch(visit: () => void): void {
    const before = this.#save();
    this.#unsure += 1;
    visit();
    this.#unsure -= 1;
    for (const [name, values] of this.#variables) {
      const old = before.variables.get(name);
      if (old === undefined) this.#variables.delete(name);
      else if (old !== values) this.#variables.set(name, [...old, ...values]);
    }
    this.folders = union(before.folders, this.folders);
    this.returns = before.returns;
  }

  /** What words can refer to here. */
  scope(): Scope {
    const [cwd] = this.folders ?? [];
    return {
      home: this.#world.home,
      cwd: this.folders?.length === 1 ? cwd : undefined,
      dotglob: this.dotglob,
      variable: (name) => this.variable(name),
      output: (source) =>
        this.aliases.size > 0 || this.functions.some
          ? undefined
          : knownOutput(source, this.folders, this.#world),
    };
  }

  #save() {
    return { variables: new Map(this.#variables), folders: this.folders, returns: this.returns };
  }
}
