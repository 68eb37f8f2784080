import { OperatorError } from "../core/errors.ts";
import type { Target } from "../core/review/target.ts";
import type { Display, Git, RunLog } from "../ports.ts";

/** The folder in which the reviewers stand: the reviewed tree, so that what they read is what was changed. */
export interface Workspace {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * The user's own work tree where it holds exactly what is reviewed, else a checkout of the head that is removed at
 * the end.
 */
export async function openWorkspace(
  target: Target,
  world: { readonly git: Git; readonly log: RunLog; readonly display: Display },
): Promise<Workspace> {
  const { git, log, display } = world;
  await git.removeAbandoned();
  if (target.tree !== undefined || (await isCheckedOut(target.head, git))) {
    return { path: git.root, close: async () => undefined };
  }

  display.step("checking out the head");
  const checkout = await git.checkout(target.head);
  return {
    path: checkout.path,
    async close() {
      const removal = await checkout.remove();
      if (removal.status === "removed") return;
      await log.append({ type: "checkout-kept", path: removal.path, reason: removal.reason });
      display.step(`kept ${removal.path}: ${removal.reason}`);
    },
  };
}

/** A work tree that cannot be recorded, as in the middle of a merge, is not the one that is reviewed. */
async function isCheckedOut(commit: string, git: Git): Promise<boolean> {
  try {
    return (await git.snapshot()) === (await git.treeOf(commit));
  } catch (error) {
    if (error instanceof OperatorError) return false;
    throw error;
  }
}
