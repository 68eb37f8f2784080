import { rm } from "node:fs/promises";
import { join } from "node:path";
import { GENERATED_HEADER, HEADER_LINES } from "../../core/review/classify.ts";
import type { Read } from "../../ports.ts";
import { makeTemporaryFolder } from "../folder.ts";
import { type Commands, MAX_BYTES } from "./command.ts";

/**
 * Which of `paths` a tree or commit itself calls generated or vendored: by an attribute that it sets, or by a
 * comment at the top of the file as it stands there.
 */
export async function marked(
  commands: Commands,
  oid: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  return new Map([...(await byHeader(commands, oid, paths)), ...(await byAttribute(commands, oid, paths))]);
}

const GREP = [
  "-z",
  "-I",
  "-i",
  "-n",
  "-E",
  "--full-name",
  "--no-column",
  "--no-heading",
  "--no-color",
] as const;

async function byHeader(
  commands: Commands,
  oid: string,
  paths: readonly string[],
): Promise<(readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const some of batches(paths)) {
    const hits = read(
      await commands.bytes(["grep", ...GREP, "-e", GENERATED_HEADER, oid, "--", ...some], {
        maxBytes: MAX_BYTES,
        acceptable: [1],
      }),
    );
    for (const [, path, line] of hits.matchAll(/^[0-9a-f]+:([^\0]*)\0(\d+)\0.*$/gm)) {
      if (path !== undefined && Number(line) <= HEADER_LINES)
        found.push([path, "generated, says its header"]);
    }
  }
  return found;
}

async function byAttribute(
  commands: Commands,
  oid: string,
  paths: readonly string[],
): Promise<(readonly [string, string])[]> {
  const folder = await makeTemporaryFolder("pi-ensemble-attributes-");
  try {
    // Through an index of its own, because `check-attr --source` needs git 2.40.
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    await commands.terse(["read-tree", oid], env);
    const answer = read(
      await commands.bytes(
        ["check-attr", "--cached", "-z", "--stdin", "linguist-generated", "linguist-vendored"],
        { maxBytes: MAX_BYTES, env, input: Buffer.from(paths.map((path) => `${path}\0`).join("")) },
      ),
    );
    const fields = answer.split("\0");
    const found: (readonly [string, string])[] = [];
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [path = "", attribute = "", value] = fields.slice(at, at + 3);
      if (value === "set" || value === "true") found.push([path, `${attribute} in .gitattributes`]);
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nothing found is an answer; not being able to look is not. */
function read(bytes: Read<Uint8Array>): string {
  if (bytes.status === "unreadable") throw new Error(`marks of generated files: ${bytes.reason}`);
  return bytes.status === "empty" ? "" : Buffer.from(bytes.value).toString("utf8");
}

/** Linux allows about 2 MiB of arguments and 128 KiB for one. */
function* batches(paths: readonly string[]): Generator<readonly string[]> {
  let some: string[] = [];
  let length = 0;
  for (const path of paths) {
    if (some.length > 0 && length + path.length > 64 * 1024) {
      yield some;
      some = [];
      length = 0;
    }
    some.push(path);
    length += path.length;
  }
  yield some;
}
