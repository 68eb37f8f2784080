import {
  type AndOr,
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  type Pipeline,
  parse,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
} from "unbash";
import { isBuiltin, runBuiltin, variablesGiven } from "./builtins.ts";
import { commandWords } from "./command-words.ts";
import { type Hidden, hiddenIn, holdsCode } from "./expansions.ts";
import { type Feed, NOTHING, programName, UNKNOWN } from "./feed.ts";
import { type Folders, moved } from "./folders.ts";
import { filesOpened, printed, type Surroundings, standardInput, wordsListed } from "./redirections.ts";
import { ShellState } from "./shell-state.ts";
import { type Inner, unwrap } from "./unwrap.ts";
import { expandQuoted, expandWords } from "./word-expansion.ts";
import { unknown, type Value } from "./words.ts";
import type { World } from "./world.ts";

/** One thing that a shell would do when it runs a line. */
export type Step =
  /** Runs a program, a builtin, or something that cannot be known (its first word is then not static). */
  | {
      readonly kind: "command";
      readonly words: readonly Value[];
      readonly feed: Feed;
      readonly folders: Folders;
      /** It runs other commands, which are steps of their own. */
      readonly wraps: boolean;
      /** A function that the line itself defines; its body is judged where it stands. */
      readonly local: boolean;
    }
  /** Opens a file by a redirection. */
  | {
      readonly kind: "file";
      readonly access: "read" | "write";
      readonly path: Value;
      readonly folders: Folders;
    }
  /** Sets a variable that later commands see. */
  | { readonly kind: "assign"; readonly name: string; readonly value: Value }
  /** Something that cannot be known; `severe` where no role may do it, even if it is asked for. */
  | { readonly kind: "opaque"; readonly because: string; readonly text: string; readonly severe: boolean };

const DEPTH = 10;
const STEPS = 600;
const CHAIN = 200;
const NODES = 120;

/** Wrappers that are builtins themselves, so that what they run changes the shell. */
const IN_SHELL = /^(command|builtin)$/;

/** Lists everything that bash would run for `line`, in the order in which it stands there. */
export function walk(line: string, world: World): readonly Step[] {
  const walker = new Walker(world);
  return walker.line(line);
}

class Walker {
  readonly #steps: Step[] = [];
  readonly #world: World;
  readonly #state: ShellState;
  #feed: Feed = NOTHING;
  #full = false;
  /** How many wrappers and pieces of code stand around here. */
  #depth = 0;
  /** How many parts of a piece of code stand around here. */
  #nodes = 0;
  /** What the traps of this shell run, and where in the line they were set. */
  #traps: readonly { readonly code: string; readonly since: number }[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#state = new ShellState(world);
  }

  line(text: string): readonly Step[] {
    this.#code(text);
    this.#trapped();
    for (const name of this.#state.functions.recursive()) this.#opaque("a function that calls itself", name);
    if (!this.#state.unsets) return this.#steps;
    return this.#steps.map((step) => (step.kind === "command" ? { ...step, local: false } : step));
  }

  #code(text: string): void {
    if (this.#depth >= DEPTH || this.#steps.length > STEPS) {
      this.#opaque("it is nested too deeply", text);
      return;
    }
    this.#depth += 1;
    if (/[\0\r]/.test(text)) this.#opaque("it holds control characters", text);
    this.#script(parse(text), text);
    this.#depth -= 1;
  }

  /** Whether there is so much of it that the rest is not looked at; that is said once. */
  #isFull(): boolean {
    if (this.#steps.length <= STEPS) return false;
    if (!this.#full) this.#opaque("it runs too many commands to be judged", "", true);
    this.#full = true;
    return true;
  }

  #push(step: Step): void {
    if (step.kind === "assign") this.#state.assigned(step.name);
    this.#steps.push(step);
  }

  #opaque(because: string, text: string, severe = false): void {
    this.#push({ kind: "opaque", because, text, severe });
  }

  #script(script: ParsedScript, text: string): void {
    for (const error of script.errors ?? []) this.#opaque(`it cannot be parsed: ${error.message}`, text);
    for (const statement of script.commands) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    if (this.#isFull()) return;
    if (statement.background) this.#apart(() => this.#node(statement.command));
    else this.#state.attempt(() => this.#node(statement.command));
  }

  #node(node: SyntaxNode): void {
    if (this.#nodes >= NODES) {
      this.#opaque("it is nested too deeply", node.type);
      return;
    }
    this.#nodes += 1;
    this.#visit(node);
    this.#nodes -= 1;
  }

  #visit(node: SyntaxNode): void {
    switch (node.type) {
      case "Script":
        this.#apart(() => this.#script(node, ""));
        return;
      case "Statement":
        this.#statement(node);
        return;
      case "CompoundList":
        for (const statement of node.commands) this.#statement(statement);
        return;
      case "Command":
        this.#simple(node);
        return;
      case "AndOr":
        this.#andOr(node);
        return;
      case "Pipeline":
        this.#pipeline(node);
        return;
      case "Subshell":
        this.#apart(() => this.#node(node.body));
        return;
      case "Coproc":
        this.#state.forget(node.name?.value ?? "COPROC");
        this.#apart(() => this.#fedBy(UNKNOWN, () => this.#node(node.body)));
        return;
      case "If":
        this.#node(node.clause);
        this.#state.branch(() => this.#node(node.then));
        for (const elif of node.elif) this.#state.branch(() => this.#node(elif));
        if (node.else) this.#state.branch(() => this.#node(node.else as SyntaxNode));
        return;
      case "Case":
        this.#node(node.word);
        for (const item of node.items) this.#state.branch(() => this.#node(item));
        return;
      case "For":
      case "Select":
        this.#for(node);
        return;
      case "While":
      case "ArithmeticFor":
        this.#state.loop(() => forEachChild(node, (child) => this.#node(child)));
        return;
      case "Function":
        this.#function(node);
        return;
      case "Redirected":
        this.#redirected(node);
        return;
      default:
        forEachChild(node, (child) => this.#node(child));
        this.#hidden(node);
    }
  }

  #for(node: Extract<SyntaxNode, { type: "For" | "Select" }>): void {
    for (const word of node.wordlist ?? []) this.#node(word);
    const words = node.wordlist ?? [];
    const values = wordsListed(words, this.#around()) ?? expandWords(words, this.#state.scope()).flat();
    const known = values !== undefined && values.length > 0 && values.length <= 40 && node.type === "For";
    this.#assign(node.name.value);
    this.#state.loop(() => {
      if (known) this.#state.set(node.name.value, values.map(whole));
      this.#node(node.body);
    });
  }

  #function(node: Extract<SyntaxNode, { type: "Function" }>): void {
    const name = node.name.value;
    this.#state.define(name, node.body);
    this.#state.unset(() => this.#body(name, node.body, UNKNOWN));
  }

  #body(name: string, body: SyntaxNode, feed: Feed): void {
    this.#state.functions.within(name, () => this.#fedBy(feed, () => this.#node(body)));
  }

  #redirected(node: Extract<SyntaxNode, { type: "Redirected" }>): void {
    const feed = this.#redirects(node.redirects);
    if (feed === undefined) this.#node(node.command);
    else this.#fedBy(feed, () => this.#node(node.command));
  }

  /** A list of `&&` and `||`: what stands behind `&&` sees what stood before it, and nothing else is sure. */
  #andOr(node: AndOr): void {
    if (node.commands.length > CHAIN) {
      this.#opaque("it runs too many commands to be judged", "", true);
      return;
    }
    const or = node.operators.indexOf("||");
    const sure = or < 0 ? node.commands.length : or + 1;
    const chain = (index: number): void => {
      const command = node.commands[index];
      if (command === undefined || index >= sure) return;
      this.#node(command);
      this.#state.branch(() => chain(index + 1));
    };
    if (or < 0) chain(0);
    else this.#state.attempt(() => chain(0));
    for (const command of node.commands.slice(sure)) this.#state.branch(() => this.#node(command));
  }

  #pipeline(node: Pipeline): void {
    if (node.commands.length < 2) {
      for (const command of node.commands) this.#state.attempt(() => this.#node(command));
      return;
    }
    let feed = this.#feed;
    for (const command of node.commands) {
      const input = feed;
      this.#fedBy(input, () => {
        this.#apart(() => this.#node(command));
        feed = printed(command, input, this.#around());
      });
    }
  }

  #simple(node: Command): void {
    const feed = this.#redirects(node.redirects) ?? this.#feed;
    const temporary: string[] = [];
    for (const child of node.prefix) {
      if (child.type !== "Assignment") continue;
      this.#assignment(child, node.name === undefined);
      temporary.push(child.name);
    }
    if (node.name === undefined) return;
    for (const word of [node.name, ...node.args]) this.#node(word);
    const lists = commandWords(node, this.#state.scope());
    for (const name of temporary) {
      this.#state.forget(name);
      if (name === "IFS" && node.name.value !== "read") this.#state.vague = true;
    }
    for (const arg of node.args) if (arg.type === "Assignment") this.#assignment(arg, false);
    this.#fedBy(feed, () => {
      const [only] = lists;
      if (only !== undefined && lists.length === 1) this.#command(only, true);
      else this.#state.either(lists.map((list) => () => this.#command(list, true)));
    });
  }

  /** `direct` when the words stand in the line itself, so that functions and builtins are meant. */
  #command(words: readonly Value[], direct: boolean): void {
    const [first] = words;
    if (first === undefined) return;
    if (this.#depth >= DEPTH || this.#steps.length > STEPS) {
      this.#opaque("it is nested too deeply", words.map((word) => word.text).join(" "));
      return;
    }
    const feed = this.#feed;
    const args = words.slice(1);
    const name = programName(first) ?? "";
    const plain = direct && first.kind === "static" ? first.text : "";
    const inners = unwrap(words, feed) ?? [];
    const { functions, folders } = this.#state;
    const local = functions.surely(plain);
    this.#state.dotglob ||= words.some((word) => word.text === "dotglob");
    this.#push({ kind: "command", words, feed, folders, wraps: inners.length > 0, local });
    functions.called(plain);
    for (const step of runBuiltin(plain, args, { state: this.#state, world: this.#world, feed }))
      this.#push(step);
    if (functions.has(plain)) this.#call(plain);
    this.#depth += 1;
    for (const inner of inners) this.#inner(inner, name);
    this.#depth -= 1;
  }

  #call(name: string): void {
    const { functions } = this.#state;
    if (isBuiltin(name)) {
      this.#state.vague = true;
      this.#state.lost();
    }
    if (functions.isInside(name)) return;
    for (const body of functions.bodies(name)) this.#state.partly(() => this.#body(name, body, this.#feed));
  }

  #inner(inner: Inner, by: string): void {
    switch (inner.kind) {
      case "opaque":
        this.#opaque(inner.because, by, inner.severe);
        return;
      case "words": {
        for (const step of variablesGiven(inner.sets ?? [])) this.#push(step);
        const run = (): void =>
          this.#fedBy(inner.feed ?? this.#feed, () => this.#command(inner.words, IN_SHELL.test(by)));
        const { folders } = this.#state;
        if (IN_SHELL.test(by)) run();
        else this.#state.inside(inner.folder ? moved(folders, inner.folder, this.#world) : folders, run);
        return;
      }
      case "code": {
        const { kind, text } = inner.code;
        if (kind !== "static") this.#opaque(`the code that ${by} runs is not known`, text);
        else if (by === "eval") this.#state.partly(() => this.#code(text));
        else if (by === "trap") this.#trap(text);
        else this.#state.functions.without(() => this.#apart(() => this.#code(text)));
      }
    }
  }

  /** A trap runs somewhere later in the line, at its end at the latest. */
  #trap(code: string): void {
    if (this.#state.anytime(() => this.#code(code))) this.#opaque("a trap that changes the folder", code);
    this.#traps = [...this.#traps, { code, since: this.#state.mark }];
  }

  #trapped(): void {
    for (const { code, since } of this.#traps) {
      if (this.#state.mark === since) continue;
      this.#state.settle(since);
      this.#code(code);
    }
  }

  /** Runs `visit` in a subshell, which has its own traps. */
  #apart(visit: () => void): void {
    const traps = this.#traps;
    this.#traps = [];
    this.#state.apart(() => {
      visit();
      this.#trapped();
    });
    this.#traps = traps;
  }

  #assignment(node: Assignment, persists: boolean): void {
    this.#node(node);
    if (node.index !== undefined) this.#evaluated([node.index]);
    const value = node.value;
    if (value.type === "ArrayValue" || node.index !== undefined || node.append) {
      this.#assign(node.name);
      if (value.type === "ArrayValue") this.#evaluated(value.elements);
      return;
    }
    const alternatives = expandQuoted(value, this.#state.scope());
    this.#evaluated([value]);
    for (const alternative of alternatives) {
      this.#push({ kind: "assign", name: node.name, value: alternative });
    }
    if (persists) this.#state.set(node.name, alternatives);
  }

  #assign(name: string): void {
    this.#state.forget(name);
    this.#push({ kind: "assign", name, value: unknown(`$${name}`) });
  }

  #redirects(redirects: readonly Redirection[]): Feed | undefined {
    let feed: Feed | undefined;
    for (const redirect of redirects) {
      this.#node(redirect);
      if (redirect.type === "Redirect") {
        const { folders } = this.#state;
        for (const file of filesOpened(redirect, this.#state.scope()))
          this.#push({ kind: "file", ...file, folders });
      }
      feed = standardInput(redirect, this.#around()) ?? feed;
    }
    return feed;
  }

  #hidden(node: SyntaxNode): void {
    for (const hidden of hiddenIn(node)) this.#reveal(hidden);
  }

  #reveal(hidden: Hidden): void {
    switch (hidden.kind) {
      case "opaque":
        this.#push(hidden);
        return;
      case "secret":
        if (!this.#state.hasAssigned(hidden.name)) this.#opaque("a variable for secrets", hidden.text, true);
        return;
      case "assign":
        this.#assign(hidden.name);
        return;
      case "compute":
        this.#state.forget(hidden.name);
        this.#state.assigned(hidden.name);
        return;
      case "evaluate":
        this.#evaluated(hidden.words);
    }
  }

  #evaluated(words: readonly Word[]): void {
    for (const word of words)
      if (holdsCode(word, this.#state.scope())) this.#opaque("a value that holds code", word.text);
  }

  #fedBy(feed: Feed, visit: () => void): void {
    const before = this.#feed;
    this.#feed = feed;
    visit();
    this.#feed = before;
  }

  #around(): Surroundings {
    return { scope: this.#state.scope(), isFunction: (name) => this.#state.functions.has(name) };
  }
}

/** A loop's value, as the variable holds it: a file name that a pattern matched. */
function whole(value: Value): Value {
  return value.kind === "dynamic" ? { ...value, splits: true } : value;
}
