import { judgePath } from "./paths/paths.ts";
import { doubt, type Policy, type Reason } from "./policy.ts";
import { isCompiler } from "./programs/compilers.ts";
import { codeAmong, interpreterOf } from "./programs/interpreters.ts";
import { type CommandStep, opaque, type Ruling, shortened } from "./ruling.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";
import { type Feed, programName } from "./wrappers/feed.ts";
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
    if (!installs && isCommand(step, index)) reasons.push(...runs.words(words.slice(index)));
    const code = codeIn(words, index);
    if (code.kind === "opaque")
      reasons.push(opaque(`${shortened(word.text)} is code that is not judged`, policy));
    else for (const line of code.lines) reasons.push(...mayRun(line, policy, runs));
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
function isCommand({ words, feed }: CommandStep, index: number): boolean {
  const name = programName(words[index]) ?? "";
  const args = words.slice(index + 1);
  if (COMMANDS.has(name) || name === "make" || isCompiler(name)) return args.length > 0;
  const interpreter = interpreterOf(name);
  if (interpreter === undefined) return false;
  // The value of an option may have the name of a language.
  const reads = isFed(feed) && !/^-[^-]|^--./.test(words[index - 1]?.text ?? "");
  return reads || codeAmong(args, interpreter) !== undefined;
}

/** What of a word may be code: lines for a shell, or a language that is not judged. */
type Code = { readonly kind: "lines"; readonly lines: readonly string[] } | { readonly kind: "opaque" };

function codeIn(words: readonly Value[], index: number): Code {
  const text = words[index]?.text ?? "";
  const before = words[index - 1]?.text ?? "";
  const [, option = before, value = text] = /^(--\w+)=(.*)/s.exec(text) ?? [];
  const behind = words.slice(0, index).map((word) => programName(word) ?? "");
  const lines = (...found: string[]): Code => ({ kind: "lines", lines: found });
  if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(before) && behind.slice(1).some((name) => SHELLS.has(name)))
    return lines(text);
  if (behind.some((name) => DATABASES.has(name)))
    return ASKS.test(option) && SHELL_ESCAPE.test(value) ? { kind: "opaque" } : lines(...mentioned(text));
  if (SEVERAL.test(value) && !isOwn(words)) {
    if (/^(-e|--eval)$/.test(option) || behind.includes("runner")) return { kind: "opaque" };
    if (/^(-c|--command|--run)$/.test(option) || behind.some((name) => RUNNERS.has(name)))
      return lines(value);
  }
  return lines(...mentioned(text));
}

/** More than one word, for a shell or for another language. */
const SEVERAL = /[\s;|&<>(`]/;

/** Whether the words behind the program are for a script of the project. */
function isOwn(words: readonly Value[]): boolean {
  const name = programName(words[0]) ?? "";
  const [, command = ""] = words.map((word) => word.text);
  if (words.some((word) => CONSOLES.has(word.text))) return false;
  return (
    interpreterOf(name) !== undefined ||
    /^(?!\/|.*node_modules\/).*\//.test(words[0]?.text ?? "") ||
    (/^(npm|pnpm|yarn|bun|cargo|go|dotnet)$/.test(name) && /^(run|run-script|test|t|start)$/.test(command))
  );
}

/** Whether it reads commands of its own language from what the line gives it. */
function isConsole(words: readonly Value[]): boolean {
  return words.some((word, index) => {
    const name = programName(word) ?? "";
    return REPLS.has(name) || DATABASES.has(name) || (index > 0 && CONSOLES.has(word.text));
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
  return [text, ...glued, ...text.split(/[=:,@]/)].filter(
    (part) => !part.startsWith("-") && part.length < LONGEST,
  );
}

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
