import type { Folders } from "../paths/folders.ts";
import { isInside, joinPath } from "../paths/glob.ts";
import { doubt, type Policy, type Reason } from "../policy.ts";
import type { Value } from "../words.ts";
import type { World } from "../world.ts";

/**
 * What is said of the repository that git finds in these folders, or that it is told to use: whoever made it another
 * one than the workspace's also wrote its configuration, which can name programs.
 */
export function judgeRepository(
  folders: Folders,
  named: readonly Value[],
  policy: Policy,
  world: World,
): Reason | undefined {
  if (folders === undefined) return foreign("the folder that git works in is not known", policy);
  if (world.gitDirs.length === 0) return undefined;
  const unclear = named.find((dir) => dir.kind !== "static");
  if (unclear !== undefined) return foreign(`the git directory ${unclear.text} is not known`, policy);
  const found =
    named.length === 0
      ? folders.map((folder) => repositoryOf(world.realpath(folder), world))
      : folders.flatMap((folder) => named.map((dir) => gitDirAt(joinPath(folder, dir.text), world)));
  const other = found.find((dir) => dir !== undefined && !isKnown(dir, world));
  return other === undefined ? undefined : foreign(`${other} is not the repository of the workspace`, policy);
}

function foreign(because: string, policy: Policy): Reason {
  return {
    decision: doubt(policy),
    rule: "repository",
    because,
    instead: "use git in the workspace: its folders, worktrees and submodules",
  };
}

function isKnown(dir: string, world: World): boolean {
  return world.gitDirs.some((known) => isInside(dir, known, world.ignoresCase));
}

/** The git directory that git finds when it starts in a folder; undefined when there is none. */
function repositoryOf(folder: string, world: World): string | undefined {
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf("/"))) {
    const place = at === "" ? "/" : at;
    const names = new Set(world.list(place)?.map(({ name }) => name.toLowerCase()));
    if (names.has(".git")) return gitDirAt(`${at}/.git`, world);
    const bare = names.has("head") && (names.has("commondir") || (names.has("objects") && names.has("refs")));
    if (bare || isKnown(place, world)) return place;
    if (at === "") return undefined;
  }
}

/** The git directory that a path stands for, which may be a file that names it. */
function gitDirAt(path: string, world: World): string {
  const real = world.realpath(path);
  const target = world.read(real)?.match(/^gitdir: (.+?)[\r\n]*$/)?.[1];
  if (target === undefined) return real;
  return world.realpath(joinPath(real.slice(0, real.lastIndexOf("/")), target));
}
