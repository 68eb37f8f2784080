import type { Folders } from "./folders.ts";
import { fixed, type Value } from "./words.ts";
import type { World } from "./world.ts";

/**
 * What `$(source)` or `` `source` `` can print, when that is known without running it; a stand-in where only its
 * form is. Git prints nothing, or its argument, where there is no such commit.
 */
export function knownOutput(source: string, folders: Folders, world: World): readonly Value[] | undefined {
  const text = source.replace(/^(\$\(|`)\s*|\s*(\)|`)$/g, "");
  const [folder] = folders ?? [];
  const inside = folders?.length === 1 && folder !== undefined;
  if (text === "pwd" && inside) return [fixed(folder)];
  if (/^git rev-parse --show-toplevel( 2> ?\/dev\/null)?$/.test(text) && folder === world.cwd && inside)
    return [fixed(world.workspace)];
  const commit =
    /^git (?:merge-base(?: [\w@~^/.]+){1,2}|rev-parse(?: --short| --verify)? ([\w@~^/.][\w@~^/.-]*))$/.exec(
      text,
    );
  if (commit !== null)
    return [fixed("0000000000000000000000000000000000000000"), fixed(commit[1] ?? ""), fixed("")];
  if (/^(nproc|date \+%[sFTYmd]|id -u|uname( -[smr])?)$/.test(text)) return [fixed("1")];
  if (text === "mktemp -d" || text === "mktemp") {
    const [temporary] = world.temporary;
    return temporary === undefined ? undefined : [fixed(`${temporary}/tmp.1`)];
  }
  return undefined;
}
