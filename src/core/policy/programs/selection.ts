import { baseName, matchesGlob } from "../paths/glob.ts";
import type { Option } from "./arguments.ts";
import type { Use } from "./program.ts";

/** Which files of a tree a search looks at, as far as its options surely leave some out. */
export function selectionOf(name: string, options: readonly Option[]): NonNullable<Use["tree"]> {
  if (GREPS.has(name)) {
    const filters = options.flatMap(grepFilters);
    return selecting(filters, filters.find((filter) => filter?.on !== "folders")?.wanted !== true);
  }
  const hidden = options.some(({ option }) => SHOWS_HIDDEN.has(option) || option.startsWith("--no-ignore"));
  if (name === "ag") return { hidden };
  if (name !== "rg") return {};
  const filters = options.flatMap(rgFilters);
  const named = filters.some((filter) => filter?.wanted !== false);
  if (hidden || named) return { ...selecting(filters, !named), hidden: true };
  return { ...selecting(filters, true), hidden: false, ignores: RG_IGNORES };
}

const GREPS = new Set(["grep", "egrep", "fgrep"]);
const SHOWS_HIDDEN = new Set(["u", ".", "--hidden", "--unrestricted", "--ignore-file"]);

/** Files in whose lines a `!` brings back what is hidden. */
const RG_IGNORES = [".ignore", ".rgignore", ".gitignore"];

/** Names that an option wants looked at, or not; undefined in its place is something that cannot be known. */
interface Filter {
  readonly on: "files" | "folders" | "both";
  readonly wanted: boolean;
  /** In small letters where it is wanted; `*` and `?` alone are special. */
  readonly glob: string;
}

function grepFilters({ option, value, glued }: Option): readonly (Filter | undefined)[] {
  const wanted = option === "--include";
  if (option === "--exclude-from") return [{ on: "files", wanted, glob: "" }];
  if (!wanted && option !== "--exclude" && option !== "--exclude-dir") return [];
  const on = option === "--exclude-dir" ? "folders" : "files";
  if (value?.kind === "static") return [{ on, wanted, glob: wanted ? widened(value.text) : value.text }];
  // The word may also become names of files that it matches: then each of these is a pattern.
  const loose = glued && value?.kind === "glob" ? value.text : "";
  if (!/^[^*?[\]\\]*[*?]+[^*?[\]\\]*$/.test(loose)) return [undefined];
  return [{ on, wanted, glob: wanted ? loose.replace(/[*?]+/, "*").toLowerCase() : "" }];
}

function rgFilters({ option, value }: Option): readonly (Filter | undefined)[] {
  const filtersOf = RG.get(option);
  if (filtersOf === undefined) return [];
  return value?.kind === "static" ? filtersOf(value.text) : [undefined];
}

const RG = new Map<string, (text: string) => readonly (Filter | undefined)[]>([
  ["g", rgGlob],
  ["--glob", rgGlob],
  ["--iglob", rgGlob],
  ["t", rgType],
  ["--type", rgType],
  ["--type-add", () => [undefined]],
]);

function rgGlob(text: string): readonly Filter[] {
  if (!text.startsWith("!")) return namesMeant(text).map((glob) => ({ on: "both", wanted: true, glob }));
  const glob = text.slice(1).replace(/^\*\*\//, "");
  const folder = glob.replace(/\/(\*\*)?$/, "");
  return [{ on: folder === glob ? "both" : "folders", wanted: false, glob: folder }];
}

function rgType(name: string): readonly (Filter | undefined)[] {
  const endings = SOURCES.get(name);
  if (endings === undefined) return [undefined];
  return endings.split(" ").map((ending) => ({ on: "files", wanted: true, glob: `*.${ending}` }));
}

/** Types of files among which none is for secrets, with the endings of their names, in small letters. */
const SOURCES = new Map([
  ["ts", "ts tsx cts mts"],
  ["js", "js jsx vue cjs mjs"],
  ["py", "py pyi"],
  ["rust", "rs"],
  ["go", "go"],
  ["java", "java jsp jspx properties"],
  ["c", "c h in cats"],
  ["cpp", "c cc cpp cxx h hh hpp hxx inl in"],
  ["css", "css scss"],
  ["html", "htm html ejs"],
  ["md", "md markdown mdown mkd mkdn mdwn mdx"],
  ["ruby", "rb rbw gemspec irbrc ru"],
  ["php", "php php3 php4 php5 php7 php8 pht phtml"],
  ["kotlin", "kt kts"],
  ["swift", "swift"],
]);

/** The names that a pattern of ripgrep may mean, as far as its parts are plain. */
function namesMeant(text: string): readonly string[] {
  const bare = widened(text);
  if (/^#|\s/.test(bare) || bare.split("{").length > MANY) return ["*"];
  return expanded(bare).map((glob) => (/[{}]/.test(glob) ? "*" : baseName(glob) || "*"));
}

/** A pattern with more braces is not written out. */
const MANY = 5;

function expanded(glob: string): readonly string[] {
  const [braces] = /\{[^{}]*\}/.exec(glob) ?? [];
  if (braces === undefined) return [glob];
  const alternatives = braces.slice(1, -1).split(",");
  return alternatives.flatMap((one) => expanded(glob.replace(braces, () => one)));
}

/** A pattern in small letters, without brackets and backslashes, that means all that `glob` means. */
function widened(glob: string): string {
  const bare = glob.toLowerCase().replace(/\[[!^]?[\w-]+\]/g, "?");
  return /[[\]\\]/.test(bare) ? "*" : bare;
}

/** The last filter that fits a name decides; `others` says what becomes of files that none of them fits. */
function selecting(filters: readonly (Filter | undefined)[], others: boolean): NonNullable<Use["tree"]> {
  const known = filters.filter((filter) => filter !== undefined);
  if (known.length < filters.length) return {};
  const wanted = (on: "files" | "folders", name: string): boolean | undefined =>
    known.findLast(
      (filter) =>
        (filter.on === on || filter.on === "both") &&
        matchesGlob(filter.glob, filter.wanted ? name.toLowerCase() : name),
    )?.wanted;
  return {
    selects: (path) => {
      const folders = path.split("/").slice(0, -1);
      return (
        folders.every((folder) => wanted("folders", folder) !== false) &&
        (wanted("files", baseName(path)) ?? others)
      );
    },
  };
}
