import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
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

/**
 * The absolute path that Pi's `read` opens. When nothing stands at the path itself, Pi looks under the names that macOS
 * gives to files: with a narrow space before AM and PM, in decomposed form, and with a curly apostrophe.
 */
export function pathOfRead(text: string, world: World): string {
  const path = pathOfTool(text, world);
  const decomposed = path.normalize("NFD");
  const variants = [
    path,
    path.replace(/ (AM|PM)\./gi, "\u202F$1."),
    decomposed,
    curly(path),
    curly(decomposed),
  ];
  return variants.find((variant) => existsSync(variant)) ?? path;
}

/** The text by which Pi's tools open exactly this absolute path, whatever characters are in it. */
export function textForTool(path: string, world: World): string {
  return pathOfTool(path, world) === path ? path : pathToFileURL(path).href;
}

function curly(path: string): string {
  return path.replaceAll("'", "\u2019");
}
