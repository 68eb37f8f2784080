import { stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { OperatorError } from "../../core/errors.ts";
import type { DefaultBranch, Git, Read } from "../../ports.ts";
import { checkout } from "./checkout.ts";
import { type Commands, firstFatal, GitFailure, gitCommands, MAX_BYTES, type Variables } from "./command.ts";
import { diff } from "./diff.ts";
import { marked } from "./marked.ts";
import { snapshot } from "./snapshot.ts";

/**
 * Opens the repository that `cwd` is in. `env` is the caller's environment, of which git sees only what it
 * needs; checkouts go below `cacheDir`. Throws an OperatorError where there is no repository with a work tree.
 */
export async function openGit(options: {
  readonly cwd: string;
  readonly env: Variables;
  readonly cacheDir: string;
}): Promise<Git> {
  const place = await findRepository(gitCommands(await existingFolder(options.cwd), options.env));
  const commands = gitCommands(place.root, options.env);

  async function resolveRevision(revision: string): Promise<string | null> {
    const oid = await name(commands, revision);
    // git takes a full object id at its word.
    return oid === revision ? name(commands, `${oid}^{object}`) : oid;
  }

  async function emptyTree(): Promise<string> {
    return commands.terse(["hash-object", "-t", "tree", "--stdin"], {}, new Uint8Array());
  }

  async function treeOf(oid: string): Promise<string> {
    // The empty tree need not be among the repository's objects, and git then cannot look into it.
    if (oid === (await emptyTree())) return oid;
    return commands.text(["rev-parse", "--verify", `${checked(oid)}^{tree}`]);
  }

  async function parent(commit: string): Promise<string | null> {
    // A commit whose parent is named but not there (a shallow clone) must not pass for a root commit.
    const header = await commands.text(["cat-file", "commit", checked(commit)]);
    const line = header.split("\n\n", 1)[0]?.match(/^parent ([0-9a-f]+)$/m);
    return line?.[1] ?? null;
  }

  async function file(oid: string, path: string): Promise<Read<Uint8Array>> {
    // Reviewers name paths too: what cannot be an argument cannot be a path either.
    if (path === "" || path.includes("\0") || path.length > LONGEST_PATH) return { status: "empty" };
    const entry = await commands.bytes(["ls-tree", "-z", "--full-tree", checked(oid), "--", path], {
      maxBytes: MAX_BYTES,
    });
    if (entry.status !== "ok") return entry;
    const [, type, blob] = Buffer.from(entry.value).toString("latin1").split("\t", 1)[0]?.split(" ") ?? [];
    if (type !== "blob" || blob === undefined) {
      return { status: "unreadable", reason: `${path} is a ${type === "commit" ? "submodule" : "folder"}` };
    }
    const bytes = await commands.bytes(["cat-file", "blob", blob], { maxBytes: MAX_BYTES });
    return bytes.status === "empty" ? { status: "ok", value: new Uint8Array() } : bytes;
  }

  async function locate(path: string): Promise<string | null> {
    const fromTop = relative(place.root, resolve(place.cwd, path));
    if (fromTop === ".." || fromTop.startsWith(`..${sep}`)) return null;
    if (fromTop === "") return "";
    const literal = fromTop.split(sep).join("/");
    const known = await commands.terse(["ls-files", "-z", "--cached", "--others", "--", literal]);
    if (known !== "") return literal;
    if ((await resolveRevision("HEAD")) === null) return null;
    const committed = await commands.terse(["ls-tree", "-z", "--name-only", "HEAD", "--", literal]);
    return committed === "" ? null : literal;
  }

  return {
    root: place.root,
    commonDir: place.commonDir,
    resolve: resolveRevision,
    isCommit: async (oid) => (await commands.text(["cat-file", "-t", checked(oid)])) === "commit",
    parent,
    mergeBase: async (a, b) =>
      (await commands.answer(["merge-base", checked(a), checked(b)]))?.split("\n")[0] ?? null,
    defaultBranch: () => defaultBranch(commands, resolveRevision),
    snapshot: () => snapshot(commands, place.gitDir),
    treeOf,
    emptyTree,
    diff: async (base, head, paths) =>
      diff(commands, { gitDir: place.gitDir, base: checked(base), head: checked(head), paths }),
    file,
    locate,
    marked: (oid, paths) => marked(commands, checked(oid), paths),
    checkout: (commit) => checkout(commands, place.commonDir, checked(commit), options.cacheDir),
  };
}

/** Linux takes no argument of more than 128 KiB; a character of a path has at most 3 bytes in UTF-8 for each unit. */
const LONGEST_PATH = 32 * 1024;

interface Place {
  readonly cwd: string;
  readonly root: string;
  /** The git directory of this work tree. */
  readonly gitDir: string;
  readonly commonDir: string;
}

async function existingFolder(cwd: string): Promise<string> {
  const folder = resolve(cwd);
  const found = await stat(folder).catch((error: unknown) => error);
  if (found instanceof Error || !(found as { isDirectory(): boolean }).isDirectory()) {
    throw new OperatorError(
      "not-a-repository",
      `${folder} is not a folder`,
      "Name a folder in a git work tree.",
    );
  }
  return folder;
}

async function findRepository(commands: Commands): Promise<Place> {
  const ask = (...question: string[]) => commands.text(["rev-parse", "--path-format=absolute", ...question]);
  try {
    // One question at a time: a folder's name may contain a line feed.
    const [root, gitDir, commonDir] = await Promise.all([
      ask("--show-toplevel"),
      ask("--absolute-git-dir"),
      ask("--git-common-dir"),
    ]);
    return { cwd: commands.cwd, root, gitDir, commonDir };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new OperatorError(
      "not-a-repository",
      `${commands.cwd} is not in the work tree of a git repository: ${firstFatal(error.stderr)}`,
      "Start it in a folder of a git repository, or name one with --cwd.",
      { cause: error },
    );
  }
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The object id that git gives to a name; null when it gives none. */
async function name(commands: Commands, revision: string): Promise<string | null> {
  if (revision === "" || revision.includes("\0")) return null;
  try {
    const oid = await commands.answer(["rev-parse", "--verify", "--quiet", "--end-of-options", revision]);
    // `^HEAD` is a name to git as well, for what it leaves out.
    return oid !== null && OBJECT_ID.test(oid) ? oid : null;
  } catch (error) {
    // Words that cannot be a name (`@{upstream}` of nothing, `HEAD:no such file`) are a fatal error to git.
    if (error instanceof GitFailure && error.exitCode === 128) return null;
    throw error;
  }
}

/** Callers give object ids, so that what is read cannot change meanwhile and no word of a user is an option. */
function checked(oid: string): string {
  if (!OBJECT_ID.test(oid)) throw new Error(`not a full object id: ${oid}`);
  return oid;
}

async function defaultBranch(
  commands: Commands,
  resolveRevision: (revision: string) => Promise<string | null>,
): Promise<DefaultBranch | null> {
  const [current, remote, configured] = await Promise.all([
    commands.answer(["symbolic-ref", "--quiet", "HEAD"]),
    commands.answer(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]),
    commands.answer(["config", "--get", "init.defaultBranch"]),
  ]);
  const candidates = [
    ...(remote === null ? [] : [remote]),
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    ...(configured === null ? [] : [`refs/heads/${configured}`]),
    "refs/heads/main",
    "refs/heads/master",
  ];
  const oids = await Promise.all(candidates.map(resolveRevision));
  for (const [index, ref] of candidates.entries()) {
    const oid = oids[index] ?? null;
    if (oid !== null)
      return { name: ref.replace(/^refs\/(?:heads|remotes)\//, ""), oid, current: ref === current };
  }
  return null;
}
