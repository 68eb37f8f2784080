import { normalizePath } from "../../../src/core/policy/paths/glob.ts";
import type { World } from "../../../src/core/policy/world.ts";

/** A machine with the workspace `/work`, as far as a test does not say otherwise. */
export function describedWorld(facts: Partial<World> = {}): World {
  return {
    workspace: "/work",
    cwd: "/work",
    home: "/home/me",
    temporary: ["/tmp/child"],
    gitDirs: ["/work/.git"],
    guarded: [],
    ignoresCase: false,
    realpath: normalizePath,
    list: () => undefined,
    read: () => undefined,
    ...facts,
  };
}
