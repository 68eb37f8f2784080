import { z } from "zod";
import { configSchema } from "./schema.ts";

/** A key of the configuration. `name` has `<name>` where any of `names` may stand: `models.roles.<name>`. */
export interface ConfigKey {
  readonly name: string;
  readonly description: string;
}

interface SchemaNode {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly additionalProperties?: boolean | SchemaNode;
}

/** The JSON Schema (2020-12) of `ensemble.json`, for editors. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(configSchema, { io: "input" });
}

/** Every key that holds a value, groups left out. */
export function configKeys(): ConfigKey[] {
  return leaves(configJsonSchema(), "");
}

/** The names that may stand below the object at `path`, and what the value at `path` is. */
export function schemaAt(path: readonly (string | number)[]): {
  names: readonly string[];
  description: string | null;
} {
  let node: SchemaNode | undefined = configJsonSchema();
  let description: string | null = null;
  for (const step of path) {
    node = childNode(node, String(step));
    description = node?.description ?? description;
  }
  return { names: Object.keys(node?.properties ?? {}).concat(node?.propertyNames?.enum ?? []), description };
}

function leaves(node: SchemaNode, name: string): ConfigKey[] {
  const prefix = name === "" ? "" : `${name}.`;
  if (node.properties !== undefined) {
    return Object.entries(node.properties).flatMap(([key, child]) => leaves(child, prefix + key));
  }
  if (node.propertyNames !== undefined && typeof node.additionalProperties === "object") {
    const described = { description: node.description ?? "", ...node.additionalProperties };
    return leaves(described, `${prefix}<name>`);
  }
  return [{ name, description: node.description ?? "" }];
}

function childNode(node: SchemaNode | undefined, step: string): SchemaNode | undefined {
  const listed = node?.properties?.[step];
  if (listed !== undefined) return listed;
  return typeof node?.additionalProperties === "object" ? node.additionalProperties : undefined;
}
