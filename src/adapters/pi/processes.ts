import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { MARK_VARIABLE } from "../../core/agents/charter.ts";
import { familyOf, type ProcessEntry, readPs, readStat } from "../../core/agents/family.ts";
import { codeOf } from "../../core/errors.ts";

/** What a process has started, at one moment. */
export type Family = ReadonlyMap<number, ProcessEntry>;

/** Finds everything that belongs to the child `root`, by descent or by mark; `root` itself is not in it. */
export async function findFamily(root: number, mark: string): Promise<Family> {
  const processes = await listProcesses(mark);
  const members = new Set(familyOf(root, processes));
  return new Map(processes.filter(({ pid }) => members.has(pid)).map((process) => [process.pid, process]));
}

/** How long a killed process may take to disappear, in milliseconds. */
const VANISH_MS = 2000;

/**
 * Kills what is left of a child's family after the child has ended, and waits until it is gone: what carries its mark,
 * and what is still there of the family that was seen before. A number that another process has taken over in between
 * is left alone.
 */
export async function killRest(root: number, mark: string, seen: Family): Promise<void> {
  const deadline = performance.now() + VANISH_MS;
  for (;;) {
    const processes = await listProcesses(mark);
    const members = new Set(familyOf(root, processes));
    const rest = processes.filter(
      ({ pid, group }) => pid !== root && (members.has(pid) || seen.get(pid)?.group === group),
    );
    for (const { pid } of rest) kill(pid);
    if (rest.length === 0 || performance.now() > deadline) return;
    await delay(10);
  }
}

/** Sends SIGKILL; a process that has ended meanwhile is no failure. */
export function kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
}

async function listProcesses(mark: string): Promise<ProcessEntry[]> {
  if (process.platform !== "linux") {
    const { stdout } = await promisify(execFile)("ps", ["-axo", "pid=,ppid=,pgid="]);
    return readPs(stdout);
  }
  const needle = `${MARK_VARIABLE}=${mark}`;
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    names.map(async (name) => {
      const [stat, environment] = await Promise.all([
        readProc(`/proc/${name}/stat`),
        readProc(`/proc/${name}/environ`),
      ]);
      return readStat(stat, environment.split("\0").includes(needle));
    }),
  );
  return entries.filter((entry) => entry !== null);
}

/** A file of `/proc`; empty when the process has ended or is another user's. */
async function readProc(path: string): Promise<string> {
  try {
    return await readFile(path, "latin1");
  } catch (error) {
    if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(codeOf(error) ?? "")) return "";
    throw error;
  }
}
