import { CORE, GROUPS } from "./groups.ts";
import type { PathRules, Policy } from "./policy.ts";
import { compileRule, type Decision, type Layer, type Rule } from "./rules.ts";

/** What a role's front matter or a configuration file says, as it was written. What is missing is undefined. */
export interface Permissions {
  readonly write?: "none" | "workspace" | undefined;
  readonly otherwise?: "allow" | "deny" | undefined;
  readonly strict?: boolean | undefined;
  readonly push?: boolean | undefined;
  readonly bash: Readonly<Record<Decision, readonly string[]>>;
  readonly paths: PathRules;
}

/** Permissions, or everything that is wrong with them, each with the place where it stands. */
export type ReadPermissions =
  | { readonly ok: true; readonly permissions: Permissions }
  | { readonly ok: false; readonly problems: readonly string[] };

const KEYS = ["write", "otherwise", "strict", "push", "bash", "paths"];
const BASH_KEYS = ["allow", "ask", "deny"] as const;
const PATH_KEYS = ["protected", "secret", "readable", "writable"] as const;

/** Reads the value of `permissions`; undefined, as in a role that says nothing, permits nothing. */
export function readPermissions(value: unknown): ReadPermissions {
  const problems: string[] = [];
  const record = asRecord(value ?? {}, "permissions", KEYS, problems);
  const bash = asRecord(record["bash"] ?? {}, "permissions.bash", BASH_KEYS, problems);
  const paths = asRecord(record["paths"] ?? {}, "permissions.paths", PATH_KEYS, problems);
  const permissions: Permissions = {
    write: oneOf(record, "write", ["none", "workspace"], problems),
    otherwise: oneOf(record, "otherwise", ["allow", "deny"], problems),
    strict: flag(record, "strict", problems),
    push: flag(record, "push", problems),
    bash: {
      allow: texts(bash, "permissions.bash", "allow", problems),
      ask: texts(bash, "permissions.bash", "ask", problems),
      deny: texts(bash, "permissions.bash", "deny", problems),
    },
    paths: {
      protected: texts(paths, "permissions.paths", "protected", problems),
      secret: texts(paths, "permissions.paths", "secret", problems),
      readable: texts(paths, "permissions.paths", "readable", problems),
      writable: texts(paths, "permissions.paths", "writable", problems),
    },
  };
  for (const decision of BASH_KEYS) {
    const place = { layer: "role", origin: `permissions.bash.${decision}` } as const;
    for (const text of permissions.bash[decision]) expand(text, decision, place, problems);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, permissions };
}

/** One source of rules. `origin` is what people see: `role developer`, `user ensemble.json`. */
export interface PolicyLayer {
  readonly layer: Exclude<Layer, "built in">;
  readonly origin: string;
  readonly permissions: Permissions;
}

export type BuiltPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Puts the layers together: the role's own, then the project's, which can only tighten, then the user's, which
 * can tighten and loosen. What is built in stays, whatever they say.
 */
export function buildPolicy(
  role: string,
  layers: readonly PolicyLayer[],
  approved: readonly string[] = [],
): BuiltPolicy {
  const problems: string[] = [];
  const rules: Rule[] = CORE.rules.flatMap((text) =>
    made(text, "deny", "built in", "built in", CORE.instead, problems),
  );
  let policy: Policy = {
    role,
    rules,
    otherwise: "deny",
    strict: false,
    write: "none",
    push: false,
    paths: { protected: [], secret: [], readable: [], writable: [] },
    approved,
  };
  for (const layer of layers) {
    const { permissions, origin } = layer;
    if (layer.layer === "project")
      problems.push(...loosenings(permissions, policy).map((what) => `${origin}: ${what}`));
    for (const decision of BASH_KEYS) {
      for (const text of permissions.bash[decision]) rules.push(...expand(text, decision, layer, problems));
    }
    policy = {
      ...policy,
      otherwise: permissions.otherwise ?? policy.otherwise,
      strict: permissions.strict ?? policy.strict,
      write: permissions.write ?? policy.write,
      push: permissions.push ?? policy.push,
      paths: {
        protected: [...policy.paths.protected, ...permissions.paths.protected],
        secret: [...policy.paths.secret, ...permissions.paths.secret],
        readable: [...policy.paths.readable, ...permissions.paths.readable],
        writable: [...policy.paths.writable, ...permissions.paths.writable],
      },
    };
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, policy };
}

function loosenings(permissions: Permissions, policy: Policy): readonly string[] {
  const found: string[] = [];
  if (permissions.bash.allow.length > 0) found.push("bash.allow");
  if (permissions.paths.readable.length > 0) found.push("paths.readable");
  if (permissions.paths.writable.length > 0) found.push("paths.writable");
  if (permissions.push === true && !policy.push) found.push("push: true");
  if (permissions.write === "workspace" && policy.write === "none") found.push("write: workspace");
  if (permissions.otherwise === "allow" && policy.otherwise === "deny") found.push("otherwise: allow");
  if (permissions.strict === false && policy.strict) found.push("strict: false");
  return found.map((what) => `${what} would loosen the role; a project's file can only tighten`);
}

function expand(
  text: string,
  decision: Decision,
  layer: Pick<PolicyLayer, "layer" | "origin">,
  problems: string[],
): readonly Rule[] {
  if (!text.startsWith("@")) return made(text, decision, layer.origin, layer.layer, undefined, problems);
  const name = text.slice(1);
  const group = Object.hasOwn(GROUPS, name) ? GROUPS[name] : undefined;
  if (group === undefined) {
    problems.push(`${layer.origin}: there is no group ${text}`);
    return [];
  }
  return group.rules.flatMap((rule) =>
    made(rule, decision, `${layer.origin}, ${text}`, layer.layer, group.instead, problems),
  );
}

function made(
  text: string,
  decision: Decision,
  origin: string,
  layer: Layer,
  instead: string | undefined,
  problems: string[],
): readonly Rule[] {
  const rule = compileRule(text, { decision, origin, layer, instead });
  if (typeof rule !== "string") return [rule];
  problems.push(`${origin}: ${rule}`);
  return [];
}

function asRecord(
  value: NonNullable<unknown>,
  place: string,
  keys: readonly string[],
  problems: string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || Array.isArray(value)) {
    problems.push(`${place} must be a mapping`);
    return {};
  }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) problems.push(`${place}.${key} is not known; known are ${keys.join(", ")}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function oneOf<T extends string>(
  record: Readonly<Record<string, unknown>>,
  key: string,
  values: readonly T[],
  problems: string[],
): T | undefined {
  const value = record[key];
  const found = values.find((one) => one === value);
  if (found === undefined && value !== undefined)
    problems.push(`permissions.${key} must be ${values.join(" or ")}`);
  return found;
}

function flag(
  record: Readonly<Record<string, unknown>>,
  key: string,
  problems: string[],
): boolean | undefined {
  const value = record[key];
  if (value === undefined || typeof value === "boolean") return value;
  problems.push(`permissions.${key} must be true or false`);
  return undefined;
}

function texts(
  record: Readonly<Record<string, unknown>>,
  place: string,
  key: string,
  problems: string[],
): readonly string[] {
  const value = record[key];
  if (value === undefined) return [];
  if (
    Array.isArray(value) &&
    value.every((one): one is string => typeof one === "string" && one.trim() !== "")
  )
    return value;
  problems.push(`${place}.${key} must be a list of texts`);
  return [];
}
