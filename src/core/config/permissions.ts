import type { PermissionSource } from "../agents/charter.ts";
import type { Effective, Origin } from "./merge.ts";
import type { RoleName } from "./schema.ts";

const DECISIONS = ["allow", "ask", "deny"] as const;

/**
 * What the configuration says of a role, in the form of a role file's permissions, with its origin: the project's,
 * which can only tighten, and then the user's, which has the last word. A file that says nothing of it is left out.
 */
export function permissionSources(effective: Effective, role: string): PermissionSource[] {
  const own = effective.config.permissions[role as RoleName];
  return (["project", "user"] as const).flatMap((level) => {
    const key = `permissions.${role}`;
    const bash = Object.fromEntries(
      DECISIONS.map((decision) => [
        decision,
        entriesOf(effective, `${key}.${decision}`, own?.[decision] ?? [], level),
      ]),
    );
    const strict = setBy(effective, `${key}.strict`, level) ? own?.strict : null;
    const guarded = entriesOf(effective, "protectedPaths", effective.config.protectedPaths, level);
    const says = Object.values(bash).some((rules) => rules.length > 0) || guarded.length > 0;
    if (!says && typeof strict !== "boolean") return [];
    const permissions = {
      bash,
      paths: { protected: guarded },
      ...(typeof strict === "boolean" ? { strict } : {}),
    };
    return { layer: level, origin: fileOf(effective, level), permissions };
  });
}

/** The entries of a list that come from one of the two files. */
function entriesOf(
  effective: Effective,
  key: string,
  entries: readonly string[],
  level: "user" | "project",
): string[] {
  const origins = originsOf(effective, key);
  return entries.filter((_, index) => (origins[index] ?? origins[0])?.level === level);
}

function setBy(effective: Effective, key: string, level: "user" | "project"): boolean {
  return originsOf(effective, key)[0]?.level === level;
}

function originsOf({ settings }: Effective, key: string): readonly Origin[] {
  return settings.find((setting) => setting.key === key)?.origins ?? [];
}

/** For people: whose file it is. */
function fileOf({ settings }: Effective, level: "user" | "project"): string {
  for (const { origins } of settings) {
    for (const origin of origins) if (origin.level === level && "file" in origin) return origin.file;
  }
  return `${level} ensemble.json`;
}
