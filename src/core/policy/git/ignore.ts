import { isInside } from "../paths/glob.ts";
import type { World } from "../world.ts";

/**
 * Whether git surely leaves a file of the workspace alone because a `.gitignore` names it. `path` is absolute and
 * without symbolic links.
 */
export function isIgnored(path: string, world: World): boolean {
  if (!isInside(path, world.workspace)) return false;
  const names = path.slice(world.workspace.length + 1).split("/");
  const folders = [
    world.workspace,
    ...names.map((_, index) => [world.workspace, ...names.slice(0, index + 1)].join("/")),
  ];
  const lines: { readonly folder: string; readonly line: Line }[] = [];
  for (const [depth, folder] of folders.slice(0, -1).entries()) {
    for (const line of linesIn(folder, world)) lines.push({ folder, line });
    const place = folders[depth + 1] ?? path;
    const meant = lines.findLast(
      (one) =>
        (!one.line.folders || place !== path) && one.line.pattern.test(place.slice(one.folder.length + 1)),
    );
    if (meant !== undefined && !meant.line.negated) return true;
  }
  return false;
}

/** A line of a `.gitignore`. */
interface Line {
  readonly pattern: RegExp;
  readonly negated: boolean;
  /** Only folders are meant. */
  readonly folders: boolean;
}

function linesIn(folder: string, world: World): readonly Line[] {
  // Git does not follow a link of that name.
  const own = world.list(folder)?.some(({ name, kind }) => name === ".gitignore" && kind === "file");
  const text = own === true ? world.read(`${folder}/.gitignore`) : undefined;
  return text?.split("\n").flatMap(lineOf) ?? [];
}

function lineOf(text: string): readonly Line[] {
  const plain = text.replace(/\r$/, "").replace(/ +$/, "");
  if (plain.startsWith("#")) return [];
  const negated = plain.startsWith("!");
  const glob = negated ? plain.slice(1) : plain;
  // What brackets and backslashes mean is not looked into: at most a file too many is taken for one that is not ignored.
  if (/[[\\]/.test(glob) || glob.split("*").length > MANY)
    return negated ? [{ pattern: /^/, negated, folders: false }] : [];
  const folders = glob.endsWith("/");
  const body = glob.replace(/\/$/, "");
  const anchored = body.includes("/");
  const source = body
    .replace(/^\//, "")
    .split(/(\*\*\/|\/\*\*$|\*|\?)/)
    .map((part) => PARTS[part] ?? part.replace(/[.+^${}()|\]]/g, "\\$&"))
    .join("");
  return [{ pattern: new RegExp(`^${anchored ? "" : "(?:.*/)?"}${source}$`, "s"), negated, folders }];
}

/** A pattern with more stars than these would take long. */
const MANY = 6;

const PARTS: Readonly<Record<string, string>> = {
  "**/": "(?:.*/)?",
  "/**": "/.*",
  "*": "[^/]*",
  "?": "[^/]",
};
