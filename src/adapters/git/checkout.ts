import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, OperatorError } from "../../core/errors.ts";
import type { Checkout, Removal } from "../../ports.ts";
import { makeFolder } from "../folder.ts";
import { livenessOf, ownIdentity, type ProcessIdentity } from "../process-identity.ts";
import { type Commands, firstFatal, GitFailure } from "./command.ts";
import { snapshot } from "./snapshot.ts";

/**
 * Makes a detached work tree of `commit` below `cacheDir`, and runs no hook. Throws an OperatorError when it cannot
 * be made.
 */
export async function checkout(
  commands: Commands,
  commonDir: string,
  commit: string,
  cacheDir: string,
): Promise<Checkout> {
  const folder = homeIn(cacheDir);
  await makeFolder(folder, "Set XDG_CACHE_HOME to a folder that can be written to.");
  const home = await realpath(folder);

  const path = join(home, `${process.pid}-${randomBytes(6).toString("hex")}`);
  const lease: Lease = { commonDir, commit, holder: await ownIdentity(), tree: null };
  await writeLease(path, lease);
  try {
    await commands.terse(["worktree", "add", "--detach", "--quiet", path, commit]);
    const held: Lease = { ...lease, tree: await snapshotOf(commands.at(path)) };
    await writeLease(path, held);
    return { path, remove: () => removeUnchanged(commands, path, held) };
  } catch (error) {
    await removeUnchanged(commands, path, lease);
    if (!(error instanceof GitFailure)) throw error;
    throw new OperatorError(
      "unavailable",
      `${commit.slice(0, 12)} cannot be checked out to ${path}: ${firstFatal(error.stderr)}`,
      "Make room there, or mend what git names.",
      { cause: error },
    );
  }
}

/** Clears away the work trees that processes which have died left behind unchanged. */
export async function removeAbandoned(
  commands: Commands,
  commonDir: string,
  cacheDir: string,
): Promise<void> {
  const home = await existing(homeIn(cacheDir));
  if (home === null) return;
  for (const name of await readdir(home)) {
    if (!name.endsWith(LEASE)) continue;
    const path = join(home, name.slice(0, -LEASE.length));
    const lease = await readLease(path);
    if (lease?.commonDir !== commonDir || (await livenessOf(lease.holder)) !== "dead") continue;
    await removeUnchanged(commands, path, lease);
  }
}

function homeIn(cacheDir: string): string {
  return join(cacheDir, "pi-ensemble", "worktrees");
}

/** Null where there is no such folder, or none that this user can write to, and so nothing of his to remove. */
async function existing(folder: string): Promise<string | null> {
  return access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => realpath(folder),
    () => null,
  );
}

/** Stands beside a checkout while it exists: whose it is, and what it looked like when it was handed out. */
interface Lease {
  readonly commonDir: string;
  readonly commit: string;
  readonly holder: ProcessIdentity;
  /**
   * The tree that its files make; where attributes convert line ends it is not always the commit's. Null until
   * the checkout is whole, and so before anybody was told of it.
   */
  readonly tree: string | null;
}

const LEASE = ".lease.json";

async function writeLease(path: string, lease: Lease): Promise<void> {
  await writeFile(path + LEASE, JSON.stringify(lease), { mode: 0o600 });
}

/** Null for one that was removed meanwhile, or that is just being written. */
async function readLease(path: string): Promise<Lease | null> {
  try {
    return JSON.parse(await readFile(path + LEASE, "utf8")) as Lease;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

async function removeUnchanged(commands: Commands, path: string, lease: Lease): Promise<Removal> {
  try {
    const reason = await changeIn(commands.at(path), lease);
    if (reason !== null) return { status: "kept", path, reason };
    await commands.terse(["worktree", "remove", "--force", path]);
  } catch (error) {
    if (!(error instanceof GitFailure || error instanceof OperatorError)) throw error;
    if (await exists(path)) return { status: "kept", path, reason: firstFatal(error.message) };
  }
  await rm(path + LEASE, { force: true });
  return { status: "removed" };
}

/** What somebody did in a checkout that would be lost with it; null when nothing was done. */
async function changeIn(tree: Commands, lease: Lease): Promise<string | null> {
  if (lease.tree === null || !(await exists(tree.cwd))) return null;
  if ((await tree.text(["rev-parse", "HEAD"])) !== lease.commit) return "it is on another commit";
  if ((await tree.terse(["diff-index", "--cached", "--name-only", "-z", lease.commit])) !== "") {
    return "something is staged in it";
  }
  return (await snapshotOf(tree)) === lease.tree ? null : "files were changed in it";
}

async function snapshotOf(tree: Commands): Promise<string> {
  return snapshot(tree, await tree.text(["rev-parse", "--absolute-git-dir"]));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
