import {
  type AndOr,
  type Assignment,
  type Command,
  forEachChild,
  type ParsedScript,
  type Pipeline,
  parse,
  type Redirect,
  type Redirection,
  type Statement,
  type SyntaxNode,
  type Word,
} from "unbash";
import { type Feed, NOTHING, produced, programName, UNKNOWN } from "./feed.ts";
import { joinPath, normalizePath } from "./glob.ts";
import { type Inner, unwrap } from "./unwrap.ts";
import { expandQuoted, expandWords, fixed, type Scope, unknown, type Value } from "./words.ts";
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

/** The folders in which a command may run; undefined when that is not known. */
export type Folders = readonly string[] | undefined;

const DEPTH = 10;
const STEPS = 600;
const CHAIN = 200;

/** Lists everything that bash would run for `line`, in the order in which it stands there. */
export function walk(line: string, world: World): readonly Step[] {
  const walker = new Walker(world);
  walker.code(line);
  return walker.finished();
}

interface State {
  readonly variables: Map<string, readonly Value[]>;
  readonly folders: Folders;
  readonly returns: boolean;
}

class Walker {
  readonly steps: Step[] = [];
  readonly #world: World;
  #variables = new Map<string, readonly Value[]>();
  #folders: Folders;
  #feed: Feed = NOTHING;
  /** Nothing about variables can be known any more. */
  #vague = false;
  #full = false;
  #dotglob = false;
  #depth = 0;
  /** How many constructs around here may not run, or run elsewhere. */
  #unsure = 0;
  readonly #aliases = new Map<string, string>();
  /** Functions that a call of their name surely reaches. */
  #functions: ReadonlySet<string> = new Set<string>();
  /** Every function that the line may define, with the names that its body calls. */
  readonly #defined = new Map<string, Set<string>>();
  /** The functions in whose bodies the walk is. */
  #bodies: readonly string[] = [];
  /** A function may be taken away again. */
  #unsets = false;
  /** Every folder that the line may have been in; undefined when one of them is not known. */
  #visited: Folders;
  /** The line itself has changed the folder, so that `cd -` leads to where it was. */
  #returns = false;
  /** Variables that a function of the line may change whenever it is called. */
  readonly #volatile = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    this.#folders = [world.cwd];
    this.#visited = this.#folders;
  }

  /** The steps, once the whole line is known. */
  finished(): readonly Step[] {
    for (const name of this.#defined.keys())
      if (this.#reaches(name)) this.#opaque("a function that calls itself", name);
    if (!this.#unsets) return this.steps;
    return this.steps.map((step) => (step.kind === "command" ? { ...step, local: false } : step));
  }

  #reaches(name: string): boolean {
    const seen = new Set<string>();
    const open = [...(this.#defined.get(name) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === name) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(this.#defined.get(next) ?? []));
    }
    return false;
  }

  code(text: string): void {
    if (this.#depth >= DEPTH || this.steps.length > STEPS) {
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
    if (this.steps.length <= STEPS) return false;
    if (!this.#full) this.#opaque("it runs too many commands to be judged", "", true);
    this.#full = true;
    return true;
  }

  #opaque(because: string, text: string, severe = false): void {
    this.steps.push({ kind: "opaque", because, text, severe });
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
    const before = this.#folders;
    if (statement.background) this.#apart(() => this.#node(statement.command));
    else this.#node(statement.command);
    this.#folders = union(before, this.#folders);
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
        this.#apart(() => this.#node(node.body));
        return;
      case "Coproc":
        this.#forget(node.body);
        this.#apart(() => this.#fedBy(UNKNOWN, () => this.#node(node.body)));
        return;
      case "If":
        this.#node(node.clause);
        this.#branch(() => this.#node(node.then));
        for (const elif of node.elif) this.#branch(() => this.#node(elif));
        if (node.else) this.#branch(() => this.#node(node.else as SyntaxNode));
        return;
      case "Case":
        this.#nested(node.word);
        for (const item of node.items) this.#branch(() => this.#node(item));
        return;
      case "For":
      case "Select":
        this.#for(node);
        return;
      case "While":
      case "ArithmeticFor":
        this.#forget(node);
        this.#branch(() => {
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
        if (isExpansion(node)) this.#expansion(node);
    }
  }

  #for(node: Extract<SyntaxNode, { type: "For" | "Select" }>): void {
    for (const word of node.wordlist ?? []) this.#nested(word);
    const lists = node.wordlist && expandWords(node.wordlist, this.#scope());
    const values = this.#listed(node.wordlist) ?? lists?.flat();
    const known =
      values !== undefined &&
      values.length > 0 &&
      values.length <= 40 &&
      !assigned(node.body).includes(node.name.value);
    this.#forget(node.body);
    this.#assign(node.name.value, undefined, "for");
    this.#branch(() => {
      if (known && node.type === "For") this.#set(node.name.value, values.map(whole));
      this.#node(node.body);
      if (movesFolder(node.body)) this.#node(node.body);
    });
  }

  /** The words of `for f in $(git ls-files)`, where it is known what the command can print. */
  #listed(words: readonly Word[] | undefined): readonly Value[] | undefined {
    const [word] = words ?? [];
    const part = word?.parts?.length === 1 ? word.parts[0] : undefined;
    if (words?.length !== 1 || part?.type !== "CommandExpansion" || part.script?.commands.length !== 1)
      return undefined;
    const [statement] = part.script.commands;
    const feed = statement === undefined ? UNKNOWN : this.#produced(statement, NOTHING);
    return feed.kind === "lines" && feed.values.every((value) => !/\s/.test(value.text))
      ? feed.values
      : undefined;
  }

  #function(node: Extract<SyntaxNode, { type: "Function" }>): void {
    const name = node.name.value;
    if (this.#unsure === 0) this.#functions = new Set([...this.#functions, name]);
    this.#defined.set(name, this.#defined.get(name) ?? new Set());
    for (const variable of assigned(node.body)) this.#volatile.add(variable);
    const state = this.#save();
    this.#variables = new Map();
    if (movesFolder(node.body)) this.#folders = undefined;
    const bodies = this.#bodies;
    this.#bodies = [...bodies, name];
    this.#unsure += 1;
    this.#fedBy(UNKNOWN, () => this.#node(node.body));
    this.#unsure -= 1;
    this.#bodies = bodies;
    this.#restore(state);
    if (movesFolder(node.body)) this.#lost();
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
      this.#branch(() => chain(index + 1));
    };
    chain(0);
    for (const command of node.commands.slice(sure)) this.#branch(() => this.#node(command));
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
        this.#apart(() => this.#node(command));
        feed = this.#produced(command, input);
      });
    }
    for (const command of node.commands) this.#forget(command);
  }

  #produced(node: SyntaxNode, input: Feed): Feed {
    if (node.type === "Statement") return this.#produced(node.command, input);
    if (node.type === "Pipeline")
      return node.commands.reduce<Feed>((feed, command) => this.#produced(command, feed), input);
    if (node.type !== "Command" || node.name === undefined) return UNKNOWN;
    let own = input;
    for (const redirect of node.redirects) own = this.#input(redirect) ?? own;
    const lists = expandWords([node.name, ...node.args.map(argument)], this.#scope());
    const [words] = lists;
    if (words === undefined || this.#defined.has(words[0]?.text ?? "")) return UNKNOWN;
    return lists.length === 1 ? produced(words, own) : UNKNOWN;
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
    const lists = expandWords([node.name, ...node.args.map(argument)], this.#scope());
    for (const name of temporary) {
      this.#variables.delete(name);
      if (name === "IFS" && node.name.value !== "read") this.#vague = true;
    }
    for (const arg of node.args) if (arg.type === "Assignment") this.#declared(node.name.value, arg);
    const before = this.#folders;
    let after: Folders = [];
    for (const list of lists) {
      this.#folders = before;
      this.#fedBy(feed, () => this.#command(list, feed, true));
      after = lists.length === 1 ? this.#folders : union(after, this.#folders);
    }
    this.#folders = after;
  }

  #command(words: readonly Value[], feed: Feed, direct: boolean): void {
    if (words.length === 0) return;
    if (this.#depth >= DEPTH || this.steps.length > STEPS) {
      this.#opaque("it is nested too deeply", words.map((word) => word.text).join(" "));
      return;
    }
    const name = programName(words[0]);
    const plain = words[0]?.kind === "static" ? words[0].text : undefined;
    const inners = unwrap(words, feed);
    const local = direct && plain !== undefined && this.#functions.has(plain);
    this.steps.push({
      kind: "command",
      words,
      feed,
      folders: this.#folders,
      wraps: inners !== undefined && inners.length > 0,
      local,
    });
    const alias = plain === undefined ? undefined : this.#aliases.get(plain);
    if (plain !== undefined && alias !== undefined) {
      this.#aliases.delete(plain);
      this.code([alias, ...words.slice(1).map(quoted)].join(" "));
      this.#aliases.set(plain, alias);
    }
    if (local) this.#called();
    if (direct && plain !== undefined) for (const body of this.#bodies) this.#defined.get(body)?.add(plain);
    if (name !== undefined) this.#builtin(name, words.slice(1), feed);
    if (direct && plain !== undefined && MOVERS.test(plain) && this.#defined.has(plain)) this.#lost();
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
        const folders = this.#folders;
        if (inner.folder !== undefined) this.#folders = this.#moved(inner.folder);
        const feed = inner.feed ?? this.#feed;
        this.#fedBy(feed, () => this.#command(inner.words, feed, false));
        if (inner.folder !== undefined) this.#folders = folders;
        return;
      }
      case "code":
        if (inner.code.kind !== "static") {
          this.#opaque(`the code that ${by} runs is not known`, inner.code.text);
          return;
        }
        if (by === "eval") this.#branch(() => this.code(inner.code.kind === "static" ? inner.code.text : ""));
        else {
          const functions = this.#functions;
          if (by !== "trap") this.#functions = new Set();
          this.#apart(() => this.code(inner.code.text));
          this.#functions = functions;
        }
        if (by === "eval" || by === "trap") this.#vague ||= /[=]|\bread\b|\bunset\b/.test(inner.code.text);
    }
  }

  /** What a builtin does to the shell itself. */
  #builtin(name: string, args: readonly Value[], feed: Feed): void {
    switch (name) {
      case "cd":
      case "pushd":
        this.#cd(args, name === "pushd");
        return;
      case "popd":
        this.#folders = this.#visited;
        return;
      case "read":
        this.#read(args, feed);
        return;
      case "printf": {
        const at = args.findIndex((arg) => arg.text.startsWith("-v"));
        const target = args[at]?.text.slice(2) || args[at + 1]?.text;
        if (at >= 0)
          this.#assignNamed(args[at]?.text === "-v" ? args[at + 1] : fixed(target ?? ""), "printf -v");
        return;
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
        if (name === "unset") this.#unsets = true;
        for (const arg of args) {
          if (/^-[a-zA-Z]*n/.test(arg.text) && name !== "export" && name !== "unset") {
            this.#vague = true;
            this.#opaque("a name for another variable", arg.text, true);
          }
          if (arg.text.startsWith("-")) continue;
          if (arg.text.includes("=") && name !== "let") continue;
          this.#assignNamed(arg.kind === "static" ? fixed(/^\w*/.exec(arg.text)?.[0] ?? "") : arg, name);
        }
        return;
      case "env":
      case "sudo":
        for (const arg of args) {
          const match = /^([A-Za-z_][\w%]*)=([\s\S]*)$/.exec(arg.text);
          if (match !== null)
            this.steps.push({
              kind: "assign",
              name: match[1] ?? "",
              value: partOf(arg, match[2] ?? ""),
              by: name,
            });
          else if (!arg.text.startsWith("-")) return;
        }
        return;
      case "source":
      case ".":
        this.#vague = true;
        return;
      case "shopt":
        if (args.some((arg) => arg.text === "dotglob")) this.#dotglob = true;
        return;
      case "set":
        return;
      case "exec":
        return;
      default:
    }
  }

  #cd(args: readonly Value[], stacked: boolean): void {
    const operands = args.filter((arg) => !/^-[LPe@n]+$|^--$/.test(arg.text));
    const target = operands[0];
    const before = this.#folders;
    if (target === undefined) this.#folders = stacked ? this.#visited : [this.#world.home];
    else if (target.text === "-" || /^[+-]\d+$/.test(target.text))
      this.#folders = this.#returns ? this.#visited : undefined;
    else this.#folders = this.#moved(target);
    this.#returns = true;
    this.#visited = union(this.#visited, this.#folders);
    if (stacked && args.some((arg) => /^-[a-zA-Z]*n/.test(arg.text))) this.#folders = before;
  }

  /** From here on it is not known in which folder commands run. */
  #lost(): void {
    this.#folders = undefined;
    this.#visited = undefined;
  }

  #moved(target: Value): Folders {
    if (this.#folders === undefined && !target.text.startsWith("/")) return undefined;
    const text = target.kind === "glob" ? this.#someFolder(target) : target.text;
    if (target.kind === "dynamic" || text === undefined) return undefined;
    const folders = new Set<string>();
    for (const folder of this.#folders ?? [this.#world.cwd]) {
      const path = joinPath(folder, text);
      folders.add(this.#world.realpath(normalizePath(path)));
      folders.add(this.#world.realpath(path));
    }
    return folders.size > 16 ? undefined : [...folders];
  }

  /** A folder that stands for all that a pattern names: as deep in the tree as they are. */
  #someFolder(target: Value): string | undefined {
    const base = target.prefix.slice(0, target.prefix.lastIndexOf("/") + 1);
    const rest = target.text.slice(base.length);
    if (target.deep || /(^|\/)\.\.(\/|$)|\*\*/.test(rest)) return undefined;
    for (const folder of this.#folders ?? []) {
      const entries =
        this.#world.list(this.#world.realpath(joinPath(folder, base === "" ? "." : base))) ?? [];
      if (entries.some((entry) => entry.kind === "link")) return undefined;
    }
    return base + rest.replace(/[*?[\]\\]/g, "x");
  }

  #read(args: readonly Value[], feed: Feed): void {
    let taken = false;
    for (const [index, arg] of args.entries()) {
      if (arg.text.startsWith("-")) {
        taken = /[adinNptu]$/.test(arg.text);
        if (taken && arg.text.endsWith("a")) this.#assignNamed(args[index + 1], "read");
        continue;
      }
      if (taken) {
        taken = false;
        continue;
      }
      this.#assignNamed(arg, "read");
      const only = args.slice(index + 1).length === 0;
      if (arg.kind === "static" && only && feed.kind === "lines") this.#set(arg.text, feed.values);
      if (arg.kind === "static" && only && feed.kind === "text")
        this.#set(arg.text, feed.text.split("\n").filter(Boolean).map(fixed));
    }
  }

  #called(): void {
    for (const name of this.#volatile) this.#variables.delete(name);
  }

  #assignment(node: Assignment, persists: boolean): void {
    this.#nested(node);
    if (node.index !== undefined) this.#carried([node.index]);
    const value = node.value;
    if (value.type === "ArrayValue" || node.index !== undefined || node.append) {
      this.#assign(node.name, undefined, "assignment");
      if (value.type === "ArrayValue") this.#carried(value.elements);
      return;
    }
    const alternatives = expandQuoted(value, this.#scope());
    this.#carried([value]);
    for (const alternative of alternatives) {
      this.steps.push({ kind: "assign", name: node.name, value: alternative, by: "assignment" });
    }
    if (persists) this.#set(node.name, alternatives);
  }

  #declared(command: string, node: Assignment): void {
    const value = node.value;
    if (command === "alias") {
      const text = value.type === "ArrayValue" ? undefined : expandQuoted(value, this.#scope())[0];
      if (text?.kind !== "static") this.#opaque("an alias that cannot be known", node.text);
      else {
        this.#aliases.set(node.name, text.text);
        this.#apart(() => this.code(text.text));
      }
      return;
    }
    this.#assignment(node, true);
  }

  /** A value that holds code: arithmetic, subscripts and prompts run it when the variable is used. */
  #carried(words: readonly Word[]): void {
    for (const word of words) {
      for (const value of expandQuoted(word, this.#scope())) {
        if (value.kind === "static" && /\$\(|`|\$\{/.test(value.text))
          this.#opaque("a value that holds code", word.text);
      }
    }
  }

  #assignNamed(value: Value | undefined, by: string): void {
    if (value === undefined) return;
    if (value.kind !== "static" || !/^\w*$/.test(value.text)) {
      this.#vague = true;
      this.#opaque(`the variable that ${by} sets is not known`, value.text);
      return;
    }
    if (value.text !== "" && !/^\d/.test(value.text)) this.#assign(value.text, undefined, by);
  }

  #assign(name: string, value: Value | undefined, by: string): void {
    this.#variables.delete(name);
    if (by !== "export" && by !== "unset" && by !== "readonly") {
      this.steps.push({ kind: "assign", name, value: value ?? unknown(`$${name}`), by });
    }
  }

  #set(name: string, values: readonly Value[]): void {
    if (name === "IFS") {
      this.#vague = true;
      return;
    }
    this.#variables.set(name, values);
  }

  #redirects(redirects: readonly Redirection[]): Feed | undefined {
    let feed: Feed | undefined;
    for (const redirect of redirects) {
      this.#nested(redirect);
      if (redirect.type === "Redirect") this.#redirect(redirect);
      feed = this.#input(redirect) ?? feed;
    }
    return feed;
  }

  #redirect(redirect: Redirect): void {
    const target = redirect.target;
    if (target === undefined) {
      this.#opaque("a redirection without a target", redirect.operator);
      return;
    }
    const duplicates = redirect.operator === ">&" || redirect.operator === "<&";
    for (const list of expandWords([target], this.#scope())) {
      const value = list.length === 1 ? list[0] : unknown(target.text, { splits: true });
      if (value === undefined) continue;
      if (duplicates && /^(\d+-?|-)$/.test(value.text)) continue;
      if (isProcess(target)) continue;
      const reads = redirect.operator === "<" || redirect.operator === "<&";
      const step = { kind: "file", path: value, folders: this.#folders, by: redirect.operator } as const;
      this.steps.push({ ...step, access: reads ? "read" : "write" });
    }
  }

  /** What a redirection puts on standard input; undefined when it does not touch it. */
  #input(redirect: Redirection): Feed | undefined {
    const number = redirect.descriptor?.type === "FileDescriptor" ? redirect.descriptor.value : 0;
    if (number !== 0) return undefined;
    if (redirect.type === "HereString") {
      const values = redirect.target === undefined ? [] : expandQuoted(redirect.target, this.#scope());
      const [value] = values;
      return values.length === 1 && value?.kind === "static" ? { kind: "text", text: value.text } : UNKNOWN;
    }
    if (redirect.type === "HereDoc") {
      const literal =
        redirect.delimiter?.quoted === true ||
        (redirect.body.parts ?? []).every((part) => part.type === "Literal");
      if (!literal) return UNKNOWN;
      const text =
        redirect.operator === "<<-" ? redirect.body.text.replace(/^\t+/gm, "") : redirect.body.text;
      return {
        kind: "text",
        text: redirect.delimiter?.quoted
          ? text
          : text.replace(/\\([\\$`\n])/g, (_, char: string) => (char === "\n" ? "" : char)),
      };
    }
    if (!redirect.operator.startsWith("<")) return undefined;
    const [paths] = redirect.target === undefined ? [] : expandWords([redirect.target], this.#scope());
    const [path] = paths ?? [];
    if (
      redirect.operator === "<" &&
      path?.kind === "static" &&
      redirect.target !== undefined &&
      !isProcess(redirect.target)
    ) {
      return { kind: "file", path };
    }
    if (redirect.target !== undefined && isProcess(redirect.target)) {
      const part = redirect.target.parts?.[0];
      const script = part?.type === "ProcessSubstitution" ? part.script : undefined;
      const statement = script?.commands.length === 1 ? script.commands[0] : undefined;
      return statement === undefined ? UNKNOWN : this.#produced(statement, NOTHING);
    }
    return UNKNOWN;
  }

  /** Visits the substitutions inside a word, an assignment, a redirection or an expression. */
  #nested(node: SyntaxNode): void {
    if (node.type === "Word" && node.parts === undefined) return;
    forEachChild(node, (child) => {
      if (child.type === "Script") {
        this.#apart(() => this.#script(child, node.type === "CommandExpansion" ? node.text : ""));
      } else this.#nested(child);
    });
    if (isExpansion(node)) this.#expansion(node);
  }

  /** A variable whose name says that it holds a secret, unless the line itself has set it. */
  #named(name: string, text: string): void {
    if (!SECRET_VARIABLE.test(name)) return;
    if (!this.steps.some((step) => step.kind === "assign" && step.name === name))
      this.#opaque("a variable for secrets", text, true);
  }

  #expansion(node: SyntaxNode): void {
    if (node.type === "SimpleExpansion") this.#named(node.text.slice(1), node.text);
    if (node.type === "ParameterExpansion") {
      this.#named(node.parameter, node.text);
      if (node.prefix === "!" && node.index === undefined)
        this.#opaque("it does not say which variable it shows", node.text, true);
    }
    if (
      (node.type === "CommandExpansion" ||
        node.type === "ProcessSubstitution" ||
        node.type === "ArithmeticCommandExpansion") &&
      node.script === undefined
    ) {
      this.#opaque("it cannot be parsed", node.text);
    }
    if (
      node.type === "ParameterExpansion" &&
      node.operation?.type === "Default" &&
      node.operation.operator.includes("=")
    ) {
      this.#assign(node.parameter, undefined, "expansion");
    }
    if (node.type === "ParameterExpansion" && node.operation?.type === "Transform") {
      this.#opaque("a transformed expansion", node.text);
    }
    if (node.type === "TestBinary" && /^-(eq|ne|lt|le|gt|ge)$/.test(node.operator))
      this.#carried([node.left, node.right]);
    if (node.type === "TestUnary" && /^-[vR]$/.test(node.operator)) this.#carried([node.operand]);
    if (node.type === "ParameterExpansion" && node.index !== undefined) this.#carried([node.index]);
    if (node.type === "ParameterExpansion" && node.operation?.type === "Slice") {
      this.#carried(
        node.operation.length === undefined
          ? [node.operation.offset]
          : [node.operation.offset, node.operation.length],
      );
    }
    if (node.type === "ArithmeticWord" && /['"\\]/.test(node.value) && /\$\(|`/.test(node.value)) {
      this.#opaque("a value that holds code", node.value);
    }
    if (
      node.type === "ArithmeticBinary" &&
      /^(?:[-+*/%&^|]|<<|>>)?=$/.test(node.operator) &&
      node.left.type === "ArithmeticWord"
    ) {
      this.#assign(/^\w*/.exec(node.left.value)?.[0] ?? "", undefined, "arithmetic");
    }
    if (node.type === "ArithmeticUnary" && node.operand.type === "ArithmeticWord") {
      this.#variables.delete(node.operand.value);
    }
  }

  /** Runs `visit` as a subshell does: nothing that it sets is seen afterwards. */
  #apart(visit: () => void): void {
    const state = this.#save();
    this.#unsure += 1;
    visit();
    this.#unsure -= 1;
    this.#restore(state);
  }

  /** Runs `visit` as something that may or may not happen. */
  #branch(visit: () => void): void {
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

  #fedBy(feed: Feed, visit: () => void): void {
    const before = this.#feed;
    this.#feed = feed;
    visit();
    this.#feed = before;
  }

  #forget(node: SyntaxNode): void {
    for (const name of assigned(node)) {
      if (name === "*") this.#vague = true;
      this.#variables.delete(name);
    }
  }

  #save(): State {
    return { variables: new Map(this.#variables), folders: this.#folders, returns: this.#returns };
  }

  #restore(state: State): void {
    this.#variables = state.variables;
    this.#folders = state.folders;
    this.#returns = state.returns;
  }

  #scope(): Scope {
    const [cwd] = this.#folders ?? [];
    return {
      home: this.#world.home,
      cwd: this.#folders?.length === 1 ? cwd : undefined,
      dotglob: this.#dotglob,
      variable: (name) => this.#variable(name),
      output: (source) => this.#output(source),
    };
  }

  #variable(name: string): readonly Value[] | undefined {
    if (this.#vague || this.#volatile.has(name)) return undefined;
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    const set = this.steps.some((step) => step.kind === "assign" && step.name === name);
    if (set) return undefined;
    if (name === "HOME") return [fixed(this.#world.home)];
    if (name === "PWD" && this.#folders?.length === 1) return this.#folders.map(fixed);
    const [temporary] = this.#world.temporary;
    if (name === "TMPDIR" && temporary !== undefined) return [fixed(temporary)];
    return undefined;
  }

  #output(source: string): Value | undefined {
    const text = source.replace(/^(\$\(|`)\s*|\s*(\)|`)$/g, "");
    if (this.#aliases.size > 0 || this.#defined.size > 0) return undefined;
    const [folder] = this.#folders ?? [];
    const inside = this.#folders?.length === 1 && folder !== undefined;
    if (text === "pwd" && inside) return fixed(folder);
    if (
      /^git rev-parse --show-toplevel( 2> ?\/dev\/null)?$/.test(text) &&
      folder === this.#world.cwd &&
      inside
    )
      return fixed(this.#world.workspace);
    if (
      /^git (merge-base( [A-Za-z0-9@~^/._]+){1,2}|rev-parse( --short| --verify)?( [A-Za-z0-9@~^/_.][A-Za-z0-9@~^/_.-]*){1,2})$/.test(
        text,
      )
    ) {
      return fixed("0000000000000000000000000000000000000000");
    }
    if (/^(nproc|date \+%[sFTYmd]|id -u|uname( -[smr])?)$/.test(text)) return fixed("1");
    if (text === "mktemp -d" || text === "mktemp") {
      const [temporary] = this.#world.temporary;
      return temporary === undefined ? undefined : fixed(`${temporary}/tmp.1`);
    }
    return undefined;
  }
}

function union(a: Folders, b: Folders): Folders {
  if (a === b) return a;
  if (a === undefined || b === undefined) return undefined;
  const all = new Set([...a, ...b]);
  return all.size > 16 ? undefined : [...all];
}

function argument(arg: Word | Assignment): Word {
  if (arg.type === "Word") return arg;
  const script = parse(`: \\${arg.text}`).commands[0]?.command;
  const word = script?.type === "Command" ? script.suffix[0] : undefined;
  return word?.type === "Word"
    ? word
    : { type: "Word", text: arg.text, value: arg.text, pos: arg.pos, end: arg.end };
}

/** A loop's value, as the variable holds it: a file name that a pattern matched. */
function whole(value: Value): Value {
  return value.kind === "dynamic" ? { ...value, splits: true } : value;
}

function partOf(arg: Value, text: string): Value {
  return arg.kind === "static" ? fixed(text) : unknown(text);
}

function quoted(value: Value): string {
  if (value.kind === "static") return `'${value.text.replaceAll("'", "'\\''")}'`;
  return value.splits ? "$__unknown" : '"$__unknown"';
}

function isProcess(word: Word): boolean {
  return word.parts?.length === 1 && word.parts[0]?.type === "ProcessSubstitution";
}

function isExpansion(node: SyntaxNode): boolean {
  return /Expansion$|^ProcessSubstitution$|^Arithmetic(Binary|Unary|Word)$|^Test(Unary|Binary)$/.test(
    node.type,
  );
}

const SECRET_VARIABLE =
  /(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY|(API|ACCESS|PRIVATE|SECRET)_?KEY)S?(_|$)/i;

const SETTERS = /^(read|printf|mapfile|readarray|getopts|unset|let|export|declare|typeset|local|readonly)$/;

/** The variables that something inside `node` may set; `*` when they cannot be known. */
function assigned(node: SyntaxNode): readonly string[] {
  const names: string[] = [];
  const visit = (child: SyntaxNode): void => {
    if (child.type === "Assignment") names.push(child.name);
    if (child.type === "For" || child.type === "Select") names.push(child.name.value);
    if (child.type === "Command" && child.name !== undefined) {
      if (SETTERS.test(child.name.value))
        names.push(...child.args.map((arg) => (arg.type === "Word" ? arg.value : arg.name)));
      if (/^(eval|source|\.)$/.test(child.name.value)) names.push("*");
    }
    if (child.type === "ParameterExpansion" && child.operation?.operator.includes("="))
      names.push(child.parameter);
    if (child.type === "ArithmeticWord") names.push(child.value);
    forEachChild(child, visit);
  };
  visit(node);
  return names;
}

const MOVERS = /^(cd|pushd|popd)$/;

function movesFolder(node: SyntaxNode): boolean {
  let moves = false;
  const visit = (child: SyntaxNode): void => {
    if (child.type === "Command" && /^(cd|pushd|popd|eval|source|\.)$/.test(child.name?.value ?? ""))
      moves = true;
    if (!moves) forEachChild(child, visit);
  };
  visit(node);
  return moves;
}
