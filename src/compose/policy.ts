import { realpath } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { openAssets } from "../adapters/assets.ts";
import { gitFolders } from "../adapters/git/folders.ts";
import { packageRoot } from "../adapters/package.ts";
import { childWorld } from "../child/world.ts";
import { nearest } from "../core/config/nearest.ts";
import { permissionSources } from "../core/config/permissions.ts";
import { ROLE_NAMES, type RoleName } from "../core/config/schema.ts";
import { OperatorError } from "../core/errors.ts";
import { type Judgement, judgeCommand } from "../core/policy/judge.ts";
import { isInside } from "../core/policy/paths/glob.ts";
import type { Policy } from "../core/policy/policy.ts";
import { policyFrom } from "../core/policy/sources.ts";
import type { World } from "../core/policy/world.ts";
import { guardedFolders } from "./guard.ts";
import { findPlace, type Surroundings } from "./place.ts";

/** What a role may do in a folder. */
export interface RolePolicy {
  readonly policy: Policy;
  readonly world: World;
  /** Variables that the configuration adds to what commands see. */
  readonly environment: readonly string[];
}

/** What would become of a command line. */
export interface Explanation {
  readonly role: string;
  readonly command: string;
  readonly decision: "allow" | "ask" | "deny";
  readonly rule: string;
  readonly because: string;
  /** Where the rule comes from. */
  readonly origin: string;
  /** What can be done instead. */
  readonly instead?: string;
  /** Each simple command that could run. */
  readonly commands: readonly {
    readonly words: readonly string[];
    readonly decision: "allow" | "ask" | "deny";
    readonly rule: string;
  }[];
}

/**
 * Reads the rules of a role, the user's and the project's as they stand in the work tree. Throws an OperatorError for a
 * role that there is not, and for rules that are not valid.
 */
export async function policyOf(name: string, where: Surroundings): Promise<RolePolicy> {
  if (!ROLE_NAMES.includes(name as RoleName)) {
    const near = nearest(name, ROLE_NAMES, 2);
    const remedy = `${near.length > 0 ? `Did you mean ${near.join(" or ")}? ` : ""}There are ${ROLE_NAMES.join(", ")}.`;
    throw new OperatorError("usage", `There is no role ${JSON.stringify(name)}`, remedy);
  }
  const cwd = await realFolder(where.cwd);
  const [{ config, root }, role, git, home] = await Promise.all([
    findPlace(where),
    openAssets(packageRoot).role(name),
    gitFolders(cwd),
    realpath(where.env["HOME"] ?? homedir()).catch(() => where.env["HOME"] ?? homedir()),
  ]);
  const built = policyFrom(name, [
    { layer: "role", origin: `role ${name}`, permissions: role.permissions ?? {} },
    ...permissionSources(config, name),
  ]);
  if (!built.ok) {
    throw new OperatorError(
      "invalid-configuration",
      built.problems.join("; "),
      "Correct the rules that are named.",
    );
  }
  const workspace = root === null ? cwd : await realpath(root);
  const ignoresCase = process.platform === "darwin" || process.platform === "win32";
  const world = childWorld({
    workspace,
    home,
    temporary: join(tmpdir(), "pi-ensemble-child"),
    gitDirs: git === null ? [] : [...new Set([git.own, git.common])],
    guarded: guardedFolders(where).filter((folder) => !isInside(workspace, folder, ignoresCase)),
    ignoresCase,
  });
  return {
    policy: built.policy,
    world: { ...world, cwd },
    environment: config.config.environment.allow,
  };
}

/** Says what would become of a command line; nothing is run. What fails while it is judged is denied. */
export function explainCommand(command: string, { policy, world }: RolePolicy): Explanation {
  const { decision, rule, because, origin, instead, commands } = judged(command, policy, world);
  return {
    role: policy.role,
    command,
    decision,
    rule,
    because,
    origin,
    ...(instead === undefined || instead === "" ? {} : { instead }),
    commands,
  };
}

function judged(command: string, policy: Policy, world: World): Judgement {
  try {
    return judgeCommand(command, policy, world);
  } catch (error) {
    return {
      decision: "deny",
      rule: "cannot be known",
      because: `it could not be judged: ${error instanceof Error ? error.message : String(error)}`,
      origin: "built in",
      commands: [],
    };
  }
}

/** The explanation as other programs read it; the shape is a contract. */
export function explanationJson({ role, command, decision, rule, because, commands }: Explanation) {
  return { role, command, decision, rule, because, commands };
}

/** The effective rules as a value, each with its origin. */
export function policyJson({ policy, environment }: RolePolicy) {
  const { role, write, otherwise, strict, push, paths, rules } = policy;
  return {
    schema: 1,
    role,
    write,
    otherwise,
    strict,
    push,
    environment,
    paths,
    rules: rules.map(({ decision, text, origin }) => ({ decision, rule: text, origin })),
  };
}

/** The effective rules for a person: rules of one decision and origin on one line. */
export function policyLines({ policy, environment }: RolePolicy): string[] {
  const grouped = new Map<string, string[]>();
  for (const { decision, origin, text } of policy.rules) {
    const key = `${decision.padEnd(5)} ${origin}`;
    grouped.set(key, [...(grouped.get(key) ?? []), text]);
  }
  const unnamed = policy.otherwise === "deny" ? "denied" : policy.strict ? "asked about" : OTHERWISE_ALLOWED;
  const lists = Object.entries(policy.paths).filter(([, paths]) => paths.length > 0);
  return [
    `${policy.role}`,
    `  writes               ${policy.write === "none" ? "nothing" : "inside its workspace"}`,
    `  what no rule names   ${unnamed}`,
    `  pushes               ${policy.push ? "yes: its commands keep the ssh agent and git's credentials" : "no"}`,
    ...(environment.length === 0 ? [] : [`  environment          also ${environment.join(", ")}`]),
    ...lists.map(([kind, paths]) => `  ${`paths, ${kind}`.padEnd(20)} ${paths.join(", ")}`),
    "",
    ...[...grouped].flatMap(([key, texts]) => [key, `      ${texts.join("; ")}`]),
  ];
}

const OTHERWISE_ALLOWED = "allowed when it is understood and touches nothing guarded";

async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    throw new OperatorError("usage", `There is no folder ${folder}`, "Name one with --cwd.", {
      cause: error,
    });
  }
}
