import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SOURCE_EXTENSIONS } from "../../core/review/classify.ts";
import type { RawDiff, Read } from "../../ports.ts";
import { type BytesOptions, type Commands, MAX_BYTES } from "./command.ts";

/**
 * What changed between two trees. It depends on the two objects alone: the user's diff configuration and drivers
 * have no say, and neither have the attributes in the work tree, which could declare source code to be binary.
 */
export async function diff(
  commands: Commands,
  change: {
    readonly gitDir: string;
    readonly base: string;
    readonly head: string;
    readonly paths: readonly string[];
  },
): Promise<Read<RawDiff>> {
  const folder = await mkdtemp(join(tmpdir(), "pi-ensemble-diff-"));
  try {
    const attributes = join(folder, "attributes");
    const noOrder = join(folder, "order");
    const nowhere = join(folder, "work-tree");
    await writeFile(attributes, SOURCE_EXTENSIONS.map((extension) => `*.${extension} diff\n`).join(""));
    await writeFile(noOrder, "");
    await mkdir(nowhere);
    const options: BytesOptions = {
      maxBytes: MAX_BYTES,
      config: [`core.attributesFile=${attributes}`, "diff.context=3", "diff.interHunkContext=0"],
      // git takes attributes from the work tree, or else from the index, whatever it compares.
      env: {
        GIT_DIR: change.gitDir,
        GIT_WORK_TREE: nowhere,
        GIT_INDEX_FILE: join(folder, "no-index"),
        GIT_ATTR_NOSYSTEM: "1",
      },
    };
    const run = (...format: string[]) =>
      commands
        .at(nowhere)
        .bytes(
          ["diff-tree", ...FIXED, `-O${noOrder}`, ...format, change.base, change.head, "--", ...change.paths],
          options,
        );
    const files = await run("--raw", "--numstat", "-z");
    if (files.status !== "ok") return files;
    const patch = await run("--patch", "--unified=3", "--inter-hunk-context=0");
    if (patch.status === "unreadable") return patch;
    if (patch.status === "empty")
      return { status: "unreadable", reason: "git listed files but gave no patch" };
    return { status: "ok", value: { files: files.value, patch: patch.value } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const FIXED = [
  "-r",
  "--find-renames=50%",
  "-l1000",
  "--full-index",
  "--no-ext-diff",
  "--no-textconv",
  "--submodule=short",
  "--ignore-submodules=none",
  "--no-relative",
  "--no-color",
  "--diff-algorithm=histogram",
  "--indent-heuristic",
  "--src-prefix=a/",
  "--dst-prefix=b/",
] as const;
