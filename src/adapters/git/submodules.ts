import { access } from "node:fs/promises";
import { join } from "node:path";
import { type Commands, firstFatal, GitFailure } from "./command.ts";

/**
 * The submodules of a tree in whose work trees files differ from the commit that they stand on, with a reason each:
 * a snapshot of the repository around them holds no more of them than that commit's id.
 */
export async function dirtySubmodules(commands: Commands, oid: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const path of await submodulesOf(commands, oid)) {
    const reason = await uncommittedIn(join(commands.cwd, path), commands);
    if (reason !== null) found.set(path, reason);
  }
  return found;
}

async function submodulesOf(commands: Commands, oid: string): Promise<string[]> {
  const entries = await commands.terse(["ls-tree", "-r", "-z", "--full-tree", oid]);
  return entries
    .split("\0")
    .filter((entry) => entry.startsWith("160000 "))
    .map((entry) => entry.slice(entry.indexOf("\t") + 1));
}

async function uncommittedIn(folder: string, commands: Commands): Promise<string | null> {
  // In a submodule that was never fetched git would look at the repository around it.
  if (!(await isThere(join(folder, ".git")))) return null;
  try {
    const status = ["status", "--porcelain", "-z", "--ignore-submodules=none"];
    return (await commands.at(folder).terse(status)) === "" ? null : "submodule with uncommitted changes";
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return `submodule that cannot be looked into: ${firstFatal(error.stderr)}`;
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
