import { lstatSync, readdirSync, readlinkSync, realpathSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { GuardCharter } from "../core/agents/charter.ts";
import type { Entry, World } from "../core/policy/world.ts";

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
    list: listFolder,
  };
}

/** As many symbolic links as Linux follows. */
const MOST_LINKS = 40;

/** The path without symbolic links; what does not exist is kept below its deepest existing parent. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") throw error;
  }
  // A link that leads nowhere yet is followed as well: writing through it would make its target.
  const todo = path.split("/").reverse();
  let place = "/";
  let links = 0;
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === "" || name === ".") continue;
    const next = name === ".." ? join(place, "..") : join(place, name);
    const target = name === ".." ? null : linkTarget(next);
    if (target === null) {
      place = next;
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw new Error(`too many symbolic links in ${path}`);
    if (isAbsolute(target)) place = "/";
    todo.push(...target.split("/").reverse());
  }
  return place;
}

function linkTarget(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : null;
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
    throw error;
  }
}

function listFolder(folder: string): readonly Entry[] | undefined {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      kind: entry.isSymbolicLink()
        ? "link"
        : entry.isDirectory()
          ? "folder"
          : entry.isFile()
            ? "file"
            : "other",
    }));
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(codeOf(error) ?? "")) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
