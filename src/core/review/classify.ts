import type { FileChange } from "./diff.ts";
import { unshownBytes } from "./numbered.ts";
import type { UnreviewedFile } from "./review.ts";

/**
 * Parts the files that reviewers are shown from those that are only listed, each with its reason.
 *
 * A change must not be able to hide code from its own review. So a file's content has no say: what counts is its
 * path by fixed rules, and what the base (not the head) says of it. `marked` are the marks of the base's files,
 * and a comment at the top counts only for a file that stays where it was.
 */
export function partReviewable(
  files: readonly FileChange[],
  marked: ReadonlyMap<string, string>,
): { readonly reviewed: readonly FileChange[]; readonly unreviewed: readonly UnreviewedFile[] } {
  const reviewed: FileChange[] = [];
  const unreviewed: UnreviewedFile[] = [];
  for (const file of files) {
    const reason = reasonAgainst(file, marked);
    if (reason === null) reviewed.push(file);
    else unreviewed.push({ path: file.path, reason });
  }
  return { reviewed, unreviewed };
}

/** Reviewed files of which reviewers are not shown all: the middle of a long line is left out of what they get. */
export function partlyShown(reviewed: readonly FileChange[]): readonly UnreviewedFile[] {
  return reviewed.flatMap((file) => {
    const lines = file.hunks.flatMap((hunk) => unshownBytes(file, hunk));
    const [first] = lines;
    if (first === undefined) return [];
    const others = lines.length > 1 ? ` and ${lines.length - 1} more` : "";
    const bytes = lines.reduce((sum, line) => sum + line.bytes, 0);
    return [{ path: file.path, reason: `line ${first.line}${others}: ${bytes} bytes not shown` }];
  });
}

/** How much of a file's start `isScript` looks at, in bytes. */
export const SCRIPT_START = 80;

/**
 * Whether a file that a zero byte makes look binary is one that a system would run as a script, by its modes (octal,
 * as git writes them) and the first `SCRIPT_START` bytes of its content: it begins with `#!`, or it may be executed
 * and its first line is text, in which case a shell reads on (bash's check_binary_file).
 */
export function isScript(modes: readonly string[], start: Uint8Array): boolean {
  if (start[0] === HASH && start[1] === BANG) return true;
  if (!modes.includes("100755")) return false;
  const end = start.indexOf(LF);
  const line = decoder.decode(start.subarray(0, end === -1 ? start.length : end));
  return line.trim() !== "" && !/(?![\t\r])\p{Cc}|\ufffd(?!$)/u.test(line);
}

const HASH = 0x23;
const BANG = 0x21;
const LF = 0x0a;
const decoder = new TextDecoder();

/** Source code, whatever the case of its extension, is shown as text even where a zero byte makes it look binary. */
export const SOURCE_EXTENSIONS: readonly string[] =
  "bash bat c cc cjs clj cpp cs css cts cxx dart ex exs fs go gradle groovy h hh hpp hs html htm java jl js json jsx kt kts lua m mjs mm mts nix php pl pm ps1 py pyi r rb rs sass scala scss sh sql svelte swift tf toml ts tsx vb vue yaml yml zig zsh".split(
    " ",
  );

/** A POSIX extended regular expression, to be matched without regard to case. */
export const GENERATED_HEADER = "@generated|code generated (by|from)|auto-?generated|do not edit";
/** A header stands in the first so many lines. */
export const HEADER_LINES = 10;

function reasonAgainst(file: FileChange, marked: ReadonlyMap<string, string>): string | null {
  if (file.kind === "submodule") return submodule(file);
  if (file.kind === "binary") return "binary";
  // A path rule that holds for one of two names only must not hide a file that is moved there, or away.
  const byPath = pathRule(file.path);
  if (byPath !== null && (file.oldPath === null || pathRule(file.oldPath) !== null)) return byPath;
  return file.oldPath === null ? (marked.get(file.path) ?? null) : null;
}

function submodule(file: FileChange): string {
  const short = (oid: string | null) => oid?.slice(0, 12) ?? "nothing";
  return `submodule, ${short(file.oldOid)} to ${short(file.newOid)}`;
}

function pathRule(path: string): string | null {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  if (LOCK_FILES.has(name)) return "lock file";
  if (folders.some((folder) => VENDORED.has(folder))) return "vendored";
  if (/(?:[.-]min\.(?:js|css|mjs)|\.(?:js|css|mjs)\.map)$/.test(name)) return "minified";
  if (folders.includes("__snapshots__") || folders.includes("__generated__")) return "generated";
  if (/(?:\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.g\.dart|\.designer\.cs)$/i.test(name)) return "generated";
  return null;
}

const VENDORED: ReadonlySet<string> = new Set([
  "vendor",
  "node_modules",
  "third_party",
  "bower_components",
  "Pods",
]);

const LOCK_FILES: ReadonlySet<string> = new Set([
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "bun.lockb",
  "deno.lock",
  "Cargo.lock",
  "poetry.lock",
  "uv.lock",
  "pdm.lock",
  "Pipfile.lock",
  "composer.lock",
  "Gemfile.lock",
  "go.sum",
  "flake.lock",
  "mix.lock",
  "pubspec.lock",
  "Podfile.lock",
  "Package.resolved",
  "packages.lock.json",
  "gradle.lockfile",
]);
