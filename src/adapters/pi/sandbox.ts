import { access, constants, mkdir, stat, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import type { GuardCharter } from "../../core/agents/charter.ts";
import { codeOf, isMissing } from "../../core/errors.ts";
import {
  PUSH_NEEDS,
  SECRET_HOME_FILES,
  SECRET_HOME_FOLDERS,
  SERVICE_FOLDERS,
  SERVICE_SOCKETS,
  sandboxArguments,
  shellProgram,
} from "../../core/policy/sandbox.ts";

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
  /** For people: why it is, or is not. */
  readonly reason: string;
}

export const NO_SANDBOX: Sandbox = {
  mode: "off",
  bwrap: null,
  commands: false,
  network: true,
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
  return { mode, bwrap: found.bwrap, commands: found.nested, network, reason: `${found.reason}${open}` };
}

interface Probe {
  readonly bwrap: string | null;
  readonly nested: boolean;
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
  const none = (reason: string): Probe => ({ bwrap: null, nested: false, reason });
  if (process.platform !== "linux") return none("bubblewrap is for Linux only");
  const bwrap = await onPath("bwrap", path);
  if (bwrap === null) return none("bubblewrap (bwrap) is not installed");
  const outer = (command: readonly string[]) =>
    sandboxArguments(
      {
        ...{ bwrap, cwd: "/", serviceFolders: [], serviceSockets: [], writable: [], readOnly: [] },
        ...{ hiddenFolders: [], hiddenFiles: [], nested: true },
      },
      command,
    );
  const alone = await runs(outer(["/bin/sh", "-c", "exit 0"]));
  if (alone !== null) return none(`bubblewrap does not work here: ${alone}`);
  const inner = [bwrap, "--dev-bind", "/", "/", "--proc", "/proc", "--unshare-pid", "--unshare-net"];
  const command = ["--die-with-parent", "--cap-drop", "ALL", "--", "/bin/sh", "-c", "exit 0"];
  const both = await runs(outer([...inner, ...command]));
  return {
    bwrap,
    nested: both === null,
    reason: both === null ? "bubblewrap works" : `bubblewrap works, but not inside itself: ${both}`,
  };
}

/** Null when the command succeeds, or what went wrong. */
async function runs([file = "", ...args]: readonly string[]): Promise<string | null> {
  const result = await execa(file, args, { reject: false, timeout: 5000, stdin: "ignore" });
  if (!result.failed) return null;
  return (result.stderr.trim() || result.shortMessage || "it failed").slice(0, 200);
}

/** How one child is run in the sandbox. */
export interface ChildSandbox {
  /** The whole command line for one that would run without it. */
  wrap(file: string, args: readonly string[]): readonly [file: string, args: readonly string[]];
  /** The program that stands for bash; undefined where commands get no namespace of their own. */
  readonly shell: string | undefined;
}

/** Lays out the sandbox of one child; `program` is where the program that stands for bash is written. */
export async function layOut(
  sandbox: Sandbox & { readonly bwrap: string },
  child: {
    readonly guard: Pick<GuardCharter, "workspace" | "home" | "temporary">;
    readonly writes: boolean;
    readonly push: boolean;
    readonly agentDir: string;
    /** Where Pi keeps the compiled form of extensions. */
    readonly compiled: string;
    readonly program: string;
  },
): Promise<ChildSandbox> {
  const { guard, agentDir, compiled, program } = child;
  const { bwrap } = sandbox;
  const unneeded = (names: readonly string[]) =>
    names.filter((name) => !(child.push && PUSH_NEEDS.includes(name)));
  const hidden = (names: readonly string[]) => unneeded(names).map((name) => join(guard.home, name));
  for (const folder of [agentDir, compiled]) await mkdir(folder, { recursive: true, mode: 0o700 });
  const [hiddenFolders, hiddenFiles, readOnly, keptTools, services, sockets] = await Promise.all([
    existing(hidden(SECRET_HOME_FOLDERS), "folder"),
    existing(hidden(SECRET_HOME_FILES), "file"),
    existing(child.writes ? [join(guard.workspace, ".git")] : [], "any"),
    existing([join(agentDir, "bin")], "folder"),
    existing(unneeded(SERVICE_FOLDERS), "folder"),
    existing(SERVICE_SOCKETS, "file"),
  ]);
  const plan = {
    bwrap,
    cwd: guard.workspace,
    serviceFolders: services,
    serviceSockets: sockets,
    // Code that children load may be written only where commands can be kept from writing it.
    writable: [
      agentDir,
      guard.temporary,
      ...(sandbox.commands ? [compiled] : []),
      ...(child.writes ? [guard.workspace] : []),
    ],
    readOnly,
    hiddenFolders,
    hiddenFiles,
    nested: sandbox.commands,
  };
  if (sandbox.commands) {
    const bash = "/bin/bash";
    const shell = {
      bwrap,
      bash,
      hiddenFolders: [agentDir],
      readOnly: [compiled, ...keptTools],
      network: sandbox.network,
    };
    await writeFile(program, shellProgram(shell), { mode: 0o700 });
  }
  return {
    wrap(file, args) {
      const [first = file, ...rest] = sandboxArguments(plan, [file, ...args]);
      return [first, rest];
    },
    shell: sandbox.commands ? program : undefined,
  };
}

async function existing(paths: readonly string[], kind: "file" | "folder" | "any"): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      try {
        const entry = await stat(path);
        return kind === "any" || entry.isDirectory() === (kind === "folder") ? [path] : [];
      } catch (error) {
        if (isMissing(error) || codeOf(error) === "EACCES") return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

async function onPath(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter)) {
    if (!folder.startsWith("/")) continue;
    const file = join(folder, name);
    const there = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return file;
  }
  return null;
}
