import { isTracked, isVisible, programName } from "./feed.ts";
import { readGit } from "./git.ts";
import { globsMeet, isInside, joinPath, normalizePath } from "./glob.ts";
import { judgePath, judgeTree, judgeWord, SECRET_NAMES } from "./paths.ts";
import { doubt, type Policy, type Reason } from "./policy.ts";
import { effectsOf } from "./programs.ts";
import { type Call, type Decision, matchesRule, type Operand, type Rule } from "./rules.ts";
import { SHELLS, TRANSPARENT } from "./unwrap.ts";
import { steers } from "./variables.ts";
import { type Step, walk } from "./walk.ts";
import { fixed, unknown, type Value } from "./words.ts";
import type { World } from "./world.ts";

/** What becomes of a command line, and why. */
export interface Judgement extends Reason {
  /** Where the rule comes from: `role developer, @push`, or `built in`. */
  readonly origin: string;
  /** Each simple command that could run, in the order of the line. */
  readonly commands: readonly JudgedCommand[];
}

export interface JudgedCommand {
  readonly words: readonly string[];
  readonly decision: Decision;
  readonly rule: string;
}

/**
 * Says what becomes of a command line: the worst of what becomes of each simple command that bash could run
 * for it, of each file that it opens and of each variable that it sets. Nothing is run.
 */
export function judgeCommand(line: string, policy: Policy, world: World): Judgement {
  if (line.length > 100_000)
    return { ...overall([opaque("it is too long to be judged", policy)]), commands: [] };
  const steps = walk(line, world);
  const reasons: Sourced[] = [];
  const commands: JudgedCommand[] = [];
  const written = new Set<string>();
  for (const step of steps) {
    const own = judgeStep(step, policy, world, written);
    reasons.push(...own);
    if (step.kind !== "command") continue;
    const worst = overall(own);
    commands.push({ words: step.words.map((word) => word.text), decision: worst.decision, rule: worst.rule });
  }
  const judged = overall(reasons);
  if (judged.decision === "ask" && policy.approved.includes(line)) {
    return {
      decision: "allow",
      rule: "approved",
      because: "the user has said yes to this command",
      origin: "user",
      commands,
    };
  }
  return { ...judged, commands };
}

interface Sourced extends Reason {
  readonly origin?: string;
}

const RANK: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };

function overall(reasons: readonly Sourced[]): Sourced & { readonly origin: string } {
  let worst: Sourced = reasons[0] ?? {
    decision: "allow",
    rule: "nothing to run",
    because: "the line runs nothing",
  };
  for (const reason of reasons) if (RANK[reason.decision] > RANK[worst.decision]) worst = reason;
  return { ...worst, origin: worst.origin ?? "built in" };
}

function judgeStep(step: Step, policy: Policy, world: World, written: Set<string>): readonly Sourced[] {
  switch (step.kind) {
    case "opaque":
      return [opaque(`${step.because}: ${short(step.text)}`, policy, step.severe)];
    case "assign": {
      if (step.by === "arithmetic" || step.by === "unset") return [];
      const steered = steers(step.name, step.value);
      return steered === undefined ? [] : [opaque(steered, policy)];
    }
    case "file": {
      if (step.access === "read" && isTracked(step.path)) return [judgeTracked(step.path, policy, world)];
      if (step.access === "write") noteWritten(step.path, written);
      return [judgeWord(step.path, step.access, policy, world, step.folders, undefined)];
    }
    case "command":
      return judgeSimple(step, policy, world, written);
  }
}

type CommandStep = Extract<Step, { kind: "command" }>;

function judgeSimple(
  step: CommandStep,
  policy: Policy,
  world: World,
  written: Set<string>,
): readonly Sourced[] {
  const [first] = step.words;
  const name = programName(first);
  if (first === undefined || name === undefined) {
    return [opaque(`which program ${first?.text ?? ""} is cannot be known before it runs`, policy)];
  }
  if (name === "git" || name.startsWith("git-")) return judgeGit(step, name, policy, world, written);
  const call = callOf(name, step.words.slice(1));
  const named = applyRules(policy, call);
  const effects = effectsOf(step.words);
  if (step.local && effects.stranger && named === undefined && !COMMANDS.has(name))
    return [
      { decision: "allow", rule: "function of the line", because: "its body is judged where it stands" },
    ];
  const reasons: Sourced[] = [];
  if (!excused(named, step.words)) for (const hazard of effects.hazards) reasons.push(opaque(hazard, policy));
  if (effects.exposes !== undefined) {
    reasons.push({
      decision: "deny",
      rule: "exposure",
      because: `${name} shows ${effects.exposes}`,
      instead: "name the one variable or file that you need",
    });
  }
  const runsFile = first.text.includes("/") && written.has(baseName(first.text));
  if (
    runsFile ||
    ((SHELLS.has(name) || effects.stranger || name === "source" || name === ".") &&
      effects.uses.some((use) => use.access === "read" && written.has(baseName(use.path.text))))
  ) {
    reasons.push(opaque("it runs what the same line has just written", policy));
  }
  for (const use of effects.uses) {
    if (use.access === "write" && name !== "chmod" && name !== "touch") noteWritten(use.path, written);
    if (isTracked(use.path) && use.access === "read") {
      const reason = judgeTracked(use.path, policy, world);
      if (use.lists !== true && reason.decision !== "allow") reasons.push(reason);
      continue;
    }
    const path = isTracked(use.path) ? unknown("of each file under version control") : use.path;
    if (use.access === "write" && REPLACERS.has(name) && replacesDevice(path, step)) {
      reasons.push({
        decision: "deny",
        rule: "paths",
        because: `${path.text} is a device, which ${name} would replace or change`,
      });
    }
    const reason =
      use.access === "link"
        ? judgeLink(path, policy, world, step.folders)
        : judgeWord(path, use.access, policy, world, step.folders, use.tree);
    if (
      use.lists === true &&
      (reason.rule === "secrets" || (reason.rule === "paths" && reason.decision === "ask"))
    )
      continue;
    if (reason.decision !== "allow") reasons.push(reason);
    if (use.access === "read" && COPIES.has(name) && disguises(use.path))
      reasons.push(opaque(`${use.path.text} would get another name`, policy));
  }
  if (name === "patch" && !args(step).includes("--dry-run") && !fromFile(step, written))
    reasons.push(opaque("which files the patch changes is not told by the command", policy));
  if (effects.stranger) reasons.push(...judgeStranger(step, policy, world, written));
  reasons.unshift(named ?? unnamed(step, name, policy));
  return reasons;
}

function args(step: CommandStep): readonly string[] {
  return step.words.slice(1).map((word) => word.text);
}

/** Whether a patch is read from a file that was there before the line. */
function fromFile(step: CommandStep, written: ReadonlySet<string>): boolean {
  const names = step.words
    .slice(1)
    .filter((word) => word.kind === "static" && !word.text.startsWith("-"))
    .map((word) => word.text);
  if (step.feed.kind === "file" && step.feed.path.kind === "static") names.push(step.feed.path.text);
  return (
    names.length > 0 &&
    names.every((name) => !written.has(baseName(name)) && !name.startsWith("/dev/")) &&
    step.feed.kind !== "text" &&
    step.feed.kind !== "lines" &&
    step.feed.kind !== "unknown"
  );
}

/** What gets a second name must be free to read, and to write as far as it is guarded by its name. */
function judgeLink(
  path: Value,
  policy: Policy,
  world: World,
  folders: readonly string[] | undefined,
): Reason {
  const read = judgeWord(path, "read", policy, world, folders, undefined);
  if (read.decision !== "allow") return read;
  const write = judgeWord(path, "write", policy, world, folders, undefined);
  return write.rule === "workspace" ? read : write;
}

const COPIES = new Set(["cp", "ln", "mv", "install", "rsync"]);

/** Programs that put something else in the place of what they write to, or change how it is. */
const REPLACERS = new Set(
  "rm mv unlink shred chmod chown chgrp cp install ln truncate rmdir mkfifo mknod rsync sed gzip gunzip bzip2 xz".split(
    " ",
  ),
);

function replacesDevice(path: Value, step: CommandStep): boolean {
  return (step.folders ?? ["/dev"]).some((folder) =>
    isInside(normalizePath(joinPath(folder, path.prefix)), "/dev"),
  );
}

function disguises(path: Value): boolean {
  return /^\/(usr|bin|sbin|opt|nix|snap)\b/.test(path.text) && COMMANDS.has(baseName(path.text));
}

/** Programs that are looked for among the words of programs that nothing is known of. */
const COMMANDS = new Set([
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
const FORGES = new Set(["gh", "glab", "hub", "tea"]);

/** An allow rule that spells out the option which makes a hazard, or the user's own, stands for knowing it. */
function excused(named: Sourced | undefined, words: readonly Value[]): boolean {
  if (named?.decision !== "allow" || named.compiled === undefined) return false;
  const rule = named.compiled;
  return words.every((word) => word.kind === "static") && (rule.layer === "user" || rule.options.length > 0);
}

interface Sourced {
  readonly compiled?: Rule;
}

/** The rule that decides: deny beats ask beats allow, and the user's allow beats what role and project say. */
function applyRules(policy: Policy, call: Call): Sourced | undefined {
  let matching = policy.rules.filter((rule) => matchesRule(rule, call));
  if (matching.some((rule) => rule.layer === "user" && rule.decision === "allow")) {
    matching = matching.filter(
      (rule) => rule.decision === "allow" || rule.layer === "user" || rule.layer === "built in",
    );
  }
  const rule =
    matching.find((one) => one.decision === "deny") ??
    matching.find((one) => one.decision === "ask") ??
    matching.find((one) => one.layer === "user") ??
    matching[0];
  if (rule === undefined) return undefined;
  const verb = { allow: "allows", ask: "wants to be asked about", deny: "denies" }[rule.decision];
  return {
    decision: rule.decision,
    rule: rule.text,
    because: `${rule.origin} ${verb} it`,
    origin: rule.origin,
    compiled: rule,
    ...(rule.instead === undefined || rule.instead === "" ? {} : { instead: rule.instead }),
  };
}

function unnamed(step: CommandStep, name: string, policy: Policy): Sourced {
  if ((TRANSPARENT.has(name) && (step.wraps || name !== "env")) || (SHELLS.has(name) && step.wraps)) {
    return { decision: "allow", rule: "wrapper", because: "what it runs is judged by itself" };
  }
  if (policy.otherwise === "deny") {
    return {
      decision: "deny",
      rule: "no rule names it",
      because: `a ${policy.role} may run only what its rules name`,
      instead:
        policy.write === "none"
          ? "read with the read, grep, find and ls tools, or with git's reading commands"
          : "use the tools that you have",
    };
  }
  if (policy.strict || FORGES.has(name) || name === "git") {
    return {
      decision: "ask",
      rule: "no rule names it",
      because: "no rule names it",
      instead: "do without it, or describe why it is needed",
    };
  }
  return {
    decision: "allow",
    rule: "no rule names it",
    because: "it is understood and touches nothing guarded",
  };
}

function judgeGit(
  step: CommandStep,
  name: string,
  policy: Policy,
  world: World,
  written: ReadonlySet<string>,
): readonly Sourced[] {
  const args = name === "git" ? step.words.slice(1) : [fixed(name.slice(4)), ...step.words.slice(1)];
  const git = readGit(args);
  const command = git.command;
  const operands = command === undefined ? [] : [command, ...git.operands.map((operand) => operand.text)];
  const options = command === undefined ? args.map((arg) => arg.text) : git.options;
  const call: Call = {
    program: "git",
    options,
    operands: operands.map((text): Operand => ({ text, afterOption: false })),
  };
  const named = applyRules(policy, call);
  const reasons: Sourced[] = [named ?? unnamed(step, "git", policy)];
  if (!excused(named, step.words)) for (const hazard of git.hazards) reasons.push(opaque(hazard, policy));
  const folders = step.folders;
  const look = (value: Value, access: "read" | "write"): void => {
    if (isTracked(value)) return;
    const reason = judgeWord(value, access, policy, world, folders, undefined);
    if (reason.decision !== "allow") reasons.push(reason);
  };
  for (const folder of git.folders) look(folder, "read");
  for (const folder of folders ?? []) if (folder !== world.cwd) look(fixed(folder), "read");
  const whole = git.options.some((option) => /^--(no-index|untracked|no-exclude-standard)$/.test(option));
  for (const path of git.reads) {
    const reason = judgeWord(path, "read", policy, world, folders, whole ? {} : undefined);
    if (reason.decision !== "allow") reasons.push(reason);
  }
  if (
    command === "apply" &&
    !["check", "stat", "numstat", "summary"].some((name) => git.options.includes(`--${name}`)) &&
    !fromFile({ ...step, words: [fixed("git"), ...git.operands] }, written)
  ) {
    reasons.push(opaque("which files the patch changes is not told by the command", policy));
  }
  for (const path of git.writes) look(path, "write");
  if (command !== undefined && SHOWS.has(command)) {
    const shown =
      command === "grep" && !git.options.includes("--pattern") ? git.operands.slice(1) : git.operands;
    for (const operand of shown) {
      if (isTracked(operand)) reasons.push(judgeTracked(operand, policy, world));
      if (/[*?[]/.test(operand.text) && mayNameSecret(operand.text))
        reasons.push({
          decision: "deny",
          rule: "secrets",
          because: `${operand.text} can name a file of secrets`,
          instead: "write the paths out",
        });
      if (operand.kind !== "static") continue;
      const reason = judgePath(operand.text.slice(operand.text.lastIndexOf(":") + 1), "read", policy, world);
      if (reason.rule === "secrets") reasons.push(reason);
    }
  }
  return reasons;
}

/** Any file of the workspace may be meant: none of them may be kept secret. */
function judgeTracked(value: Value, policy: Policy, world: World): Reason {
  const reason = judgeTree(".", "read", policy, world, {
    folder: world.workspace,
    hidden: !isVisible(value),
    selects: (path) => !/(^|\/)\.git(\/|$)/.test(path),
  });
  return reason.decision === "allow"
    ? reason
    : { ...reason, instead: "name the files: git ls-files '*.ts', or a folder without secrets" };
}

/** Whether a pathspec of git, in whose patterns `*` also stands for folders, is made to fit a secret's name. */
function mayNameSecret(pathspec: string): boolean {
  const segment = baseName(pathspec.toLowerCase().slice(pathspec.lastIndexOf(":") + 1));
  if (/^\**$|^\*+\.[\w-]+$|\.([cm]?[jt]sx?|py|rs|go|java|rb|c|h|cpp|md|css|html|svg)$/.test(segment))
    return false;
  const ending = segment.slice(segment.lastIndexOf(".") + 1);
  const vague = segment.includes(".") && /[?[]|.\*|\*./.test(ending);
  return SECRET_NAMES.some((name) => (vague || !name.startsWith("*")) && globsMeet(segment, name));
}

/** Commands of git that show what is in the files that they name. */
const SHOWS = new Set([
  "show",
  "diff",
  "log",
  "blame",
  "annotate",
  "grep",
  "whatchanged",
  "cat-file",
  "archive",
  "diff-tree",
  "diff-index",
  "diff-files",
  "format-patch",
]);

/** Looks at the words of a program of which nothing is known: each may be a path, or a command that it runs. */
function judgeStranger(
  step: CommandStep,
  policy: Policy,
  world: World,
  written: Set<string>,
): readonly Sourced[] {
  const reasons: Sourced[] = [];
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
      reasons.push(
        ...judgeSimple(
          { ...step, words: words.slice(index), local: false, wraps: true },
          policy,
          world,
          written,
        ).filter((one) => one.decision !== "allow"),
      );
    }
    if (!step.wraps && /\s/.test(word.text) && MENTIONS.test(word.text)) {
      const inner = judgeCommand(word.text, policy, { ...world, cwd: world.cwd });
      if (inner.decision !== "allow")
        reasons.push({
          ...inner,
          decision: doubt(policy),
          because: `it may run ${short(word.text)}: ${inner.because}`,
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

function strangePath(piece: string, step: CommandStep, policy: Policy, world: World): readonly Sourced[] {
  const folder = step.folders?.[0] ?? world.cwd;
  const read = judgePath(piece, "read", policy, world, folder);
  if (read.decision !== "allow") return [read];
  if (policy.write === "none") return [];
  const write = judgePath(piece, "write", policy, world, folder);
  return write.decision === "allow" || write.rule === "workspace" || write.rule === "paths" ? [] : [write];
}

function callOf(program: string, words: readonly Value[]): Call {
  const options: string[] = [];
  const operands: Operand[] = [];
  let ended = false;
  let behind = false;
  for (const word of words) {
    if (!ended && word.text === "--" && word.kind === "static") {
      ended = true;
      continue;
    }
    if (!ended && word.text.startsWith("-") && word.text !== "-") {
      options.push(word.text);
      behind = !word.text.includes("=");
      continue;
    }
    operands.push({ text: word.text, afterOption: behind });
    behind = false;
  }
  return { program, options, operands };
}

function noteWritten(path: Value, written: Set<string>): void {
  if (path.kind === "static" && !path.text.startsWith("/dev/")) written.add(baseName(path.text));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function opaque(because: string, policy: Policy, severe = false): Sourced {
  return {
    decision: severe ? "deny" : doubt(policy),
    rule: "cannot be known",
    because,
    instead: "write the commands out one by one, with fixed words",
  };
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
