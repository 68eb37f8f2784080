import { judgeTracked } from "./git/call.ts";
import { baseName, isInside, joinPath, normalizePath } from "./paths/glob.ts";
import { judgeWord } from "./paths/path-words.ts";
import { noteWritten } from "./paths/written.ts";
import type { Policy, Reason } from "./policy.ts";
import { withExclusions } from "./programs/exclusions.ts";
import type { Effects, Use } from "./programs/program.ts";
import { type CommandStep, opaque, type Ruling } from "./ruling.ts";
import { COMMANDS } from "./stranger.ts";
import { unknown, type Value } from "./words.ts";
import type { World } from "./world.ts";
import { isTracked, programName } from "./wrappers/feed.ts";
import { SHELLS } from "./wrappers/shells.ts";

/** Judges what a program touches and shows; `written` holds the names of the files that the line has written. */
export function judgeEffects(
  step: CommandStep,
  effects: Effects,
  policy: Policy,
  world: World,
  written: Set<string>,
): readonly Ruling[] {
  const name = programName(step.words[0]) ?? "";
  const reasons: Ruling[] = [];
  if (effects.exposes !== undefined) {
    reasons.push({
      decision: "deny",
      rule: "exposure",
      because: `${name} shows ${effects.exposes}`,
      instead: "name the one variable or file that you need",
    });
  }
  if (effects.imports === true && policy.otherwise === "deny" && findsModules(step, world))
    reasons.push(opaque("Python would load modules from the folder in which it runs", policy));
  if (runsWritten(step, name, effects, written))
    reasons.push(opaque("it runs what the same line has just written", policy));
  for (const use of effects.uses) {
    // What is in a file is the same after `touch`; that it is there may be new.
    const changed = name !== "chmod" && name !== "touch";
    if (use.access === "write" && (changed || /(^|\/)-/.test(use.path.text))) noteWritten(use.path, written);
    reasons.push(...judgeUse(withWritten(use, written), name, step, policy, world));
  }
  return reasons;
}

/** Whether a module of Python may stand in the folder in which a command runs. */
function findsModules({ folders }: CommandStep, world: World): boolean {
  const isModule = (folder: string, name: string): boolean =>
    /[.](?:py[cd]?|so)$/.test(name) ||
    (world.list(`${folder}/${name}`) ?? []).some((inner) => inner.name.startsWith("__init__."));
  return (
    folders === undefined ||
    folders.some((folder) => (world.list(folder) ?? []).some(({ name }) => isModule(folder, name)))
  );
}

function runsWritten(
  step: CommandStep,
  name: string,
  effects: Effects,
  written: ReadonlySet<string>,
): boolean {
  const file = step.words[0]?.text ?? "";
  if (file.includes("/") && written.has(baseName(file))) return true;
  return (
    (SHELLS.has(name) || effects.stranger || name === "source" || name === ".") &&
    effects.uses.some((use) => written.has(baseName(use.path.text)))
  );
}

/** What the line has written into the files that bring back what is hidden is not known. */
function withWritten(use: Use, written: ReadonlySet<string>): Use {
  const changed = use.tree?.ignores?.some((name) => written.has(name)) === true;
  return changed ? { ...use, tree: { ...use.tree, hidden: true } } : use;
}

function judgeUse(
  use: Use,
  name: string,
  step: CommandStep,
  policy: Policy,
  world: World,
): readonly Ruling[] {
  if (isTracked(use.path) && use.access === "read") {
    const reason = judgeTracked(use.path, policy, world, step.folders);
    return use.lists === true ? [] : [reason];
  }
  const reasons: Ruling[] = [];
  const path = isTracked(use.path) ? unknown("of each file under version control") : use.path;
  if (use.access === "write" && REPLACERS.has(name) && replacesDevice(path, step)) {
    reasons.push({
      decision: "deny",
      rule: "paths",
      because: `${path.text} is a device, which ${name} would replace or change`,
    });
  }
  const judged = (tree: Use["tree"]): Reason =>
    judgeWord(path, use.access === "write" ? "write" : "read", policy, world, step.folders, tree);
  const reason = use.access === "link" ? judgeLink(path, policy, world, step.folders) : judged(use.tree);
  if (
    use.lists === true &&
    (reason.rule === "secrets" || (reason.rule === "paths" && reason.decision === "ask"))
  )
    return reasons;
  reasons.push(
    use.tree === undefined ? reason : withExclusions(reason, { name, tree: use.tree }, policy, judged),
  );
  if (use.unpacks === true && !isFresh(path, step, world))
    reasons.push(opaque("which files an archive overwrites is not told by the command", policy));
  if (COPIES.has(name) && disguises(use.path))
    reasons.push(opaque(`${use.path.text} would get another name`, policy));
  return reasons;
}

/** Whether nothing stands in a folder that could be overwritten, or nothing but what is temporary. */
function isFresh(path: Value, step: CommandStep, world: World): boolean {
  if (path.kind !== "static" || step.folders === undefined) return false;
  return step.folders.every((from) => {
    const folder = world.realpath(normalizePath(joinPath(from, path.text)));
    if (world.temporary.some((temporary) => isInside(folder, temporary))) return true;
    return (world.list(folder) ?? []).length === 0;
  });
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

function replacesDevice(path: Value, step: CommandStep): boolean {
  return (step.folders ?? ["/dev"]).some((folder) =>
    isInside(normalizePath(joinPath(folder, path.prefix)), "/dev"),
  );
}

function disguises(path: Value): boolean {
  return /^\/(usr|bin|sbin|opt|nix|snap)\b/.test(path.text) && COMMANDS.has(baseName(path.text));
}

const COPIES = new Set(["cp", "ln", "install", "rsync"]);

/** Programs that put something else in the place of what they write to, or change how it is. */
const REPLACERS = new Set(
  "rm mv unlink shred chmod chown chgrp cp install ln truncate rmdir mkfifo mknod rsync sed gzip gunzip bzip2 xz".split(
    " ",
  ),
);
