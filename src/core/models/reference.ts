import { nearest } from "../config/nearest.ts";

/** Pi's thinking levels, from none to most. */
export const THINKING_LEVELS = ["off", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

export type ThinkingLevel = (typeof THINKING_LEVELS)[number];

/** A model as a person names it: `provider/id` or `provider/id:thinking`. */
export interface ModelReference {
  readonly provider: string;
  /** May hold slashes and colons of its own: `anthropic/claude-x:free`. */
  readonly id: string;
  readonly thinking?: ThinkingLevel;
}

/** Null when the text is not a reference. Only a thinking level behind the last colon is one; else it belongs to the id. */
export function parseModelReference(text: string): ModelReference | null {
  if (/[\s\p{Cc}]/u.test(text)) return null;
  const slash = text.indexOf("/");
  const provider = text.slice(0, slash);
  const rest = text.slice(slash + 1);
  // An argument that begins with a dash would be read as an option of Pi's.
  if (slash < 1 || rest === "" || provider.startsWith("-")) return null;
  const colon = rest.lastIndexOf(":");
  const thinking = rest.slice(colon + 1);
  if (colon > 0 && isThinkingLevel(thinking)) return { provider, id: rest.slice(0, colon), thinking };
  return { provider, id: rest };
}

export function formatModelReference(reference: ModelReference): string {
  const model = `${reference.provider}/${reference.id}`;
  return reference.thinking === undefined ? model : `${model}:${reference.thinking}`;
}

export function isThinkingLevel(text: string): text is ThinkingLevel {
  return (THINKING_LEVELS as readonly string[]).includes(text);
}

export type FoundModel<T> =
  | { readonly status: "found"; readonly model: T; readonly thinking?: ThinkingLevel }
  | { readonly status: "unknown"; readonly nearest: readonly string[] };

/**
 * Looks a reference up among the models there are: exactly, never by likeness, because another model is another
 * bill. As Pi does, an id that itself ends like a thinking level is preferred. For an unknown one, the nearest names.
 */
export function findModel<T extends { readonly provider: string; readonly id: string }>(
  text: string,
  models: readonly T[],
): FoundModel<T> {
  const exact = models.find((model) => `${model.provider}/${model.id}` === text);
  if (exact !== undefined) return { status: "found", model: exact };
  const reference = parseModelReference(text);
  const found = models.find((model) => model.provider === reference?.provider && model.id === reference.id);
  if (found === undefined) return { status: "unknown", nearest: nearestModels(text, reference, models) };
  if (reference?.thinking === undefined) return { status: "found", model: found };
  return { status: "found", model: found, thinking: reference.thinking };
}

function nearestModels(
  text: string,
  reference: ModelReference | null,
  models: readonly { readonly provider: string; readonly id: string }[],
): string[] {
  const names = models.map((model) => `${model.provider}/${model.id}`);
  const wanted = reference === null ? text : `${reference.provider}/${reference.id}`;
  const id = (reference?.id ?? text).toLowerCase();
  // The right model under a forgotten or another provider, then spellings that are close.
  const elsewhere = models
    .filter((model) => model.id.toLowerCase() === id)
    .map((model) => `${model.provider}/${model.id}`);
  return [...new Set([...elsewhere, ...nearest(wanted, names, 3)])].slice(0, 3);
}
