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
import { type Folders, moved } from "../paths/folders.ts";
import { isNumber, unknown, type Value } from "../words.ts";
import type { World } from "../world.ts";
import { type Feed, NOTHING, programName, UNKNOWN } from "../wrappers/feed.ts";
import type { Inner } from "../wrappers/inner.ts";
import { unwrap } from "../wrappers/unwrap.ts";
import { evaluation, indexComputes, wordOf } from "./arithmetic.ts";
import { isBuiltin, runBuiltin, variablesGiven } from "./builtins.ts";
import { commandWords } from "./command-words.ts";
import { Descriptors } from "./descriptors.ts";
import { type Hidden, hiddenIn, holdsCode } from "./expansions.ts";
import { misread } from "./misread.ts";
import { BASHES, isBashBuiltin, isBashOnly } from "./portable.ts";
import { filesOpened, printed, type Surroundings, standardInput, wordsListed } from "./redirections.ts";
import { ShellState } from "./state.ts";
import { expandQuoted, expandWords } from "./word-expansion.ts";

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
  | {
      readonly kind: "assign";
      readonly name: string;
      readonly value: Value;
      /** It is in the environment of a command, and not only in the shell. */
      readonly given?: boolean;
      readonly folders?: Folders;
    }
  /** Something that cannot be known; `severe` where no role may do it, even if it is asked for. */
  | { readonly kind: "opaque"; readonly because: string; readonly text: string; readonly severe: boolean };

const DEPTH = 10;
const STEPS = 600;
const CHAIN = 200;
const NODES = 120;

const OTHER_SHELL = "a shell that is not bash may read it in another way";

/** Wrappers that are builtins themselves, so that what they run changes the shell. */
const IN_SHELL = new Set(["command", "builtin"]);

/** Builtins that read code for the shell they are in. */
const SOURCES = new Set(["source", "."]);

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
  /** How many wrappers and pieces of code stand around here. */
  #depth = 0;
  /** How many parts of a piece of code stand around here. */
  #nodes = 0;
  /** What is walked is code of a shell that may not be bash. */
  #portable = false;
  readonly #descriptors = new Descriptors();
  /** What the traps of this shell run, and where in the line they were set. */
  #traps: readonly { readonly code: string; readonly since: number }[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#state = new ShellState(world);
  }

  line(text: string): readonly Step[] {
    this.#code(text);
    this.#trapped();
    if (this.#steps.length > STEPS) this.#opaque("it runs too many commands to be judged", "", true);
    for (const name of this.#state.evaluated())
      this.#opaque("what it holds is evaluated as arithmetic", name);
    if (this.#descriptors.crossed()) this.#opaque("it prints to what was opened to be read", text);
    for (const name of this.#state.functions.recursive()) this.#opaque("a function that calls itself", name);
    if (!this.#state.unsets) return this.#steps;
    return this.#steps.map((step) => (step.kind === "command" ? { ...step, local: false } : step));
  }

  #code(text: string): void {
    if (/[\0\r]/.test(text)) this.#opaque("it holds control characters", text);
    if (text.includes("$'") && text.includes("\\x{")) this.#opaque("it writes characters as \\x{…}", text);
    if (text.includes("$\\\n")) this.#opaque("a line ends behind a dollar sign", text);
    this.#script(parse(text), text);
  }

  #push(step: Step): void {
    if (step.kind === "assign") this.#state.assigned(step.name);
    this.#steps.push(step.kind === "assign" ? { ...step, folders: this.#state.folders } : step);
  }

  #opaque(because: string, text: string, severe = false): void {
    this.#push({ kind: "opaque", because, text, severe });
  }

  #script(script: ParsedScript, text: string): void {
    for (const error of script.errors ?? []) this.#opaque(`it cannot be parsed: ${error.message}`, text);
    for (const statement of script.commands) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    if (this.#steps.length > STEPS) return;
    if (statement.background) this.#apart(() => this.#node(statement.command));
    else this.#state.attempt(() => this.#node(statement.command));
  }

  #node(node: SyntaxNode): void {
    if (this.#nodes >= NODES) {
      this.#opaque("it is nested too deeply", node.type);
      return;
    }
    if (this.#portable && isBashOnly(node)) this.#opaque(OTHER_SHELL, node.type);
    const because = misread(node);
    if (because !== undefined) this.#opaque(because, "text" in node ? node.text : node.type);
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
        if (node.name !== undefined) this.#assign(node.name.value);
        this.#apart(() => this.#fedBy(UNKNOWN, () => this.#node(node.body)));
        return;
      case "If":
        this.#node(node.clause);
        for (const part of [node.then, ...node.elif, node.else])
          if (part !== undefined) this.#state.branch(() => this.#node(part));
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
    const words = node.wordlist ?? [];
    for (const word of words) this.#node(word);
    const values = wordsListed(words, this.#around()) ?? expandWords(words, this.#state.scope()).flat();
    const name = node.name.value;
    this.#push({ kind: "assign", name, value: unknown(`$${name}`) });
    if (node.type === "Select") this.#state.forget(name);
    this.#state.loop(() => {
      if (node.type === "For") this.#state.set(name, values);
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
    this.#fedBy(this.#redirects(node.redirects), () => this.#node(node.command));
  }

  /** A list of `&&` and `||`: what stands behind `&&` sees what stood before it, and nothing else is sure. */
  #andOr(node: AndOr): void {
    if (node.commands.length > CHAIN) {
      this.#opaque("it runs too many commands to be judged", "", true);
      return;
    }
    const or = node.operators.indexOf("||");
    const sure = node.commands.slice(0, or < 0 ? undefined : or + 1);
    const chain = (index: number): void => {
      const command = sure[index];
      if (command === undefined) return;
      this.#node(command);
      this.#state.branch(() => chain(index + 1));
    };
    this.#state.attempt(() => chain(0));
    for (const command of node.commands.slice(sure.length)) this.#state.branch(() => this.#node(command));
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
    const separated = node.prefix.filter((child) => this.#separates(child, node));
    const around = this.#redirects(node.redirects);
    const feed = separated.some((child) => child.text !== "IFS=") ? UNKNOWN : around;
    for (const child of [...node.prefix, ...node.args]) {
      if (child.type !== "Assignment") continue;
      if (separated.includes(child)) this.#node(child);
      else this.#assignment(child, node.name === undefined, node.prefix.includes(child));
    }
    if (node.name === undefined) return;
    for (const word of [node.name, ...node.args]) this.#node(word);
    const lists = commandWords(node, this.#state.scope());
    this.#fedBy(feed, () => this.#state.either(lists.map((list) => () => this.#command(list, true))));
  }

  /** Whether it says only at what `read` separates the fields of a line. */
  #separates(child: Assignment | Redirection, { name }: Command): child is Assignment {
    const reads = name?.text === "read" && !this.#state.functions.has("read");
    return reads && child.type === "Assignment" && child.name === "IFS";
  }

  /** `direct` when the words stand in the line itself, so that a function may be meant. */
  #command(words: readonly Value[], direct: boolean): void {
    const [first] = words;
    if (first === undefined) return;
    if (this.#depth >= DEPTH) {
      this.#opaque("it is nested too deeply", words.map((word) => word.text).join(" "));
      return;
    }
    if (this.#portable && isBashBuiltin(words)) this.#opaque(OTHER_SHELL, first.text);
    const feed = this.#feed;
    const called = direct ? first.text : "";
    const inners = unwrap(words, feed) ?? [];
    const { functions, folders } = this.#state;
    const local = functions.surely(called);
    this.#state.dotglob ||= words.some((word) => word.text === "dotglob");
    this.#state.nullglob ||= words.some((word) => word.text === "nullglob");
    this.#push({ kind: "command", words, feed, folders, wraps: inners.length > 0, local });
    functions.called(called);
    for (const step of runBuiltin(first.text, words.slice(1), {
      state: this.#state,
      world: this.#world,
      feed,
    }))
      this.#push(step);
    if (functions.has(called)) this.#call(called);
    this.#depth += 1;
    for (const inner of inners) this.#inner(inner, programName(first) ?? "");
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
        if (inner.sets !== undefined) for (const step of variablesGiven(inner.sets)) this.#push(step);
        const run = (): void =>
          this.#fedBy(inner.feed ?? this.#feed, () => this.#command(inner.words, false));
        const { folders } = this.#state;
        if (IN_SHELL.has(by)) run();
        else this.#state.inside(inner.folder ? moved(folders, inner.folder, this.#world) : folders, run);
        return;
      }
      case "code": {
        const { kind, text } = inner.code;
        if (kind !== "static") this.#opaque(`the code that ${by} runs is not known`, text);
        else if (by === "eval") this.#state.partly(() => this.#code(text));
        else if (by === "trap") this.#trap(text);
        else this.#otherShell(text, SOURCES.has(by) ? this.#portable : !BASHES.has(by));
      }
    }
  }

  #otherShell(text: string, portable: boolean): void {
    const before = this.#portable;
    this.#portable = portable;
    this.#state.functions.without(() => this.#apart(() => this.#code(text)));
    this.#portable = before;
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

  /** Where it does not persist, it is for one command, or is an argument that looks like an assignment. */
  #assignment(node: Assignment, persists: boolean, before: boolean): void {
    const { name, value, index } = node;
    this.#node(node);
    if (index !== undefined) this.#evaluate(index);
    const elements = value.type === "ArrayValue" ? value.elements : [value];
    for (const element of elements)
      if (holdsCode(element, this.#state.scope())) this.#opaque("a value that holds code", element.text);
    if (value.type === "ArrayValue") for (const element of elements) this.#placed(element);
    if (value.type === "ArrayValue" || index !== undefined || node.append) {
      this.#changed(name, elements);
      return;
    }
    const values = expandQuoted(value, this.#state.scope());
    for (const one of values) this.#push({ kind: "assign", name, value: one, given: before && !persists });
    if (persists) this.#state.set(name, values);
    else if (values.every(isNumber)) this.#state.count(name);
    else this.#state.forget(name);
  }

  /** An element of an array may say at which place it stands: `[place]=value`. */
  #placed({ text }: Word): void {
    const place = /^\[["']?([^\]]*?)["']?\]\+?=/.exec(text)?.[1];
    if (place === undefined) {
      if (text.startsWith("[")) this.#opaque("where in an array it stands is not known", text);
      return;
    }
    const word = wordOf(place);
    if (word === undefined) this.#opaque("where in an array it stands is not known", text);
    else this.#evaluate(word);
  }

  /** An array or the end of a value is given to a variable: all of it is a number if each part is. */
  #changed(name: string, parts: readonly Word[]): void {
    const known = this.#state.isNumber(name);
    this.#assign(
      name,
      known && parts.every((part) => expandQuoted(part, this.#state.scope()).every(isNumber)),
    );
  }

  #assign(name: string, number = false): void {
    if (number) this.#state.count(name);
    else this.#state.forget(name);
    this.#push({ kind: "assign", name, value: unknown(`$${name}`) });
  }

  #evaluate(word: Word): void {
    const done = evaluation(word, this.#state.scope());
    if (done === undefined) this.#opaque("arithmetic with what may be no number", word.text);
    else for (const name of done.sets) this.#assign(name, true);
  }

  /** Opens what is redirected; gives what then stands at standard input. */
  #redirects(redirects: readonly Redirection[]): Feed {
    let feed = this.#feed;
    for (const redirect of redirects) {
      this.#node(redirect);
      this.#descriptors.note(redirect);
      if (redirect.descriptor?.type === "FileDescriptorVariable")
        this.#assign(redirect.descriptor.name, true);
      const { folders } = this.#state;
      if (redirect.type === "Redirect")
        for (const file of filesOpened(redirect, this.#state.scope()))
          this.#push({ kind: "file", ...file, folders });
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
        this.#assign(hidden.name, true);
        return;
      case "evaluate":
        for (const word of hidden.words) this.#evaluate(word);
        return;
      case "name":
        this.#named(hidden.word);
    }
  }

  #named(word: Word): void {
    const scope = this.#state.scope();
    const known = expandQuoted(word, scope).every(
      (value) => value.kind === "static" && indexComputes(value.text, scope),
    );
    if (!known) this.#opaque("the index of a variable that is not known", word.text);
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
