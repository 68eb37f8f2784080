import { fixed, pattern, type Value } from "../words.ts";

/** The files that `find` can name, as patterns; undefined when that cannot be told. */
export function found(args: readonly Value[]): readonly Value[] | undefined {
  const words = args.filter((arg, index) => index > 0 || !/^-[HP]$/.test(arg.text));
  const { starts, tests } = startsOf(words);
  if (words.some((word) => word.kind === "dynamic")) return undefined;
  if (tests.some(({ text }) => /^-([LDOf]|ls|exec|ok|delete|printf)/.test(text))) return undefined;
  const names = expression(tests.map((test) => test.text)) ?? ["*"];
  const folders = starts.length === 0 ? [fixed(".")] : starts;
  return folders.flatMap((folder) => names.map((name) => below(folder, name)));
}

/** The starting points of `find`, and what comes behind them. */
export function startsOf(words: readonly Value[]): {
  readonly starts: readonly Value[];
  readonly tests: readonly Value[];
} {
  const at = words.findIndex((word) => /^[-(!]/.test(word.text));
  const end = at < 0 ? words.length : at;
  return { starts: words.slice(0, end), tests: words.slice(end) };
}

/** Every file below a folder whose name matches `name`, at any depth. */
export function below(folder: Value, name: string): Value {
  const text = folder.kind === "glob" ? folder.text : folder.text.replace(/[*?[\]\\]/g, "\\$&");
  return pattern(`${text.replace(/\/$/, "")}/**/${name}`, true);
}

interface Branch {
  /** Patterns one of which each file matches that gets here; missing when it may be any file. */
  names?: readonly string[] | undefined;
  prints?: boolean;
}

/** The names that an expression of `find` prints: those of the branches that say so, or of all when none does. */
function expression(tests: readonly string[]): readonly string[] | undefined {
  const branches = alternatives([...tests]);
  const telling = branches.filter((branch) => branch.prints);
  return namesOf(telling.length > 0 ? telling : branches);
}

function namesOf(branches: readonly Branch[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const branch of branches) {
    if (branch.names === undefined) return undefined;
    names.push(...branch.names);
  }
  return names;
}

/** Takes what stands before the next closing parenthesis from `tests`. */
function alternatives(tests: string[]): readonly Branch[] {
  let branch: Branch = {};
  const branches = [branch];
  let negated = false;
  for (let test = tests.shift(); test !== undefined && test !== ")"; test = tests.shift()) {
    if (test === "!" || test === "-not") {
      negated = !negated;
      continue;
    }
    if (test === "(") {
      const inner = alternatives(tests);
      if (!negated) branch.names ??= namesOf(inner);
      branch.prints ||= inner.some((one) => one.prints);
    } else if (test === "-o" || test === "-or" || test === ",") {
      branch = {};
      branches.push(branch);
    } else if (VALUED.has(test) || test.startsWith("-newer")) {
      const value = tests.shift() ?? "";
      if (!negated && test === "-name") branch.names ??= [value];
      if (!negated && test === "-iname") branch.names ??= [value, value.toLowerCase(), value.toUpperCase()];
    } else if (test === "-print" || test === "-print0") branch.prints = true;
    negated = false;
  }
  return branches;
}

/** Tests that take a word. */
const VALUED: ReadonlySet<string> = new Set(
  "-name -iname -path -ipath -wholename -iwholename -type -xtype -atime -ctime -mtime -Btime -amin -cmin -mmin -Bmin -size -anewer -cnewer -user -group -uid -gid -perm -maxdepth -mindepth -regex -iregex -regextype -fstype -inum -links -lname -ilname -samefile -used -context".split(
    " ",
  ),
);
