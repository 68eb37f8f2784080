import type { Option } from "./arguments.ts";
import { matchesGlob, pathPattern } from "./glob.ts";
import type { Use } from "./program.ts";

/** Which files of a tree a search looks at, as far as its options surely leave some out. */
export function selectionOf(name: string, options: readonly Option[]): NonNullable<Use["tree"]> {
  if (/^[ef]?grep$/.test(name)) return selecting(options.flatMap(grepFilter));
  const hidden = options.some(({ option }) => /^([u.]|--(hidden|no-ignore.*|unrestricted))$/.test(option));
  if (name === "ag") return { hidden };
  if (name !== "rg") return {};
  const filters = options.flatMap(rgFilter);
  const named = filters.some(({ says }) => says === "only" || says === "unclear");
  return { ...selecting(filters), hidden: hidden || named };
}

/** What an option says about the files by its globs; `only`: no others, unless another option names them. */
interface Filter {
  readonly says: "only" | "not" | "not below" | "unclear";
  readonly glob: string;
}

function grepFilter({ option, value }: Option): readonly Filter[] {
  const says = GREP_FILTERS.get(option);
  if (says === undefined || value === undefined) return [];
  return [value.kind === "static" ? { says, glob: value.text } : UNCLEAR];
}

const UNCLEAR: Filter = { says: "unclear", glob: "" };

const GREP_FILTERS = new Map<string, Filter["says"]>([
  ["--include", "only"],
  ["--exclude", "not"],
  ["--exclude-dir", "not below"],
]);

function rgFilter({ option, value }: Option): readonly Filter[] {
  if (!/^(g|t|--glob|--type|--type-add)$/.test(option) || value === undefined) return [];
  if (value.kind !== "static" || option === "--type-add") return [UNCLEAR];
  if (/^(t|--type)$/.test(option)) {
    return [SOURCES.test(value.text) ? { says: "only", glob: `*.${value.text}` } : UNCLEAR];
  }
  if (!value.text.startsWith("!")) return [{ says: "only", glob: value.text.replace(/^.*\//s, "") || "*" }];
  const glob = value.text.replace(/^!(\*\*\/)?/, "").replace(/\/(\*\*)?$/, "");
  return [
    { says: "not", glob },
    { says: "not below", glob },
  ];
}

/** Types of files among which none is for secrets. */
const SOURCES = /^(ts|js|py|rust|go|java|c|cpp|css|html|md|ruby|php|kotlin|swift)$/;

/** The last of two options that contradict each other wins, so that a file which one of them wants is looked at. */
function selecting(filters: readonly Filter[]): NonNullable<Use["tree"]> {
  const of = (says: Filter["says"]): readonly string[] =>
    filters.flatMap((filter) => (filter.says === says ? [filter.glob] : []));
  if (of("unclear").length > 0) return {};
  const wanted = of("only").map((glob) => pathPattern(glob.replace(/\{.*\}/s, "*"), true));
  const unwanted = of("not").filter(isPlain);
  const folders = of("not below").filter(isPlain);
  return {
    selects: (path) => {
      const [file = "", ...above] = path.split("/").reverse();
      if (above.some((folder) => folders.some((glob) => matchesGlob(glob, folder)))) return false;
      if (wanted.length > 0) return wanted.some((one) => one.test(file));
      return !unwanted.some((glob) => matchesGlob(glob, file));
    },
  };
}

/** Whether a glob means to `matchesGlob` what it means to the search. */
function isPlain(glob: string): boolean {
  return !/[[\]{}\\]/.test(glob);
}
