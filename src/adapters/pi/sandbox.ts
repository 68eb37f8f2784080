import { access, constants, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { isInside } from "../../core/policy/paths/glob.ts";
import { sandboxArguments, shellArguments } from "../../core/policy/sandbox.ts";

export type SandboxMode = "off" | "auto" | "bwrap";

/** What this machine can do, and what was asked for. */
export interface Sandbox {
  readonly mode: SandboxMode;
  /** The program; null when children run without a sandbox. */
  readonly bwrap: string | null;
  /** Whether commands get a namespace of their own inside that of their child. */
  readonly commands: boolean;
  /** Whether commands reach the network. */
  readonly network: boolean;
  /** Whether the kernel's settings must be kept from being written. */
  readonly kernel: boolean;
  /** For people: why it is, or is not. */
  readonly reason: string;
}

export const NO_SANDBOX: Sandbox = {
  mode: "off",
  bwrap: null,
  commands: false,
  network: true,
  kernel: false,
  reason: "switched off by the configuration",
};

/** Tries what was asked for. It is tried once in a process: a machine does not change its kernel in between. */
export async function openSandbox(
  asked: { readonly mode: SandboxMode; readonly network: boolean },
  env: Readonly<Record<string, string | undefined>>,
): Promise<Sandbox> {
  const { mode } = asked;
  if (mode === "off") return NO_SANDBOX;
  const found = await probe(env["PATH"] ?? "");
  if (found.bwrap === null) return { ...NO_SANDBOX, mode, reason: found.reason };
  const network = asked.network || !found.nested;
  const open = asked.network || found.nested ? "" : "; the network of commands could not be closed";
  const { bwrap, nested, kernel, reason } = found;
  return { mode, bwrap, commands: nested, network, kernel, reason: `${reason}${open}` };
}

interface Probe {
  readonly bwrap: string | null;
  readonly nested: boolean;
  readonly kernel: boolean;
  readonly reason: string;
}

const probes = new Map<string, Promise<Probe>>();

function probe(path: string): Promise<Probe> {
  const known = probes.get(path);
  if (known !== undefined) return known;
  const fresh = tryOut(path);
  probes.set(path, fresh);
  return fresh;
}

async function tryOut(path: string): Promise<Probe> {
  const none = (reason: string): Probe => ({ bwrap: null, nested: false, kernel: false, reason });
  if (process.platform !== "linux") return none("bubblewrap is for Linux only");
  const bwrap = await systemProgram("bwrap", path);
  if (bwrap === null) return none("bubblewrap (bwrap) is not installed where the system keeps its programs");
  const kernel = await kernelIsWritable();
  const outer = (command: readonly string[]) =>
    sandboxArguments(
      {
        ...{ bwrap, cwd: "/", emptied: [], shown: [], writable: [], readOnly: [], hiddenFolders: [] },
        ...{ hiddenFiles: [], sockets: [], variables: [], kernel, nested: true },
      },
      command,
    );
  const alone = await runs(outer(NOTHING));
  if (alone !== null) return none(`bubblewrap does not work here: ${alone}`);
  const inner = shellArguments({ bwrap, hiddenFolders: [], readOnly: [], network: false, kernel }, NOTHING);
  const both = await runs(outer(inner));
  return {
    bwrap,
    nested: both === null,
    kernel,
    reason: both === null ? "bubblewrap works" : `bubblewrap works, but not inside itself: ${both}`,
  };
}

function kernelIsWritable(): Promise<boolean> {
  return access("/proc/sys/kernel/core_pattern", constants.W_OK).then(
    () => true,
    () => false,
  );
}

const NOTHING = ["/bin/sh", "-c", "exit 0"];

/** Null when the command succeeds, or what went wrong. */
async function runs([file = "", ...args]: readonly string[]): Promise<string | null> {
  const result = await execa(file, args, { reject: false, timeout: 5000, stdin: "ignore" });
  if (!result.failed) return null;
  return (result.stderr.trim() || result.shortMessage || "it failed").slice(0, 200);
}

/** The program of this name on the PATH that nobody but the machine's administrator can have put there. */
async function systemProgram(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    if (!folder.startsWith("/")) continue;
    const file = await executable(join(folder, name));
    if (file !== null && isOfTheSystem(file)) return file;
  }
  return null;
}

const SYSTEM_FOLDERS = ["/usr/bin", "/bin", "/usr/local/bin"];

/** Where Nix and Guix keep what every profile links to. */
const STORES = ["/nix/store", "/gnu/store"];

function isOfTheSystem(file: string): boolean {
  return SYSTEM_FOLDERS.includes(dirname(file)) || STORES.some((store) => isInside(file, store));
}

/** Where the program really lies; null when it is not there, or not for us. */
async function executable(path: string): Promise<string | null> {
  try {
    await access(path, constants.X_OK);
    return await realpath(path);
  } catch {
    // The next folder may have one.
    return null;
  }
}
