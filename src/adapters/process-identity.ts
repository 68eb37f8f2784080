import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { codeOf } from "../core/errors.ts";

/** Names one process for ever: a pid alone is given away again. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** When it started, in the system's own terms; null where the system does not tell. */
  readonly started: string | null;
}

/** Whether a process still runs. `unknown`: it is on another host, or the system does not tell. */
export type Liveness = "alive" | "dead" | "unknown";

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, host: hostname(), started: await startOf(process.pid) };
}

export async function livenessOf(identity: ProcessIdentity): Promise<Liveness> {
  if (identity.host !== hostname()) return "unknown";
  if (!exists(identity.pid)) return "dead";
  const started = await startOf(identity.pid);
  // It can have ended between the two looks.
  if (started === null) return exists(identity.pid) ? "unknown" : "dead";
  if (identity.started === null) return "unknown";
  return started === identity.started ? "alive" : "dead";
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
    if (codeOf(error) === "EPERM") return true;
    throw error;
  }
}

async function startOf(pid: number): Promise<string | null> {
  if (process.platform === "linux") return linuxStart(pid);
  if (process.platform === "win32") return null;
  return psStart(pid);
}

/** proc_pid_stat(5): field 3 is the state, field 22 the start in clock ticks since boot; field 2 may hold blanks and parentheses. */
async function linuxStart(pid: number): Promise<string | null> {
  let stat: string;
  try {
    stat = await readFile(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH") return null;
    throw error;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const zombie = fields[0] === "Z" || fields[0] === "X";
  return zombie ? "ended" : `${boot}:${fields[19]}`;
}

async function psStart(pid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)], {
      env: { PATH: process.env["PATH"], LC_ALL: "C" },
    });
    return stdout.trim() === "" ? null : stdout.trim();
  } catch (error) {
    // ps exits 1 when there is no such process.
    if (error instanceof Error && "code" in error && error.code === 1) return null;
    throw error;
  }
}
