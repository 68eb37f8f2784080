import { realpath, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { GuardCharter, PermissionSource } from "../../core/agents/charter.ts";
import { codeOf } from "../../core/errors.ts";
import { isInside } from "../../core/policy/paths/glob.ts";
import { searchConfiguration } from "../../core/policy/paths/search.ts";
import { policyFrom } from "../../core/policy/sources.ts";
import type { AgentSpec, Approvals } from "../../ports.ts";
import { agentDir } from "../config.ts";
import { gitFolders } from "../git/folders.ts";
import type { Sandbox } from "./sandbox.ts";
import { layOut } from "./sandbox-layout.ts";
import type { TemporaryFolders } from "./temporary.ts";

/** What the children of one run are held to, besides what their roles say. */
export interface GuardOptions {
  /** What the configuration says of a role, from the weakest to the strongest word. */
  readonly layersOf: (role: string) => readonly PermissionSource[];
  /** Variables that commands see besides the safe ones. */
  readonly environment: readonly string[];
  /** Folders that hold what the guard depends on. */
  readonly guarded: readonly string[];
  /** Who is asked; null when there is nobody. */
  readonly approvals: Approvals | null;
  readonly sandbox: Sandbox;
}

/** What one child is held to. */
export interface ChildGuard {
  readonly charter: GuardCharter;
  /** Variables of the child's own process. */
  readonly env: Readonly<Record<string, string>>;
  /** The whole command line for a child that would run without a sandbox. */
  wrap(file: string, args: readonly string[]): readonly [file: string, args: readonly string[]];
  /** Removes its temporary folder. */
  dispose(): Promise<void>;
}

/** Makes the child's temporary folder, gathers what its guard must know, and lays out its sandbox in `runDir`. */
export async function prepareGuard(
  { id, role, cwd }: AgentSpec,
  options: GuardOptions,
  where: {
    readonly env: Readonly<Record<string, string>>;
    readonly runDir: string;
    readonly folders: TemporaryFolders;
    /** How Pi is started: the program and its own files. */
    readonly command: readonly string[];
  },
): Promise<ChildGuard> {
  const { env, runDir, folders, command } = where;
  const workspace = await realpath(cwd);
  const [git, home, guarded, temporary] = await Promise.all([
    gitFolders(workspace),
    realPath(env["HOME"] ?? homedir()),
    Promise.all([...options.guarded, runDir].map(realPath)),
    folders.make(),
  ]);
  const ignoresCase = process.platform === "darwin" || process.platform === "win32";
  const layers: PermissionSource[] = [
    { layer: "role", origin: `role ${role.name}`, permissions: role.permissions ?? {} },
    ...options.layersOf(role.name),
  ];
  const { sandbox } = options;
  const policy = policyFrom(role.name, layers);
  const gitDirs = git === null ? [] : [...new Set([git.own, git.common])];
  const search = join(runDir, `search-${id}`);
  if (policy.ok) await writeFile(search, searchConfiguration(policy.policy), { mode: 0o600 });
  const laidOut =
    sandbox.bwrap === null
      ? null
      : await layOut(
          { ...sandbox, bwrap: sandbox.bwrap },
          {
            guard: { workspace, home, temporary, gitDirs },
            writes: policy.ok && policy.policy.write === "workspace",
            push: policy.ok && policy.policy.push,
            agentDir: await realPath(agentDir(env)),
            compiled: join(await realPath(env["TMPDIR"] ?? tmpdir()), "jiti"),
            runDir: await realPath(runDir),
            program: join(runDir, `shell-${id}`),
            env,
          },
          command,
        );
  return {
    charter: {
      layers,
      environment: [...options.environment],
      asks: options.approvals !== null,
      workspace,
      home,
      temporary,
      gitDirs,
      // Whoever works on the very folder that something runs from may write in it.
      guarded: guarded.filter((folder) => !isInside(workspace, folder, ignoresCase)),
      ignoresCase,
      sandboxed: laidOut !== null,
      ...(laidOut?.shell === undefined ? {} : { shell: laidOut.shell }),
    },
    env: { RIPGREP_CONFIG_PATH: search },
    wrap: (file, args) => (laidOut === null ? [file, args] : laidOut.wrap(file, args)),
    dispose: () => rm(temporary, { recursive: true, force: true }),
  };
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return path;
    throw error;
  }
}
