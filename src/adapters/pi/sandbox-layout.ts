import { mkdir, readdir, realpath, stat, writeFile } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { GuardCharter } from "../../core/agents/charter.ts";
import { codeOf, isMissing } from "../../core/errors.ts";
import { isInside } from "../../core/policy/paths/glob.ts";
import {
  AGENT_FILES,
  AGENT_FOLDERS,
  AGENT_STATE,
  CERTIFICATE_VARIABLES,
  PUSH_NEEDS,
  SECRETS,
  SERVICE_VARIABLES,
  SOCKET_FOLDER_VARIABLES,
  SOCKET_FOLDERS,
  SSH_AGENT_VARIABLES,
  sandboxArguments,
  shellProgram,
} from "../../core/policy/sandbox.ts";
import { packageRoot } from "../package.ts";
import type { Sandbox } from "./sandbox.ts";

/** What the sandbox of one child is made for. Paths are without symbolic links. */
export interface SandboxedChild {
  readonly guard: Pick<GuardCharter, "workspace" | "home" | "temporary" | "gitDirs">;
  readonly writes: boolean;
  readonly push: boolean;
  readonly agentDir: string;
  /** Where Pi keeps the compiled form of extensions. */
  readonly compiled: string;
  /** Holds the role's prompt and other files that Pi is given. */
  readonly runDir: string;
  /** Where the program that stands for bash is written. */
  readonly program: string;
  /** The environment of the child's own process. */
  readonly env: Readonly<Record<string, string>>;
}

/** How one child is run in the sandbox. */
export interface ChildSandbox {
  /** The whole command line for one that would run without it. */
  wrap(file: string, args: readonly string[]): readonly [file: string, args: readonly string[]];
  /** The program that stands for bash; undefined where commands get no namespace of their own. */
  readonly shell: string | undefined;
}

/** Lays out the sandbox of one child. `command` is how Pi is started: the program and its own files. */
export async function layOut(
  sandbox: Sandbox & { readonly bwrap: string },
  child: SandboxedChild,
  command: readonly string[],
): Promise<ChildSandbox> {
  const { bwrap, kernel, network } = sandbox;
  const { agentDir, compiled, env, guard, program, push, writes } = child;
  for (const folder of [agentDir, compiled]) await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = sandbox.commands ? [] : await keptOfAgentFolder(agentDir);
  const needed = [guard.workspace, guard.temporary, agentDir, compiled, child.runDir, ...guard.gitDirs];
  const secrets = SECRETS.filter((name) => !(push && PUSH_NEEDS.includes(name)));
  const [sockets, git, tools, programs, files, hidden, agent] = await Promise.all([
    socketFolders(env, guard.home),
    existing(writes ? [join(guard.workspace, ".git")] : []),
    existing([join(agentDir, "bin")]),
    existing([...command, packageRoot, ...(env["PATH"] ?? "").split(delimiter)].filter(isAbsolute)),
    existing(
      ["/etc/resolv.conf", ...CERTIFICATE_VARIABLES.map((name) => env[name] ?? "")].filter(isAbsolute),
    ),
    existing(secrets.map((name) => join(guard.home, name))),
    existing([env["SSH_AUTH_SOCK"] ?? ""].filter(isAbsolute)),
  ]);
  const folders = of(hidden, "folder");
  const holdsNeeded = (folder: string) => needed.some((path) => isInside(path, folder));
  const emptied = sorted([...sockets, ...folders.filter(holdsNeeded)]);
  const below = (path: string) => emptied.some((folder) => isInside(path, folder) && path !== folder);
  const agentSocket = of(agent, "socket");
  const plan = {
    ...{ bwrap, cwd: guard.workspace, emptied },
    shown: sorted([
      ...[...needed, guard.home, ...files.map(({ real }) => real)].filter(below),
      ...programs.flatMap(({ path, real }) => [path, real].flatMap((one) => entryOf(one, emptied))),
    ]),
    // Code that children load may be written only where commands can be kept from writing it.
    writable: [
      agentDir,
      guard.temporary,
      ...(sandbox.commands ? [compiled] : []),
      ...(writes ? [guard.workspace] : []),
    ],
    readOnly: [...git.map(({ path }) => path), ...kept],
    hiddenFolders: folders.filter((folder) => !holdsNeeded(folder)),
    hiddenFiles: [...of(hidden, "file"), ...of(hidden, "socket"), ...(push ? [] : agentSocket)],
    sockets: push ? agentSocket : [],
    variables: [...SERVICE_VARIABLES, ...(push ? [] : SSH_AGENT_VARIABLES)],
    kernel,
    nested: sandbox.commands,
  };
  if (sandbox.commands) {
    const readOnly = [compiled, ...of(tools, "folder")];
    const text = shellProgram({ bwrap, hiddenFolders: [agentDir], readOnly, network, kernel }, "/bin/bash");
    await writeFile(program, text, { mode: 0o700 });
  }
  return {
    wrap(file, args) {
      const [first = file, ...rest] = sandboxArguments(plan, [file, ...args]);
      return [first, rest];
    },
    shell: sandbox.commands ? program : undefined,
  };
}

/**
 * What a child must not change of Pi's agent folder, where its commands share its view: they would run in the user's
 * next session. What is missing is made, since what is not there cannot be held.
 */
async function keptOfAgentFolder(agentDir: string): Promise<string[]> {
  await Promise.all([
    ...AGENT_FOLDERS.map((name) => mkdir(join(agentDir, name), { recursive: true, mode: 0o700 })),
    ...Object.entries(AGENT_FILES).map(([name, nothing]) => writeNew(join(agentDir, name), nothing)),
  ]);
  const names = (await readdir(agentDir)).filter(
    (name) => !AGENT_STATE.includes(name) && !name.endsWith(".lock"),
  );
  const found = await existing(names.map((name) => join(agentDir, name)));
  return [...of(found, "file"), ...of(found, "folder")];
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
}

/** The folders that hold sockets, of which those that variables name must not hold the home too. */
async function socketFolders(env: Readonly<Record<string, string>>, home: string): Promise<string[]> {
  const named = SOCKET_FOLDER_VARIABLES.map((name) => env[name] ?? "").filter(isAbsolute);
  const [everybodys, own] = await Promise.all([existing(SOCKET_FOLDERS), existing(named)]);
  return [...of(everybodys, "folder"), ...of(own, "folder").filter((folder) => !isInside(home, folder))];
}

/** What stands in the innermost emptied folder and holds `path`; nothing when it lies elsewhere. */
function entryOf(path: string, emptied: readonly string[]): string[] {
  const folder = emptied.findLast((folder) => isInside(path, folder));
  if (folder === undefined || folder === path) return [];
  const [name = ""] = path.slice(folder.length + 1).split("/");
  return [join(folder, name)];
}

/** Without doubles, and what holds others before them. */
function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort();
}

interface Entry {
  readonly path: string;
  /** The path without symbolic links: a mount on a link reaches nothing. */
  readonly real: string;
  readonly kind: "file" | "folder" | "socket" | "other";
}

async function existing(paths: readonly string[]): Promise<Entry[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      try {
        const real = await realpath(path);
        const entry = await stat(real);
        return [{ path, real, kind: kindOf(entry) }];
      } catch (error) {
        if (isMissing(error) || ["EACCES", "ELOOP"].includes(codeOf(error) ?? "")) return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

function kindOf(entry: Awaited<ReturnType<typeof stat>>): Entry["kind"] {
  if (entry.isDirectory()) return "folder";
  if (entry.isFile()) return "file";
  return entry.isSocket() ? "socket" : "other";
}

function of(entries: readonly Entry[], kind: Entry["kind"]): string[] {
  return entries.filter((entry) => entry.kind === kind).map(({ real }) => real);
}
