import { SEVERITIES } from "../review/severity.ts";
import { flatten, type Leaf, unflatten } from "./leaves.ts";
import type { ConfigFile } from "./parse.ts";
import { type Config, configSchema, SANDBOX_MODES } from "./schema.ts";

/** Where a value comes from. */
export type Origin =
  | { readonly level: "default" }
  | { readonly level: "user" | "project"; readonly file: string };

/** One effective value. */
export interface Setting {
  /** `review.concurrency`. */
  readonly key: string;
  readonly value: unknown;
  /** One; for a list to which both files add, one for each entry. */
  readonly origins: readonly Origin[];
}

/** A project's value that did not count, because it is looser than the user's. */
export interface Overruled {
  readonly key: string;
  readonly value: unknown;
  readonly file: string;
  /** The value that counts. */
  readonly by: unknown;
}

/** The configuration that counts, and why. */
export interface Effective {
  readonly config: Config;
  readonly settings: readonly Setting[];
  readonly overruled: readonly Overruled[];
}

/**
 * Joins the user's and the project's file over the defaults. A project can only tighten: of two limits the lower
 * counts, of two severities, sandbox modes or switches the stricter, and its rules and paths are added.
 */
export function mergeConfig(user: ConfigFile | null, project: ConfigFile | null): Effective {
  const settings = new Map<string, { path: readonly string[]; value: unknown; origins: readonly Origin[] }>();
  for (const { path, value } of flatten(configSchema.parse({}))) {
    settings.set(path.join("."), { path, value, origins: [{ level: "default" }] });
  }
  for (const { path, value } of user?.leaves ?? []) {
    settings.set(path.join("."), { path, value, origins: [originOf(user)] });
  }
  const overruled: Overruled[] = [];
  for (const { path, value } of project?.leaves ?? []) {
    const key = path.join(".");
    const rule = ruleOf(path);
    if (rule === null || project === null) throw new Error(`${key} is not a project's to set`);
    const present = settings.get(key) ?? { value: null, origins: [{ level: "default" }] };
    if (rule === "add") {
      settings.set(key, { path, ...joined(present, strings(value), project) });
    } else if (tightness(rule, value) > tightness(rule, present.value)) {
      settings.set(key, { path, value, origins: [originOf(project)] });
    } else if (tightness(rule, value) < tightness(rule, present.value)) {
      overruled.push({ key, value, file: project.file, by: present.value });
    }
  }
  const config = configSchema.parse(unflatten([...settings.values()]));
  return { config, settings: flatten(config).map((leaf) => settingOf(leaf, settings)), overruled };
}

/** The origin of a key that has one; the default's for a key that no file sets. */
export function originOfKey(effective: Effective, key: string): Origin {
  return effective.settings.find((setting) => setting.key === key)?.origins[0] ?? { level: "default" };
}

/** Whether a project's file may set the value at `path`. */
export function isProjectKey(path: readonly string[]): boolean {
  return ruleOf(path) !== null;
}

/** How a project's value joins the user's: the lower number, the stricter one of a list (loosest first), or both lists. */
type Rule = "lower" | "add" | readonly unknown[];

const PROJECT_RULES: readonly (readonly [pattern: RegExp, rule: Rule])[] = [
  [/^review\.timeoutMinutes$/, "lower"],
  [/^limits\./, "lower"],
  [/^budget\./, "lower"],
  [/^review\.blockOn$/, SEVERITIES],
  [/^sandbox$/, SANDBOX_MODES],
  [/^sandboxNetwork$/, [true, false]],
  [/^permissions\.[^.]+\.strict$/, [false, null, true]],
  [/^permissions\.[^.]+\.(ask|deny)$/, "add"],
  [/^protectedPaths$/, "add"],
];

function ruleOf(path: readonly string[]): Rule | null {
  const key = path.join(".");
  return PROJECT_RULES.find(([pattern]) => pattern.test(key))?.[1] ?? null;
}

/** Greater is tighter. Null, where a number may be, means that there is no limit. */
function tightness(rule: Exclude<Rule, "add">, value: unknown): number {
  if (rule !== "lower") return rule.indexOf(value);
  return typeof value === "number" ? -value : Number.NEGATIVE_INFINITY;
}

function joined(
  present: { readonly value: unknown; readonly origins: readonly Origin[] },
  added: readonly string[],
  project: ConfigFile,
): { value: readonly string[]; origins: readonly Origin[] } {
  const own = strings(present.value);
  const fresh = added.filter((entry) => !own.includes(entry));
  if (fresh.length === 0) return { value: own, origins: present.origins };
  const ownOrigins = own.flatMap(() => present.origins.slice(0, 1));
  return { value: [...own, ...fresh], origins: [...ownOrigins, ...fresh.map(() => originOf(project))] };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

function originOf(file: ConfigFile | null): Origin {
  return file === null ? { level: "default" } : { level: file.level, file: file.file };
}

function settingOf(
  { path, value }: Leaf,
  settings: ReadonlyMap<string, { readonly origins: readonly Origin[] }>,
): Setting {
  const key = path.join(".");
  // Within a role's permissions the keys that no file names are filled in last.
  return { key, value, origins: settings.get(key)?.origins ?? [{ level: "default" }] };
}
