import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isScript, SCRIPT_START, SOURCE_EXTENSIONS } from "../../core/review/classify.ts";
import { type BinaryFile, binaryFiles } from "../../core/review/diff.ts";
import type { RawDiff, Read } from "../../ports.ts";
import { makeTemporaryFolder } from "../folder.ts";
import { blobStarts } from "./blob-starts.ts";
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
  const folder = await makeTemporaryFolder("pi-ensemble-diff-");
  try {
    const attributes = join(folder, "attributes");
    const noOrder = join(folder, "order");
    const nowhere = join(folder, "work-tree");
    await writeFile(attributes, ATTRIBUTES);
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
    const list = () => run("--raw", "--numstat", "-z");
    let files = await list();
    if (files.status !== "ok") return files;
    const binary = binaryFiles(files.value);
    if (binary.status === "unreadable") return binary;
    const scripts = await scriptsAmong(binary.files, commands);
    if (scripts.length > 0) {
      await writeFile(attributes, ATTRIBUTES + scripts.map((path) => `${pattern(path)} diff\n`).join(""));
      files = await list();
      if (files.status !== "ok") return files;
    }
    const patch = await run("--patch", "--unified=3", "--inter-hunk-context=0");
    if (patch.status === "unreadable") return patch;
    if (patch.status === "empty")
      return { status: "unreadable", reason: "git listed files but gave no patch" };
    return { status: "ok", value: { files: files.value, patch: patch.value } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function scriptsAmong(files: readonly BinaryFile[], commands: Commands): Promise<readonly string[]> {
  const blobs = files.filter(({ modes }) => !modes.includes(SUBMODULE));
  const starts = await blobStarts(commands, [...new Set(blobs.flatMap(({ oids }) => oids))], SCRIPT_START);
  return blobs
    .filter(({ modes, oids }) => oids.some((oid) => isScript(modes, starts.get(oid) ?? new Uint8Array())))
    .flatMap(({ paths }) => paths);
}

/** A pattern that matches this path alone, in quotes as gitattributes(5) has them. */
function pattern(path: string): string {
  const literal = path.replace(/[\\*?[]/g, "\\$&");
  const quoted = literal.replace(/["\\]/g, "\\$&").replace(/\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0);
    return code < 0x80 ? `\\${code.toString(8).padStart(3, "0")}` : control;
  });
  return `"/${quoted}"`;
}

const SUBMODULE = "160000";

/** Letters match in both cases whatever `core.ignoreCase` says. */
const ATTRIBUTES = SOURCE_EXTENSIONS.map((extension) => {
  const either = extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `*.${either} diff\n`;
}).join("");

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
