import { NOTHING, programName } from "./feed.ts";
import { SHELLS, unwrap } from "./unwrap.ts";
import { fixed, type Value } from "./words.ts";

/** What a program touches, as far as its words tell. */
export interface Effects {
  readonly uses: readonly Use[];
  /** Reasons for which it cannot be known what it does. */
  readonly hazards: readonly string[];
  /** Nothing is known about the program: its words are looked at as if each could be a path or a command. */
  readonly stranger: boolean;
  /** It shows the environment, or a variable for secrets. */
  readonly exposes?: boolean;
}

/** One file, or tree, that a program reads or writes. */
export interface Use {
  /** `link`: it gets another name, under which it can be read and written. */
  readonly access: "read" | "write" | "link";
  readonly path: Value;
  /** Only its name and size are shown. */
  readonly lists?: boolean;
  readonly tree?: { readonly selects?: (path: string) => boolean; readonly hidden?: boolean };
}

interface Program {
  /** What its operands are: read, written, all but the last read and the last written, or no paths at all. */
  readonly operands?: "read" | "write" | "into" | "none";
  /** Options with a value that is no path; letters, and long names. */
  readonly plain?: string;
  /** Options whose value is a file that it reads. */
  readonly reads?: string;
  /** Options whose value is a file or folder that it writes. */
  readonly writes?: string;
  /** Options that make it run another program, or code. */
  readonly runs?: string;
  /** Options that make it change its operands in place. */
  readonly inPlace?: string;
  /** Options with which it works on whole trees; `*` when it always does. */
  readonly tree?: string;
  /** Leading operands that are no paths. */
  readonly skip?: number;
  /** Options that supply what `skip` skips. */
  readonly skipUnless?: string;
  /** Without an operand it works on the current folder. */
  readonly here?: boolean;
  /** It shows that a file is there, and not what is in it. */
  readonly lists?: boolean;
}

const NONE: Program = { operands: "none" };
const READ: Program = { operands: "read" };
const WRITE: Program = { operands: "write" };

const PROGRAMS: Readonly<Record<string, Program>> = {
  ...every(
    "echo true false : test [ sleep pwd date seq which type hash whoami id uname hostname nproc arch printenv exit return break continue shift wait jobs fg bg kill set shopt umask ulimit times getopts unset read mapfile readarray local declare typeset readonly export let alias unalias tput clear basename dirname expr factor yes command builtin logname groups tty locale getconf cal bc_ uptime free df ps pgrep lscpu lsb_release caller enable disown suspend dirs popd cd pushd printf cygpath",
    NONE,
  ),
  ...every(
    "cat head tail wc nl tac rev fold fmt expand unexpand column cut paste join comm cmp od xxd hexdump strings file stat realpath readlink md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum cksum sum shasum md5 base64 base32 tr iconv zcat bzcat xzcat zless bat lsof ldd nm objdump size readelf jsonlint colordiff hexyl cloc tokei",
    READ,
  ),
  printenv: NONE,
  head: { operands: "read", plain: "n c --lines --bytes" },
  tail: { operands: "read", plain: "n c s --lines --bytes --pid" },
  cut: { operands: "read", plain: "d f b c --delimiter --fields --output-delimiter" },
  tr: NONE,
  stat: { operands: "read", plain: "c f --format --printf" },
  bat: { operands: "read", runs: "--pager", plain: "l r --language --line-range --theme --style" },
  file: { operands: "read", reads: "f --files-from m --magic-file", runs: "C --compile", plain: "F P e" },
  iconv: { operands: "read", writes: "o --output", plain: "f t --from-code --to-code" },
  date: { operands: "none", reads: "f --file r --reference", plain: "d s --date --set" },
  hexdump: { operands: "read", reads: "f", plain: "e n s" },
  column: { operands: "read", plain: "s o c --separator" },
  xxd: { operands: "into", plain: "c g l s o" },
  less: { operands: "read", runs: "+", writes: "o O --log-file --LOG-FILE" },
  more: READ,
  ls: { operands: "read", lists: true, plain: "I w T --ignore --hide --width" },
  dir: { operands: "read", lists: true },
  tree: { operands: "read", lists: true, writes: "o", plain: "L I P" },
  du: { operands: "read", lists: true, reads: "--files0-from", plain: "d --max-depth --exclude" },
  diff: {
    operands: "read",
    reads: "--from-file --to-file",
    plain: "I U C W x L --label --exclude --ignore-matching-lines",
    tree: "r --recursive",
  },
  sort: {
    operands: "read",
    plain: "k t S --key --field-separator --buffer-size --parallel",
    writes: "o --output",
    reads: "--files0-from",
    runs: "--compress-program",
  },
  uniq: { operands: "into", plain: "f s w" },
  shuf: { operands: "read", plain: "n i", writes: "o --output" },
  split: { operands: "into", plain: "l b n C a d", runs: "--filter" },
  csplit: { operands: "write" },
  grep: {
    operands: "read",
    plain:
      "e m A B C d D --regexp --max-count --color --label --exclude --include --exclude-dir --binary-files --context",
    reads: "f --file --exclude-from",
    skip: 1,
    skipUnless: "e f --regexp --file",
    tree: "r R --recursive --dereference-recursive",
  },
  rg: {
    operands: "read",
    plain:
      "e m A B C g t T j M --regexp --max-count --glob --iglob --type --type-not --sort --color --context --max-depth --replace r",
    reads: "f --file --ignore-file",
    skip: 1,
    skipUnless: "e f --regexp --file --files --type-list",
    runs: "--pre --hostname-bin z",
    tree: "*",
    here: true,
  },
  ag: { operands: "read", skip: 1, tree: "*", here: true, runs: "--pager", plain: "A B C G m" },
  ack: { operands: "read", skip: 1, tree: "*", here: true, runs: "--pager", plain: "A B C m" },
  jq: {
    operands: "read",
    skip: 1,
    skipUnless: "f --from-file",
    reads: "f --from-file L",
    plain: "--indent --tab",
  },
  yq: { operands: "read", skip: 1, inPlace: "i --inplace", plain: "o p --output-format --input-format I" },
  sed: {
    operands: "read",
    plain: "e l --expression --line-length",
    reads: "f --file",
    skip: 1,
    skipUnless: "e f --expression --file",
    inPlace: "i --in-place",
  },
  awk: {
    operands: "read",
    plain: "F v",
    reads: "f",
    skip: 1,
    skipUnless: "f --file",
    runs: "i --include l --load e --source E --exec",
  },
  env: NONE,
  tee: WRITE,
  touch: { operands: "write", plain: "d t --date --time", reads: "r --reference" },
  mkdir: { operands: "write", plain: "m --mode" },
  rmdir: WRITE,
  rm: { operands: "write", tree: "*" },
  unlink: WRITE,
  shred: { operands: "write", plain: "n s" },
  truncate: { operands: "write", plain: "s --size", reads: "r --reference" },
  chown: { operands: "write", skip: 1, reads: "--reference", tree: "R --recursive" },
  chgrp: { operands: "write", skip: 1, tree: "R --recursive" },
  chattr: { operands: "write" },
  setfacl: { operands: "write" },
  mkfifo: WRITE,
  mknod: WRITE,
  script: { operands: "write", plain: "c I O B T E --command" },
  strace: { operands: "none", writes: "o --output", plain: "e s p" },
  ltrace: { operands: "none", writes: "o --output" },
  mktemp: { operands: "write", writes: "p --tmpdir", plain: "--suffix" },
  cp: {
    operands: "into",
    writes: "t --target-directory",
    tree: "r R a --recursive --archive",
    plain: "S --suffix",
  },
  mv: { operands: "write", writes: "t --target-directory", tree: "*", plain: "S --suffix" },
  wc: { operands: "read", lists: true, reads: "--files0-from" },
  ln: { operands: "into", writes: "t --target-directory", plain: "S --suffix" },
  install: {
    operands: "into",
    writes: "t --target-directory",
    plain: "m o g S --mode --owner --group",
    tree: "d",
    runs: "--strip-program",
  },
  rsync: {
    operands: "into",
    tree: "*",
    runs: "e --rsh --rsync-path",
    reads: "--files-from --exclude-from --include-from --password-file",
    writes: "--log-file --backup-dir --partial-dir T --temp-dir --write-batch",
    plain: "f --filter --exclude --include",
  },
  scp: { operands: "into", runs: "S o F J D", tree: "r" },
  dd: NONE,
  patch: {
    operands: "write",
    plain: "p F D z B Y V --strip --fuzz",
    reads: "i --input",
    writes: "o --output r --reject-file d --directory",
  },
  tar: NONE,
  zip: { operands: "into", tree: "*", runs: "T TT --unzip-command" },
  gzip: { operands: "write", plain: "S --suffix", tree: "r --recursive" },
  gunzip: { operands: "write", tree: "r --recursive" },
  bzip2: WRITE,
  xz: WRITE,
  zstd: { operands: "write", writes: "o" },
  curl: {
    operands: "none",
    writes:
      "o D c --output --dump-header --cookie-jar --output-dir --trace --trace-ascii --stderr --etag-save --hsts --alt-svc",
    reads:
      "T K b E --upload-file --config --cookie --cert --key --cacert --netrc-file --etag-compare --capath --proxy-cacert",
  },
  wget: {
    operands: "none",
    writes:
      "O o a P --output-document --output-file --append-output --directory-prefix --save-cookies --rejected-log --warc-file",
    reads:
      "i --input-file --post-file --body-file --load-cookies --config --certificate --private-key --ca-certificate",
    runs: "e --execute --use-askpass",
  },
  source: { operands: "read" },
  ".": { operands: "read" },
  find: NONE,
  fd: { operands: "read", skip: 1 },
  git: NONE,
  openssl: { operands: "read", reads: "in inkey key cert", writes: "out keyout", plain: "subj days newkey" },
  gpg: { operands: "read", writes: "o --output" },
  "ssh-keygen": { operands: "none", writes: "f" },
  nano: WRITE,
  sponge: WRITE,
};

/** Programs that run code which is given with these options. */
const INTERPRETERS: Readonly<
  Record<string, { readonly inline: RegExp; readonly module?: RegExp; readonly valued?: RegExp }>
> = {
  node: {
    inline:
      /^(-[a-z]*[ep][a-z]*|--eval|--print)(=|$)|^(-r|--require|--import|--loader|--experimental-loader)/,
    valued: /^(-C|--conditions|--env-file|--test-name-pattern|--test-reporter)$/,
  },
  nodejs: { inline: /^(-[a-z]*[ep][a-z]*|--eval|--print)(=|$)|^(-r|--require|--import|--loader)/ },
  deno: { inline: /^eval$|^repl$/ },
  bun: { inline: /^(-e|-p|--eval|--print|-r|--preload)/ },
  tsx: { inline: /^(-e|-p|--eval|--print|-r|--require|--import)/ },
  "ts-node": { inline: /^(-e|-p|-[a-z]*[ep]|--eval|--print|-r|--require)/ },
  python: { inline: /^-[a-zA-Z]*c/, module: /^-[a-zA-Z]*m/ },
  pypy: { inline: /^-[a-zA-Z]*c/, module: /^-[a-zA-Z]*m/ },
  perl: { inline: /^-[a-zA-Z0-9]*[eEMIx]|^-[a-z]*[pni]/ },
  ruby: { inline: /^-[a-zA-Z]*[erI]|^-[a-z]*[pnix]/ },
  php: { inline: /^-[rBREd]|^--run|^-a$/ },
  lua: { inline: /^-[eli]/ },
  luajit: { inline: /^-[elj]/ },
  Rscript: { inline: /^-e/ },
  rscript: { inline: /^-e/ },
  r: { inline: /^-e/ },
  julia: { inline: /^-[eELp]|^--(eval|print|load)/ },
  elixir: { inline: /^-[er]|^--(eval|rpc-eval)/ },
  erl: { inline: /^-(eval|s|run)/ },
  scala: { inline: /^-e/ },
  groovy: { inline: /^-e/ },
  ghc: { inline: /^-e/ },
  runghc: { inline: /^-e/ },
  swipl: { inline: /^-g|^-t/ },
  sbcl: { inline: /^--(eval|load)/ },
  clojure: { inline: /^-e|^-M|^--eval/ },
  emacs: { inline: /^-?-(eval|execute|f|funcall|l|load|script)/ },
  osascript: { inline: /^-e/ },
  pwsh: { inline: /^-(c|command|e|encodedcommand)/i },
  powershell: { inline: /^-(c|command|e|encodedcommand)/i },
  expect: { inline: /^-c/ },
  tclsh: { inline: /^$/ },
  wish: { inline: /^$/ },
};

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
]);

/** What `words` touch; git, whose grammar is its own, is left out. */
export function effectsOf(words: readonly Value[]): Effects {
  const name = programName(words[0]);
  if (name === undefined)
    return { uses: [], hazards: ["which program runs cannot be known"], stranger: false };
  const args = words.slice(1);
  const hazards: string[] = [];
  if (OPAQUE.has(name)) hazards.push(`what ${name} does cannot be told from its words`);
  if (CODE_IN_ARGUMENTS.has(name)) hazards.push(...builtinHazards(name, args));
  if (showsEnvironment(name, args)) return { uses: [], hazards, stranger: false, exposes: true };
  const interpreter =
    INTERPRETERS[name] ??
    (/^(python|pypy|perl|ruby|php|lua|node)[\d.]+$/.test(name)
      ? INTERPRETERS[name.replace(/[\d.]+$/, "")]
      : undefined);
  if (interpreter !== undefined) return interpreted(name, args, interpreter);
  if (SHELLS.has(name)) return { uses: scriptOf(args), hazards, stranger: false };
  if (name === "make" || name === "gmake") return madeBy(args);
  const special = SPECIAL[name === "gawk" || name === "mawk" || name === "nawk" ? "awk" : name];
  if (special !== undefined) {
    const own = special(args);
    return { ...own, hazards: [...hazards, ...own.hazards] };
  }
  const program = PROGRAMS[name === "egrep" || name === "fgrep" || name === "zgrep" ? "grep" : name];
  if (program === undefined) return { uses: [], hazards, stranger: true };
  const read = readArguments(name, args, program);
  return { uses: read.uses, hazards: [...hazards, ...read.hazards], stranger: false };
}

function readArguments(
  name: string,
  args: readonly Value[],
  program: Program,
): { uses: Use[]; hazards: string[]; operands: Value[] } {
  const kinds = optionKinds(program);
  const uses: Use[] = [];
  const hazards: string[] = [];
  const operands: Value[] = [];
  const seen = new Set<string>();
  let ended = false;
  const valued = (option: string, value: Value | undefined): void => {
    seen.add(option);
    const kind = kinds.get(option);
    if (kind === "runs")
      hazards.push(`${name} ${option.length === 1 ? `-${option}` : option} runs another program`);
    if (option === "--files0-from") hazards.push(`${name} is told elsewhere which files it reads`);
    if (value === undefined) return;
    if (kind === "reads") uses.push({ access: "read", path: value });
    if (kind === "writes" && value.text !== "-") uses.push({ access: "write", path: value });
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    const text = arg.text;
    if (ended || text === "-" || !arg.prefix.startsWith("-")) {
      if (!ended && text.startsWith("+") && kinds.get("+") === "runs")
        hazards.push(`${name} + runs a command`);
      operands.push(arg);
      continue;
    }
    if (text === "--") {
      ended = true;
      continue;
    }
    if (arg.kind === "dynamic" && !text.includes("=")) hazards.push(`${text} cannot be known`);
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const given = equals < 0 ? text : text.slice(0, equals);
      const option = kinds.has(given)
        ? given
        : ([...kinds.keys()].find(
            (known) => given.length > 3 && known.startsWith(given) && kinds.get(known) !== "plain",
          ) ?? given);
      const takes = kinds.has(option) && kinds.get(option) !== "flag";
      const inline = equals < 0 ? undefined : rest(arg, equals + 1);
      valued(option, inline ?? (takes ? args[index + 1] : undefined));
      if (takes && inline === undefined && !OPTIONAL.has(option)) index += 1;
      continue;
    }
    if (kinds.has(text.slice(1)) && text.length > 2) {
      valued(text.slice(1), args[index + 1]);
      index += 1;
      continue;
    }
    for (let at = 1; at < text.length; at += 1) {
      const letter = text[at] ?? "";
      const kind = kinds.get(letter);
      if (kind === undefined || kind === "flag") {
        seen.add(letter);
        continue;
      }
      const inline = text.slice(at + 1);
      valued(letter, inline === "" ? args[index + 1] : rest(arg, at + 1));
      if (inline === "") index += 1;
      break;
    }
  }
  const has = (options: string | undefined): boolean =>
    (options ?? "").split(" ").some((option) => option === "*" || seen.has(option));
  const skipped = program.skipUnless !== undefined && has(program.skipUnless) ? 0 : (program.skip ?? 0);
  if (operands.slice(0, skipped).some((operand) => operand.kind === "dynamic" && operand.splits)) {
    hazards.push("an unquoted argument may become several, among them files");
  }
  const files = operands.slice(skipped);
  const everywhere = program.here === true || (has(program.tree) && program.tree !== "*");
  if (files.length === 0 && everywhere && program.operands === "read") files.push(fixed("."));
  const tree = has(program.tree) ? selection(name, args) : undefined;
  const use = (access: "read" | "write", path: Value): void => {
    if (path.text === "-" && path.kind === "static") return;
    const lists = program.lists === true && access === "read";
    uses.push({ access, path, ...(lists ? { lists } : {}), ...(tree === undefined ? {} : { tree }) });
  };
  const changes = has(program.inPlace) && program.inPlace !== undefined;
  if (program.operands === "read") for (const file of files) use(changes ? "write" : "read", file);
  if (program.operands === "write") for (const file of files) use("write", file);
  if (program.operands === "into")
    into(
      files,
      uses.some((one) => one.access === "write"),
      use,
    );
  return { uses, hazards, operands };
}

function into(
  files: readonly Value[],
  targetKnown: boolean,
  use: (access: "read" | "write", path: Value) => void,
): void {
  const sources = targetKnown || files.length < 2 ? files : files.slice(0, -1);
  for (const source of sources) use("read", source);
  const target = files.at(-1);
  if (!targetKnown && files.length > 1 && target !== undefined) use("write", target);
}

const OPTIONAL = new Set(["--color", "--in-place", "--inplace", "--context", "--tmpdir"]);

function optionKinds(program: Program): ReadonlyMap<string, "plain" | "reads" | "writes" | "runs" | "flag"> {
  const known = KINDS.get(program);
  if (known !== undefined) return known;
  const kinds = new Map<string, "plain" | "reads" | "writes" | "runs" | "flag">();
  for (const kind of ["plain", "reads", "writes", "runs"] as const) {
    for (const option of (program[kind] ?? "").split(" ").filter(Boolean)) kinds.set(option, kind);
  }
  for (const option of `${program.inPlace ?? ""} ${program.tree ?? ""}`.split(" ").filter(Boolean))
    kinds.set(option, "flag");
  KINDS.set(program, kinds);
  return kinds;
}

const KINDS = new Map<Program, ReadonlyMap<string, "plain" | "reads" | "writes" | "runs" | "flag">>();

function rest(arg: Value, from: number): Value {
  if (arg.kind === "static") return fixed(arg.text.slice(from));
  return { ...arg, text: arg.text.slice(from), prefix: arg.prefix.slice(from) };
}

/** Which files of a tree a search looks at. */
function selection(name: string, args: readonly Value[]): NonNullable<Use["tree"]> {
  const excluded: string[] = [];
  const included: string[] = [];
  for (const [index, arg] of args.entries()) {
    const match = /^--(exclude|include|exclude-dir)=(.*)$/.exec(arg.text);
    if (match?.[1] === "include") included.push(match[2] ?? "");
    else if (match !== null) excluded.push(match[2] ?? "");
    if (arg.text === "--exclude" || arg.text === "--exclude-dir") excluded.push(args[index + 1]?.text ?? "");
    if (arg.text === "--include") included.push(args[index + 1]?.text ?? "");
    if (name === "rg" && (arg.text === "-g" || arg.text === "--glob")) {
      const glob = args[index + 1]?.text ?? "";
      if (glob.startsWith("!")) excluded.push(glob.slice(1));
      else included.push(glob);
    }
    const types = /^-t(\w+)$|^--type=(\w+)$/.exec(arg.text);
    if (name === "rg" && types !== null) included.push(`*.${types[1] ?? types[2] ?? ""}`);
    if (name === "rg" && (arg.text === "-t" || arg.text === "--type"))
      included.push(`*.${args[index + 1]?.text ?? ""}`);
  }
  const searches = ["grep", "rg", "ag", "ack", "egrep", "fgrep"].includes(name);
  const hidden =
    !["rg", "ag"].includes(name) ||
    args.some((arg) => /^(--hidden|--no-ignore|--unrestricted|-[a-zA-Z]*[u.])/.test(arg.text));
  if (!searches) return {};
  const simple = (glob: string, path: string): boolean => {
    const wanted = glob.replace(/^\*\*\//, "").replace(/[?*[\]]+/g, "*");
    const segments = path.split("/");
    return segments.some((segment) => segmentMatches(wanted, segment));
  };
  return {
    hidden,
    selects: (path) =>
      !excluded.some((glob) => simple(glob, path)) &&
      (included.length === 0 ||
        included.some((glob) =>
          segmentMatches(
            glob.slice(glob.lastIndexOf("/") + 1).replace(/\{.*\}/, "*"),
            path.slice(path.lastIndexOf("/") + 1),
          ),
        )),
  };
}

function segmentMatches(glob: string, text: string): boolean {
  const [first = "", ...rests] = glob.split("*");
  if (rests.length === 0) return glob === text;
  const last = rests.at(-1) ?? "";
  return text.startsWith(first) && text.endsWith(last) && text.length >= first.length + last.length;
}

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
  return hazards;
}

function scriptOf(args: readonly Value[]): readonly Use[] {
  if (args.some((arg) => /^-[a-zA-Z]*[cs]/.test(arg.text))) return [];
  const file = args.find(
    (arg, index) => !/^[-+]/.test(arg.text) && !/^[-+][a-z]*[oO]$/.test(args[index - 1]?.text ?? ""),
  );
  return file === undefined ? [] : [{ access: "read", path: file }];
}

function interpreted(
  name: string,
  args: readonly Value[],
  grammar: { inline: RegExp; module?: RegExp; valued?: RegExp },
): Effects {
  const none = { uses: [], stranger: false } as const;
  let script: Value | undefined;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    if (arg.kind === "dynamic" && arg.splits)
      return { ...none, hazards: [`${arg.text} may become code for ${name}`] };
    if (grammar.module?.test(arg.text) && !grammar.inline.test(arg.text))
      return { uses: [], hazards: [], stranger: true };
    if (grammar.inline.test(arg.text))
      return { ...none, hazards: [`${name} ${arg.text} runs code that is not judged`] };
    if (arg.text === "-" || /^\/dev\/(stdin$|fd\/)/.test(arg.text)) {
      return { ...none, hazards: [`${name} runs code that another command prints`] };
    }
    if (
      /^(--version|-v|-V|--help|-h|--check|-c|--test|test|fmt|lint|run|install|add|task|compile|x|build)$/.test(
        arg.text,
      )
    ) {
      return { uses: [], hazards: [], stranger: true };
    }
    if (grammar.valued?.test(arg.text)) index += 1;
    else if (!arg.text.startsWith("-")) {
      script = arg;
      break;
    }
  }
  if (script === undefined) {
    const informs =
      args.length > 0 && args.every((arg) => /^--?(version|help|v8-options|list|env)/.test(arg.text));
    return { ...none, hazards: informs ? [] : [`${name} runs code from standard input`], stranger: true };
  }
  return { uses: [{ access: "read", path: script }], hazards: [], stranger: true };
}

const SPECIAL: Readonly<Record<string, (args: readonly Value[]) => Effects>> = {
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
  tar: (args) => {
    const uses: Use[] = [];
    const hazards: string[] = [];
    const { letters, values, long, operands } = tarArguments(args);
    const extracts = /x/.test(letters) || long.some((option) => /^--(ext|get)/.test(option));
    const creates =
      /[cruA]/.test(letters) ||
      long.some((option) => /^--(create|append|update|catenate|concatenate)/.test(option));
    if (
      /[IF]/.test(letters) ||
      long.some((option) =>
        /^--(to-command|checkpoint-action|use-compress|info-script|new-volume|rsh-command|rmt-command)/.test(
          option,
        ),
      )
    ) {
      hazards.push("tar runs another program");
    }
    if (/[TX]/.test(letters) || long.some((option) => /^--(files-from|exclude-from)/.test(option))) {
      hazards.push("tar reads the names of files from a file");
    }
    if (args.some((arg) => arg.kind === "dynamic" && arg.splits))
      hazards.push("tar's arguments cannot be known");
    const folders = [
      ...(values.get("C") ?? []),
      ...(values.get("directory") ?? []),
      ...(values.get("cd") ?? []),
    ];
    for (const file of [...(values.get("f") ?? []), ...(values.get("file") ?? [])]) {
      if (file.text !== "-") uses.push({ access: creates ? "write" : "read", path: file });
    }
    for (const folder of folders) uses.push({ access: extracts ? "write" : "read", path: folder });
    if (extracts) {
      if (/P/.test(letters) || long.some((option) => /^--(absolute|transform|xform|one-top)/.test(option))) {
        hazards.push("tar writes wherever the archive says");
      }
      if (folders.length === 0) uses.push({ access: "write", path: fixed(".") });
      if (folders.length === 0) hazards.push("which files an archive overwrites is not told by the command");
    }
    if (creates) {
      const below = folders.length === 1 && folders[0]?.kind === "static" ? `${folders[0].text}/` : "";
      if (folders.length > 1) hazards.push("tar changes the folder more than once");
      for (const operand of operands) {
        const path =
          below === "" || operand.text.startsWith("/")
            ? operand
            : { ...operand, text: below + operand.text, prefix: below + operand.prefix };
        uses.push({ access: "read", path, tree: {} });
      }
    }
    return { uses, hazards, stranger: false };
  },
  unzip: (args) => {
    const read = readArguments("unzip", args, { operands: "none", writes: "d", plain: "x P" });
    const looks = args.some((arg) => /^-[a-zA-Z]*[lvtpzZ]/.test(arg.text));
    const uses: Use[] = [
      ...read.uses,
      ...read.operands.slice(0, 1).map((path): Use => ({ access: "read", path })),
    ];
    const hazards = [...read.hazards];
    if (!looks && !read.uses.some((use) => use.access === "write"))
      hazards.push("which files an archive overwrites is not told by the command");
    if (args.some((arg) => /^-[a-zA-Z]*:/.test(arg.text))) hazards.push("unzip -: writes outside the folder");
    return { uses, hazards, stranger: false };
  },
  cpio: () => ({
    uses: [],
    hazards: ["which files cpio touches is not told by the command"],
    stranger: false,
  }),
  pax: () => ({ uses: [], hazards: ["which files pax touches is not told by the command"], stranger: false }),
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
    const scripts = sedScripts(args, read.operands);
    const hazards = [...read.hazards];
    if (args.some((arg) => /^(-f|--file|-[nErsz]+f)/.test(arg.text)))
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
    if (args.some((arg) => /^(-f|--file)/.test(arg.text))) hazards.push("awk runs a program from a file");
    else if (program?.kind !== "static") hazards.push("awk's program cannot be known");
    else if (!harmlessAwk(program.text)) hazards.push("awk's program runs commands or touches files");
    return {
      uses: read.uses.filter((use) => !/^[A-Za-z_]\w*=/.test(use.path.text)),
      hazards,
      stranger: false,
    };
  },
  curl: (args) => {
    const read = readArguments("curl", args, PROGRAMS["curl"] ?? NONE);
    const uses = [...read.uses];
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
    }
    const hazards = [...read.hazards];
    if (args.some((arg) => /^(-K|--config)/.test(arg.text))) hazards.push("curl reads options from a file");
    return { uses, hazards, stranger: false };
  },
  zip: (args) => {
    const files = args.filter((arg) => !arg.text.startsWith("-"));
    const uses: Use[] = files.map((path, index) =>
      index === 0 ? { access: "write", path } : { access: "read", path, tree: {} },
    );
    return {
      uses,
      hazards: args.some((arg) => /^-[a-zA-Z]*T|^--unzip/.test(arg.text))
        ? ["zip -T runs another program"]
        : [],
      stranger: false,
    };
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

/** Options that take a value, as letters, in tar's own bundles. */
const TAR_VALUES = "fCTXIFbHVgKNL";

function tarArguments(args: readonly Value[]): {
  letters: string;
  values: ReadonlyMap<string, readonly Value[]>;
  long: readonly string[];
  operands: readonly Value[];
} {
  const values = new Map<string, Value[]>();
  const long: string[] = [];
  const operands: Value[] = [];
  let letters = "";
  const put = (name: string, value: Value | undefined): void => {
    if (value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    const text = arg.text;
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      long.push(text);
      const name = text.slice(2, equals < 0 ? undefined : equals);
      if (equals > 0) put(name, rest(arg, equals + 1));
      else if (/^(dir|cd|file$|fil$)/.test(name))
        put(name.startsWith("dir") ? "directory" : name, args[++index]);
      continue;
    }
    if (index > 0 && !text.startsWith("-")) {
      operands.push(arg);
      continue;
    }
    const old = !text.startsWith("-");
    const bundle = old ? text : text.slice(1);
    for (let at = 0; at < bundle.length; at += 1) {
      const letter = bundle[at] ?? "";
      letters += letter;
      if (!TAR_VALUES.includes(letter)) continue;
      const inline = bundle.slice(at + 1);
      if (old || inline === "") put(letter, args[++index]);
      else {
        put(letter, fixed(inline));
        break;
      }
    }
  }
  return { letters, values, long, operands };
}

function inert(start: Value): boolean {
  return start.kind === "static" && (start.text === "." || start.text === "./");
}

function sedScripts(args: readonly Value[], operands: readonly Value[]): readonly Value[] {
  const scripts: Value[] = [];
  for (const [index, arg] of args.entries()) {
    if (/^-[nErsz]*e$|^--expression$/.test(arg.text)) scripts.push(args[index + 1] ?? fixed(""));
    else if (arg.text.startsWith("--expression=")) scripts.push(rest(arg, 13));
    else if (/^-[nErsz]*e./.test(arg.text)) scripts.push(rest(arg, arg.text.indexOf("e") + 1));
  }
  return scripts.length > 0 ? scripts : operands.slice(0, 1);
}

/** Whether an awk program only reads what it is given and prints. */
function harmlessAwk(program: string): boolean {
  if (/system|getline|ARG[VC]|ENVIRON|PROCINFO|@|close|fflush/.test(program)) return false;
  let bare = "";
  for (let at = 0; at < program.length; at += 1) {
    const char = program[at] ?? "";
    const opens = char === '"' || (char === "/" && /(^|[~(!&|,{};\n])\s*$/.test(bare));
    if (!opens) {
      bare += char;
      continue;
    }
    for (at += 1; at < program.length && program[at] !== char; at += 1) if (program[at] === "\\") at += 1;
    bare += "0";
  }
  return !/\|(?!\|)/.test(bare.replaceAll("||", "")) && !/print[^;}]*>/.test(bare);
}

/** Whether each command of a sed script only changes what is printed. */
function harmlessSed(script: string): boolean {
  let at = 0;
  let ambiguous = false;
  const skipDelimited = (delimiter: string): void => {
    const start = at;
    for (; at < script.length && script[at] !== delimiter; at += 1) if (script[at] === "\\") at += 1;
    const part = script.slice(start, at);
    if (part.lastIndexOf("[") > part.lastIndexOf("]")) ambiguous = true;
    at += 1;
  };
  while (at < script.length) {
    const char = script[at] ?? "";
    if (/[\s;{}!,$~0-9+]/.test(char)) {
      at += 1;
    } else if (char === "/") {
      at += 1;
      skipDelimited("/");
      while (/[IM]/.test(script[at] ?? "")) at += 1;
    } else if (char === "\\") {
      const delimiter = script[at + 1] ?? "";
      at += 2;
      skipDelimited(delimiter);
    } else if (char === "s" || char === "y") {
      const delimiter = script[at + 1] ?? "";
      at += 2;
      skipDelimited(delimiter);
      skipDelimited(delimiter);
      const flags = /^[gpIiMm0-9ew]*/.exec(script.slice(at))?.[0] ?? "";
      if (/[ew]/.test(flags)) return false;
      at += flags.length;
    } else if (/[dDpPqQlnNgGhHxzF=]/.test(char)) {
      at += 1;
    } else if (/[aic]/.test(char)) {
      const end = script.indexOf("\n", at);
      at = end < 0 ? script.length : end;
    } else if (/[btT:#]/.test(char)) {
      const end = script.slice(at).search(/[;\n}]/);
      at = end < 0 ? script.length : at + end;
    } else return false;
  }
  return !ambiguous;
}

function madeBy(args: readonly Value[]): Effects {
  const hazards: string[] = [];
  const uses: Use[] = [];
  for (const [index, arg] of args.entries()) {
    const file = /^(?:-[a-zA-Z]*f|--file=?|--makefile=?)(.*)$/.exec(arg.text);
    if (file !== null) {
      const value = file[1] === "" ? args[index + 1] : fixed(file[1] ?? "");
      if (value === undefined || value.text === "-" || /^\/dev\/(stdin|fd)/.test(value.text))
        hazards.push("make runs what another command prints");
      else uses.push({ access: "read", path: value });
    }
    if (/^(-[a-zA-Z]*p|--print-data)/.test(arg.text)) hazards.push("make shows the environment");
    if (/^(--eval|-[a-zA-Z]*E|SHELL=|MAKEFLAGS=|MAKEFILES=)/.test(arg.text))
      hazards.push(`make ${arg.text} runs code that is not judged`);
  }
  return { uses, hazards, stranger: true };
}

function every(names: string, program: Program): Record<string, Program> {
  return Object.fromEntries(names.split(" ").map((name) => [name, program]));
}
