import { fixed, unknown, type Value } from "../words.ts";
import { readArguments } from "./arguments.ts";
import { type Effects, NONE, PROGRAMS, type Use } from "./program.ts";

/** What `wget` reads and writes: without `-O`, files with the names that stand in the addresses. */
export function wget(args: readonly Value[]): Effects {
  const { uses, hazards, options, operands } = readArguments("wget", args, {
    ...(PROGRAMS["wget"] ?? NONE),
    plain: PLAIN,
  });
  if (options.some(({ option }) => LOOSE.test(option)))
    hazards.push("which files wget writes is not told by its words");
  const last = (...names: readonly string[]): Value | undefined =>
    options.findLast(({ option }) => names.includes(option))?.value;
  if (last("O", "--output-document") === undefined)
    for (const address of operands) uses.push(saved(address, last("P", "--directory-prefix"), decoded));
  return { uses, hazards, stranger: false };
}

/** Options with values that are no files; `n` stands before letters that it takes back. */
const PLAIN =
  "n t T U w l Q A R D I X B --tries --timeout --user-agent --header --method --post-data --body-data --level --quota --accept --reject --domains --user --password --referer --limit-rate --wait --waitretry --base --cut-dirs";

/** Options with which the server, a list or a page says what is written. */
const LOOSE = /^([xrmpi]|--(rec|mi|pag|force-d|content-d|tru|default|input-f|conf))/;

/** The file that what stands at an address is written to, by the last part of its path. */
export function saved(
  address: Value,
  folder: Value | undefined,
  named: (path: string) => string = withoutQuery,
): Use {
  const path = named(address.text.replace(/["']|#.*/gs, ""));
  const name = /[^/:]\/+([^/]+)$/.exec(path)?.[1] ?? "index.html";
  const known = (folder?.kind ?? "static") === "static" && !/[{}[\]$`*][^/]*$/.test(path);
  const place = folder === undefined ? name : `${folder.text}/${name}`;
  return { access: "write", path: known ? fixed(place) : unknown(address.text) };
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*/s, "");
}

/** wget keeps the query as a part of the name, and writes characters that stand as numbers. */
function decoded(path: string): string {
  const at = `${path}?`.indexOf("?");
  const plain = path
    .slice(0, at)
    .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return plain + path.slice(at).replaceAll("/", "%2F");
}
