import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { buildPolicy, type PolicyLayer, readPermissions } from "../../../src/core/policy/permissions.ts";
import type { Policy } from "../../../src/core/policy/policy.ts";
import type { Entry, World } from "../../../src/core/policy/world.ts";

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
    realpath: realOrParent,
    list: listed,
    read: textOf,
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

function realOrParent(file: string): string {
  const rest: string[] = [];
  for (let at = file; ; at = path.dirname(at)) {
    try {
      return path.join(fs.realpathSync.native(at), ...rest);
    } catch {
      if (at === path.dirname(at)) return path.join(at, ...rest);
      rest.unshift(path.basename(at));
    }
  }
}

function textOf(file: string): string | undefined {
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  return fs.readFileSync(file, "utf8");
}

function listed(folder: string): readonly Entry[] | undefined {
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  return fs.readdirSync(folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    kind: entry.isSymbolicLink()
      ? "link"
      : entry.isDirectory()
        ? "folder"
        : entry.isFile()
          ? "file"
          : "other",
  }));
}
