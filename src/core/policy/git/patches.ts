import { baseName, joinPath, normalizePath } from "../paths/glob.ts";
import { judgePath } from "../paths/paths.ts";
import type { Policy } from "../policy.ts";
import { readGiven } from "../programs/given-options.ts";
import { effectsOf } from "../programs/programs.ts";
import { type CommandStep, opaque, type Ruling } from "../ruling.ts";
import type { Step } from "../shell/walk.ts";
import { fixed, type Value } from "../words.ts";
import type { World } from "../world.ts";
import { type Feed, programName } from "../wrappers/feed.ts";
import { type GitCall, readGitProgram } from "./git.ts";
import { patchedFiles } from "./patched-files.ts";

/**
 * Judges the patches that a line applies: each file that they name is a file that is written. Gives the rulings of each
 * step. A patch that the line may change before it is applied, be it by another patch, is not known.
 */
export function judgePatches(
  steps: readonly Step[],
  policy: Policy,
  world: World,
): readonly (readonly Ruling[])[] {
  const calls = steps.map((step) => (step.kind === "command" ? patchCall(step, world) : undefined));
  const stable = (): boolean => steps.every((step, index) => calls[index] !== undefined || isQuiet(step));
  const patched = calls.map((call) => call && namesIn(call, stable, policy, world));
  const changing = changeEachOther(calls, patched, world);
  return calls.map((call, index) => {
    const names = changing ? undefined : patched[index];
    if (call === undefined) return [];
    return names === undefined ? [unclear(policy)] : judgeNames(names, call.roots, policy, world);
  });
}

/** The rulings of a command that another program may run: which files it patches is not known. */
export function judgeUnseenPatch(step: CommandStep, policy: Policy, world: World): readonly Ruling[] {
  return patchCall(step, world) === undefined ? [] : [unclear(policy)];
}

function unclear(policy: Policy): Ruling {
  return opaque("which files the patch changes is not told by the command", policy);
}

/** A command that applies patches. */
interface PatchCall {
  /** Undefined where it cannot be known which patches are applied, or where. */
  readonly patches: readonly Patch[] | undefined;
  /** Folders in which the files are looked for that the patches name. */
  readonly roots: readonly string[];
}

/** A patch that stands in a file, or on the line. */
type Patch = { readonly file: string } | { readonly text: string };

function patchCall(step: CommandStep, world: World): PatchCall | undefined {
  if (programName(step.words[0]) === "patch") return patchProgram(step);
  const git = readGitProgram(step.words);
  return git?.command === "apply" ? gitApply(git, step, world) : undefined;
}

function gitApply(git: GitCall, step: CommandStep, world: World): PatchCall | undefined {
  if (ONLY_SHOW.some((option) => git.options.includes(option))) return undefined;
  if (git.folders.length > 0 || step.folders === undefined) return UNKNOWN;
  // Whether names are relative to the work tree or to the folder is for the patch to say.
  const roots = [world.workspace, ...step.folders];
  const below = git.values.get("directory") ?? [];
  return {
    patches: patchesOf(git.operands, step.feed, step.folders),
    roots: [...roots, ...roots.flatMap((root) => below.map((one) => joinPath(root, one.text)))],
  };
}

const ONLY_SHOW = ["--check", "--stat", "--numstat", "--summary"];

const UNKNOWN: PatchCall = { patches: undefined, roots: [] };

function patchProgram(step: CommandStep): PatchCall | undefined {
  const { options, operands, values, unclear: open } = readGiven(PATCH, step.words.slice(1));
  if (options.includes("--dry-run")) return undefined;
  const [below, ...more] = values.get("directory") ?? [];
  const plain = options.every((option) => PLAIN.has(option));
  if (open || more.length > 0 || !plain || step.folders === undefined) return UNKNOWN;
  const { folders } = step;
  const roots = below === undefined ? folders : folders.map((folder) => joinPath(folder, below.text));
  const given = [...(values.get("input") ?? []), ...operands.slice(1)];
  // The shell opens the standard input before `--directory` changes the folder.
  return { patches: patchesOf(given, step.feed, given.length === 0 ? folders : roots), roots };
}

const PATCH = {
  long: "strip= fuzz= input= output= reject-file= directory= ifdef= reverse forward quiet silent verbose unified context ignore-whitespace batch force remove-empty-files set-utc set-time binary merge backup backup-if-mismatch no-backup-if-mismatch dry-run ed normal get= prefix= basename-prefix= suffix= version-control= debug= posix follow-symlinks reject-format= read-only= quoting-style= version help",
  short:
    "p:strip= F:fuzz= i:input= o:output= r:reject-file= d:directory= D:ifdef= R:reverse N:forward s:quiet u:unified c:context l:ignore-whitespace t:batch f:force E:remove-empty-files Z:set-utc T:set-time b:backup e:ed n:normal g:get= B:prefix= Y:basename-prefix= z:suffix= V:version-control= x:debug= v:version",
};

/** Options with which `patch` changes the files that the patch names, those that other options name, and no others. */
const PLAIN = new Set(
  "strip fuzz input output reject-file directory ifdef reverse forward quiet silent verbose unified context ignore-whitespace batch force remove-empty-files set-utc set-time binary merge backup no-backup-if-mismatch"
    .split(" ")
    .map((name) => `--${name}`),
);

function patchesOf(
  given: readonly Value[],
  feed: Feed,
  folders: readonly string[],
): readonly Patch[] | undefined {
  const patches: Patch[] = [];
  for (const value of given.length === 0 ? [STDIN] : given) {
    const source = value.text === STDIN.text ? inputOf(feed) : value;
    if (typeof source === "string") patches.push({ text: source });
    else if (source?.kind !== "static") return undefined;
    else patches.push(...folders.map((folder) => ({ file: joinPath(folder, source.text) })));
  }
  return patches;
}

const STDIN = fixed("-");

/** The text at a standard input, or the file; undefined when it is neither. */
function inputOf(feed: Feed): string | Value | undefined {
  switch (feed.kind) {
    case "text":
      return feed.text;
    case "file":
      return feed.path;
    default:
      return undefined;
  }
}

/** The names of the files that the patches of a call change; undefined when one of them cannot be read. */
function namesIn(
  call: PatchCall,
  stable: () => boolean,
  policy: Policy,
  world: World,
): ReadonlySet<string> | undefined {
  if (call.patches === undefined) return undefined;
  const names = new Set<string>();
  for (const patch of call.patches) {
    const text = "text" in patch ? patch.text : textOf(patch.file, stable, policy, world);
    const found = text === undefined ? undefined : patchedFiles(text);
    if (found === undefined) return undefined;
    for (const name of found) names.add(name);
  }
  return names;
}

function textOf(file: string, stable: () => boolean, policy: Policy, world: World): string | undefined {
  if (normalizePath(file).startsWith("/dev/") || !stable()) return undefined;
  if (judgePath(file, "read", policy, world).decision !== "allow") return undefined;
  return world.read(world.realpath(file));
}

/** Whether one of the patches is among the files that they change; in doubt, two files of the same name are one. */
function changeEachOther(
  calls: readonly (PatchCall | undefined)[],
  patched: readonly (ReadonlySet<string> | undefined)[],
  world: World,
): boolean {
  const files = new Set<string>();
  for (const call of calls) {
    for (const patch of call?.patches ?? []) {
      if ("text" in patch) continue;
      files.add(baseName(patch.file).toLowerCase());
      files.add(baseName(world.realpath(patch.file)).toLowerCase());
    }
  }
  return patched.some(
    (names) => names !== undefined && [...names].some((name) => files.has(baseName(name).toLowerCase())),
  );
}

function judgeNames(
  names: ReadonlySet<string>,
  roots: readonly string[],
  policy: Policy,
  world: World,
): readonly Ruling[] {
  let worst: readonly Ruling[] = [];
  for (const root of new Set(roots)) {
    for (const name of names) {
      const reason = judgePath(name, "write", policy, world, root);
      if (reason.decision === "deny") return [reason];
      if (reason.decision === "ask") worst = [reason];
    }
  }
  return worst;
}

/** Whether a step surely changes no patch; programs of which nothing is known can do without one. */
function isQuiet(step: Step): boolean {
  if (step.kind === "file") return step.access === "read" || step.path.text.startsWith("/dev/");
  if (step.kind !== "command") return true;
  const name = programName(step.words[0]);
  const git = readGitProgram(step.words);
  if (git !== undefined) return QUIET_GIT.has(git.command) && git.writes.length === 0;
  return QUIET.has(name) || step.local || effectsOf(step.words).stranger;
}

const QUIET: ReadonlySet<string | undefined> = new Set(
  ": [ basename bash cat cd cmp command dirname echo env eval exec exit false grep head ls nice popd printf pushd pwd return rg set sh sleep stat tail test timeout true wc xargs".split(
    " ",
  ),
);

const QUIET_GIT: ReadonlySet<string | undefined> = new Set(
  "add apply diff log ls-files rev-parse show status".split(" "),
);
