import { createBashTool, type ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { type Charter, MARK_VARIABLE } from "../core/agents/charter.ts";
import { scrubEnvironment } from "../core/policy/environment.ts";
import type { Guard } from "./guard.ts";

/**
 * Puts a `bash` in the place of Pi's own whose commands see nothing of this process but what is harmless. The user's
 * `shellPath` and `commandPrefix` are left out on purpose: what runs is what was judged, in a bash that reads no
 * profile.
 */
export function replaceBash(pi: ExtensionAPI, { guard, mark }: Charter, inForce: Guard): void {
  // Where Pi keeps the output of a command that is too long to show, too.
  process.env["TMPDIR"] = guard.temporary;
  const bash = createBashTool(guard.workspace, {
    exposeSessionEnvironment: false,
    ...(guard.shell === undefined ? {} : { shellPath: guard.shell }),
    spawnHook: ({ command, cwd, env }) => ({
      command,
      cwd,
      env: {
        ...scrubEnvironment(env, { allow: guard.environment, push: inForce.push, writes: inForce.writes }),
        TMPDIR: guard.temporary,
        ...(guard.sandboxed
          ? { XDG_CACHE_HOME: `${guard.temporary}/cache`, npm_config_cache: `${guard.temporary}/npm` }
          : {}),
        // By it a command that has cut its ties to its parent is still found and ended with its child.
        [MARK_VARIABLE]: mark,
      },
    }),
  });
  pi.registerTool({
    ...bash,
    // Otherwise Pi has all calls of a message judged before the first of them runs, and what that one changes is not seen.
    executionMode: "sequential",
    execute: (id, params, signal, onUpdate) => bash.execute(id, params, signal, onUpdate),
  });
}
