import { OperatorError } from "../../core/errors.ts";
import type { Git, Read } from "../../ports.ts";
import { defaultBranch, surroundsOf } from "./branches.ts";
import { checkout, removeAbandoned } from "./checkout.ts";
import { type Commands, GitFailure, gitCommands, MAX_BYTES, type Variables } from "./command.ts";
import { diff } from "./diff.ts";
import { marked } from "./marked.ts";
import { findPlace, pathFromTop } from "./place.ts";
import { snapshot } from "./snapshot.ts";
import { dirtySubmodules } from "./submodules.ts";

/**
 * Opens the repository that `cwd` is in. `env` is the caller's environment, of which git sees only what it
 * needs; checkouts go below `cacheDir`. Throws an OperatorError where there is no folder, or no repository with a
 * work tree.
 */
export async function openGit(options: {
  readonly cwd: string;
  readonly env: Variables;
  readonly cacheDir: string;
}): Promise<Git> {
  const place = await findPlace(options.cwd, options.env);
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
    // A commit whose parent is named but not there must not pass for a root commit.
    const header = await commands.text(["cat-file", "commit", checked(commit)]);
    const line = header.split("\n\n", 1)[0]?.match(/^parent ([0-9a-f]+)$/m);
    const oid = line?.[1];
    if (oid === undefined) return null;
    if ((await name(commands, `${oid}^{commit}`)) !== null) return oid;
    const { shallow } = await surroundsOf(commands);
    throw new OperatorError(
      "unknown-revision",
      `The parent of ${commit.slice(0, 12)} is not here${shallow ? ": this is a shallow clone" : ""}`,
      shallow
        ? "Fetch more of the history: git fetch --deepen=10"
        : "Fetch it, or mend the repository: git fsck",
    );
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

  const isListed = async (question: readonly string[]) => (await commands.terse(question)) !== "";

  async function inTree(oid: string, path: string): Promise<boolean> {
    // The empty tree need not be among the repository's objects.
    if (oid === (await emptyTree())) return false;
    return isListed(["ls-tree", "-z", "--name-only", "--full-tree", checked(oid), "--", path]);
  }

  async function inWork(path: string): Promise<boolean> {
    const files = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", path];
    if (await isListed(files)) return true;
    const head = await resolveRevision("HEAD");
    return head !== null && inTree(head, path);
  }

  async function locate(path: string, oids?: readonly string[]): Promise<string | null> {
    const literal = await pathFromTop(place, path);
    if (literal === null || literal === "") return literal;
    if (oids === undefined) return (await inWork(literal)) ? literal : null;
    const found = await Promise.all(oids.map((oid) => inTree(oid, literal)));
    return found.includes(true) ? literal : null;
  }

  async function isIgnored(path: string): Promise<boolean> {
    const literal = await pathFromTop(place, path);
    if (literal === null || literal === "" || (await inWork(literal))) return false;
    return isListed(["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", literal]);
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
    surrounds: () => surroundsOf(commands),
    snapshot: () => snapshot(commands, place.gitDir),
    treeOf,
    emptyTree,
    diff: async (base, head, paths) =>
      diff(commands, { gitDir: place.gitDir, base: checked(base), head: checked(head), paths }),
    file,
    locate,
    isIgnored,
    dirtySubmodules: (oid) => dirtySubmodules(commands, checked(oid)),
    marked: (oid, paths) => marked(commands, checked(oid), paths),
    checkout: (commit) => checkout(commands, place.commonDir, checked(commit), options.cacheDir),
    removeAbandoned: () => removeAbandoned(commands, place.commonDir, options.cacheDir),
  };
}

/** Linux takes no argument of more than 128 KiB; a character of a path has at most 3 bytes in UTF-8 for each unit. */
const LONGEST_PATH = 32 * 1024;

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
