import type { Assignment, ParsedScript, Redirection, Word } from "unbash";
import type { Folders } from "../paths/folders.ts";
import { fixed, type Value } from "../words.ts";
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
