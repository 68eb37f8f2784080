/** A value of the configuration and where it stands. A list is one value; `$schema` is none. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The values of a configuration object, in its order. */
export function flatten(value: unknown): Leaf[] {
  return walk(value, []).filter(({ path }) => path[0] !== "$schema");
}

/** The object that has these values. */
export function unflatten(leaves: readonly Leaf[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { path, value } of leaves) {
    let object = root;
    for (const step of path.slice(0, -1)) {
      const next = object[step];
      const child = isRecord(next) ? next : {};
      object[step] = child;
      object = child;
    }
    object[path.at(-1) ?? ""] = value;
  }
  return root;
}

function walk(value: unknown, path: readonly string[]): Leaf[] {
  if (!isRecord(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, child]) => walk(child, [...path, key]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
