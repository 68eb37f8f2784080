import { joinPath, normalizePath } from "./glob.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";

/** The folders in which a command may run; undefined when that is not known. */
export type Folders = readonly string[] | undefined;

const MOST = 16;

/** Where `cd target` leads from these folders. */
export function moved(folders: Folders, target: Value, world: World): Folders {
  if (folders === undefined && !target.text.startsWith("/")) return undefined;
  const text = target.kind === "glob" ? someFolder(folders, target, world) : target.text;
  if (target.kind === "dynamic" || text === undefined) return undefined;
  const reached = new Set<string>();
  for (const folder of folders ?? [world.cwd]) {
    const path = joinPath(folder, text);
    reached.add(world.realpath(normalizePath(path)));
    reached.add(world.realpath(path));
  }
  return reached.size > MOST ? undefined : [...reached];
}

/** The folders of one way or the other. */
export function union(a: Folders, b: Folders): Folders {
  if (a === b) return a;
  if (a === undefined || b === undefined) return undefined;
  const all = new Set([...a, ...b]);
  return all.size > MOST ? undefined : [...all];
}

/** A folder that stands for all that a pattern names: as deep in the tree as they are. */
function someFolder(folders: Folders, target: Value, world: World): string | undefined {
  const base = target.prefix.slice(0, target.prefix.lastIndexOf("/") + 1);
  const rest = target.text.slice(base.length);
  if (target.deep || /(^|\/)\.\.(\/|$)|\*\*/.test(rest)) return undefined;
  for (const folder of folders ?? []) {
    const entries = world.list(world.realpath(joinPath(folder, base === "" ? "." : base))) ?? [];
    if (entries.some((entry) => entry.kind === "link")) return undefined;
  }
  return base + rest.replace(/[*?[\]\\]/g, "x");
}
