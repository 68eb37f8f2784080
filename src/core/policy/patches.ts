import { type Feed, programName } from "./feed.ts";
import { type GitCall, readGitProgram } from "./git.ts";
import { readOptions } from "./git-arguments.ts";
import { baseName, joinPath, normalizePath } from "./glob.ts";
import { patchedFiles } from "./patched-files.ts";
import { judgePath } from "./paths.ts";
import type { Policy } from "./policy.ts";
import { effectsOf } from "./programs.ts";
import { type CommandStep, opaque, type Ruling } from "./ruling.ts";
import { SHELLS, TRANSPARENT } from "./unwrap.ts";
import type { Step } from "./walk.ts";
import { fixed, type Value } from "./words.ts";
import type { World } from "./world.ts";

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
  if (calls.every((call) => call === undefined)) return steps.map(() => []);
  const stable = steps.every((step, index) => calls[index] !== undefined || isQuiet(step));
  const patched = calls.map((call) => call && namesIn(call, stable, policy, world));
  const files = new Set(
    calls.flatMap((call) => call?.patches?.flatMap((patch) => filesOf(patch, world)) ?? []),
  );
  const changing = patched.some((names) => names?.some((name) => files.has(baseName(name).toLowerCase())));
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
  const has = (name: string): boolean => git.options.includes(`--${name}`);
  if (["check", "stat", "numstat", "summary"].some(has) && !has("apply")) return undefined;
  const folders = git.folders.length === 0 ? step.folders : undefined;
  const below = git.values.get("directory") ?? [];
  const patches = patchesOf(git.operands, step.feed, folders);
  // Whether names are relative to the work tree or to the folder is for the patch to say.
  const roots = [world.workspace, ...(folders ?? [])];
  return {
    patches: below.every((one) => one.kind === "static") ? patches : undefined,
    roots: [...roots, ...roots.flatMap((root) => below.map((one) => joinPath(root, one.text)))],
  };
}

function patchProgram(step: CommandStep): PatchCall | undefined {
  const { options, operands, values, hazards } = readOptions("patch", PATCH, step.words.slice(1));
  if (options.includes("--dry-run")) return undefined;
  const [below, ...more] = values.get("directory") ?? [fixed(".")];
  const known =
    hazards.length === 0 &&
    more.length === 0 &&
    below?.kind === "static" &&
    options.every((option) => PLAIN.has(option));
  const folders = known ? step.folders?.map((folder) => joinPath(folder, below.text)) : undefined;
  const given = [...(values.get("input") ?? []), ...operands.slice(1)];
  // The standard input is opened by the shell, in the folder where it was before `--directory`.
  const places = given.length === 0 && known ? step.folders : folders;
  return { patches: patchesOf(given, step.feed, places), roots: folders ?? [] };
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
  folders: readonly string[] | undefined,
): readonly Patch[] | undefined {
  const patches: Patch[] = [];
  for (const value of given.length === 0 ? [STDIN] : given) {
    if (value.text === "-" && feed.kind === "text") {
      patches.push({ text: feed.text });
      continue;
    }
    const file = value.text !== "-" ? value : feed.kind === "file" ? feed.path : undefined;
    if (file?.kind !== "static" || folders === undefined) return undefined;
    patches.push(...folders.map((folder) => ({ file: joinPath(folder, file.text) })));
  }
  return patches;
}

const STDIN = fixed("-");

/** The names of the files that the patches of a call change; undefined when one of them cannot be read. */
function namesIn(
  call: PatchCall,
  stable: boolean,
  policy: Policy,
  world: World,
): readonly string[] | undefined {
  const names: string[] = [];
  for (const patch of call.patches ?? [undefined]) {
    const text = patch && textOf(patch, stable, policy, world);
    const found = text === undefined ? undefined : patchedFiles(text);
    if (found === undefined) return undefined;
    names.push(...found);
  }
  return names;
}

function textOf(patch: Patch, stable: boolean, policy: Policy, world: World): string | undefined {
  if ("text" in patch) return patch.text;
  const special = normalizePath(patch.file).startsWith("/dev/");
  const free = !special && judgePath(patch.file, "read", policy, world).decision === "allow";
  return stable && free ? world.read(world.realpath(patch.file)) : undefined;
}

/** The names, in lower case and without folders, under which a patch is known. */
function filesOf(patch: Patch, world: World): readonly string[] {
  if ("text" in patch) return [];
  return [patch.file, world.realpath(patch.file)].map((path) => baseName(path).toLowerCase());
}

function judgeNames(
  names: readonly string[],
  roots: readonly string[],
  policy: Policy,
  world: World,
): readonly Ruling[] {
  let worst: readonly Ruling[] = [];
  for (const root of new Set(roots)) {
    for (const name of new Set(names)) {
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
  const name = programName(step.words[0]) ?? "";
  const git = readGitProgram(step.words);
  if (git !== undefined) return QUIET_GIT.has(git.command ?? "") && git.writes.length === 0;
  return (
    QUIET.has(name) ||
    step.local ||
    (step.wraps && (SHELLS.has(name) || TRANSPARENT.has(name))) ||
    effectsOf(step.words).stranger
  );
}

const QUIET = new Set(
  ": [ basename cat cd cmp dirname echo exit false grep head ls popd printf pushd pwd return rg set sleep stat tail test true wc".split(
    " ",
  ),
);

const QUIET_GIT = new Set(["add", "apply", "diff", "log", "ls-files", "rev-parse", "show", "status"]);
