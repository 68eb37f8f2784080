import { join } from "node:path";
import { judgePath } from "../core/policy/paths/paths.ts";
import type { Policy } from "../core/policy/policy.ts";
import type { World } from "../core/policy/world.ts";

/** A part of a result. */
export type Content = { readonly type: string; readonly text?: string };

/**
 * The result of `grep` without what it found in files for secrets, as if nothing had been found there: that something
 * was, or how much, would be an answer too. A line that could be read as coming from such a file is left out.
 */
export function withoutSecrets<T extends Content>(
  content: T[],
  root: string,
  policy: Policy,
  world: World,
): T[] {
  const known = new Map<string, boolean>();
  const isSecret = (path: string): boolean => {
    const secret = known.get(path) ?? judgePath(join(root, path), "read", policy, world).rule === "secrets";
    known.set(path, secret);
    return secret;
  };
  return content.map((part) => {
    if (part.text === undefined) return part;
    const lines = part.text.split("\n");
    const kept = lines.filter((line) => !placesOf(line).some(isSecret));
    if (kept.length === lines.length) return part;
    return {
      ...part,
      text: kept.some((line) => placesOf(line).length > 0)
        ? kept.join("\n").replace(NOTICE, "")
        : NOTHING_FOUND,
    };
  });
}

/** What Pi's tool says of a search without a match. */
const NOTHING_FOUND = "No matches found";

/** What Pi's tool says of a limit; it counts what was left out too. */
const NOTICE = /\n\n\[[^\n]*\]$/;

/** What may stand before `:12: ` or `-12- ` on a line; a file's name may look like that itself. */
function placesOf(line: string): string[] {
  return [...line.matchAll(/[:-]\d+[:-] /g)].map((match) => line.slice(0, match.index));
}
