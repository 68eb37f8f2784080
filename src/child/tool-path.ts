import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { World } from "../core/policy/world.ts";

/** What Pi's tools take for a space. */
const SPACES = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;

/** The absolute path that Pi's own tools open for the text that a model wrote. */
export function pathOfTool(text: string, world: World): string {
  let path = text.replace(SPACES, " ");
  if (path.startsWith("@")) path = path.slice(1);
  if (path === "~" || path.startsWith("~/")) path = world.home + path.slice(1);
  else if (path.startsWith("file://")) path = fileURLToPath(path);
  return resolve(world.cwd, path);
}
