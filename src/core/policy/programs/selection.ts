import { baseName, matchesGlob, pathPattern } from "../paths/glob.ts";
import type { Option } from "./arguments.ts";
import type { Use } from "./program.ts";

/** Which files of a tree a search looks at, as far as its options surely leave some out. */
export function selectionOf(name: string, options: readonly Option[]): NonNullable<Use["tree"]> {
  if (GREPS.has(name)) return selecting(filtersOf(options, GREP));
  const hidden = options.some(({ option }) => SHOWS_HIDDEN.has(option) || option.startsWith("--no-ignore"));
  if (name === "ag") return { hidden };
  if (name !== "rg") return {};
  const filters = filtersOf(options, RG);
  const named = filters.some((filter) => filter === undefined || filter.says === "only");
  return { ...selecting(filters), hidden: hidden || named };
}

const GREPS = new Set(["grep", "egrep", "fgrep"]);
const SHOWS_HIDDEN = new Set(["u", ".", "--hidden", "--unrestricted"]);

/** What an option says about the files that a glob names; `only`: no others, unless another option names them. */
interface Filter {
  readonly says: "only" | "not" | "not below";
  readonly glob: string;
}

/** What some options say about files; undefined is something that cannot be known. */
type Filters = readonly (Filter | undefined)[];

function filtersOf(
  options: readonly Option[],
  meanings: ReadonlyMap<string, (text: string) => Filters>,
): Filters {
  return options.flatMap(({ option, value }) => {
    const meaning = meanings.get(option);
    if (meaning === undefined) return [];
    return value?.kind === "static" ? meaning(value.text) : [undefined];
  });
}

const GREP = new Map<string, (text: string) => Filters>([
  ["--include", (glob) => [{ says: "only", glob }]],
  ["--exclude", (glob) => [{ says: "not", glob }]],
  ["--exclude-dir", (glob) => [{ says: "not below", glob }]],
]);

const RG = new Map<string, (text: string) => Filters>([
  ["g", rgGlob],
  ["--glob", rgGlob],
  ["t", rgType],
  ["--type", rgType],
  ["--type-add", () => [undefined]],
]);

function rgGlob(text: string): Filters {
  if (!text.startsWith("!")) return [{ says: "only", glob: baseName(text) || "*" }];
  const glob = text
    .slice(1)
    .replace(/^\*\*\//, "")
    .replace(/\/(\*\*)?$/, "");
  return [
    { says: "not", glob },
    { says: "not below", glob },
  ];
}

function rgType(name: string): Filters {
  return [SOURCES.has(name) ? { says: "only", glob: `*.${name}` } : undefined];
}

/** Types of files among which none is for secrets. */
const SOURCES = new Set("ts js py rust go java c cpp css html md ruby php kotlin swift".split(" "));

/** The last of two options that contradict each other wins, so that a file which one of them wants is looked at. */
function selecting(filters: Filters): NonNullable<Use["tree"]> {
  if (filters.includes(undefined)) return {};
  const globs = (says: Filter["says"]): readonly string[] =>
    filters.flatMap((filter) => (filter?.says === says ? [filter.glob] : []));
  const wanted = globs("only").map((glob) => pathPattern(glob.replace(/\{.*\}/s, "*"), true));
  const unwanted = globs("not");
  const closed = globs("not below");
  return {
    selects: (path) => {
      const folders = path.split("/").slice(0, -1);
      if (folders.some((folder) => closed.some((glob) => matchesGlob(glob, folder)))) return false;
      const file = baseName(path);
      if (wanted.length > 0) return wanted.some((one) => one.test(file));
      return !unwanted.some((glob) => matchesGlob(glob, file));
    },
  };
}
