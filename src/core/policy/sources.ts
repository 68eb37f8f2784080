import type { PermissionSource } from "../agents/charter.ts";
import { type BuiltPolicy, buildPolicy, type PolicyLayer, readPermissions } from "./permissions.ts";

/** The effective policy of a role from its sources as they were written, or everything that is wrong with them. */
export function policyFrom(role: string, sources: readonly PermissionSource[]): BuiltPolicy {
  const layers: PolicyLayer[] = [];
  const problems: string[] = [];
  for (const { layer, origin, permissions } of sources) {
    const read = readPermissions(permissions);
    if (read.ok) layers.push({ layer, origin, permissions: read.permissions });
    else problems.push(...read.problems.map((problem) => `${origin}: ${problem}`));
  }
  return problems.length > 0 ? { ok: false, problems } : buildPolicy(role, layers);
}
