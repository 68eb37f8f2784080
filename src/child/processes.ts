import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { MARK_VARIABLE } from "../core/agents/charter.ts";
import { familyOf, type ProcessEntry, readPs, readStat } from "../core/agents/family.ts";
import { codeOf } from "../core/errors.ts";

/** How many times in a row nothing must be found: a process that is about to run another program shows no mark. */
const CLEAN_LOOKS = 2;

/**
 * Kills everything that this process has started, by descent or by mark, until nothing is left of it or two seconds
 * have passed, and leaves this process itself alone. Nothing else happens in this process meanwhile.
 */
export function killFamily(mark: string): void {
  const deadline = performance.now() + 2000;
  for (let clean = 0; clean < CLEAN_LOOKS && performance.now() < deadline; ) {
    const family = familyOf(process.pid, listProcesses(mark)).filter((pid) => pid !== process.pid);
    clean = family.length === 0 ? clean + 1 : 0;
    for (const pid of family) kill(pid);
    Atomics.wait(PAUSE, 0, 0, 10);
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function listProcesses(mark: string): ProcessEntry[] {
  if (process.platform !== "linux") {
    return readPs(execFileSync("ps", ["-axo", "pid=,ppid=,pgid="], { encoding: "utf8" }));
  }
  const needle = `${MARK_VARIABLE}=${mark}`;
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      return readStat(stat, readEnvironment(name).includes(needle)) ?? [];
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  });
}

function readEnvironment(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch (error) {
    // Another user's process is not ours to end.
    if (isGone(error) || codeOf(error) === "EACCES" || codeOf(error) === "EPERM") return [];
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return ["ESRCH", "ENOENT"].includes(codeOf(error) ?? "");
}
