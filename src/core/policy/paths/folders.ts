import type { Value } from "../words.ts";
import type { World } from "../world.ts";
import { isInside, joinPath, normalizePath } from "./glob.ts";

/** The folders in which a command may run; undefined when that is not known. */
export type Folders = readonly string[] | undefined;

const MOST = 16;

/** More entries of folders than these are not looked at. */
const MANY = 1000;

/** Where `cd target` leads from these folders. */
export function moved(folders: Folders, target: Value, world: World): Folders {
  const from = folders ?? (target.text.startsWith("/") ? [world.cwd] : undefined);
  if (from === undefined || target.kind === "dynamic") return undefined;
  const text = target.kind === "glob" ? someFolder(from, target, world) : target.text;
  if (text === undefined) return undefined;
  const paths = from.map((folder) => joinPath(folder, text));
  return few(paths.flatMap((path) => [world.realpath(normalizePath(path)), world.realpath(path)]));
}

/** The folders of one way or the other. */
export function union(a: Folders, b: Folders): Folders {
  return a === undefined || b === undefined ? undefined : few([...a, ...b]);
}

/** Those that stand below none of the others. */
export function topmost(folders: Folders): Folders {
  return folders?.filter((folder) => !folders.some((other) => other !== folder && isInside(folder, other)));
}

function few(folders: readonly string[]): Folders {
  const all = new Set(folders);
  return all.size > MOST ? undefined : [...all];
}

/**
 * A folder that stands for all that a pattern names: as deep in the tree as they are. None where a symbolic link is
 * among them, which leads elsewhere.
 */
function someFolder(folders: readonly string[], target: Value, world: World): string | undefined {
  const base = target.prefix.slice(0, target.prefix.lastIndexOf("/") + 1);
  const segments = target.text.slice(base.length).split("/");
  if (target.deep || segments.some((segment) => segment === ".." || segment.includes("**"))) return undefined;
  let places = folders.map((folder) => world.realpath(joinPath(folder, `${base}.`)));
  for (const segment of segments.filter(Boolean)) {
    const entries = places.flatMap((place) => entriesOf(place, segment, world));
    if (entries.length > MANY || entries.some((entry) => entry.kind === "link")) return undefined;
    places = entries.map((entry) => entry.path);
  }
  return base + segments.map((segment) => (PATTERN.test(segment) ? "x" : segment)).join("/");
}

const PATTERN = /[*?[\\]/;

function entriesOf(folder: string, segment: string, world: World) {
  return (world.list(folder) ?? [])
    .filter((entry) => PATTERN.test(segment) || entry.name === segment)
    .map((entry) => ({ ...entry, path: `${folder}/${entry.name}` }));
}
