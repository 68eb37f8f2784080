import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { codeOf, OperatorError } from "../../core/errors.ts";
import { firstFatal, GitFailure, gitCommands, type Variables } from "./command.ts";

/** Where a repository and its user are; all paths are absolute and without symbolic links. */
export interface Place {
  readonly cwd: string;
  /** The top folder of the work tree. */
  readonly root: string;
  /** The git directory of this work tree. */
  readonly gitDir: string;
  readonly commonDir: string;
}

/**
 * Finds the repository that `cwd` is in. Throws an OperatorError where `cwd` is no folder, and where there is no
 * repository with a work tree.
 */
export async function findPlace(cwd: string, env: Variables): Promise<Place> {
  const commands = gitCommands(await existingFolder(cwd), env);
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

/**
 * The path from the top folder, as git writes it, of what the user named from the folder they are in; null when it
 * is outside. A link is its own path, but what is named through a link stands where the link leads.
 */
export async function pathFromTop({ cwd, root }: Place, path: string): Promise<string | null> {
  const named = resolve(cwd, path);
  const itself = below(root, join(await realFolder(dirname(named)), basename(named)));
  if (itself !== null) return itself;
  const behind = await realpath(named).catch(nullIfMissing);
  return behind === null ? null : below(root, behind);
}

async function existingFolder(cwd: string): Promise<string> {
  const folder = await realpath(resolve(cwd)).catch(nullIfMissing);
  if (folder === null || !(await stat(folder)).isDirectory()) {
    throw new OperatorError("usage", `${resolve(cwd)} is not a folder`, "Name a folder in a git work tree.");
  }
  return folder;
}

/** The folder without links; of one that is not there, the part of it that is. */
async function realFolder(folder: string): Promise<string> {
  const real = await realpath(folder).catch(nullIfMissing);
  if (real !== null || dirname(folder) === folder) return real ?? folder;
  return join(await realFolder(dirname(folder)), basename(folder));
}

function below(root: string, path: string): string | null {
  const fromTop = relative(root, path);
  return fromTop === ".." || fromTop.startsWith(`..${sep}`) ? null : fromTop.split(sep).join("/");
}

const NOT_THERE = ["ENOENT", "ENOTDIR", "ELOOP", "EACCES", "ENAMETOOLONG"];

/** A path with a zero byte is none either. */
function nullIfMissing(error: unknown): null {
  if (NOT_THERE.includes(codeOf(error) ?? "")) return null;
  throw error;
}
