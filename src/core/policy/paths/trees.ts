import { denied, doubt, type Policy, type Reason } from "../policy.ts";
import type { Entry, World } from "../world.ts";
import { baseName, globsMeet, isInside } from "./glob.ts";
import { type Access, type GuardedNames, guardedName, guardedNames } from "./guarded-names.ts";
import { ALLOWED, absolutePath, judgePath } from "./paths.ts";

export interface TreeOptions {
  readonly folder?: string;
  /** Whether a file, by its path relative to the tree, is touched. */
  readonly selects?: (path: string) => boolean;
  /** Whether files with a leading dot are touched. */
  readonly hidden?: boolean;
  /** Names of files in which a line with `!` brings back what is hidden, in the folder where they stand and below it. */
  readonly ignores?: readonly string[];
}

/** Judges a whole tree, of which everything is read, or which is removed, moved or changed. */
export function judgeTree(
  path: string,
  access: Access,
  policy: Policy,
  world: World,
  options: TreeOptions = {},
): Reason {
  const folder = options.folder ?? world.cwd;
  const own = judgePath(path, access, policy, world, folder);
  if (own.decision !== "allow") return own;
  const root = world.realpath(absolutePath(path, folder, world));
  if (access === "write") {
    const kept = [world.workspace, ...world.gitDirs, ...world.guarded].find((one) =>
      isInside(one, root, world.ignoresCase),
    );
    if (kept !== undefined) {
      return denied("paths", {
        because: `${path} holds ${kept === world.workspace ? "the whole workspace" : kept}`,
        instead: "name the files that you mean",
      });
    }
  }
  return judgeBelow(root, access, policy, world, {
    ...options,
    links: access === "read" ? "followed" : "kept",
  });
}

export interface BelowOptions {
  /** Whether a file, by its path relative to the root, is touched; `linked` when a link leads to it. */
  readonly selects?: (path: string, linked: boolean) => boolean;
  /** Whether files with a leading dot are touched. */
  readonly hidden?: boolean;
  /** Names of files in which a line with `!` brings back what is hidden, in the folder where they stand and below it. */
  readonly ignores?: readonly string[];
  /** How many names such a path has at most. */
  readonly depth?: number;
  /**
   * `kept`: links are touched themselves, and lead nowhere; `named`: they are touched themselves, and what is touched
   * may stand behind them; `followed`: what they lead to is touched.
   */
  readonly links: "kept" | "named" | "followed";
  /** How many links that lead round in a circle are followed on one way; none when it is missing. */
  readonly circles?: number;
  /** What is said of more files than are looked through. */
  readonly tooMany?: Reason;
}

/** Judges what stands below `root`, a folder without symbolic links that is itself permitted. */
export function judgeBelow(
  root: string,
  access: Access,
  policy: Policy,
  world: World,
  options: BelowOptions,
): Reason {
  const {
    selects = () => true,
    hidden = true,
    ignores = [],
    depth = Number.POSITIVE_INFINITY,
    circles = 0,
    links,
  } = options;
  const names = guardedNames(access, policy);
  const outlines = outlinesOf(names);
  const closely = (place: string): boolean => holdsKept(place, access, world, names);
  const todo: Folder[] = [
    {
      path: "",
      place: root,
      depth: 1,
      closely: closely(root),
      reason: ALLOWED,
      passed: [],
      shown: above(root).flatMap((folder) => broughtBack(folder, ignores, world)),
    },
  ];
  let seen = 0;
  let worst = ALLOWED;
  for (let folder = todo.pop(); folder !== undefined; folder = todo.pop()) {
    const { place, passed } = folder;
    if (folder.depth > depth) continue;
    const shown = [...folder.shown, ...broughtBack(place, ignores, world)];
    const next = { depth: folder.depth + 1, closely: folder.closely, reason: folder.reason, passed, shown };
    const leftOut = (name: string): boolean =>
      !hidden && name.startsWith(".") && !shown.some((glob) => globsMeet(glob, name));
    const listed = world.list(place) ?? [];
    const { noted, folders } = outlines(listed);
    for (const entry of folder.closely || folder.reason !== ALLOWED ? listed : noted) {
      if (leftOut(entry.name)) continue;
      const path = below(folder.path, entry.name);
      const whole = below(place, entry.name);
      const target =
        entry.kind === "link" && links !== "kept" ? judgePath(whole, access, policy, world) : undefined;
      const touched = (entry.kind !== "folder" || access === "write") && selects(path, passed.length > 0);
      if (touched) {
        const own = links === "followed" ? target : undefined;
        for (const reason of [folder.reason, own ?? guardedName(whole, access, policy, world) ?? ALLOWED]) {
          if (reason.decision === "deny") return { ...reason, because: `${reason.because} (${path})` };
          if (reason.decision === "ask") worst = reason;
        }
      }
      if (target === undefined || (touched && target.decision !== "allow")) continue;
      const behind = world.realpath(whole);
      const circle = [place, ...passed].some((one) => isInside(one, behind));
      if ((circle && passed.length >= circles) || PACKAGES.test(behind)) continue;
      todo.push({
        ...next,
        path,
        place: behind,
        closely: closely(behind),
        reason: target,
        passed: [...passed, place],
      });
    }
    for (const { name, guarded } of folders) {
      const path = below(folder.path, name);
      if (leftOut(name) || path.endsWith(".git/objects")) continue;
      todo.push({ ...next, path, place: below(place, name), closely: folder.closely || guarded });
    }
    seen += listed.length;
    if (seen > MOST) return options.tooMany ?? tooMany(root, policy);
  }
  return worst;
}

const MOST = 6000;

/** A folder that is still to be looked through. */
interface Folder {
  /** Relative to the root, through links. */
  readonly path: string;
  readonly place: string;
  readonly depth: number;
  /** A part of its path is guarded, so that any name in it may be as well. */
  readonly closely: boolean;
  /** What is said of the link that led to it. */
  readonly reason: Reason;
  /** The folders in which the links stand that led to it. */
  readonly passed: readonly string[];
  /** Patterns for names that are brought back although they are hidden. */
  readonly shown: readonly string[];
}

/** The folders above one. */
function above(place: string): readonly string[] {
  const names = place.split("/");
  return names.slice(2).map((_, index) => names.slice(0, index + 2).join("/"));
}

/** Patterns for the names that the files called `ignores` bring back in a folder, and below it. */
function broughtBack(folder: string, ignores: readonly string[], world: World): readonly string[] {
  const files =
    ignores.length === 0 ? [] : (world.list(folder) ?? []).filter(({ name }) => ignores.includes(name));
  return files.flatMap(({ name, kind }) => {
    const text = world.read(`${folder}/${name}`);
    if (text === undefined) return kind === "folder" ? [] : ["*"];
    return text.split(/[\n\uFEFF]/).flatMap((line) => (line.startsWith("!") ? [lastName(line)] : []));
  });
}

/** A pattern for the last name that a line means; one with brackets or backslashes may mean any. */
function lastName(line: string): string {
  const glob = line.trimEnd().replace(/\/$/, "");
  return /[[\]\\{}]/.test(glob) ? "*" : baseName(glob.slice(1));
}

/** What of a folder is looked at. */
interface Outline {
  /** Links, and what has a name that is guarded somewhere. */
  readonly noted: readonly Entry[];
  readonly folders: readonly { readonly name: string; readonly guarded: boolean }[];
}

const OUTLINES = new WeakMap<GuardedNames, WeakMap<readonly Entry[], Outline>>();

/** Outlines of listings; that of a listing which is the same array as before is known already. */
function outlinesOf(names: GuardedNames): (listed: readonly Entry[]) => Outline {
  const known = OUTLINES.get(names) ?? new WeakMap<readonly Entry[], Outline>();
  OUTLINES.set(names, known);
  return (listed) => {
    const before = known.get(listed);
    if (before !== undefined) return before;
    const noted = listed.filter(({ name, kind }) => kind === "link" || names.has(name));
    const folders = listed
      .filter(({ name, kind }) => kind === "folder" && name !== "node_modules")
      .map((entry) => ({ name: entry.name, guarded: noted.includes(entry) }));
    const outline = { noted, folders };
    known.set(listed, outline);
    return outline;
  };
}

/** Whether something may be guarded there by more than its own name. */
function holdsKept(place: string, access: Access, world: World, names: GuardedNames): boolean {
  if (names.among(place)) return true;
  return [...world.gitDirs, ...(access === "write" ? world.guarded : [])].some(
    (dir) =>
      isInside(place, dir, world.ignoresCase) ||
      (isInside(dir, place, world.ignoresCase) && !names.among(dir)),
  );
}

function below(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function tooMany(root: string, policy: Policy): Reason {
  return {
    decision: doubt(policy),
    rule: "paths",
    because: `${root} holds too many files to be looked through`,
    instead: "write the path out",
  };
}

/** Where packages lie, which are not looked through. */
const PACKAGES = /\/node_modules(\/|$)/;
