import { baseName } from "../paths/glob.ts";
import { fixed, pattern, unknown, type Value } from "../words.ts";
import { readXargs } from "../wrappers/for-each.ts";
import { type Option, readArguments, readWords, rest } from "./arguments.ts";
import { type Effects, NONE, PROGRAMS, type Use } from "./program.ts";

/** What `dd` reads and writes. */
export function dd(args: readonly Value[]): Effects {
  return {
    uses: args.flatMap((arg): Use[] => {
      if (arg.text.startsWith("if=")) return [{ access: "read", path: rest(arg, 3) }];
      return arg.text.startsWith("of=") ? [{ access: "write", path: rest(arg, 3) }] : [];
    }),
    hazards: args.some((arg) => arg.kind === "dynamic" && (arg.splits || !arg.prefix.includes("=")))
      ? ["what dd writes cannot be known"]
      : [],
    stranger: false,
  };
}

/** What `chmod` changes. */
export function chmod(args: readonly Value[]): Effects {
  const words = args.filter((arg) => !/^-[Rvfc]+$|^--/.test(arg.text));
  const files = args.some((arg) => /^--ref\w*=/.test(arg.text)) ? words : words.slice(1);
  const tree = args.some((arg) => /^-[vfc]*R|^--rec/.test(arg.text)) ? { tree: {} } : {};
  return {
    uses: files.map((path): Use => ({ access: "write", path, ...tree })),
    hazards: [],
    stranger: false,
  };
}

/** What `cp` copies, and `mv` moves, with the copies that they keep of what they overwrite. */
export function copy(name: string, args: readonly Value[]): Effects {
  const { uses, hazards, options } = readWords(name, args);
  return { uses: [...uses, ...backups(uses, options)], hazards, stranger: false };
}

/** What `rsync` copies. A file of rules is shown where it holds none, and the copies it keeps stand anywhere in a tree. */
export function rsync(args: readonly Value[]): Effects {
  const { uses, hazards, options } = readWords("rsync", args);
  for (const { option, value } of options) {
    if (value === undefined) continue;
    if (option === "--suffix" && !/^[.~_-]/.test(value.text))
      hazards.push("the names of the copies that rsync keeps are not told by the command");
    const rules = /^(?:[.:]|merge|dir-merge)[^ _]*[ _]/.exec(value.text)?.[0];
    if ((option === "f" || option === "--filter") && (rules !== undefined || value.kind !== "static"))
      uses.push({ access: "read", path: rest(value, rules?.length ?? 0) });
  }
  return { uses, hazards, stranger: false };
}

/** The copies with an ending of their own that are kept of what is overwritten, which may stand in a folder. */
function backups(uses: readonly Use[], options: readonly Option[]): readonly Use[] {
  const ending = options.findLast(({ option }) => option === "S" || option === "--suffix")?.value;
  if (ending === undefined) return [];
  const names = ["", ...uses.map(({ path }) => `/${baseName(path.text)}`)];
  return uses
    .filter((use) => use.access === "write")
    .flatMap(({ path }) =>
      names.map((name): Use => {
        const text = path.text + name + ending.text;
        const sure = path.kind === "static" && ending.kind === "static";
        return { access: "write", path: sure ? fixed(text) : unknown(text) };
      }),
    );
}

/** What `install` copies, or which folders it makes. */
export function install(args: readonly Value[]): Effects {
  const grammar = PROGRAMS["install"] ?? NONE;
  const folders = args.some((arg) => /^-[a-zA-Z]*d|^--dir/.test(arg.text));
  const { uses, hazards, options } = readArguments(
    "install",
    args,
    folders ? { ...grammar, operands: "write" } : grammar,
  );
  return { uses: [...uses, ...backups(uses, options)], hazards, stranger: false };
}

/** What `ln` gives another name. A symbolic link leads on from the folder in which it stands, which may be its target. */
export function ln(args: readonly Value[]): Effects {
  const { uses, hazards, options } = readWords("ln", args);
  const written = uses.filter((use) => use.access === "write");
  const target = written.at(-1)?.path.text ?? "";
  const given = (letter: string, name: string): boolean =>
    options.some(({ option }) => option === letter || option === name);
  const folders = [target.slice(0, target.lastIndexOf("/") + 1), ...(target === "" ? [] : [`${target}/`])];
  const bases = !given("s", "--symbolic") ? [""] : given("r", "--relative") ? ["", ...folders] : folders;
  const linked = uses
    .filter((use) => use.access === "read")
    .flatMap(({ path }) =>
      (path.kind === "dynamic" || path.text.startsWith("/") ? [""] : bases).map(
        (base): Use => ({
          access: "link",
          path: { ...path, text: base + path.text, prefix: base + path.prefix },
        }),
      ),
    );
  return { uses: [...written, ...linked, ...backups(uses, options)], hazards, stranger: false };
}

/** The file in which `xargs` finds words; what it runs is judged by itself. */
export function xargs(args: readonly Value[]): Effects {
  const options = readXargs(args)?.options ?? [];
  const uses = options.flatMap(({ name, value }): Use[] =>
    name === "a" && value !== undefined ? [{ access: "read", path: value }] : [],
  );
  return { uses, hazards: [], stranger: false };
}

/** What `tree` shows: names, or the lines of a file that it takes for names. */
export function tree(args: readonly Value[]): Effects {
  const { uses, hazards } = readWords("tree", args);
  const shows = args.some((arg) => arg.text.startsWith("--from"));
  // The letters of a cluster take their values from the words behind it.
  if (args.some(({ text }) => /^-[^-]*[LIPTHo][^-]*[LIPTHo]|^-[^-]+o|^-o[^-]/.test(text)))
    hazards.push("which word is tree's output cannot be known");
  return { uses: shows ? uses.map((use) => ({ ...use, lists: false })) : uses, hazards, stranger: false };
}

/** What `csplit` writes: files whose names begin as it is told, and end in numbers or as a format says. */
export function csplit(args: readonly Value[]): Effects {
  const { uses, hazards, options } = readWords("csplit", args);
  if (options.some(({ option }) => option === "b" || option.startsWith("--su")))
    hazards.push("which files csplit writes is said by a format");
  return { uses, hazards, stranger: false };
}

/** What a shell reads as a script. */
export function source([path]: readonly Value[]): Effects {
  return { uses: path === undefined ? [] : [{ access: "read", path }], hazards: [], stranger: false };
}

/** Whether `date` would set the clock. */
export function date(args: readonly Value[]): Effects {
  const { uses, hazards } = readWords("date", args);
  if (args.some((arg) => /^-[uR]*s|^--s|^\d{8}/.test(arg.text)))
    hazards.push("date sets the clock of the machine");
  return { uses, hazards, stranger: false };
}

/** What `find` touches by itself; what it runs is judged by itself. */
export function find(args: readonly Value[]): Effects {
  const uses: Use[] = [];
  const hazards: string[] = [];
  const at = args.findIndex((arg) => /^[-(!]/.test(arg.text) && !/^-[HLPDO]/.test(arg.text));
  const starts = (at < 0 ? args : args.slice(0, at)).filter((arg) => !arg.text.startsWith("-"));
  for (const path of starts) if (!/^\.\/?$/.test(path.text)) uses.push({ access: "read", path });
  for (const [index, arg] of args.entries()) {
    const next = args[index + 1];
    if (/^-f(print0?|printf|ls)$/.test(arg.text) && next !== undefined)
      uses.push({ access: "write", path: next });
    if (arg.text === "-delete") uses.push(...deleted(starts, args.slice(0, index)));
    const loose = arg.kind === "dynamic" && index >= starts.length;
    if (arg.splits || (loose && !VALUED.test(String(args[index - 1]?.text))))
      hazards.push(`${arg.text} may become -exec or -delete`);
  }
  return { uses, hazards, stranger: false };
}

/** Tests behind which a word is a value. */
const VALUED =
  /^-(i?l?name|i?(whole)?path|i?regex|type|newer\w*|size|[acm](time|min)|m(ax|in)depth|perm|user|group|print0?f)$/;

/** What `-delete` removes: the names that a test before it asks for, if nothing but those can be meant. */
function deleted(starts: readonly Value[], tests: readonly Value[]): readonly Use[] {
  const at = tests.findIndex((test) => test.text === "-name");
  const name = tests[at + 1];
  const alone = !tests.some((test) => /^-(o|or|not)$|^[!,]$/.test(test.text));
  if (at < 0 || name?.kind !== "static" || !alone || starts.length === 0)
    return (starts.length === 0 ? [fixed(".")] : starts).map(
      (path): Use => ({ access: "write", path, tree: {} }),
    );
  return starts.map((start): Use => {
    const folder = start.kind === "glob" ? start.text : start.text.replace(/[*?[\]\\]/g, "\\$&");
    return { access: "write", path: pattern(`${folder}/**/${name.text}`, true) };
  });
}
