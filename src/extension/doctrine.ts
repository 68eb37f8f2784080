import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";

/** Whether this session works by ensemble's rules. */
export interface Doctrine {
  /** A command of ours was used: from now on committing, pushing and merging belong to the gates. */
  adopt(): void;
}

/**
 * Keeps the model of this session from committing, pushing and merging by itself, from the first command of ours that
 * the user runs until the session ends. Who only has the package installed notices nothing, and what the user types
 * after `!` does not come this way.
 */
export function openDoctrine(pi: ExtensionAPI): Doctrine {
  let adopted = false;
  pi.on("session_start", () => {
    adopted = false;
  });
  pi.on("tool_call", async ({ toolName, input }, ctx) => {
    if (!adopted || toolName !== "bash") return undefined;
    const command = (input as Record<string, unknown>)["command"];
    if (typeof command !== "string") return undefined;
    const [{ gatedCommand }, { childWorld }, { realpath }, { homedir, tmpdir }] = await Promise.all([
      import("../core/policy/doctrine.ts"),
      import("../child/world.ts"),
      import("node:fs/promises"),
      import("node:os"),
    ]);
    try {
      const world = childWorld({
        workspace: await realpath(ctx.cwd),
        home: homedir(),
        temporary: tmpdir(),
        gitDirs: [],
        guarded: [],
        ignoresCase: false,
      });
      const reason = gatedCommand(command, world);
      return reason === null ? undefined : { block: true, reason };
    } catch {
      // A rail and no wall: what cannot be judged runs as it would in any session, for Pi blocks a call whose handler throws.
      return undefined;
    }
  });
  return {
    adopt() {
      adopted = true;
    },
  };
}
