import { copyFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, OperatorError } from "../../core/errors.ts";
import { makeTemporaryFolder } from "../folder.ts";
import { type Commands, firstFatal, GitFailure } from "./command.ts";

/**
 * Writes the work tree as a tree object and returns its id: tracked, changed and untracked files, without the
 * ignored ones, and whatever the index says of a file that it is not to be looked at. The user's index is only read.
 * Throws an OperatorError when the work tree cannot be recorded.
 */
export async function snapshot(commands: Commands, gitDir: string): Promise<string> {
  if ((await commands.terse(["ls-files", "--unmerged", "-z"])) !== "") {
    throw new OperatorError(
      "unreadable-diff",
      "A merge is not finished: the index has unmerged files",
      "Resolve the conflicts and `git add` the files, or name a commit or a range.",
    );
  }
  const folder = await makeTemporaryFolder("pi-ensemble-index-");
  try {
    const index = join(folder, "index");
    await copyIndex(join(gitDir, "index"), index);
    await lookAtAll(commands, index);
    await commands.terse([...PRESENT_FILES_COUNT, "add", "--all", "--sparse", "--no-warn-embedded-repo"], {
      GIT_INDEX_FILE: index,
    });
    return await commands.text(["write-tree"], { GIT_INDEX_FILE: index });
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (UNWRITABLE.test(error.stderr)) {
      throw new OperatorError(
        "unavailable",
        `${gitDir} cannot be written to: ${firstFatal(error.stderr)}`,
        "Make it writable for this user, with room on its disk: the work tree is recorded there.",
        { cause: error },
      );
    }
    throw new OperatorError(
      "unreadable-diff",
      `The work tree cannot be recorded: ${firstFatal(error.stderr)}`,
      "Mend or ignore that file, or name a commit or a range.",
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const UNWRITABLE =
  /insufficient permission for adding an object|unable to (?:create temporary file|write (?:loose )?object|write file)|Read-only file system|No space left on device/;

/** A file that is there is looked at although the index says that it is outside a sparse checkout. */
const PRESENT_FILES_COUNT = [
  "-c",
  "core.sparseCheckout=true",
  "-c",
  "sparse.expectFilesOutsideOfPatterns=false",
] as const;

/** Takes back `update-index --assume-unchanged`, which would hide changes. */
async function lookAtAll(commands: Commands, index: string): Promise<void> {
  const env = { GIT_INDEX_FILE: index };
  const files = (await commands.terse(["ls-files", "-v", "-z"], env)).split("\0");
  const assumed = files.filter((file) => /^[a-z] /.test(file)).map((file) => `${file.slice(2)}\0`);
  if (assumed.length === 0) return;
  await commands.terse(
    ["update-index", "--no-assume-unchanged", "-z", "--stdin"],
    env,
    Buffer.from(assumed.join("")),
  );
}

/**
 * The copy keeps what git knows of each file's time and size, so that only changed files are read. It keeps the
 * index's own time as well, never later: git takes a file that is as young as the index for changed, and a younger
 * copy would hide a change of the same size made right after staging (git's racy-git.txt).
 */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    const { mtimeMs } = await stat(from);
    await copyFile(from, to);
    const second = Math.floor(mtimeMs / 1000);
    await utimes(to, second, second);
  } catch (error) {
    unlessMissing(error);
  }
}

/** A repository in which nothing was ever staged has no index. */
function unlessMissing(error: unknown): void {
  if (codeOf(error) === "ENOENT") return;
  throw error;
}
