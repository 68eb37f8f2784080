import { baseName } from "./glob.ts";
import { judgePath } from "./paths.ts";
import { doubt, type Policy, type Reason } from "./policy.ts";
import { type CommandStep, opaque, type Ruling, shortened } from "./ruling.ts";
import { SHELLS } from "./unwrap.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";

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
  const words = step.words;
  for (const folder of step.folders ?? []) {
    const reason = folder === world.cwd ? undefined : judgePath(folder, "read", policy, world);
    if (reason !== undefined && reason.decision !== "allow") reasons.push(reason);
    else if (reason !== undefined) reasons.push(...strangePath(folder, step, policy, world));
  }
  if (step.folders === undefined && doubt(policy) === "ask")
    reasons.push(opaque("the folder in which it runs cannot be known", policy));
  words.forEach((word, index) => {
    if (index === 0) {
      if (word.text.includes("/")) reasons.push(...strangePath(word.text, step, policy, world));
      return;
    }
    if (word.kind === "dynamic") {
      if (word.prefix.includes("/")) reasons.push(...strangePath(word.prefix, step, policy, world));
      return;
    }
    if (/^\/dev\/fd\/\d+$/.test(word.text))
      reasons.push(opaque("it is given what another command prints, perhaps as code", policy));
    for (const piece of pieces(word.text)) reasons.push(...strangePath(piece, step, policy, world));
    if (
      !step.wraps &&
      COMMANDS.has(baseName(word.text)) &&
      words.length > index + 1 &&
      !INSTALLS.test(words[1]?.text ?? "")
    ) {
      reasons.push(...runs.words(words.slice(index)).filter((one) => one.decision !== "allow"));
    }
    if (!step.wraps && /\s/.test(word.text) && MENTIONS.test(word.text)) {
      const inner = runs.line(word.text);
      if (inner.decision !== "allow")
        reasons.push({
          ...inner,
          decision: doubt(policy),
          because: `it may run ${shortened(word.text)}: ${inner.because}`,
        });
    }
  });
  return reasons;
}

const INSTALLS = /^(install|i|add|remove|uninstall|search|info|show|view|why|list|ls|help|outdated)$/;

const MENTIONS = /(^|[\s;&|(/])(git|gh|glab|hub|sudo|ssh|rm|bash|sh|zsh|eval|pi|curl|cat)\s/;

/** The parts of a word that may be paths: behind `=`, `:`, `,`, `@`, or glued to a short option. */
function pieces(text: string): readonly string[] {
  const local = /^file:\/\/(?:localhost)?(\/.*)$/i.exec(text)?.[1];
  if (local !== undefined) return [local];
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return [];
  const parts = text.startsWith("-")
    ? [text.replace(/^-[A-Za-z]/, ""), ...text.split(/[=:,@]/).slice(1)]
    : [text, ...text.split(/[=:,@]/)];
  return parts.filter((part) => part !== "" && !part.startsWith("-") && part.length < 4096);
}

function strangePath(piece: string, step: CommandStep, policy: Policy, world: World): readonly Ruling[] {
  const folder = step.folders?.[0] ?? world.cwd;
  const read = judgePath(piece, "read", policy, world, folder);
  if (read.decision !== "allow") return [read];
  if (policy.write === "none") return [];
  const write = judgePath(piece, "write", policy, world, folder);
  return write.decision === "allow" || write.rule === "workspace" || write.rule === "paths" ? [] : [write];
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
