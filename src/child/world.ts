import { lstatSync, readlinkSync, realpathSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import type { GuardCharter } from "../core/agents/charter.ts";
import { codeOf, isMissing } from "../core/errors.ts";
import type { World } from "../core/policy/world.ts";
import { openListing } from "./listing.ts";
import { readText } from "./text.ts";

/** The facts that a judgement needs, from the charter and from the file system as it is at that moment. */
export function childWorld(
  charter: Pick<GuardCharter, "workspace" | "home" | "temporary" | "gitDirs" | "guarded" | "ignoresCase">,
): World {
  return {
    workspace: charter.workspace,
    cwd: charter.workspace,
    home: charter.home,
    temporary: [charter.temporary],
    gitDirs: charter.gitDirs,
    guarded: charter.guarded,
    ignoresCase: charter.ignoresCase,
    realpath: realPath,
    list: openListing(Date.now),
    read: readText,
  };
}

/** More links than any system follows: Linux stops after 40. */
const MOST_LINKS = 256;

/** The longest name of a file, in bytes, on the file systems of Linux and macOS. */
const LONGEST_NAME = 255;

/** The causes for which nothing can be opened at a path as it is written, though a part of it may be followed. */
const NOT_THERE = ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"];

/**
 * The path without symbolic links; what does not exist is kept below its deepest existing parent. A path that leads
 * round in a circle, which no system opens, is kept as it is.
 */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (!NOT_THERE.includes(codeOf(error) ?? "")) throw error;
  }
  // A link that leads nowhere yet is followed as well: writing through it would make its target.
  const todo = path.split("/").reverse();
  const place: string[] = [];
  /** How deep the first part stands that is not there; nothing is looked for below it. */
  let missing: number | null = null;
  let links = 0;
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      place.pop();
      if (missing !== null && place.length < missing) missing = null;
      continue;
    }
    const found = missing === null ? look(`/${[...place, name].join("/")}`, name) : "other";
    if (found === null || found === "other") {
      place.push(name);
      if (found === null) missing = place.length;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return resolve(path);
    if (isAbsolute(found.target)) place.length = 0;
    todo.push(...found.target.split("/").reverse());
  }
  return `/${place.join("/")}`;
}

/** What stands at a path whose parent has no links in it; null when nothing does. */
function look(path: string, name: string): { readonly target: string } | "other" | null {
  if (Buffer.byteLength(name) > LONGEST_NAME) return null;
  try {
    return lstatSync(path).isSymbolicLink() ? { target: readlinkSync(path) } : "other";
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
