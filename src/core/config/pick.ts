import type { Lens } from "../review/lens.ts";
import type { RoleName } from "./schema.ts";

/** For whom a model is picked. */
export type Pick =
  | { readonly for: "all" }
  | { readonly for: "role"; readonly role: RoleName }
  | { readonly for: "lens"; readonly lens: Lens };

/**
 * The text of a user's valid `ensemble.json` (null: there is none) with one pick set, or cleared when `model` is
 * null. Other keys keep their values and their order, and the file its indentation.
 */
export function withPick(text: string | null, pick: Pick, model: string | null): string {
  const source = text ?? "{}\n";
  const root = objectOf(JSON.parse(source.replace(/^\ufeff/, "")));
  const models = objectOf(root["models"]);
  const group = pick.for === "role" ? "roles" : "lenses";
  const changed =
    pick.for === "all"
      ? withEntry(models, "default", model)
      : withEntry(
          models,
          group,
          orNull(withEntry(objectOf(models[group]), pick.for === "role" ? pick.role : pick.lens, model)),
        );
  const indent = /\n([ \t]+)"/.exec(source)?.[1] ?? "  ";
  return `${JSON.stringify(withEntry(root, "models", orNull(changed)), null, indent)}\n`;
}

type Entries = Readonly<Record<string, unknown>>;

function withEntry(entries: Entries, key: string, value: unknown): Entries {
  const changed = { ...entries, [key]: value };
  return value === null
    ? Object.fromEntries(Object.entries(changed).filter(([name]) => name !== key))
    : changed;
}

function orNull(entries: Entries): Entries | null {
  return Object.keys(entries).length === 0 ? null : entries;
}

function objectOf(value: unknown): Entries {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
