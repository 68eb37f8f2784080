import { type Folders, moved } from "../paths/folders.ts";
import { baseName, globsMeet, isInside, joinPath } from "../paths/glob.ts";
import { SECRET_NAMES } from "../paths/guarded-names.ts";
import { judgeWord } from "../paths/path-words.ts";
import { judgePath } from "../paths/paths.ts";
import { judgeTree } from "../paths/trees.ts";
import { noteWritten } from "../paths/written.ts";
import type { Policy, Reason } from "../policy.ts";
import type { Call, Operand } from "../rules.ts";
import { applyRules, type CommandStep, excused, namedOrNot, opaque, type Ruling } from "../ruling.ts";
import { fixed, unknown, type Value } from "../words.ts";
import type { World } from "../world.ts";
import { isTracked, isVisible } from "../wrappers/feed.ts";
import type { GitCall } from "./git.ts";
import { isIgnored } from "./ignore.ts";
import { judgeRepository } from "./repository.ts";
import type { GitTree } from "./touches.ts";

/** Judges a step that is a call of git: by its rules, by what it may run, and by what it touches and shows. */
export function judgeGit(
  step: CommandStep,
  git: GitCall,
  policy: Policy,
  world: World,
  written: Set<string>,
): readonly Ruling[] {
  const { command } = git;
  const operands = [command, ...git.operands.map(({ text }) => text)].filter((text) => text !== undefined);
  const folders = git.folders.reduce((from: Folders, to) => moved(from, to, world), step.folders);
  const call: Call = {
    program: "git",
    options: unstages(git, folders, world) ? [...git.options, "--unstage"] : git.options,
    operands: operands.map((text): Operand => ({ text, afterOption: false })),
  };
  const named = applyRules(policy, call, step.words[0]?.text);
  const reasons: Ruling[] = [namedOrNot(named, step, "git", policy)];
  for (const hazard of excused(named, step.words) ? git.overrides : git.hazards)
    reasons.push(opaque(hazard, policy));
  const look = (value: Value, access: "read" | "write", tree?: object): void => {
    reasons.push(judgeWord(value, access, policy, world, folders, tree));
  };
  const places = folders ?? [];
  const repository = judgeRepository(folders, git.gitDirs, policy, world);
  if (repository !== undefined) reasons.push(repository);
  for (const folder of git.gitDirs) look(folder, "read");
  for (const folder of places) if (folder !== world.cwd) look(fixed(folder), "read");
  for (const path of git.reads) look(path, "read", git.options.includes("--no-index") ? {} : undefined);
  for (const tree of git.trees) reasons.push(...judgeGitTree(tree, policy, world, folders));
  for (const path of git.writes) {
    look(isTracked(path) ? unknown("of each file under version control") : path, "write");
    noteWritten(path, written);
  }
  if (SHOWS.has(command)) {
    const shown =
      command === "grep" && !git.options.includes("--pattern") ? git.operands.slice(1) : git.operands;
    for (const operand of shown) {
      if (isTracked(operand)) reasons.push(judgeTracked(operand, policy, world, folders));
      const path = operand.text.slice(operand.text.lastIndexOf(":") + 1);
      if (mayNameSecret(operand.text) || mayNameSecret(path))
        reasons.push({
          decision: "deny",
          rule: "secrets",
          because: `${operand.text} can name a file of secrets`,
          instead: "write the paths out",
        });
      for (const folder of places) {
        const reason = judgePath(path, "read", policy, world, folder);
        if (reason.rule === "secrets") reasons.push(reason);
      }
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

/** Whether `git reset` is given files: it takes them out of the index, or fails where a revision has that name too. */
function unstages(git: GitCall, folders: Folders, world: World): boolean {
  const [first] = git.operands;
  if (git.command !== "reset" || git.split >= 0 || first?.kind !== "static") return false;
  if (git.options.some((option) => option !== "--quiet" && option !== "--intent-to-add")) return false;
  const exists = (path: string): boolean =>
    world.list(path.slice(0, path.lastIndexOf("/")))?.some(({ name }) => name === baseName(path)) === true;
  return folders?.every((folder) => exists(world.realpath(joinPath(folder, first.text)))) === true;
}

function judgeGitTree(
  { place, access, ignores }: GitTree,
  policy: Policy,
  world: World,
  folders: Folders,
): readonly Reason[] {
  if (place === undefined)
    return judgeGitTree({ place: fixed("."), access, ignores }, policy, world, [world.workspace]);
  if (folders === undefined) return [judgeWord(place, access, policy, world, folders, {})];
  const above = place.kind === "glob" ? place.prefix.slice(0, place.prefix.lastIndexOf("/") + 1) : place.text;
  return folders.map((folder) => {
    const root = world.realpath(joinPath(folder, above));
    const selects = (path: string): boolean =>
      !/(^|\/)\.git(\/|$)/.test(path) &&
      !isLinked(root, path, world) &&
      !(ignores && isIgnored(joinPath(root, path), world));
    return judgeWord(place, access, policy, world, [folder], { selects });
  });
}

/** Whether a path below `root` is a link, or leads through one: git keeps links as they are, and follows none. */
function isLinked(root: string, path: string, world: World): boolean {
  const names = path.split("/");
  return names.some((name, depth) =>
    world
      .list([root, ...names.slice(0, depth)].join("/"))
      ?.some((entry) => entry.name === name && entry.kind === "link"),
  );
}

/** Whether a pathspec of git, in whose patterns `*` also stands for folders, is made to fit a secret's name. */
function mayNameSecret(pathspec: string): boolean {
  const segment = baseName(pathspec.toLowerCase());
  if (/^\**$|^\*+\.[\w-]+$|\.([cm]?[jt]sx?|py|rs|go|java|rb|c|h|cpp|md|css|html|svg)$/.test(segment))
    return false;
  const vague = segment.includes(".") && !segment.endsWith(".*");
  return SECRET_NAMES.some((name) => (vague || !name.startsWith("*")) && globsMeet(segment, name));
}

/** Commands of git that show what is in the files that they name. */
const SHOWS: ReadonlySet<string | undefined> = new Set([
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
