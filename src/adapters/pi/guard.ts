import { mkdtemp, realpath, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { GuardCharter, PermissionSource } from "../../core/agents/charter.ts";
import { isInside } from "../../core/policy/glob.ts";
import type { AgentSpec, Approvals } from "../../ports.ts";
import { gitFolders } from "../git/folders.ts";

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
}

/** What one child is held to. */
export interface ChildGuard {
  readonly charter: GuardCharter;
  /** Removes its temporary folder. */
  dispose(): Promise<void>;
}

/** Makes the child's temporary folder and gathers what its guard must know. */
export async function prepareGuard(
  { role, cwd }: AgentSpec,
  options: GuardOptions,
  env: Readonly<Record<string, string>>,
): Promise<ChildGuard> {
  const workspace = await realpath(cwd);
  const [git, home, guarded, temporary] = await Promise.all([
    gitFolders(workspace),
    realPath(env["HOME"] ?? homedir()),
    Promise.all(options.guarded.map(realPath)),
    mkdtemp(join(tmpdir(), "pi-ensemble-child-")).then((path) => realpath(path)),
  ]);
  const ignoresCase = process.platform === "darwin" || process.platform === "win32";
  return {
    charter: {
      layers: [
        { layer: "role", origin: `role ${role.name}`, permissions: role.permissions ?? {} },
        ...options.layersOf(role.name),
      ],
      environment: [...options.environment],
      asks: options.approvals !== null,
      workspace,
      home,
      temporary,
      gitDirs: git === null ? [] : [...new Set([git.own, git.common])],
      // Whoever works on the very folder that something runs from may write in it.
      guarded: guarded.filter((folder) => !isInside(workspace, folder, ignoresCase)),
      ignoresCase,
    },
    dispose: () => rm(temporary, { recursive: true, force: true }),
  };
}

async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === "ENOENT") return path;
    throw error;
  }
}
