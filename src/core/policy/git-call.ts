import { isTracked, isVisible } from "./feed.ts";
import { readGit } from "./git.ts";
import { baseName, globsMeet, isInside } from "./glob.ts";
import { SECRET_NAMES } from "./guarded-names.ts";
import { judgeWord } from "./path-words.ts";
import { judgePath } from "./paths.ts";
import type { Policy, Reason } from "./policy.ts";
import type { Call, Operand } from "./rules.ts";
import { applyRules, type CommandStep, excused, opaque, type Ruling, unnamed } from "./ruling.ts";
import { judgeTree } from "./trees.ts";
import { fixed, type Value } from "./words.ts";
import type { World } from "./world.ts";
import { noteWritten } from "./written.ts";

/** Judges a call of git: by its rules, by what it may run, and by what it touches and shows. */
export function judgeGit(
  step: CommandStep,
  name: string,
  policy: Policy,
  world: World,
  written: Set<string>,
): readonly Ruling[] {
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
  const named = applyRules(policy, call, step.words[0]?.text);
  const reasons: Ruling[] = [named ?? unnamed(step, "git", policy)];
  for (const hazard of excused(named, step.words) ? git.overrides : git.hazards)
    reasons.push(opaque(hazard, policy));
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
  for (const path of git.writes) {
    look(path, "write");
    noteWritten(path, written);
  }
  if (command !== undefined && SHOWS.has(command)) {
    const shown =
      command === "grep" && !git.options.includes("--pattern") ? git.operands.slice(1) : git.operands;
    for (const operand of shown) {
      if (isTracked(operand)) reasons.push(judgeTracked(operand, policy, world, folders));
      const path = operand.text.slice(operand.text.lastIndexOf(":") + 1);
      if (/[*?[]/.test(operand.text) && (mayNameSecret(operand.text) || mayNameSecret(path)))
        reasons.push({
          decision: "deny",
          rule: "secrets",
          because: `${operand.text} can name a file of secrets`,
          instead: "write the paths out",
        });
      if (operand.kind !== "static") continue;
      const reason = judgePath(path, "read", policy, world);
      if (reason.rule === "secrets") reasons.push(reason);
    }
  }
  return reasons;
}

/** Judges a word that stands for any file under version control, which a command reads that runs in `folders`. */
export function judgeTracked(
  value: Value,
  policy: Policy,
  world: World,
  folders: readonly string[] | undefined,
): Reason {
  if (folders?.every((folder) => isInside(folder, world.workspace)) !== true)
    return judgeWord(value, "read", policy, world, folders, undefined);
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
  const segment = baseName(pathspec.toLowerCase());
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
