import { isInside, joinPath } from "./glob.ts";
import { type Access, guardedName, suspect } from "./guarded-names.ts";
import { ALLOWED, judgePath } from "./paths.ts";
import { denied, doubt, type Policy, type Reason } from "./policy.ts";
import type { World } from "./world.ts";

export interface TreeOptions {
  readonly folder?: string;
  /** Whether a file, by its path relative to the tree, is touched. */
  readonly selects?: (path: string) => boolean;
  /** Whether files with a leading dot are touched. */
  readonly hidden?: boolean;
}

/** The same for a whole tree, of which everything is read, or which is removed, moved or changed. */
export function judgeTree(
  path: string,
  access: Access,
  policy: Policy,
  world: World,
  options: TreeOptions = {},
): Reason {
  const folder = options.folder ?? world.cwd;
  const own = judgePath(path, access, policy, world, folder);
  if (own.decision !== "allow") return own;
  const root = world.realpath(joinPath(folder, path.startsWith("~/") ? world.home + path.slice(1) : path));
  if (access === "write") {
    const kept = [world.workspace, ...world.gitDirs, ...world.guarded].find((one) =>
      isInside(one, root, world.ignoresCase),
    );
    if (kept !== undefined) {
      return denied(
        "paths",
        `${path} holds ${kept === world.workspace ? "the whole workspace" : kept}`,
        "name the files that you mean",
      );
    }
  }
  return judgeBelow(root, access, policy, world, options);
}

/** Judges what stands below `root`, a folder without symbolic links that is itself permitted. */
export function judgeBelow(
  root: string,
  access: Access,
  policy: Policy,
  world: World,
  { selects = () => true, hidden = true }: Omit<TreeOptions, "folder">,
): Reason {
  const folders = [""];
  const plain = access === "read" && policy.paths.secret.length === 0;
  let seen = 0;
  let worst = ALLOWED;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of world.list(folder === "" ? root : `${root}/${folder}`) ?? []) {
      seen += 1;
      if (seen > MOST)
        return {
          decision: doubt(policy),
          rule: "paths",
          because: `${root} holds too many files to be looked through`,
          instead: "write the path out",
        };
      if (!hidden && entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === "folder") {
        if (entry.name !== "node_modules" && !path.endsWith(".git/objects")) folders.push(path);
        if (access === "read") continue;
      }
      if (entry.kind !== "link" && plain && !suspect().test(path)) continue;
      if (!selects(path)) continue;
      const reason =
        entry.kind === "link" && access === "read"
          ? judgePath(`${root}/${path}`, access, policy, world)
          : (guardedName(`${root}/${path}`, access, policy, world) ?? ALLOWED);
      if (reason.decision === "deny") return { ...reason, because: `${reason.because} (${path})` };
      if (reason.decision === "ask") worst = reason;
    }
  }
  return worst;
}

const MOST = 6000;
