import type { Assignment, ParsedScript, Redirection, Word } from "unbash";
import type { Folders } from "../paths/folders.ts";
import { fixed, unknown, type Value } from "../words.ts";
import type { World } from "../world.ts";
import { NUMBER } from "./word-expansion.ts";

/**
 * What `$(script)` or `` `script` `` can print, when that is known without running it; another text of the same form
 * where only the form is known.
 */
export function knownOutput(
  script: ParsedScript | undefined,
  folders: Folders,
  world: World,
): readonly Value[] | undefined {
  const text = printing(script).replace(/ 2>\/dev\/null$/, "");
  const folder = folders?.length === 1 ? folders : undefined;
  if (text === "pwd") return folder?.map(fixed);
  if (text === "git rev-parse --show-toplevel")
    return folder?.includes(world.cwd) ? [fixed(world.workspace)] : undefined;
  const commit = COMMIT.exec(text);
  if (commit !== null)
    return [fixed("0000000000000000000000000000000000000000"), fixed(commit[1] ?? ""), fixed("")];
  if (NUMBERS.some((command) => command.test(text))) return NUMBER;
  if (/^date \+%[FT]$/.test(text)) return [fixed("2000-01-01")];
  if (/^uname( -[smr])?$/.test(text)) return [fixed("Linux")];
  if (DESCRIBE.test(text) && folder?.includes(world.cwd) === true) return nameOfTag(text, world);
  if (/^mktemp( -d)?$/.test(text)) return world.temporary.map((folder) => fixed(`${folder}/tmp.1`));
  return undefined;
}

/** The one command that prints, alone or at the end of a pipe, with a blank between its parts; else nothing. */
function printing(script: ParsedScript | undefined): string {
  const [only, ...others] = script?.commands ?? [];
  const last = only?.command.type === "Pipeline" ? only.command.commands.at(-1) : only?.command;
  if (others.length > 0 || last?.type !== "Command" || last.name === undefined) return "";
  return [...last.prefix, last.name, ...last.suffix].map(written).join(" ");
}

function written(part: Word | Assignment | Redirection): string {
  if ("text" in part) return part.text;
  const number = part.descriptor?.type === "FileDescriptor" ? part.descriptor.value : "";
  return `${number}${part.operator}${(part.type === "Redirect" && part.target?.text) || ""}`;
}

const REVISION = String.raw`[\w@~^/.][\w@~^/.-]*`;

/**
 * Tags are described, with more behind their names. They are not what `git tag` refuses: one that begins with a dash can
 * come from a remote.
 */
const DESCRIBE = new RegExp(
  `^git describe(?: --tags| --abbrev=\\d+| --long| --dirty| --exact-match| --first-parent)*(?: ${REVISION})?$`,
);

/** A word for each way in which the name of a tag can begin, and none; undefined where one begins with a dash. */
function nameOfTag(text: string, world: World): readonly Value[] | undefined {
  const starts = new Set<string>();
  for (const dir of world.gitDirs) {
    const names = (world.list(dir) ?? []).map(({ name }) => name);
    const packed = names.includes("packed-refs") ? world.read(`${dir}/packed-refs`) : "";
    if (packed === undefined || names.includes("reftable")) return undefined;
    for (const { name } of world.list(`${dir}/refs/tags`) ?? []) starts.add(name.charAt(0));
    for (const [start] of packed.matchAll(/(?<= refs\/tags\/)./g)) starts.add(start);
  }
  if (starts.has("-")) return undefined;
  return [fixed(""), ...[...starts].map((prefix) => unknown(text, { prefix }))];
}

/** Git repeats an argument that names a file instead of a commit, and prints nothing where there is neither. */
const COMMIT = new RegExp(
  `^git (?:merge-base(?: ${REVISION}){1,2}|rev-parse(?: --short| --verify)? (${REVISION}))$`,
);

/** Commands that print a number, several, or nothing. */
const NUMBERS = [
  /^nproc$/,
  /^id -u$/,
  /^date \+%[sYmd]$/,
  /^seq( -?\d+){1,3}$/,
  new RegExp(`^git rev-list --count (--all|${REVISION})$`),
  /^wc -[clmwL]( <[\w./-]+)?$/,
  /^grep -c (\w+|'(?!-)[^']*')( [\w./][\w./-]*)?$/,
];
