import { randomBytes } from "node:crypto";
import { lstat, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Effective, mergeConfig } from "../core/config/merge.ts";
import { type ConfigFile, parseConfig } from "../core/config/parse.ts";
import { type Pick, withPick } from "../core/config/pick.ts";
import { codeOf, isMissing, OperatorError } from "../core/errors.ts";
import type { Read } from "../ports.ts";

/** The project's file, from the root of the work tree. */
export const PROJECT_CONFIG = ".pi/ensemble.json";

/** Bytes; a larger file is no configuration. */
const LARGEST = 1024 * 1024;

/** Milliseconds after which the lock of a process that died counts as abandoned; a live one renews it each second. */
const ABANDONED_MS = 3000;

/** Pi's agent folder, found as Pi finds it. */
export function agentDir(env: Readonly<Record<string, string | undefined>>): string {
  const dir = env["PI_CODING_AGENT_DIR"];
  if (dir === undefined || dir === "") return join(homedir(), ".pi", "agent");
  if (dir === "~") return homedir();
  if (dir.startsWith("~/")) return join(homedir(), dir.slice(2));
  return dir.startsWith("file://") ? fileURLToPath(dir) : resolve(dir);
}

/**
 * Reads and joins the user's and the project's configuration. `readProject` reads a path of the project: from the
 * base commit where the head is not trusted. Throws an OperatorError when a file is there but not valid.
 */
export async function loadConfig(options: {
  readonly agentDir: string;
  readonly readProject: (path: string) => Promise<Read<Uint8Array>>;
}): Promise<Effective> {
  const userFile = join(options.agentDir, "ensemble.json");
  const user = parsed(await readBytes(userFile), userFile, "user");
  const project = parsed(await options.readProject(PROJECT_CONFIG), PROJECT_CONFIG, "project");
  return mergeConfig(user, project);
}

/** Reads the project's files as they stand in a work tree whose head is trusted. */
export function readInWorkTree(root: string): (path: string) => Promise<Read<Uint8Array>> {
  return (path) => readBytes(join(root, path));
}

/**
 * Writes one pick into the user's file, or clears it when `model` is null, and returns the file's path. Readers see
 * the old file or the new one, never a part; processes that save at the same time wait for each other.
 */
export async function savePick(dir: string, pick: Pick, model: string | null): Promise<string> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const file = await target(join(dir, "ensemble.json"));
  let lost: Error | null = null;
  const release = await locked(file, (error) => {
    lost = error;
  });
  try {
    const before = await readText(file);
    if (before !== null) parseConfig(before, file, "user");
    const text = withPick(before, pick, model);
    parseConfig(text, file, "user");
    await replace(file, text, async () => {
      // A process that was stopped for long can have lost the lock to another one.
      if (lost !== null || (await readText(file)) !== before) {
        throw new OperatorError(
          "unavailable",
          `${file} was changed by another process`,
          "Save the pick again.",
        );
      }
    });
  } finally {
    if (lost === null) await release();
  }
  return file;
}

async function locked(file: string, onLost: (error: Error) => void): Promise<() => Promise<void>> {
  // It listens to signals from the moment it is loaded: only who saves has to have it.
  const { lock } = await import("proper-lockfile");
  try {
    return await lock(file, {
      realpath: false,
      stale: ABANDONED_MS,
      retries: { retries: 300, factor: 1, minTimeout: 20, maxTimeout: 60, randomize: true },
      onCompromised: onLost,
    });
  } catch (error) {
    if (codeOf(error) !== "ELOCKED") throw error;
    throw new OperatorError("unavailable", `${file} is locked by another process`, "Try again.", {
      cause: error,
    });
  }
}

function parsed(read: Read<Uint8Array>, file: string, level: "user" | "project"): ConfigFile | null {
  if (read.status === "empty") return null;
  if (read.status === "unreadable") {
    throw new OperatorError(
      "invalid-configuration",
      `${file}: ${read.reason}`,
      "Make the file readable, or remove it.",
    );
  }
  return parseConfig(decoded(read.value, file), file, level);
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new OperatorError("invalid-configuration", `${file}: it is not UTF-8`, "Save it as UTF-8.", {
      cause: error,
    });
  }
}

async function readText(file: string): Promise<string | null> {
  const read = await readBytes(file);
  if (read.status === "ok") return decoded(read.value, file);
  if (read.status === "empty") return null;
  throw new OperatorError("invalid-configuration", `${file}: ${read.reason}`, "Make the file readable.");
}

/** A linked file is replaced where it really is, so that the link stays. */
async function target(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  if (await isThere(file)) {
    throw new OperatorError(
      "invalid-configuration",
      `${file} is a link to nowhere`,
      "Remove it, or make its target.",
    );
  }
  return join(await realpath(dirname(file)), basename(file));
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

/** Writes beside the file, brings it to the disk, and renames; `check` runs last and may throw. */
async function replace(file: string, text: string, check: () => Promise<void>): Promise<void> {
  const folder = dirname(file);
  const prefix = `.${basename(file)}.`;
  for (const name of await readdir(folder)) {
    // Left over from a process that was killed; only the owner of the lock writes here.
    if (name.startsWith(prefix) && name.endsWith(".tmp")) await rm(join(folder, name), { force: true });
  }
  const temporary = join(folder, `${prefix}${randomBytes(6).toString("hex")}.tmp`);
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.chmod(await modeOf(file));
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await check();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folder as a file.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function modeOf(file: string): Promise<number> {
  return (await isThere(file)) ? (await lstat(file)).mode & 0o777 : 0o600;
}

async function readBytes(path: string): Promise<Read<Uint8Array>> {
  try {
    // What is no file may never come to its end.
    const found = await stat(path);
    if (!found.isFile()) return { status: "unreadable", reason: "it is not a regular file" };
    if (found.size > LARGEST) return { status: "unreadable", reason: "it is larger than 1 MiB" };
    return { status: "ok", value: await readFile(path) };
  } catch (error) {
    if (isMissing(error)) return { status: "empty" };
    return { status: "unreadable", reason: error instanceof Error ? error.message : String(error) };
  }
}
