import { fixed, type Value } from "./words.ts";

/** A call of git, understood: what it means, and what it touches besides the repository. */
export interface GitCall {
  /** Undefined when git runs no command (`git --version`) or when it cannot be known. */
  readonly command: string | undefined;
  /** Long names of the options that it has, abbreviations and clusters resolved, implied ones added. */
  readonly options: readonly string[];
  readonly operands: readonly Value[];
  /** Folders it works in. */
  readonly folders: readonly Value[];
  readonly reads: readonly Value[];
  readonly writes: readonly Value[];
  /** Reasons for which it cannot be known what it does: it runs code that is named elsewhere. */
  readonly hazards: readonly string[];
  /** Code of an alias that the line itself defines. */
  readonly aliases: readonly Value[];
}

/** Global options of git that take a value as the next word. */
const GLOBAL_VALUES = new Set([
  "-C",
  "-c",
  "--git-dir",
  "--work-tree",
  "--namespace",
  "--exec-path",
  "--super-prefix",
  "--config-env",
  "--attr-source",
  "--list-cmds",
]);
const GLOBAL_LONG = [
  "--git-dir",
  "--work-tree",
  "--namespace",
  "--exec-path",
  "--super-prefix",
  "--config-env",
  "--attr-source",
];

/** Configuration that only changes how things look. */
const HARMLESS_CONFIG =
  /^(color\.|core\.(quotepath|abbrev|pager=(cat|less)?$|precomposeunicode|autocrlf|safecrlf|commentchar|ignorecase)|diff\.(renames|renamelimit|context|algorithm|mnemonicprefix|noprefix|colormoved|wordregex|suppressblankempty|submodule|interhunkcontext|indentheuristic|statgraphwidth|dirstat)|log\.|status\.|column\.|grep\.(linenumber|column|fullname|patterntype|extendedregexp|threads)|blame\.|i18n\.|advice\.|user\.(name|email)=|merge\.(conflictstyle|renamelimit|renames)|safe\.directory|init\.defaultbranch|pager\.\w+=(false|cat|0)$|gc\.auto|maintenance\.auto|rebase\.|fetch\.(prune|parallel)|pull\.(ff|rebase)|versionsort\.|submodule\.recurse=false|apply\.whitespace|feature\.)/i;

interface Grammar {
  /** Every long option that matters, or that takes a value; `name=` takes one. */
  readonly long: string;
  /** `f:force` is a switch, `o:output=` takes a value. */
  readonly short: string;
}

const DIFF: Grammar = {
  long: "output= ext-diff textconv no-index open-files-in-pager output-indicator-new= orderfile= since= until= author= grep= format= pretty= skip= max-count= after= before= word-diff-regex= ignore-matching-lines= name-only name-status stat oneline",
  short: "O:orderfile= n:max-count= S:pickaxe= G:pickaxe-regex= L:lines= I:ignore-matching-lines= l:limit=",
};

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  push: {
    long: "all branches mirror tags follow-tags dry-run porcelain delete atomic force force-with-lease force-if-includes prune thin verify set-upstream receive-pack= exec= repo= push-option= signed quiet verbose progress recurse-submodules= ipv4 ipv6",
    short: "n:dry-run d:delete f:force u:set-upstream q:quiet v:verbose o:push-option= 4:ipv4 6:ipv6",
  },
  checkout: {
    long: "quiet progress force ours theirs track guess detach merge conflict= patch ignore-other-worktrees recurse-submodules overlay pathspec-from-file= orphan= overwrite-ignore",
    short:
      "q:quiet f:force b:create= B:force-create= l:reflog t:track d:detach m:merge p:patch 2:ours 3:theirs",
  },
  switch: {
    long: "create= force-create= discard-changes force merge conflict= detach guess track orphan= ignore-other-worktrees recurse-submodules quiet progress",
    short: "c:create= C:force-create= f:force m:merge d:detach t:track q:quiet",
  },
  restore: {
    long: "source= staged worktree patch quiet progress ours theirs merge conflict= overlay ignore-unmerged recurse-submodules pathspec-from-file= ignore-skip-worktree-bits",
    short: "s:source= S:staged W:worktree p:patch q:quiet 2:ours 3:theirs m:merge",
  },
  reset: {
    long: "hard soft mixed merge keep patch quiet recurse-submodules no-refresh intent-to-add pathspec-from-file=",
    short: "p:patch q:quiet N:intent-to-add",
  },
  clean: {
    long: "dry-run force interactive quiet exclude=",
    short: "n:dry-run f:force i:interactive d:directories q:quiet e:exclude= x:ignored X:only-ignored",
  },
  rm: {
    long: "cached dry-run force ignore-unmatch quiet sparse pathspec-from-file=",
    short: "f:force n:dry-run r:recursive q:quiet",
  },
  mv: { long: "force dry-run verbose sparse", short: "f:force k:skip n:dry-run v:verbose" },
  add: {
    long: "all dry-run force interactive patch edit update intent-to-add refresh ignore-errors pathspec-from-file= chmod= renormalize verbose",
    short: "A:all n:dry-run f:force i:interactive p:patch e:edit u:update N:intent-to-add v:verbose",
  },
  branch: {
    long: "list delete force move copy create-reflog edit-description set-upstream-to= unset-upstream all remotes contains= no-contains= merged no-merged points-at= format= sort= show-current verbose column color track abbrev= quiet ignore-case",
    short:
      "d:delete D:force-delete f:force m:move M:force-move c:copy C:force-copy l:list a:all r:remotes v:verbose u:set-upstream-to= t:track q:quiet i:ignore-case",
  },
  tag: {
    long: "annotate sign local-user= force delete verify list contains= no-contains= merged no-merged points-at= format= sort= message= file= cleanup= create-reflog column color ignore-case",
    short:
      "a:annotate s:sign u:local-user= f:force d:delete v:verify l:list n:lines m:message= F:file= i:ignore-case e:edit",
  },
  fetch: {
    long: "all append depth= deepen= dry-run force keep multiple prune prune-tags tags no-tags upload-pack= refmap= update-head-ok recurse-submodules server-option= write-fetch-head quiet verbose jobs= unshallow atomic stdin set-upstream output=",
    short:
      "a:append f:force k:keep p:prune P:prune-tags t:tags n:no-tags u:update-head-ok q:quiet v:verbose j:jobs= o:server-option= 4:ipv4 6:ipv6",
  },
  config: {
    long: "global system local worktree file= blob= get get-all get-regexp get-urlmatch replace-all add unset unset-all rename-section remove-section list edit get-color get-colorbool type= bool int path show-origin show-scope name-only null includes default= value= regexp fixed-value all",
    short: "f:file= l:list e:edit z:null",
  },
  apply: {
    long: "check stat numstat summary index cached reverse reject unsafe-paths directory= exclude= include= 3way build-fake-ancestor=",
    short: "p:strip= C:context= R:reverse 3:3way v:verbose",
  },
  archive: {
    long: "output= remote= exec= format= list prefix= add-file= add-virtual-file=",
    short: "o:output= l:list v:verbose",
  },
  "format-patch": {
    long: "output-directory= stdout output= cover-letter numbered base= since= signature-file= to= cc= from=",
    short: "o:output-directory= k:keep n:numbered N:no-numbered s:signoff v:reroll-count=",
  },
  grep: {
    long: "open-files-in-pager no-index untracked no-exclude-standard file= ext-grep max-depth= context= after-context= before-context= threads= textconv name-only files-with-matches",
    short:
      "O:open-files-in-pager f:file= e:pattern= A:after= B:before= C:context= m:max-count= l:files-with-matches",
  },
  blame: {
    long: "contents= ignore-rev= ignore-revs-file= date= since= reverse",
    short: "L:lines= S:revs-file= M:moves C:copies",
  },
  stash: {
    long: "keep-index patch include-untracked all message= pathspec-from-file= staged quiet index only-untracked",
    short: "k:keep-index p:patch u:include-untracked a:all m:message= S:staged q:quiet",
  },
  remote: {
    long: "verbose add set-url push delete",
    short: "v:verbose t:track= m:master= f:fetch n:no-query p:prune",
  },
  "symbolic-ref": { long: "delete quiet short recurse", short: "d:delete q:quiet m:reason=" },
  "hash-object": { long: "stdin stdin-paths path= no-filters literally", short: "t:type= w:write" },
  rebase: { long: "exec= onto= interactive continue abort skip edit-todo", short: "x:exec= i:interactive" },
  "ls-remote": {
    long: "upload-pack= exec= heads tags refs get-url sort= server-option= symref exit-code quiet",
    short: "h:heads t:tags q:quiet o:server-option=",
  },
  "interpret-trailers": { long: "in-place trailer= parse", short: "" },
  var: { long: "", short: "" },
  bundle: { long: "progress quiet all", short: "q:quiet" },
  worktree: {
    long: "force detach checkout lock reason= porcelain expire= guess-remote track orphan",
    short: "f:force b:create= B:force-create= d:detach n:dry-run v:verbose",
  },
};

const DIFF_LIKE = new Set([
  "diff",
  "log",
  "show",
  "whatchanged",
  "diff-tree",
  "diff-index",
  "diff-files",
  "range-diff",
  "shortlog",
  "rev-list",
  "reflog",
  "stash",
  "format-patch",
  "blame",
  "annotate",
]);

/** Reads a call of git; `words` are those behind `git`. */
export function readGit(words: readonly Value[]): GitCall {
  const hazards: string[] = [];
  const folders: Value[] = [];
  const aliases = new Map<string, Value>();
  let index = 0;
  for (; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined || !word.prefix.startsWith("-")) break;
    const { name, value, next } = globalOption(words, index);
    index += next;
    if (word.kind !== "static") hazards.push(`${word.text} cannot be known`);
    if (name === "-C" || name === "--git-dir" || name === "--work-tree") folders.push(value ?? fixed("."));
    if (name === "-c") configured(value, aliases, hazards);
    if (name === "--config-env") hazards.push("--config-env sets configuration that is not shown");
    if (name === "--exec-path" && value !== undefined) hazards.push("--exec-path names other programs");
    if (name === "--attr-source") hazards.push("--attr-source names other attributes");
  }
  const first = words[index];
  const rest = words.slice(index + 1);
  const base = { options: [], operands: rest, folders, reads: [], writes: [], hazards, aliases: [] };
  if (first === undefined) return { ...base, command: undefined, operands: [] };
  if (first.kind !== "static")
    return {
      ...base,
      command: undefined,
      hazards: [...hazards, `the git command ${first.text} cannot be known`],
    };
  const alias = aliases.get(first.text);
  if (alias !== undefined) return { ...base, command: first.text, aliases: [aliasCode(alias, rest)] };
  return { ...understood(first.text, rest, hazards), folders };
}

function globalOption(
  words: readonly Value[],
  index: number,
): { name: string; value: Value | undefined; next: number } {
  const text = words[index]?.text ?? "";
  const equals = text.indexOf("=");
  if (text.startsWith("--") && equals > 0)
    return { name: text.slice(0, equals), value: fixed(text.slice(equals + 1)), next: 0 };
  if (text === "--exec-path") return { name: text, value: undefined, next: 0 };
  if (GLOBAL_VALUES.has(text) || GLOBAL_LONG.includes(text))
    return { name: text, value: words[index + 1], next: 1 };
  return { name: text, value: undefined, next: 0 };
}

function configured(value: Value | undefined, aliases: Map<string, Value>, hazards: string[]): void {
  if (value === undefined || value.kind !== "static") {
    hazards.push("-c sets configuration that cannot be known");
    return;
  }
  const alias = /^alias\.([^=]+)=([\s\S]*)$/i.exec(value.text);
  if (alias?.[1] !== undefined) aliases.set(alias[1], fixed(alias[2] ?? ""));
  if (!HARMLESS_CONFIG.test(value.text))
    hazards.push(`the configuration ${value.text.split("=")[0]} can run programs or change what git does`);
}

function aliasCode(alias: Value, rest: readonly Value[]): Value {
  const tail = rest
    .map((word) => (word.kind === "static" ? `'${word.text.replaceAll("'", "'\\''")}'` : "$__unknown"))
    .join(" ");
  const code = alias.text.startsWith("!") ? `${alias.text.slice(1)} ${tail}` : `git ${alias.text} ${tail}`;
  return fixed(code);
}

function understood(command: string, rest: readonly Value[], hazards: string[]): GitCall {
  const grammar = GRAMMARS[command] ?? DIFF;
  const all =
    grammar !== DIFF && DIFF_LIKE.has(command)
      ? { long: `${grammar.long} ${DIFF.long}`, short: `${grammar.short}` }
      : grammar;
  const { options, operands, values, split } = readOptions(rest, all, command, hazards);
  const reads: Value[] = [];
  const writes: Value[] = [];
  const found = (name: string): readonly Value[] => values.get(name) ?? [];
  writes.push(...found("output"), ...found("output-directory"), ...found("build-fake-ancestor"));
  if (command === "apply") writes.push(...found("directory"));
  reads.push(
    ...found("file"),
    ...found("contents"),
    ...found("ignore-revs-file"),
    ...found("revs-file"),
    ...found("pathspec-from-file"),
    ...found("add-file"),
  );
  if (DIFF_LIKE.has(command) || command === "grep") reads.push(...found("orderfile"));
  for (const name of ["ext-diff", "open-files-in-pager", "exec", "upload-pack", "receive-pack"]) {
    if (options.includes(`--${name}`)) hazards.push(`--${name} runs another program`);
  }
  if (
    options.includes("--no-index") ||
    options.includes("--untracked") ||
    options.includes("--no-exclude-standard")
  ) {
    const places = command === "grep" && !options.includes("--pattern") ? operands.slice(1) : operands;
    reads.push(...(places.length === 0 ? [fixed(".")] : places));
  }
  if (command === "archive" && options.includes("--remote"))
    hazards.push("--remote asks another machine, over any program that git is told to use");
  if (command === "fsck" && options.some((option) => option.startsWith("--l")))
    hazards.push("--lost-found writes files into the git directory");
  if (command === "cat-file" && options.some((option) => /^--b(?!atch-(ch|a))/.test(option)))
    hazards.push("--batch shows what its standard input names");
  if (options.includes("--unsafe-paths")) hazards.push("--unsafe-paths writes wherever the patch says");
  if (operands.some((operand) => /^[\w-]+::/.test(operand.text)))
    hazards.push("a remote helper runs a program");
  if (command === "diff") reads.push(...comparedFiles(operands, split));
  if (["hash-object", "mailinfo", "check-mailmap", "interpret-trailers", "add"].includes(command))
    reads.push(...operands);
  if (["show", "cat-file", "diff", "archive", "blame"].includes(command)) {
    for (const operand of split < 0 ? operands : operands.slice(0, split)) {
      const names = command === "show" || command === "cat-file" || operand.prefix.includes(":");
      if (operand.kind === "dynamic" && names) hazards.push(`which file ${operand.text} names is not known`);
    }
    for (const operand of operands) {
      const path = /^[^:]*:(?:\d:)?(.+)$/.exec(operand.text)?.[1];
      if (path !== undefined && operand.kind === "static") reads.push(fixed(path));
    }
  }
  const made = explicit(command, options, operands, split);
  if (command === "bundle" && operands[0]?.text === "create") writes.push(...operands.slice(1, 2));
  if (command === "worktree" && operands[0]?.text === "add") writes.push(...operands.slice(1, 2));
  if (command === "clone" || command === "init") writes.push(...operands.slice(command === "clone" ? 1 : 0));
  if (command === "mv" || command === "rm") writes.push(...operands);
  return {
    command,
    options: made.options,
    operands: made.operands,
    folders: [],
    reads,
    writes,
    hazards,
    aliases: [],
  };
}

/**
 * The operands that `git diff` may take for files of the disk: it does so with exactly two of them, of which one
 * lies outside the repository (builtin/diff.c, implicit `--no-index`).
 */
function comparedFiles(operands: readonly Value[], split: number): readonly Value[] {
  if (operands.some((operand) => /^[/~]|(^|\/)\.\.(\/|$)/.test(operand.text))) return operands;
  if (split > 0 || operands.length > 2) return [];
  return operands.filter(
    (operand) => operand.kind === "dynamic" && (operands.length === 2 || operand.splits),
  );
}

function readOptions(rest: readonly Value[], grammar: Grammar, command: string, hazards: string[]) {
  const long = grammar.long.split(" ").filter(Boolean);
  const short = new Map(
    grammar.short
      .split(" ")
      .filter(Boolean)
      .map((entry): [string, string] => [entry.slice(0, 1), entry.slice(2)]),
  );
  const options: string[] = [];
  const operands: Value[] = [];
  const values = new Map<string, Value[]>();
  let split = -1;
  const take = (name: string, value: Value | undefined): void => {
    options.push(`--${name}`);
    if (value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    if (word === undefined) break;
    const text = word.text;
    if (split >= 0 || text === "-" || !(word.kind === "static" ? text : word.prefix).startsWith("-")) {
      const open = split < 0 && (word.prefix === "" || word.splits);
      if (word.kind === "dynamic" && (open || command === "push")) {
        hazards.push(`what ${text} becomes for git ${command} is not known`);
      }
      operands.push(word);
      continue;
    }
    if (word.kind !== "static") hazards.push(`${text} cannot be known`);
    if (text === "--") {
      split = operands.length;
      continue;
    }
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      const name = equals < 0 ? text.slice(2) : text.slice(2, equals);
      const exact = long.filter((option) => option.replace("=", "") === name);
      const meant =
        exact.length > 0 ? exact : long.filter((option) => name.length > 0 && option.startsWith(name));
      if (meant.length === 0) options.push(equals < 0 ? text : text.slice(0, equals));
      const inline = equals < 0 ? undefined : fixed(text.slice(equals + 1));
      for (const option of meant) {
        const value = option.endsWith("=") ? (inline ?? rest[index + 1]) : inline;
        take(option.replace("=", ""), value);
      }
      if (meant.length > 0 && meant.every((option) => option.endsWith("=")) && inline === undefined)
        index += 1;
      continue;
    }
    for (let at = 1; at < text.length; at += 1) {
      const letter = text[at] ?? "";
      const option = short.get(letter);
      if (option === undefined) {
        options.push(`-${letter}`);
        continue;
      }
      if (!option.endsWith("=")) {
        take(option, undefined);
        if (option === "open-files-in-pager") break;
        continue;
      }
      const inline = text.slice(at + 1);
      take(option.slice(0, -1), inline === "" ? rest[index + 1] : fixed(inline));
      if (inline === "") index += 1;
      break;
    }
  }
  return { options, operands, values, split };
}

/** Writes down what git would do by default, so that rules can name it. */
function explicit(
  command: string,
  options: readonly string[],
  operands: readonly Value[],
  split: number,
): { options: readonly string[]; operands: readonly Value[] } {
  const has = (...names: readonly string[]): boolean => names.some((name) => options.includes(`--${name}`));
  const first = operands[0]?.text;
  const sub = (name: string) => ({
    options,
    operands: first === name ? operands : [fixed(name), ...operands],
  });
  const mark = (...names: readonly string[]) => ({
    options: [...options, ...names.map((name) => `--${name}`)],
    operands,
  });
  switch (command) {
    case "push": {
      const refs = operands.filter((operand) => /^\+?:/.test(operand.prefix));
      return mark(
        ...(operands.some((operand) => operand.prefix.startsWith("+")) ? ["force"] : []),
        ...(refs.some((operand) => /^\+?:/.test(operand.prefix)) || has("prune") ? ["delete"] : []),
        ...(has("mirror") ? ["force", "delete"] : []),
      );
    }
    case "fetch":
    case "pull":
      return operands.some(
        (operand) => operand.text.includes(":") && !/^(https?|ssh|git|file):|^[\w.-]+@/.test(operand.text),
      )
        ? mark("refspec")
        : mark();
    case "branch": {
      if (has("force-delete")) return mark("delete", "force");
      if (has("force-move")) return mark("move", "force");
      if (has("force-copy")) return mark("copy", "force");
      const changes = has(
        "delete",
        "move",
        "copy",
        "force",
        "edit-description",
        "set-upstream-to",
        "unset-upstream",
      );
      const lists = has(
        "list",
        "contains",
        "no-contains",
        "merged",
        "no-merged",
        "points-at",
        "show-current",
      );
      if (!changes && (lists || operands.length === 0)) return mark("list");
      return changes ? mark() : mark("create");
    }
    case "tag": {
      const lists = has(
        "list",
        "contains",
        "no-contains",
        "merged",
        "no-merged",
        "points-at",
        "lines",
        "verify",
      );
      if (!has("delete", "force", "annotate", "sign", "message", "file") && (lists || operands.length === 0))
        return mark("list");
      return has("delete") ? mark() : mark("create");
    }
    case "stash":
      if (split === 0) return { options, operands: [fixed("push"), ...operands] };
      return first === undefined || (options.length + (split >= 0 ? 1 : 0) > 0 && !STASH.has(first ?? ""))
        ? sub("push")
        : { options, operands };
    case "remote":
      return first === undefined ? sub("list") : { options, operands };
    case "reflog":
      return first === undefined || !["expire", "delete", "exists", "show", "list"].includes(first)
        ? sub("show")
        : { options, operands };
    case "notes":
    case "worktree":
    case "submodule":
    case "sparse-checkout":
      return first === undefined ? sub(command === "submodule" ? "status" : "list") : { options, operands };
    case "config": {
      if (has("get", "get-all", "get-regexp", "get-urlmatch", "get-color", "get-colorbool"))
        return sub("get");
      if (has("list")) return sub("list");
      const writes = ["replace-all", "add", "unset", "unset-all", "rename-section", "remove-section", "edit"];
      if (has(...writes)) return sub("set");
      if (["get", "list", "set", "unset", "edit", "rename-section", "remove-section"].includes(first ?? ""))
        return { options, operands };
      return operands.length === 1 ? sub("get") : sub("set");
    }
    case "symbolic-ref":
      return operands.length <= 1 && !has("delete") ? mark("read") : mark();
    case "checkout":
      return split >= 0 || operands.some((operand) => operand.text === ".") ? mark("paths") : mark();
    case "bisect":
      return { options, operands };
    default:
      return { options, operands };
  }
}

const STASH = new Set([
  "push",
  "pop",
  "apply",
  "drop",
  "clear",
  "list",
  "show",
  "branch",
  "create",
  "store",
  "save",
]);
