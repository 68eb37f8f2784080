import { baseName } from "./paths/glob.ts";
import { judgePath } from "./paths/paths.ts";
import { doubt, type Policy, type Reason } from "./policy.ts";
import { isCompiler } from "./programs/compilers.ts";
import { codeAmong, interpreterOf } from "./programs/interpreters.ts";
import { type CommandStep, opaque, type Ruling, shortened } from "./ruling.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";
import type { Feed } from "./wrappers/feed.ts";
import { SHELLS } from "./wrappers/shells.ts";

/** How is judged what a program of which nothing is known may run. */
export interface Runs {
  words(words: readonly Value[]): readonly Ruling[];
  line(text: string): Reason;
}

/** Looks at the words of a program of which nothing is known: each may be a path, or a command that it runs. */
export function judgeStranger(
  step: CommandStep,
  policy: Policy,
  world: World,
  runs: Runs,
): readonly Ruling[] {
  const reasons: Ruling[] = [];
  const { words } = step;
  const folders = step.folders ?? [world.cwd];
  const look = (path: string): readonly Reason[] =>
    folders.map((folder) => strangePath(path, folder, policy, world));
  for (const folder of folders) reasons.push(strangePath(folder, folder, policy, world));
  if (step.folders === undefined && doubt(policy) === "ask")
    reasons.push(opaque("the folder in which it runs cannot be known", policy));
  if (isFed(step.feed) && isConsole(words))
    reasons.push(opaque("it reads code from what another command prints", policy));
  const told = toldBy(words);
  let commands = 0;
  const installs = words.slice(1, 2).some((word) => INSTALLS.test(word.text));
  for (const [index, word] of words.entries()) {
    if (index === 0 || word.kind === "dynamic") {
      if (word.prefix.includes("/")) reasons.push(...look(word.prefix));
      if (index > 0)
        reasons.push(
          ...pieces(word.text)
            .flatMap(look)
            .filter((reason) => reason.rule === "secrets"),
        );
      continue;
    }
    if (word.text.startsWith("/dev/fd/"))
      reasons.push(opaque("it is given what another command prints, perhaps as code", policy));
    reasons.push(...pieces(word.text).flatMap(look));
    if (step.wraps) continue;
    if (!installs && isCommand(step, word, index)) {
      commands += 1;
      if (commands > MOST) return [opaque("it names too many programs to be judged", policy, true)];
      reasons.push(...runs.words(words.slice(index)));
    }
    const lines = codeIn(word, words, index, told);
    if (lines === undefined)
      reasons.push(opaque(`${shortened(word.text)} is code that is not judged`, policy));
    else for (const line of lines) reasons.push(...mayRun(line, policy, runs));
  }
  return reasons;
}

/** What becomes of a text that a program may give to a shell. */
export function mayRun(text: string, policy: Policy, runs: Pick<Runs, "line">): readonly Ruling[] {
  const inner = runs.line(text);
  if (inner.decision === "allow") return [];
  return [{ ...inner, decision: doubt(policy), because: `it may run ${shortened(text)}: ${inner.because}` }];
}

/** Whether a word is a program that is looked for, behind which stands what it runs. */
function isCommand({ words, feed }: CommandStep, word: Value, index: number): boolean {
  const name = baseName(word.text);
  if (COMMANDS.has(name) || name === "make" || isCompiler(name)) return words.length > index + 1;
  const interpreter = interpreterOf(name);
  if (interpreter === undefined) return false;
  // The value of an option may have the name of a language.
  const reads = isFed(feed) && !/^-[^-]|^--./.test(textAt(words, index - 1));
  return reads || codeAmong(words.slice(index + 1), interpreter) !== undefined;
}

function textAt(words: readonly Value[], index: number): string {
  return String(words[index]?.text);
}

/** What the words of a call say about where its code stands. */
interface Told {
  /** They are for a script of the project. */
  readonly own: boolean;
  readonly database: boolean;
  /** Each word is a line for a shell. */
  readonly lines: boolean;
  /** The words behind one of them are code. */
  readonly script: boolean;
}

function toldBy(words: readonly Value[]): Told {
  const has = (names: ReadonlySet<string>): boolean => words.some(({ text }) => names.has(baseName(text)));
  return {
    own: isOwn(words),
    database: has(DATABASES),
    lines: has(RUNNERS),
    script: words.some(({ text }) => text === "runner"),
  };
}

/** What of a word may be lines for a shell; undefined when it is code in a language that is not judged. */
function codeIn(
  { text }: Value,
  words: readonly Value[],
  index: number,
  told: Told,
): readonly string[] | undefined {
  const before = textAt(words, index - 1);
  const option = /^--\w+(?==)/.exec(text)?.[0] ?? before;
  const value = text.replace(/^--\w+=/, "");
  const shell = /^-[a-zA-Z]*c[a-zA-Z]*$/.test(before);
  if (shell && words.slice(1, index).some((word) => SHELLS.has(baseName(word.text)))) return [text];
  if (told.database) return ASKS.test(option) && SHELL_ESCAPE.test(value) ? undefined : mentioned(text);
  if (SEVERAL.test(value) && !told.own) {
    if (/^(-e|--eval)$/.test(option) || told.script) return undefined;
    if (/^(-c|--command|--run)$/.test(option) || told.lines) return [value];
  }
  return mentioned(text);
}

/** More than one word, for a shell or for another language. */
const SEVERAL = /[\s;|&<>(`]/;

/** Whether the words behind the program are for a script of the project. */
function isOwn(words: readonly Value[]): boolean {
  const program = textAt(words, 0);
  const name = baseName(program);
  if (words.some((word) => CONSOLES.has(word.text))) return false;
  return (
    interpreterOf(name) !== undefined ||
    /^(?!\/|.*node_modules\/).*\//.test(program) ||
    (/^(npm|pnpm|yarn|bun|cargo|go|dotnet)$/.test(name) &&
      /^(run|run-script|test|t|start)$/.test(textAt(words, 1)))
  );
}

/** Whether it reads commands of its own language from what the line gives it. */
function isConsole(words: readonly Value[]): boolean {
  return words.some(({ text }, index) => {
    const name = baseName(text);
    return REPLS.has(name) || DATABASES.has(name) || (index > 0 && CONSOLES.has(text));
  });
}

function isFed(feed: Feed): boolean {
  return feed.kind !== "none" && feed.kind !== "file";
}

/** Programs that read a language from standard input. */
const REPLS: ReadonlySet<string> = new Set(
  "irb pry ipython ipython3 bpython ptpython jshell ghci iex gosh gore xonsh ammonite amm kotlinc".split(" "),
);

/** Clients of databases, which have commands that run a shell. */
const DATABASES: ReadonlySet<string> = new Set(
  "psql mysql mariadb mongo mongosh redis-cli cqlsh clickhouse-client isql usql litecli pgcli mycli".split(
    " ",
  ),
);

const ASKS = /^(-c|-e|--command|--execute|--eval)$/;
const SHELL_ESCAPE = /\\|\b(program|system|source|load|require|process)\b/i;

/** Words by which a program of the project is asked for its console. */
const CONSOLES: ReadonlySet<string> = new Set("shell console repl tinker dbshell inspect runner".split(" "));

/** Programs each of whose words is a line for a shell. */
const RUNNERS: ReadonlySet<string> = new Set(
  "concurrently conc hyperfine cross-env-shell start-server-and-test server-test".split(" "),
);

const INSTALLS = /^(install|i|add|remove|uninstall|search|info|show|view|why|list|ls|help|outdated)$/;

const MENTIONS = /(^|[\s;&|(/'"`!=])(git|gh|glab|hub|sudo|ssh|rm|bash|sh|zsh|eval|pi|curl|cat)\s/;

/**
 * What a word may be as a line of code: all of it, what stands behind a quote, an exclamation mark or an equals sign, and all
 * of it without the quotes that hide a name.
 */
export function mentioned(text: string): readonly string[] {
  const match = MENTIONS.exec(text);
  if (match !== null) return [text, ...(/['"`!=]/.test(match[0]) ? [text.slice(match.index + 1)] : [])];
  const plain = text.replace(/["'\\]/g, "");
  return plain === text ? [] : mentioned(plain);
}

/** The parts of a word that may be paths: behind `=`, `:`, `,`, `@`, or glued to a short option. */
export function pieces(text: string): readonly string[] {
  const said = text.split(/(?<=\s)https?:\/\/\S*/i);
  if (said.length > 1) return said.flatMap(pieces);
  const local = text.replace(/^file:\/\/(?:localhost)?\//i, "/");
  if (local !== text) return [local];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return [];
  const glued = text.split(",").map((part) => part.replace(/^-[^-]/, ""));
  return [...new Set([text, ...glued, ...text.split(/[=:,@]/)])].filter(
    (part) => !part.startsWith("-") && part.length < LONGEST,
  );
}

/** More programs among the words of one call are a sign that somebody wants them to be overlooked. */
const MOST = 20;

/** No system opens a path of as many characters. */
const LONGEST = 4096;

/** What may be read must also be free to write, as far as it is guarded by its name. */
export function strangePath(path: string, folder: string, policy: Policy, world: World): Reason {
  const read = judgePath(path, "read", policy, world, folder);
  if (read.decision !== "allow" || policy.write === "none") return read;
  const write = judgePath(path, "write", policy, world, folder);
  return write.rule === "workspace" ? read : write;
}

/** Programs that are looked for among the words of programs that nothing is known of. */
export const COMMANDS = new Set([
  ...SHELLS,
  "git",
  "gh",
  "glab",
  "hub",
  "tea",
  "ssh",
  "scp",
  "sudo",
  "su",
  "doas",
  "pi",
  "pi-ensemble",
  "rm",
  "eval",
  "env",
  "xargs",
  "docker",
  "kubectl",
]);
