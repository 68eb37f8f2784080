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
import { runBuiltin } from "./builtins.ts";
import { commandWords } from "./command-words.ts";
import { type Hidden, hiddenIn, holdsCode } from "./expansions.ts";
import { type Feed, NOTHING, programName, UNKNOWN } from "./feed.ts";
import { type Folders, moved, union } from "./folders.ts";
import { filesOpened, printed, type Surroundings, standardInput, wordsListed } from "./redirections.ts";
import { ShellState } from "./shell-state.ts";
import { movesFolder, variablesSet } from "./syntax-changes.ts";
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
      readonly by: string;
    }
  /** Sets a variable that later commands see. */
  | { readonly kind: "assign"; readonly name: string; readonly value: Value; readonly by: string }
  /** Something that cannot be known; `severe` where no role may do it, even if it is asked for. */
  | { readonly kind: "opaque"; readonly because: string; readonly text: string; readonly severe: boolean };

const DEPTH = 10;
const STEPS = 600;
const CHAIN = 200;

/** Lists everything that bash would run for `line`, in the order in which it stands there. */
export function walk(line: string, world: World): readonly Step[] {
  const walker = new Walker(world);
  walker.code(line);
  return walker.finished();
}

class Walker {
  readonly #steps: Step[] = [];
  readonly #world: World;
  readonly #state: ShellState;
  #feed: Feed = NOTHING;
  #full = false;
  #depth = 0;

  constructor(world: World) {
    this.#world = world;
    this.#state = new ShellState(world);
  }

  /** The steps, once the whole line is known. */
  finished(): readonly Step[] {
    for (const name of this.#state.functions.recursive()) this.#opaque("a function that calls itself", name);
    if (!this.#state.unsets) return this.#steps;
    return this.#steps.map((step) => (step.kind === "command" ? { ...step, local: false } : step));
  }

  code(text: string): void {
    if (this.#depth >= DEPTH || this.#steps.length > STEPS) {
      this.#opaque("it is nested too deeply", text);
      return;
    }
    this.#depth += 1;
    if (/[\0\r]/.test(text)) this.#opaque("it holds control characters", text);
    const script = parse(text);
    this.#script(script, text);
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

  #script(script: ParsedScript | undefined, text: string): void {
    if (script === undefined) {
      this.#opaque("it cannot be parsed", text);
      return;
    }
    for (const error of script.errors ?? []) this.#opaque(`it cannot be parsed: ${error.message}`, text);
    for (const statement of script.commands) this.#statement(statement);
  }

  #statement(statement: Statement): void {
    if (this.#isFull()) return;
    const before = this.#state.folders;
    if (statement.background) this.#state.apart(() => this.#node(statement.command));
    else this.#node(statement.command);
    this.#state.folders = union(before, this.#state.folders);
  }

  #node(node: SyntaxNode): void {
    if (this.#depth > 60) {
      this.#opaque("it is nested too deeply", node.type);
      return;
    }
    this.#depth += 0.25;
    this.#visit(node);
    this.#depth -= 0.25;
  }

  #visit(node: SyntaxNode): void {
    switch (node.type) {
      case "Script":
        this.#script(node, "");
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
        this.#state.apart(() => this.#node(node.body));
        return;
      case "Coproc":
        this.#forget(node.body);
        this.#state.apart(() => this.#fedBy(UNKNOWN, () => this.#node(node.body)));
        return;
      case "If":
        this.#node(node.clause);
        this.#state.branch(() => this.#node(node.then));
        for (const elif of node.elif) this.#state.branch(() => this.#node(elif));
        if (node.else) this.#state.branch(() => this.#node(node.else as SyntaxNode));
        return;
      case "Case":
        this.#nested(node.word);
        for (const item of node.items) this.#state.branch(() => this.#node(item));
        return;
      case "For":
      case "Select":
        this.#for(node);
        return;
      case "While":
      case "ArithmeticFor":
        this.#forget(node);
        this.#state.branch(() => {
          forEachChild(node, (child) => this.#node(child));
          if (movesFolder(node)) forEachChild(node, (child) => this.#node(child));
        });
        return;
      case "Function":
        this.#function(node);
        return;
      case "Redirected":
        this.#redirected(node);
        return;
      case "ArithmeticCommand":
      case "TestCommand":
        this.#nested(node);
        return;
      default:
        forEachChild(node, (child) => this.#node(child));
        this.#hidden(node);
    }
  }

  #for(node: Extract<SyntaxNode, { type: "For" | "Select" }>): void {
    for (const word of node.wordlist ?? []) this.#nested(word);
    const lists = node.wordlist && expandWords(node.wordlist, this.#state.scope());
    const values = wordsListed(node.wordlist, this.#around()) ?? lists?.flat();
    const known =
      values !== undefined &&
      values.length > 0 &&
      values.length <= 40 &&
      !variablesSet(node.body).includes(node.name.value);
    this.#forget(node.body);
    this.#assign(node.name.value, "for");
    this.#state.branch(() => {
      if (known && node.type === "For") this.#state.set(node.name.value, values.map(whole));
      this.#node(node.body);
      if (movesFolder(node.body)) this.#node(node.body);
    });
  }

  #function(node: Extract<SyntaxNode, { type: "Function" }>): void {
    const name = node.name.value;
    this.#state.define(name, variablesSet(node.body));
    this.#state.within(name, movesFolder(node.body), () => this.#fedBy(UNKNOWN, () => this.#node(node.body)));
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
    chain(0);
    for (const command of node.commands.slice(sure)) this.#state.branch(() => this.#node(command));
  }

  #pipeline(node: Pipeline): void {
    if (node.commands.length < 2) {
      for (const command of node.commands) this.#node(command);
      return;
    }
    let feed = this.#feed;
    for (const command of node.commands) {
      const input = feed;
      this.#fedBy(input, () => {
        this.#state.apart(() => this.#node(command));
        feed = printed(command, input, this.#around());
      });
    }
    for (const command of node.commands) this.#forget(command);
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
    for (const word of [node.name, ...node.args]) this.#nested(word);
    const lists = commandWords(node, this.#state.scope());
    for (const name of temporary) {
      this.#state.forget(name);
      if (name === "IFS" && node.name.value !== "read") this.#state.vague = true;
    }
    for (const arg of node.args) if (arg.type === "Assignment") this.#declared(node.name.value, arg);
    const before = this.#state.folders;
    let after: Folders = [];
    for (const list of lists) {
      this.#state.folders = before;
      this.#fedBy(feed, () => this.#command(list, feed, true));
      after = lists.length === 1 ? this.#state.folders : union(after, this.#state.folders);
    }
    this.#state.folders = after;
  }

  #command(words: readonly Value[], feed: Feed, direct: boolean): void {
    if (words.length === 0) return;
    if (this.#depth >= DEPTH || this.#steps.length > STEPS) {
      this.#opaque("it is nested too deeply", words.map((word) => word.text).join(" "));
      return;
    }
    const { aliases, functions } = this.#state;
    const name = programName(words[0]);
    const plain = words[0]?.kind === "static" ? words[0].text : undefined;
    const inners = unwrap(words, feed);
    const local = direct && plain !== undefined && functions.surely(plain);
    this.#push({
      kind: "command",
      words,
      feed,
      folders: this.#state.folders,
      wraps: inners !== undefined && inners.length > 0,
      local,
    });
    const alias = plain === undefined ? undefined : aliases.get(plain);
    if (plain !== undefined && alias !== undefined) {
      aliases.delete(plain);
      this.code([alias, ...words.slice(1).map(quoted)].join(" "));
      aliases.set(plain, alias);
    }
    if (local) this.#state.called();
    if (direct && plain !== undefined) functions.called(plain);
    if (name !== undefined)
      for (const step of runBuiltin(name, words.slice(1), feed, this.#state, this.#world)) this.#push(step);
    if (direct && plain !== undefined && /^(cd|pushd|popd)$/.test(plain) && functions.has(plain))
      this.#state.lost();
    this.#depth += 1;
    for (const inner of inners ?? []) this.#inner(inner, name ?? "");
    this.#depth -= 1;
  }

  #inner(inner: Inner, by: string): void {
    switch (inner.kind) {
      case "opaque":
        this.#opaque(inner.because, by, inner.severe);
        return;
      case "words": {
        const { folders } = this.#state;
        if (inner.folder !== undefined)
          this.#state.folders = moved(this.#state.folders, inner.folder, this.#world);
        const feed = inner.feed ?? this.#feed;
        this.#fedBy(feed, () => this.#command(inner.words, feed, false));
        if (inner.folder !== undefined) this.#state.folders = folders;
        return;
      }
      case "code": {
        const { kind, text } = inner.code;
        if (kind !== "static") {
          this.#opaque(`the code that ${by} runs is not known`, text);
          return;
        }
        if (by === "eval") this.#state.branch(() => this.code(text));
        else if (by === "trap") this.#state.apart(() => this.code(text));
        else this.#state.functions.without(() => this.#state.apart(() => this.code(text)));
        if (by === "eval" || by === "trap") this.#state.vague ||= /[=]|\bread\b|\bunset\b/.test(text);
      }
    }
  }

  #assignment(node: Assignment, persists: boolean): void {
    this.#nested(node);
    if (node.index !== undefined) this.#evaluated([node.index]);
    const value = node.value;
    if (value.type === "ArrayValue" || node.index !== undefined || node.append) {
      this.#assign(node.name, "assignment");
      if (value.type === "ArrayValue") this.#evaluated(value.elements);
      return;
    }
    const alternatives = expandQuoted(value, this.#state.scope());
    this.#evaluated([value]);
    for (const alternative of alternatives) {
      this.#push({ kind: "assign", name: node.name, value: alternative, by: "assignment" });
    }
    if (persists) this.#state.set(node.name, alternatives);
  }

  #declared(command: string, node: Assignment): void {
    const value = node.value;
    if (command === "alias") {
      const text = value.type === "ArrayValue" ? undefined : expandQuoted(value, this.#state.scope())[0];
      if (text?.kind !== "static") this.#opaque("an alias that cannot be known", node.text);
      else {
        this.#state.aliases.set(node.name, text.text);
        this.#state.apart(() => this.code(text.text));
      }
      return;
    }
    this.#assignment(node, true);
  }

  #assign(name: string, by: string): void {
    this.#state.forget(name);
    this.#push({ kind: "assign", name, value: unknown(`$${name}`), by });
  }

  #redirects(redirects: readonly Redirection[]): Feed | undefined {
    let feed: Feed | undefined;
    for (const redirect of redirects) {
      this.#nested(redirect);
      if (redirect.type === "Redirect") {
        const { operator: by, target } = redirect;
        const { folders } = this.#state;
        if (target === undefined) this.#opaque("a redirection without a target", by);
        else
          for (const file of filesOpened(redirect, target, this.#state.scope()))
            this.#push({ kind: "file", ...file, folders, by });
      }
      feed = standardInput(redirect, this.#around()) ?? feed;
    }
    return feed;
  }

  /** Visits the substitutions inside a word, an assignment, a redirection or an expression. */
  #nested(node: SyntaxNode): void {
    if (node.type === "Word" && node.parts === undefined) return;
    forEachChild(node, (child) => {
      if (child.type === "Script") {
        this.#state.apart(() => this.#script(child, node.type === "CommandExpansion" ? node.text : ""));
      } else this.#nested(child);
    });
    this.#hidden(node);
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
        this.#assign(hidden.name, hidden.by);
        return;
      case "forget":
        this.#state.forget(hidden.name);
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

  #forget(node: SyntaxNode): void {
    this.#state.forget(...variablesSet(node));
  }

  #around(): Surroundings {
    return { scope: this.#state.scope(), isFunction: (name) => this.#state.functions.has(name) };
  }
}

/** A loop's value, as the variable holds it: a file name that a pattern matched. */
function whole(value: Value): Value {
  return value.kind === "dynamic" ? { ...value, splits: true } : value;
}

function quoted(value: Value): string {
  if (value.kind === "static") return `'${value.text.replaceAll("'", "'\\''")}'`;
  return value.splits ? "$__unknown" : '"$__unknown"';
}
