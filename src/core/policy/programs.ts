import { ARCHIVERS } from "./archives.ts";
import { readArguments, rest } from "./arguments.ts";
import { NOTHING, programName } from "./feed.ts";
import { interpreted, interpreterOf, madeBy, scriptOf } from "./interpreters.ts";
import { type Effects, NONE, PROGRAMS, type Use } from "./program.ts";
import { harmlessAwk, harmlessSed, sedScripts } from "./scripts.ts";
import { SHELLS, unwrap } from "./unwrap.ts";
import { fixed, type Value } from "./words.ts";

/** What `words` touch; git, whose grammar is its own, is left out. */
export function effectsOf(words: readonly Value[]): Effects {
  const name = programName(words[0]);
  if (name === undefined)
    return { uses: [], hazards: ["which program runs cannot be known"], stranger: false };
  const args = words.slice(1);
  const hazards: string[] = [];
  if (OPAQUE.has(name)) hazards.push(`what ${name} does cannot be told from its words`);
  if (CODE_IN_ARGUMENTS.has(name)) hazards.push(...builtinHazards(name, args));
  const exposes = showsEnvironment(name, args)
    ? "variables that may be secrets"
    : args.some((arg) => /^--?files0-from/.test(arg.text))
      ? "files that are named elsewhere"
      : undefined;
  if (exposes !== undefined) return { uses: [], hazards, stranger: false, exposes };
  const interpreter = interpreterOf(name);
  if (interpreter !== undefined) return interpreted(name, args, interpreter);
  if (SHELLS.has(name))
    return { uses: scriptOf(args), hazards: [...hazards, ...shellHazards(name, args)], stranger: false };
  if (name === "make" || name === "gmake") return madeBy(args);
  const special = SPECIAL[name === "gawk" || name === "mawk" || name === "nawk" ? "awk" : name];
  if (special !== undefined) {
    const own = special(args);
    return { ...own, hazards: [...hazards, ...own.hazards] };
  }
  const program = PROGRAMS[name === "egrep" || name === "fgrep" || name === "zgrep" ? "grep" : name];
  if (program === undefined) return { uses: [], hazards, stranger: true };
  const named = OPENS_LISTS.has(name)
    ? args.map((arg) => (arg.text.startsWith("@") ? rest(arg, 1) : arg))
    : args;
  const read = readArguments(name, named, program);
  return { uses: read.uses, hazards: [...hazards, ...read.hazards], stranger: false };
}

/** Programs that open `@FILE` and take its words for names of files, which they show when there is none. */
const OPENS_LISTS = new Set(["strings", "nm", "objdump", "size", "readelf"]);

/** Programs with a language, a shell escape or a server of their own: what they do cannot be told. */
const OPAQUE = new Set(
  "vi vim nvim ex view ed emacs nano_ dc socat nc ncat netcat telnet expect screen tmux zellij at batch crontab systemd-run launchctl gdb lldb m4 sqlplus complete bind fc history compgen mapfile_ entr nodemon watchexec parallel parset env_parallel "
    .split(" ")
    .filter(Boolean),
);

/** Options and builtins that take a command or a name out of which a shell makes code. */
const CODE_IN_ARGUMENTS = new Set([
  "let",
  "declare",
  "typeset",
  "local",
  "export",
  "readonly",
  "unset",
  "printf",
  "read",
  "test",
  "[",
  "mapfile",
  "readarray",
  "hash",
  "enable",
  "wait",
  "set",
  "shopt",
  "jq",
  "date",
]);

function showsEnvironment(name: string, args: readonly Value[]): boolean {
  const bare = args.every((arg) => /^-[a-zA-Z0]*$/.test(arg.text));
  if (name === "env") return unwrap([fixed("env"), ...args], NOTHING)?.length === 0;
  if (/^(npm|pnpm|yarn|bun)$/.test(name))
    return /^run(-script)?$/.test(args[0]?.text ?? "") && args[1]?.text === "env";
  if (name === "printenv")
    return bare || args.some((arg) => /token|secret|passw|key|credential/i.test(arg.text));
  if (name === "set") return args.length === 0;
  if (name === "ps") return args.some((arg) => /^[a-zA-Z]*e|^-[a-zA-Z]*E/.test(arg.text));
  if (["export", "declare", "typeset", "readonly", "local"].includes(name)) {
    return bare || args.some((arg) => /^-[a-zA-Z]*p/.test(arg.text));
  }
  if (name === "yq") return args.some((arg) => /\$?\b(str)?env\b|\bload/.test(arg.text));
  return name === "jq" && args.some((arg) => /\$ENV\b|\benv\b/.test(arg.text));
}

function builtinHazards(name: string, args: readonly Value[]): readonly string[] {
  const hazards: string[] = [];
  if (args.some((arg) => /\$\(|`/.test(arg.kind === "static" ? arg.text : "")))
    hazards.push(`${name} evaluates code in its arguments`);
  if ((name === "mapfile" || name === "readarray") && args.some((arg) => /^-[a-zA-Z]*C/.test(arg.text)))
    hazards.push(`${name} -C runs code`);
  if (name === "hash" && args.some((arg) => arg.text.startsWith("-p")))
    hazards.push("hash -p gives a command another meaning");
  if (name === "enable" && args.some((arg) => /^-[a-z]*[fd]/.test(arg.text)))
    hazards.push("enable -f loads code");
  if (name === "jq") hazards.push(...jqHazards(args));
  if (name === "date" && args.some((arg) => /^-[uR]*s|^--s|^\d{8}/.test(arg.text)))
    hazards.push("date sets the clock of the machine");
  if (name === "set") {
    const end = args.findIndex((arg) => /^(--?$|[^-+])/.test(arg.text) && !SET_NAMES.test(arg.text));
    const options = end < 0 ? args : args.slice(0, end);
    if (options.some((arg) => /^-[a-zA-Z]*[kH]|^(keyword|histexpand|posix)$/.test(arg.text)))
      hazards.push("set changes how the shell reads words");
  }
  if (name === "shopt" && args.some((arg) => /^-[a-z]*[su]/.test(arg.text))) {
    const names = args.filter((arg) => arg.kind !== "static" || !arg.text.startsWith("-"));
    const strange = names.find((arg) => arg.kind !== "static" || !SHELL_OPTIONS.test(arg.text));
    if (strange !== undefined) hazards.push(`shopt ${strange.text} changes how the shell reads words`);
  }
  return hazards;
}

const SET_NAMES = /^(keyword|histexpand|posix|pipefail|errexit|nounset|xtrace|noglob|noclobber|verbose)$/;

/** Options of the shell under which a line means what it is judged to mean. */
const SHELL_OPTIONS =
  /^(globstar|nullglob|extglob|failglob|dotglob|inherit_errexit|expand_aliases|checkwinsize|histappend|cmdhist|interactive_comments|pipefail|errexit|nounset|xtrace|noclobber|verbose)$/;

function shellHazards(name: string, args: readonly Value[]): readonly string[] {
  const hazards: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index]?.text ?? "";
    if (!/^[-+]/.test(text) || text === "--" || text === "-") break;
    if (/^--(rcfile|init-file)$/.test(text)) index += 1;
    if (text.startsWith("--")) continue;
    if (/^-[a-zA-Z]*[kH]/.test(text)) hazards.push(`${name} ${text} changes how the shell reads words`);
    for (const _ of text.match(/[oO]/g) ?? []) {
      index += 1;
      const option = args[index];
      if (option !== undefined && (option.kind !== "static" || !SHELL_OPTIONS.test(option.text)))
        hazards.push(`the shell option ${option.text} changes how the shell reads words`);
    }
  }
  return hazards;
}

/** Modules are files that jq looks for by itself. */
function jqHazards(args: readonly Value[]): readonly string[] {
  const loads = args.some(
    (arg) =>
      /^-[a-zA-Z]*L|^--lib/.test(arg.text) ||
      /(?<![.$\w"])(import|include)(?=\s*["#\\])|\bmodulemeta\b|\bget_search_list\b/.test(arg.text),
  );
  return loads ? ["jq loads modules, which are files that it looks for by itself"] : [];
}

const SPECIAL: Readonly<Record<string, (args: readonly Value[]) => Effects>> = {
  ...ARCHIVERS,
  find: (args) => {
    const at = args.findIndex((arg) => /^[-(!]/.test(arg.text) && !/^-[HLPDO]/.test(arg.text));
    const uses: Use[] = [];
    const hazards: string[] = [];
    const starts = (at < 0 ? args : args.slice(0, at)).filter((arg) => !/^-[HLPDO]/.test(arg.text));
    for (const start of starts) if (!inert(start)) uses.push({ access: "read", path: start });
    for (const [index, arg] of args.entries()) {
      const value = args[index + 1];
      if (/^-f(print|print0|printf|ls)$/.test(arg.text) && value !== undefined)
        uses.push({ access: "write", path: value });
      if (arg.text === "-files0-from" && value !== undefined) uses.push({ access: "read", path: value });
      if (arg.text === "-delete") {
        const names = args.flatMap((other, place) =>
          /^-i?name$/.test(other.text) ? [args[place + 1]?.text ?? ""] : [],
        );
        const clear =
          names.length > 0 &&
          !args.some((other) => /^-(o|or|not)$|^[!,]$/.test(other.text)) &&
          starts.length > 0;
        if (clear)
          for (const start of starts)
            uses.push({
              access: "write",
              path: {
                ...start,
                kind: "glob",
                text: `${start.text}/**/${names[0] ?? "*"}`,
                prefix: `${start.text}/`,
                deep: true,
              },
            });
        else
          for (const start of starts.length === 0 ? [fixed(".")] : starts)
            uses.push({ access: "write", path: start, tree: {} });
      }
      if (arg.kind === "dynamic" && arg.splits) hazards.push(`${arg.text} may become -exec or -delete`);
    }
    return { uses, hazards, stranger: false };
  },
  dd: (args) => {
    const uses: Use[] = [];
    for (const arg of args) {
      const match = /^(if|of)=/.exec(arg.text);
      if (match !== null) uses.push({ access: match[1] === "if" ? "read" : "write", path: rest(arg, 3) });
    }
    return {
      uses,
      hazards: args.some((arg) => arg.kind === "dynamic" && arg.splits)
        ? ["what dd writes cannot be known"]
        : [],
      stranger: false,
    };
  },
  xargs: (args) => {
    const uses: Use[] = [];
    for (let index = 0; index < args.length; index += 1) {
      const text = args[index]?.text ?? "";
      if (!text.startsWith("-")) break;
      const inline = /^(?:-a|--arg-file=)(.+)$/.exec(text)?.[1];
      const value = inline === undefined ? args[index + 1] : fixed(inline);
      if (/^(-[0rtpx]*a|--arg-file)/.test(text) && value !== undefined)
        uses.push({ access: "read", path: value });
      if (
        /^-[0rtpx]*[adEILnPs]$|^--(arg-file|delimiter|max-args|max-procs|max-lines|max-chars|replace)$/.test(
          text,
        )
      )
        index += 1;
    }
    return { uses, hazards: [], stranger: false };
  },
  chmod: (args) => {
    const paths = args.filter((arg) => !/^-[Rvfc]+$|^--/.test(arg.text));
    const copied = args.flatMap((arg) => (arg.text.startsWith("--reference=") ? [rest(arg, 12)] : []));
    const tree = args.some((arg) => /^-[vfc]*R|^--rec/.test(arg.text));
    const uses = [
      ...copied.map((path): Use => ({ access: "read", path })),
      ...paths
        .slice(copied.length > 0 ? 0 : 1)
        .map((path): Use => ({ access: "write", path, ...(tree ? { tree: {} } : {}) })),
    ];
    return { uses, hazards: [], stranger: false };
  },
  install: (args) => {
    const folders = args.some((arg) => /^-[a-zA-Z]*d|^--directory/.test(arg.text));
    const grammar = PROGRAMS["install"] ?? NONE;
    const read = readArguments("install", args, folders ? { ...grammar, operands: "write" } : grammar);
    return { uses: read.uses, hazards: read.hazards, stranger: false };
  },
  ln: (args) => {
    const read = readArguments("ln", args, PROGRAMS["ln"] ?? NONE);
    const target = read.uses.findLast((use) => use.access === "write")?.path ?? fixed(".");
    const uses: Use[] = [...read.uses.filter((use) => use.access === "write")];
    const symbolic = args.some((arg) => /^-[a-zA-Z]*s|^--symbolic/.test(arg.text));
    for (const use of read.uses) {
      if (use.access === "write") continue;
      if (!symbolic || use.path.text.startsWith("/") || use.path.kind === "dynamic")
        uses.push({ access: "link", path: use.path });
      else {
        const folder = target.text.slice(0, target.text.lastIndexOf("/") + 1);
        for (const base of target === use.path ? [""] : [folder, `${target.text}/`]) {
          uses.push({
            access: "link",
            path: { ...use.path, text: base + use.path.text, prefix: base + use.path.prefix },
          });
        }
      }
    }
    return { uses, hazards: read.hazards, stranger: false };
  },
  sed: (args) => {
    const read = readArguments("sed", args, PROGRAMS["sed"] ?? NONE);
    const scripts = sedScripts(args);
    const hazards = [...read.hazards];
    if (args.some((arg) => /^(--fi|-[a-hj-zA-Z]*f)/.test(arg.text)))
      hazards.push("sed runs a script from a file");
    for (const script of scripts) {
      if (script.kind !== "static") hazards.push("sed's script cannot be known");
      else if (!harmlessSed(script.text)) hazards.push("sed's script runs commands or writes files");
    }
    return { uses: read.uses, hazards, stranger: false };
  },
  awk: (args) => {
    const read = readArguments("awk", args, PROGRAMS["awk"] ?? NONE);
    const hazards = [...read.hazards];
    const program = read.operands[0];
    if (args.some((arg) => /^--(a|fie)/.test(arg.text) && !/^--(assign|field-separator)(=|$)/.test(arg.text)))
      hazards.push("which word is awk's program cannot be known");
    if (writesByOption(args)) hazards.push("awk writes what it knows to a file, or starts its debugger");
    if (args.some((arg) => /^(-f|--file$|--file=)/.test(arg.text)))
      hazards.push("awk runs a program from a file");
    else if (program?.kind !== "static") hazards.push("awk's program cannot be known");
    else if (!harmlessAwk(program.text)) hazards.push("awk's program runs commands or touches files");
    return {
      uses: read.uses.filter((use) => !/^[A-Za-z_]\w*=/.test(use.path.text)),
      hazards,
      stranger: false,
    };
  },
  tree: (args) => {
    const read = readArguments("tree", args, PROGRAMS["tree"] ?? NONE);
    const shows = args.some((arg) => arg.text.startsWith("--from"));
    const uses = shows ? read.uses.map((use) => ({ ...use, lists: false })) : read.uses;
    return { uses, hazards: read.hazards, stranger: false };
  },
  curl: (args) => {
    const read = readArguments("curl", args, PROGRAMS["curl"] ?? NONE);
    const uses = [...read.uses];
    const hazards = [...read.hazards];
    for (const [index, arg] of args.entries()) {
      if (
        /^(-[a-zA-Z]*[dF]|--(data|form|data-binary|data-raw|data-urlencode|json|url-query|header|variable|form-string))$|^-[dFH]|^--(data|form|json|header)/.test(
          arg.text,
        )
      ) {
        const value = /^--[\w-]+=|^-[dFH]./.test(arg.text) ? arg : args[index + 1];
        const file = /[@<]([^;,]+)/.exec(value?.text ?? "")?.[1];
        const raw = /raw|string/.test(arg.text);
        if (file !== undefined && !raw && !/^[^@<]*\w@\w/.test(value?.text ?? ""))
          uses.push({
            access: "read",
            path: value?.kind === "static" ? fixed(file) : (value ?? fixed(file)),
          });
      }
      if (/^-[a-zA-Z]*O|^--remote-name/.test(arg.text)) uses.push({ access: "write", path: fixed(".") });
      const local = /^file:\/\/(?:localhost)?(.*)$/i.exec(arg.text)?.[1];
      if (local !== undefined) uses.push({ access: "read", path: fixed(local) });
      if (local !== undefined && /[%{[]/.test(local)) hazards.push(`${arg.text} names files by a pattern`);
    }
    if (args.some((arg) => /^(-[a-zA-Z#]*K|--conf)/.test(arg.text)))
      hazards.push("curl reads options from a file");
    return { uses, hazards, stranger: false };
  },
  source: (args) => ({
    uses: args.slice(0, 1).map((path): Use => ({ access: "read", path })),
    hazards: [],
    stranger: false,
  }),
  ".": (args) => ({
    uses: args.slice(0, 1).map((path): Use => ({ access: "read", path })),
    hazards: [],
    stranger: false,
  }),
};

/** gawk's `-d`, `-D`, `-o` and `-p`, whose optional file is glued to them, in a cluster too. */
function writesByOption(args: readonly Value[]): boolean {
  for (let index = 0; index < args.length; index += 1) {
    const text = args[index]?.text ?? "";
    if (text === "--" || text === "-" || !text.startsWith("-")) return false;
    if (/^--(d|pr|p$)/.test(text)) return true;
    if (/^--(assign|field-separator|include|load|exec|source|file)$/.test(text)) index += 1;
    if (text.startsWith("--")) continue;
    const at = text.slice(1).search(/[dDopWFfvieElLZ]/) + 1;
    if (/[dDopW]/.test(text[at] ?? "")) return true;
    if (at > 0 && at === text.length - 1 && text[at] !== "L") index += 1;
  }
  return false;
}

function inert(start: Value): boolean {
  return start.kind === "static" && (start.text === "." || start.text === "./");
}
