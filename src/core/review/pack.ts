import { OperatorError } from "../errors.ts";
import type { Chunk, ChunkPart } from "./chunk.ts";
import { type FileChange, linesOf } from "./diff.ts";
import type { Lens } from "./lens.ts";
import { numberedLine, quotedPath, visible } from "./numbered.ts";
import type { UnreviewedFile } from "./review.ts";
import type { Target } from "./target.ts";

/** Everything a prompt is made of. */
export interface PackRequest {
  /** Text with the placeholders `{{target}}`, `{{lenses}}`, `{{rules}}` and `{{change}}`. */
  readonly template: string;
  readonly target: Target;
  /** The lenses of this review with their skills, in the order in which they are shown. */
  readonly lenses: readonly { readonly lens: Lens; readonly skill: string }[];
  /** The project's rules as they stand at the base. */
  readonly rules: readonly ProjectRules[];
  /** All files of the change, those that are not reviewed included. */
  readonly files: readonly FileChange[];
  readonly unreviewed: readonly UnreviewedFile[];
  readonly chunk: Chunk;
  /** Counted from 1. */
  readonly number: number;
  readonly chunks: number;
}

export interface ProjectRules {
  readonly path: string;
  readonly text: string;
}

/** One prompt for all lenses: `shared`, then what `tail` gives for the lens. */
export interface Pack {
  readonly shared: Uint8Array;
  tail(lens: Lens): Uint8Array;
}

/**
 * Writes the prompt of one chunk. Nothing in the shared part depends on who reads it. No text from outside begins
 * a line: lines of code stand behind their numbers, the project's rules behind `| `, and a path that is more than
 * one plain word in quotes.
 */
export function packReview(request: PackRequest): Pack {
  const text = fill(request.template, {
    target: describeTarget(request.target),
    lenses: request.lenses.map(({ lens, skill }) => `## ${lens}\n\n${skill.trim()}`).join("\n\n"),
    rules: quoteRules(request.rules),
    change: describeChange(request),
  });
  const shared = encoder.encode(`${text.trimEnd()}\n\n`);
  return { shared, tail: (lens) => encoder.encode(`Lens: ${lens}\n`) };
}

const encoder = new TextEncoder();
const PLACEHOLDERS = ["target", "lenses", "rules", "change"] as const;

/** Each placeholder is replaced once, in one pass: what a value contains is never looked at again. */
function fill(template: string, values: Readonly<Record<(typeof PLACEHOLDERS)[number], string>>): string {
  const parts = template.split(/\{\{(target|lenses|rules|change)\}\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  for (const name of PLACEHOLDERS) {
    if (names.filter((found) => found === name).length === 1) continue;
    throw new OperatorError(
      "invalid-asset",
      `The prompt of a review must contain {{${name}}} exactly once`,
      "Restore prompts/review.md.",
    );
  }
  return parts
    .map((part, index) => (index % 2 === 1 ? values[part as (typeof PLACEHOLDERS)[number]] : part))
    .join("");
}

function describeTarget(target: Target): string {
  const what = {
    work: "The work in progress since it parted from the default branch, uncommitted and untracked files included.",
    range: "A range of commits, from where its two ends parted.",
    commit: "One commit, against its first parent.",
    files: "Files as they stand, as if all of their lines were new.",
  }[target.kind];
  const paths = target.paths.map(quotedPath).join(", ");
  return [
    what,
    `Base: ${target.base}`,
    `Head: ${target.head}${target.tree === undefined ? "" : ` with uncommitted changes, tree ${target.tree}`}`,
    ...(paths === "" ? [] : [`Limited to: ${paths}`]),
  ].join("\n");
}

/** The most bytes of one file of rules that are shown. */
const MOST_RULES = 24 * 1024;

function quoteRules(rules: readonly ProjectRules[]): string {
  const told = rules.filter(
    ({ text }, index) =>
      // Often one file only names the other, as a link or an import.
      !/^\s*@?(?:\.\/)?(?:AGENTS|CLAUDE)\.md\s*$/.test(text) &&
      text.trim() !== "" &&
      rules.findIndex((other) => other.text === text) === index,
  );
  if (told.length === 0) return "The project has no AGENTS.md or CLAUDE.md at the base.";
  return told.map(quoteFile).join("\n\n");
}

function quoteFile({ path, text }: ProjectRules): string {
  // It stops before a character that does not fit.
  const { read } = encoder.encodeInto(text, new Uint8Array(MOST_RULES));
  const shown = text.slice(0, read);
  const runs = shown.match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const lines = shown.trimEnd().split(/\r\n|\n/);
  const rest = encoder.encode(text.slice(read)).length;
  return [
    `${quotedPath(path)}, each line behind "| ":`,
    "",
    fence,
    ...lines.map((line) => `| ${visible(line)}`),
    fence,
    ...(rest > 0 ? [`The other ${rest} bytes are left out.`] : []),
  ].join("\n");
}

/** So many files are listed; a longer list says how many it leaves out. */
const MOST_FILES = 300;

function describeChange({ files, unreviewed, chunk, number, chunks }: PackRequest): string {
  const reasons = new Map(unreviewed.map(({ path, reason }) => [path, reason]));
  const list = files.slice(0, MOST_FILES).map((file) => listed(file, reasons.get(file.path)));
  const rest = files.length - list.length;
  const part = chunks === 1 ? "" : `, part ${number} of ${chunks}: the other parts are reviewed as well`;
  return [
    `## Files: ${files.length}`,
    "",
    ...list,
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    "",
    `## Diff${part}`,
    "",
    ...chunk.parts.map(describePart),
    chunks === 1 ? "## End of the diff" : `## End of part ${number} of the diff`,
  ].join("\n");
}

function listed(file: FileChange, reason: string | undefined): string {
  const lines = file.hunks.length === 0 ? "" : `, +${file.added} -${file.removed}`;
  const note = reason === undefined ? "" : `; not reviewed: ${visible(reason)}`;
  return `- ${quotedPath(file.path)} (${statusOf(file)}${lines}${note})`;
}

function statusOf(file: FileChange): string {
  const from = file.oldPath === null ? "" : ` from ${quotedPath(file.oldPath)}`;
  const mode =
    file.oldMode !== null && file.newMode !== null && file.oldMode !== file.newMode
      ? `, mode ${file.oldMode} to ${file.newMode}`
      : "";
  const status =
    file.status === "mode" ? "unchanged content" : file.status === "type" ? "other type" : file.status;
  return `${status}${from}${mode}`;
}

function describePart({ file, hunks }: ChunkPart): string {
  const notes = [
    file.kind === "text" ? "" : `, ${KINDS[file.kind]}`,
    file.lineEnds === "crlf" ? ", lines end with CRLF" : "",
    file.encoding === "unknown" ? ", not UTF-8: unknown bytes are shown as \ufffd" : "",
  ].join("");
  const text: string[] = [`### ${quotedPath(file.path)} (${statusOf(file)}${notes})\n`];
  for (const [index, hunk] of hunks.entries()) {
    if (index > 0) text.push("  ...\n");
    for (const line of linesOf(hunk)) text.push(numberedLine(file, hunk, line));
  }
  return text.join("");
}

const KINDS = {
  binary: "binary",
  submodule: "submodule",
  symlink: "symbolic link",
  empty: "empty",
} as const;
