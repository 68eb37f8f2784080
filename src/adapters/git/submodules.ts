import { access } from "node:fs/promises";
import { join } from "node:path";
import { type Commands, firstFatal, GitFailure, MAX_BYTES } from "./command.ts";

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
  const inside = commands.at(folder);
  try {
    // Git would look into those below with their own configuration.
    const args = ["status", "--porcelain", "-z", "--ignore-submodules=dirty"];
    const status = await inside.bytes(args, { maxBytes: MAX_BYTES, env: await withoutOwnFilters(inside) });
    if (status.status === "unreadable") return `submodule that cannot be looked into: ${status.reason}`;
    const clean = status.status === "empty" && (await dirtySubmodules(inside, "HEAD")).size === 0;
    return clean ? null : "submodule with uncommitted changes";
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    return `submodule that cannot be looked into: ${firstFatal(error.stderr)}`;
  }
}

/**
 * Switches off the filters that a submodule's own configuration defines: who can write in the work tree can write that
 * configuration, and a filter is a program.
 */
async function withoutOwnFilters(commands: Commands): Promise<Record<string, string>> {
  const args = ["config", "--show-scope", "--includes", "--name-only", "-z", "--get-regexp", "^filter\\."];
  const said = await commands.bytes(args, { maxBytes: MAX_BYTES, acceptable: [1] });
  if (said.status === "unreadable") throw new GitFailure(-1, said.reason);
  const words = said.status === "empty" ? [] : Buffer.from(said.value).toString("utf8").split("\0");
  const names = words.filter((_, at) => at % 2 === 1 && /^(local|worktree)$/.test(words[at - 1] ?? ""));
  const variables = names.flatMap((name, at) => [
    [`GIT_CONFIG_KEY_${at}`, name],
    [`GIT_CONFIG_VALUE_${at}`, name.endsWith(".required") ? "false" : ""],
  ]);
  return { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(names.length) };
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
