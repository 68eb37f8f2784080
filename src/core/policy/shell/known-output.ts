import type { Folders } from "../paths/folders.ts";
import { fixed, type Value } from "../words.ts";
import type { World } from "../world.ts";
import { NUMBER } from "./word-expansion.ts";

/** Git repeats an argument that names a file instead of a commit, and prints nothing where there is neither. */
const COMMIT =
  /^git (?:merge-base(?: [\w@~^/.]+){1,2}|rev-parse(?: --short| --verify)? ([\w@~^/.][\w@~^/.-]*))$/;

/** Commands, also at the end of a pipe, that print a number or nothing. */
const COUNTS =
  /^(?:nproc|date \+%[sYmd]|id -u|git rev-list --count [\w@~^/.-]+|seq(?: -?\d+){1,3}|grep -c (?:\w+|'[^']*') [\w./-]+|wc -[clmwL] ?< ?[\w./-]+|[^;&|\n`(){}]+(?:\|[^;&|\n`(){}]+)*\| ?(?:wc -[clmwL]|grep -c (?:\w+|'[^']*')))$/;

/**
 * What `$(source)` or `` `source` `` can print, when that is known without running it; another text of the same form
 * where only the form is known.
 */
export function knownOutput(source: string, folders: Folders, world: World): readonly Value[] | undefined {
  const text = source.replace(/^(\$\(|`)\s*|\s*(\)|`)$/g, "");
  const folder = folders?.length === 1 ? folders : undefined;
  if (text === "pwd") return folder?.map(fixed);
  if (/^git rev-parse --show-toplevel( 2> ?\/dev\/null)?$/.test(text))
    return folder?.includes(world.cwd) ? [fixed(world.workspace)] : undefined;
  const commit = COMMIT.exec(text);
  if (commit !== null)
    return [fixed("0000000000000000000000000000000000000000"), fixed(commit[1] ?? ""), fixed("")];
  if (COUNTS.test(text)) return NUMBER;
  if (/^date \+%[FT]$/.test(text)) return [fixed("2000-01-01")];
  if (/^uname( -[smr])?$/.test(text)) return [fixed("Linux")];
  if (/^mktemp( -d)?$/.test(text)) return world.temporary.map((folder) => fixed(`${folder}/tmp.1`));
  return undefined;
}
