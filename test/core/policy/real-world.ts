import fs from "node:fs";
import { parse } from "yaml";
import { openListing } from "../../../src/child/listing.ts";
import { readText } from "../../../src/child/text.ts";
import { realPath } from "../../../src/child/world.ts";
import { buildPolicy, type PolicyLayer, readPermissions } from "../../../src/core/policy/permissions.ts";
import type { Policy } from "../../../src/core/policy/policy.ts";
import type { World } from "../../../src/core/policy/world.ts";

/** The facts about a folder on the disk. */
export function diskWorld(workspace: string, facts: Partial<World> = {}): World {
  return {
    workspace,
    cwd: workspace,
    home: "/home/somebody",
    temporary: [],
    gitDirs: [`${workspace}/.git`],
    guarded: [],
    ignoresCase: false,
    realpath: realPath,
    // A listing that is remembered would bring back what was found in it before the code was mutated.
    list: openListing(() => 0),
    read: readText,
    ...facts,
  };
}

/** The policy of a role, out of its file, with more layers on top. */
export function rolePolicy(role: string, ...layers: readonly PolicyLayer[]): Policy {
  const text = fs.readFileSync(new URL(`../../../roles/${role}.md`, import.meta.url), "utf8");
  const front: unknown = parse(text.split(/^---$/m)[1] ?? "");
  const value =
    typeof front === "object" && front !== null && "permissions" in front ? front.permissions : undefined;
  const read = readPermissions(value);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  const own: PolicyLayer = { layer: "role", origin: `role ${role}`, permissions: read.permissions };
  const built = buildPolicy(role, [own, ...layers]);
  if (!built.ok) throw new Error(built.problems.join("\n"));
  return built.policy;
}
