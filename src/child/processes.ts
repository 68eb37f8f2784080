import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { MARK_VARIABLE } from "../core/agents/charter.ts";
import { familyOf, type ProcessEntry, readPs, readStat } from "../core/agents/family.ts";

/** Kills everything that this process has started, by descent or by mark, and leaves this process itself alone. */
export function killFamily(mark: string): void {
  for (const pid of familyOf(process.pid, listProcesses(mark))) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (!isGone(error)) throw error;
    }
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

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
