import { openApprovals, openSavedApprovals } from "../adapters/approvals.ts";
import { agentDir } from "../adapters/config.ts";
import { packageRoot } from "../adapters/package.ts";
import type { GuardOptions } from "../adapters/pi/guard.ts";
import { openSandbox, type Sandbox } from "../adapters/pi/sandbox.ts";
import type { PermissionSource } from "../core/agents/charter.ts";
import type { Effective } from "../core/config/merge.ts";
import { permissionSources } from "../core/config/permissions.ts";
import { ROLE_NAMES } from "../core/config/schema.ts";
import { OperatorError } from "../core/errors.ts";
import { readPermissions } from "../core/policy/permissions.ts";
import type { Approvals } from "../ports.ts";
import type { Surroundings } from "./place.ts";

/**
 * Puts together what the children of a run are held to. `project` is the common git directory by which the project's
 * approvals are known; null outside a repository. Throws an OperatorError for rules that are not valid.
 */
export async function guardFor(
  effective: Effective,
  where: Surroundings,
  project: string | null,
): Promise<GuardOptions> {
  checkPermissions(effective);
  return {
    layersOf: (role) => permissionSources(effective, role),
    environment: effective.config.environment.allow,
    guarded: guardedFolders(where),
    approvals: await approvalsFor(where, project),
    sandbox: await sandboxFor(effective, where),
  };
}

async function sandboxFor({ config }: Effective, where: Surroundings): Promise<Sandbox> {
  const sandbox = await openSandbox({ mode: config.sandbox, network: config.sandboxNetwork }, where.env);
  if (config.sandbox !== "bwrap") return sandbox;
  if (sandbox.bwrap !== null && sandbox.network === config.sandboxNetwork) return sandbox;
  throw new OperatorError(
    "unavailable",
    `The configuration wants a sandbox: ${sandbox.reason}`,
    'Install bubblewrap, or set "sandbox" to "auto" in your ensemble.json.',
  );
}

async function approvalsFor(where: Surroundings, project: string | null): Promise<Approvals | null> {
  if (where.choose === undefined) return null;
  const saved = project === null ? null : await openSavedApprovals(agentDir(where.env), project);
  return openApprovals({ choose: where.choose, saved });
}

/** Folders that hold what the guard depends on: Pi's agent folder and this package. */
export function guardedFolders(where: Surroundings): string[] {
  return [agentDir(where.env), packageRoot];
}

/** Throws an OperatorError for the first rule of the configuration that is not valid, whichever role it is for. */
export function checkPermissions(effective: Effective): void {
  for (const role of ROLE_NAMES) checkSources(permissionSources(effective, role), role);
}

function checkSources(sources: readonly PermissionSource[], role: string): void {
  for (const { origin, permissions } of sources) {
    const read = readPermissions(permissions);
    if (read.ok) continue;
    throw new OperatorError(
      "invalid-configuration",
      `${origin}: the permissions of ${role} are not valid: ${read.problems.join("; ")}`,
      `Correct them in ${origin}; pi-ensemble policy show --role ${role} shows the rules that count.`,
    );
  }
}
