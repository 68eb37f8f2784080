import { type Folders, topmost, union } from "../paths/folders.ts";
import { fixed, isNumber, type Value } from "../words.ts";
import type { World } from "../world.ts";
import { Functions } from "./functions.ts";
import { knownOutput } from "./known-output.ts";
import type { Scope } from "./word-expansion.ts";

/** Variables that bash sets by itself, whatever a line gives them. */
const OWN =
  /^(_|REPLY|MAPFILE|OPT(ARG|IND|ERR)|S?RANDOM|SECONDS|LINENO|EPOCH\w+|BASH\w*|FUNCNAME|PIPESTATUS|COPROC\w*|GROUPS|LINES|COLUMNS|HISTCMD|U?E?UID|PPID|SHLVL)$/;

/** Those of them that are numbers, as long as a line gives them nothing else. */
const OWN_NUMBERS =
  /^(OPTIND|S?RANDOM|SECONDS|LINENO|EPOCH\w+|BASHPID|BASH_SUBSHELL|PIPESTATUS|GROUPS|LINES|COLUMNS|HISTCMD|E?UID|PPID|SHLVL)$/;

/** Those whose new values bash evaluates as arithmetic. */
const OWN_INTEGERS =
  "RANDOM SRANDOM SECONDS LINENO EPOCHSECONDS EPOCHREALTIME BASHPID BASH_SUBSHELL HISTCMD OPTIND".split(" ");

/** Changes that are none of a variable. */
const FOLDER = "/";
const JUMP = "^";

/** What is known of the shell at one place of a line: its variables, its folder and its functions. */
export class ShellState {
  readonly functions = new Functions();
  /** `shopt -s dotglob` was seen. */
  dotglob = false;
  /** `shopt -s nullglob` was seen. */
  nullglob = false;
  /** Nothing about variables can be known any more. */
  vague = false;
  /** A function may be taken away again. */
  unsets = false;
  readonly #world: World;
  #variables = new Map<string, readonly Value[]>();
  #folders: Folders;
  /** Every folder that the line may have been in; undefined when one of them is not known. */
  #visited: Folders;
  /** The line itself has changed the folder, so that `cd -` leads to where it was. */
  #returns = false;
  /** Variables that the line has set, whatever became of them. */
  readonly #assigned = new Set<string>();
  /** Variables that the line has given something that may be no number. */
  readonly #texts = new Set<string>();
  /** Variables of which was asked whether they hold a number whatever the line does to them. */
  readonly #counted = new Set<string>();
  /** Variables of which the line says that what they are given is evaluated. */
  readonly #integers = new Set(OWN_INTEGERS);
  /** Variables to which nothing can be assigned any more. */
  readonly #frozen = new Set<string>();
  /** What has changed in this shell so far: names of variables, FOLDER and JUMP. */
  readonly #changes: string[] = [];
  /** How many constructs around here may not run, or run elsewhere. */
  #unsure = 0;

  constructor(world: World) {
    this.#world = world;
    this.#folders = [world.cwd];
    this.#visited = this.#folders;
  }

  /** What a variable can hold; undefined when that is not known. */
  variable(name: string): readonly Value[] | undefined {
    if (this.vague) return undefined;
    const known = this.#variables.get(name);
    if (known !== undefined || this.#assigned.has(name)) return known;
    if (name === "HOME") return [fixed(this.#world.home)];
    if (name === "PWD" && this.#folders?.length === 1) return this.#folders.map(fixed);
    if (name === "TMPDIR") return this.#world.temporary.map(fixed);
    return undefined;
  }

  /** Gives a variable one of these values, which without quotes may become several words. */
  set(name: string, values: readonly Value[]): void {
    this.#drop(name);
    if (values.length === 0 || !values.every(isNumber)) this.#texts.add(name);
    if (name === "IFS") this.vague = true;
    if (OWN.test(name) || this.#frozen.has(name)) return;
    const held = values.map((value) => (value.kind === "dynamic" ? { ...value, splits: true } : value));
    this.#variables.set(name, held);
  }

  /** The value of a variable is not known any more. */
  forget(name: string): void {
    this.#drop(name);
    this.#texts.add(name);
  }

  /** A variable is given a number, or nothing. */
  count(name: string): void {
    this.#drop(name);
  }

  /** Whether a variable can only hold a number, or nothing. */
  isNumber(name: string): boolean {
    if (this.vague || !/^[A-Za-z_]/.test(name)) return false;
    const values = this.#variables.get(name) ?? [];
    if (values.length > 0) return values.every(isNumber);
    this.#counted.add(name);
    return !this.#texts.has(name) && (!OWN.test(name) || OWN_NUMBERS.test(name));
  }

  /** What is assigned to a variable is evaluated as arithmetic. */
  evaluate(name: string): void {
    this.#integers.add(name);
  }

  /** The variables whose values are evaluated as arithmetic, and are no numbers. */
  evaluated(): readonly string[] {
    return [...this.#texts].filter((name) => this.#integers.has(name));
  }

  #drop(name: string): void {
    this.#changes.push(name);
    this.#variables.delete(name);
  }

  /** From here on it is not known whether what is assigned to a variable reaches it. */
  freeze(name: string): void {
    this.#frozen.add(name);
  }

  /** Notes that the line sets a variable, be it for one command. */
  assigned(name: string): void {
    this.#assigned.add(name);
  }

  /** Whether the line sets a variable. */
  hasAssigned(name: string): boolean {
    return this.#assigned.has(name);
  }

  /** Where the next command runs. */
  get folders(): Folders {
    return this.#folders;
  }

  /** Changes the folder. */
  enter(folders: Folders): void {
    this.#changes.push(FOLDER);
    this.#folders = folders;
    this.#visited = union(this.#visited, folders);
    this.#returns = true;
  }

  /** Puts folders on the stack, where `popd` finds them. */
  stack(folders: Folders): void {
    this.#visited = union(this.#visited, folders);
    this.#returns = true;
  }

  /** Changes the folder to one in which the line has been. */
  comeBack(): void {
    this.enter(this.#visited);
  }

  /** Changes the folder to the one before, which is not known if the line itself has not changed it. */
  goBack(): void {
    this.enter(this.#returns ? this.#visited : undefined);
  }

  /** From here on it is not known in which folder commands run. */
  lost(): void {
    this.enter(undefined);
  }

  /** Notes a function. */
  define(name: string, body: Parameters<Functions["define"]>[1]): void {
    this.functions.define(name, body, this.#unsure === 0);
  }

  /** Runs `visit` in other folders, which are left afterwards. */
  inside(folders: Folders, visit: () => void): void {
    this.apart(() => {
      this.#folders = folders;
      visit();
    });
  }

  /** Runs `visit` in a shell that knows no variable. */
  unset(visit: () => void): void {
    this.apart(() => {
      this.#variables.clear();
      visit();
    });
  }

  /** The line leaves a loop or a function early. */
  jump(): void {
    this.#changes.push(JUMP);
  }

  /** Runs `visit` as a subshell does: nothing that it sets is seen afterwards. */
  apart(visit: () => void): void {
    const before = this.#save();
    this.#unsure += 1;
    visit();
    this.#unsure -= 1;
    this.#changes.length = before.changes;
    this.#variables = before.variables;
    this.#folders = before.folders;
    this.#returns = before.returns;
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
    this.#folders = union(before.folders, this.#folders);
    this.#returns = before.returns;
  }

  /** Runs `visit` as something that surely happens, in which a change of the folder may fail. */
  attempt(visit: () => void): void {
    const before = this.#folders;
    visit();
    this.#folders = union(before, this.#folders);
  }

  /** Runs `visit` as something that may end anywhere: what it changes is not known afterwards. */
  partly(visit: () => void): void {
    this.branch(() => {
      const since = this.mark;
      visit();
      const changes = this.#forgetSince(since);
      if (changes.has(FOLDER) && changes.has(JUMP)) this.#folders = this.#visited;
    });
  }

  /** Runs `visit` as the body of a loop: until one turn more would find what the others have found. */
  loop(visit: () => void): void {
    for (let turn = 1; ; turn += 1) {
      const before = this.#known(turn);
      this.partly(visit);
      if (this.#known(turn) === before) return;
      if (turn === 2) this.lost();
    }
  }

  /** Runs one of these, and it is not known which. */
  either(visits: readonly (() => void)[]): void {
    if (visits.length === 1) {
      for (const visit of visits) visit();
      return;
    }
    const before = this.#folders;
    let after: Folders = [];
    for (const visit of visits) {
      this.branch(() => {
        this.#folders = before;
        visit();
        after = union(after, this.#folders);
      });
    }
    this.#folders = after;
  }

  /** Runs `visit` as code that may run again at any place from here on. Says whether it changes the folder. */
  anytime(visit: () => void): boolean {
    const since = this.mark;
    this.branch(visit);
    const changes = this.#changes.slice(since);
    for (const name of changes) {
      this.#drop(name);
      this.freeze(name);
    }
    return changes.includes(FOLDER);
  }

  /** A place in the line, for `settle`. */
  get mark(): number {
    return this.#changes.length;
  }

  /** What has changed since then may be as it was, as it is, or in between. */
  settle(since: number): void {
    if (this.#forgetSince(since).has(FOLDER)) this.#folders = this.#visited;
  }

  #forgetSince(since: number): ReadonlySet<string> {
    const changes = new Set(this.#changes.slice(since));
    for (const name of changes) this.#variables.delete(name);
    return changes;
  }

  /** What words can refer to here. */
  scope(): Scope {
    const folders = this.#folders;
    return {
      home: this.#world.home,
      cwd: folders?.length === 1 ? folders[0] : undefined,
      dotglob: this.dotglob,
      nullglob: this.nullglob,
      variable: (name) => this.variable(name),
      isNumber: (name) => this.isNumber(name),
      output: (script) =>
        this.functions.size > 0 ? undefined : knownOutput(script, this.#folders, this.#world),
    };
  }

  /** How much is known: a turn of a loop can only make it less. After the first, folders below others count no more. */
  #known(turn: number): string {
    const folders = turn === 1 ? this.#folders : topmost(this.#folders);
    const texts = [...this.#counted].filter((name) => this.#texts.has(name)).length;
    return [
      this.vague,
      this.dotglob,
      this.nullglob,
      this.#variables.size,
      this.functions.size,
      texts,
      folders,
    ].join();
  }

  #save() {
    return {
      variables: new Map(this.#variables),
      folders: this.#folders,
      returns: this.#returns,
      changes: this.#changes.length,
    };
  }
}
