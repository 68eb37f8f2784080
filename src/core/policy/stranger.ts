import { baseName } from "./paths/glob.ts";
import { judgePath } from "./paths/paths.ts";
import { doubt, type Policy, type Reason } from "./policy.ts";
import { type CommandStep, opaque, type Ruling, shortened } from "./ruling.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";
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
    if (COMMANDS.has(baseName(word.text)) && words.length > index + 1 && !installs)
      reasons.push(...runs.words(words.slice(index)));
    for (const line of isCode(words, index) ? [word.text] : mentioned(word.text)) {
      const inner = runs.line(line);
      if (inner.decision !== "allow")
        reasons.push({
          ...inner,
          decision: doubt(policy),
          because: `it may run ${shortened(line)}: ${inner.because}`,
        });
    }
  }
  return reasons;
}

/** Whether a word is what a shell among the words before it is told to run. */
function isCode(words: readonly Value[], index: number): boolean {
  const before = words.slice(1, index);
  const option = before.pop();
  if (option === undefined || !/^-[a-zA-Z]*c[a-zA-Z]*$/.test(option.text)) return false;
  return before.some((word) => SHELLS.has(baseName(word.text)));
}

const INSTALLS = /^(install|i|add|remove|uninstall|search|info|show|view|why|list|ls|help|outdated)$/;

const MENTIONS = /(^|[\s;&|(/'"`!])(git|gh|glab|hub|sudo|ssh|rm|bash|sh|zsh|eval|pi|curl|cat)\s/;

/** What a word may be as a line of code: all of it, and what stands behind a quote or an exclamation mark. */
function mentioned(text: string): readonly string[] {
  const match = MENTIONS.exec(text);
  if (match === null) return [];
  return [text, ...(/['"`!]/.test(match[0]) ? [text.slice(match.index + 1)] : [])];
}

/** The parts of a word that may be paths: behind `=`, `:`, `,`, `@`, or glued to a short option. */
function pieces(text: string): readonly string[] {
  const said = text.split(/(?<=\s)https?:\/\/\S*/i);
  if (said.length > 1) return said.flatMap(pieces);
  const local = text.replace(/^file:\/\/(?:localhost)?\//i, "/");
  if (local !== text) return [local];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return [];
  const glued = /^-[^-]/.test(text) ? [text.slice(2)] : [];
  return [text, ...glued, ...text.split(/[=:,@]/)].filter(
    (part) => !part.startsWith("-") && part.length < LONGEST,
  );
}

/** No system opens a path of as many characters. */
const LONGEST = 4096;

/** What may be read must also be free to write, as far as it is guarded by its name. */
function strangePath(path: string, folder: string, policy: Policy, world: World): Reason {
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
