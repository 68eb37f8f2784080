import { baseName, isInside, joinPath, normalizePath } from "./paths/glob.ts";
import type { Policy } from "./policy.ts";
import type { Effects, Use } from "./programs/program.ts";
import { effectsOf } from "./programs/programs.ts";
import { type CommandStep, opaque, type Ruling } from "./ruling.ts";
import type { Step } from "./shell/walk.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";
import { programName } from "./wrappers/feed.ts";

/**
 * Judges what a line does to symbolic links, by the place of each step: a relative link leads elsewhere when it, or a folder
 * around it, is moved or copied, and where those lead that an archive brings is not known before it is unpacked.
 */
export function judgeMovedLinks(
  steps: readonly Step[],
  policy: Policy,
  world: World,
): readonly (readonly Ruling[])[] {
  const unpacked: string[] = [];
  let brings = false;
  return steps.map((step) => {
    if (step.kind === "file") {
      const below = placesOf(step.path.text, step.folders).some((place) => isUnpacked(place, unpacked));
      return below ? [opaque(UNPACKED, policy)] : [];
    }
    if (step.kind !== "command") return [];
    const effects = effectsOf(step.words);
    const reasons: Ruling[] = [];
    if (touched(step, effects).some((place) => isUnpacked(place, unpacked)))
      reasons.push(opaque(UNPACKED, policy));
    const name = programName(step.words[0]) ?? "";
    if (moves(name, step) && movedBy(name, step, effects).some((place) => mayMislead(place, brings, world)))
      reasons.push(opaque("a symbolic link in it may lead elsewhere from its new place", policy));
    for (const use of effects.uses)
      if (use.unpacks === true) unpacked.push(...placesOf(use.path.text, step.folders));
    brings ||= makesLinks(name, step) || unpacked.length > 0;
    return reasons;
  });
}

const UNPACKED = "the same line unpacks what it then touches, links among it";

/** Where a path may stand. */
function placesOf(path: string, folders: readonly string[] | undefined): readonly string[] {
  return (folders ?? []).map((folder) => normalizePath(joinPath(folder, path)));
}

function isUnpacked(place: string, unpacked: readonly string[]): boolean {
  return unpacked.some((folder) => place !== folder && isInside(place, folder));
}

/** What a command reads or writes, where more than names is shown of it. */
function touched(step: CommandStep, { uses }: Effects): readonly string[] {
  return uses.flatMap((use) => (use.lists === true ? [] : placesOf(use.path.text, step.folders)));
}

/** Whether a program keeps the links of what it moves, copies or gives another name. */
function moves(name: string, step: CommandStep): boolean {
  if (name === "ln") return !makesLinks(name, step);
  if (name === "mv" || name === "rsync") return true;
  if (name === "git") return step.words.some((word) => word.text === "mv");
  return name === "cp" && step.words.some((word) => /^-(?:\w*[rRadP]|-(?:rec|arc|no-d|pre))/.test(word.text));
}

function makesLinks(name: string, step: CommandStep): boolean {
  return (name === "ln" || name === "cp") && step.words.some((word) => /^-(?:\w*s|-sy)/.test(word.text));
}

/** What is moved, and not where it is moved to; of a pattern, the folder in which it matches. */
function movedBy(name: string, step: CommandStep, { uses }: Effects): readonly string[] {
  const given = step.words.find((_, index) => name === "git" && step.words[index - 1]?.text === "-C");
  const folders = given === undefined ? step.folders : placesOf(given.text, step.folders);
  return sourcesOf(name, step, uses).flatMap(({ kind, text, prefix }) =>
    placesOf(kind === "glob" ? prefix.replace(/[^/]*$/, "") : text, folders),
  );
}

function sourcesOf(name: string, step: CommandStep, uses: readonly Use[]): readonly Value[] {
  const linked = uses.filter((use) => use.access === "link");
  if (linked.length > 0) return linked.map((use) => use.path);
  const paths = name === "git" ? step.words : uses.map((use) => use.path);
  const named = step.words.some((word) => /^-(?:\w*t|-t)/.test(word.text));
  return paths.slice(0, named ? undefined : -1);
}

/** Whether what stands there is a link, or holds one that leads out of it, or may do so after what the line has done. */
function mayMislead(place: string, brings: boolean, world: World): boolean {
  const own = world.list(parentOf(place))?.find((entry) => entry.name === baseName(place));
  if (own === undefined) return brings;
  if (own.kind === "link") return true;
  const todo = [place];
  let seen = 0;
  for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
    for (const { name, kind } of world.list(folder) ?? []) {
      const path = `${folder}/${name}`;
      if (kind === "link" && !isInside(world.realpath(path), world.realpath(place))) return true;
      if (kind === "folder" && name !== "node_modules") todo.push(path);
      seen += 1;
    }
    if (seen > MOST) return true;
  }
  return false;
}

/** More entries than these are not looked through. */
const MOST = 6000;

function parentOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/")) || "/";
}
