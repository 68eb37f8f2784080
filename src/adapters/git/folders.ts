import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { isMissing } from "../../core/errors.ts";

/** Git's own folders for a work tree: its own, and the one that all work trees share. */
export interface GitFolders {
  readonly own: string;
  readonly common: string;
}

/**
 * Finds git's folders for `cwd` without running git, whose answer an environment variable or a hostile configuration
 * could change; null outside a repository. Paths are without symbolic links.
 */
export async function gitFolders(cwd: string): Promise<GitFolders | null> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const own = await gitDirAt(folder);
    if (own !== null) return { own, common: await commonDirOf(own) };
    if (dirname(folder) === folder) return null;
  }
}

async function gitDirAt(folder: string): Promise<string | null> {
  const path = join(folder, ".git");
  try {
    if ((await stat(path)).isDirectory()) return await realpath(path);
    const target = /^gitdir: (.+?)\r?\n?$/.exec(await readFile(path, "utf8"))?.[1];
    return target === undefined ? null : await realpath(resolve(folder, target));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function commonDirOf(own: string): Promise<string> {
  try {
    return await realpath(resolve(own, (await readFile(join(own, "commondir"), "utf8")).trim()));
  } catch (error) {
    if (isMissing(error)) return own;
    throw error;
  }
}
