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
  if (target.tree !== undefined || (await git.snapshot()) === (await git.treeOf(target.head))) {
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
