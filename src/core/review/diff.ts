type ChangeStatus = "added" | "modified" | "deleted" | "renamed" | "copied" | "mode" | "type";

/** What a file is; `text` also where only its name or mode changed, so that git gave no content. */
type FileKind = "text" | "binary" | "submodule" | "symlink" | "empty";

/** One file of a change. Its bytes are views of what git wrote. */
export interface FileChange {
  /** The path after the change; for a deleted file the one that it had. */
  readonly path: string;
  /** The path before a rename or copy; null otherwise. */
  readonly oldPath: string | null;
  readonly status: ChangeStatus;
  readonly kind: FileKind;
  /** Octal, as git writes it (`100644`); null where the file does not exist. */
  readonly oldMode: string | null;
  readonly newMode: string | null;
  /** Object ids of the content (for a submodule, of its commit); null where the file does not exist. */
  readonly oldOid: string | null;
  readonly newOid: string | null;
  /** `unknown`: some bytes are not UTF-8 and are shown as U+FFFD. */
  readonly encoding: "utf-8" | "unknown";
  /** How the shown lines end. */
  readonly lineEnds: "lf" | "crlf" | "mixed";
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
}

/** Neighbouring lines of a file, changed and unchanged ones. Lines count from 1. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** The lines with their marks as git wrote them. */
  readonly body: Uint8Array;
}

/** A line of a hunk. Its text is the bytes from `start` to `end` of the hunk's body, without the line feed. */
export interface DiffLine {
  readonly mark: " " | "+" | "-";
  /** Its number before the change; null for an added line. */
  readonly old: number | null;
  /** Its number after the change; null for a removed line. */
  readonly new: number | null;
  readonly start: number;
  readonly end: number;
  /** False for the last line of a file that does not end with a line feed. */
  readonly terminated: boolean;
}

export type ParsedChange = { readonly status: "ok"; readonly files: readonly FileChange[] } | Unreadable;

interface Unreadable {
  readonly status: "unreadable";
  readonly reason: string;
}

/**
 * Reads what git said about a change: `files` is `--raw --numstat -z`, which names the files, and `patch` the
 * patch with full object ids, whose sections come in the same order and hold the lines. Whatever the two do not
 * agree on makes the change unreadable. Takes time linear in the size.
 */
export function parseChange(raw: { readonly files: Uint8Array; readonly patch: Uint8Array }): ParsedChange {
  try {
    const list = parseList(raw.files);
    const reader: Reader = { bytes: raw.patch, at: 0 };
    const files = list.map((entry) => fileOf(entry, reader));
    if (reader.at !== raw.patch.length) throw new Malformed("the patch goes on after the last listed file");
    return { status: "ok", files };
  } catch (error) {
    if (error instanceof Malformed) return { status: "unreadable", reason: error.message };
    throw error;
  }
}

/** A file that git takes for binary: its paths, modes and object ids before and after the change where it exists. */
export interface BinaryFile {
  readonly paths: readonly string[];
  readonly modes: readonly string[];
  readonly oids: readonly string[];
}

/** The files that the list of a change (`--raw --numstat -z`) calls binary. */
export function binaryFiles(
  files: Uint8Array,
): { readonly status: "ok"; readonly files: readonly BinaryFile[] } | Unreadable {
  try {
    const binary = parseList(files).filter(({ counts }) => counts === null);
    return {
      status: "ok",
      files: binary.map((entry) => ({
        paths: [entry.path, entry.oldPath].filter((path) => path !== null),
        modes: [entry.newMode, entry.oldMode].filter((mode) => mode !== null),
        oids: [entry.newOid, entry.oldOid].filter((oid) => oid !== null),
      })),
    };
  } catch (error) {
    if (error instanceof Malformed) return { status: "unreadable", reason: error.message };
    throw error;
  }
}

/** The lines of a hunk in order. */
export function* linesOf(hunk: Hunk): Generator<DiffLine, void> {
  const { body } = hunk;
  let old = hunk.oldStart;
  let next = hunk.newStart;
  for (let at = 0; at < body.length; ) {
    const end = lineEnd(body, at);
    const mark = body[at];
    const span = { start: at + 1, end, terminated: body[end + 1] !== BACKSLASH };
    if (mark === PLUS) yield { mark: "+", old: null, new: next++, ...span };
    else if (mark === MINUS) yield { mark: "-", old: old++, new: null, ...span };
    else if (mark === SPACE) yield { mark: " ", old: old++, new: next++, ...span };
    at = end + 1;
  }
}

/** A line's text; bytes that are not UTF-8 become U+FFFD. */
export function textOf(hunk: Hunk, line: DiffLine): string {
  return decoder.decode(hunk.body.subarray(line.start, line.end));
}

/** The lines that a file lost, each with the number of the line that follows it after the change. */
export function removedLines(file: FileChange): { readonly line: number; readonly text: string }[] {
  const removed: { line: number; text: string }[] = [];
  for (const hunk of file.hunks) {
    let next = hunk.newCount === 0 ? hunk.newStart + 1 : hunk.newStart;
    for (const line of linesOf(hunk)) {
      if (line.new !== null) next = line.new + 1;
      else removed.push({ line: next, text: textOf(hunk, line) });
    }
  }
  return removed;
}

/** Which lines a change touches. */
export interface ChangedLines {
  /**
   * Whether one of the lines from `line` to `endLine` after the change was added, or stands directly before or
   * after lines that were only removed. In a deleted file the lines are those that it had.
   */
  has(path: string, line: number, endLine: number): boolean;
}

export function changedLines(files: readonly FileChange[]): ChangedLines {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const ranges = new Map<string, readonly Range[]>();
  return {
    has(path, line, endLine) {
      const file = byPath.get(path);
      if (file === undefined) return false;
      let known = ranges.get(path);
      if (known === undefined) {
        known = file.hunks.flatMap((hunk) => [...changedRanges(file, hunk)]);
        ranges.set(path, known);
      }
      const first = known[firstIndex(known, (range) => range.last >= line)];
      return first !== undefined && first.first <= endLine;
    },
  };
}

interface Range {
  readonly first: number;
  readonly last: number;
}

/** Ascending; a run of removed lines alone counts as the line before and the line after it. */
function* changedRanges(file: FileChange, hunk: Hunk): Generator<Range, void> {
  if (file.status === "deleted") {
    yield { first: hunk.oldStart, last: hunk.oldStart + hunk.oldCount - 1 };
    return;
  }
  let after = hunk.newCount === 0 ? hunk.newStart + 1 : hunk.newStart;
  let added = 0;
  let removed = false;
  const run = (): Range | null => {
    if (added > 0) return { first: after - added, last: after - 1 };
    return removed ? { first: Math.max(1, after - 1), last: after } : null;
  };
  for (const line of linesOf(hunk)) {
    if (line.mark === "-") removed = true;
    else if (line.mark === "+") {
      added += 1;
      after += 1;
    } else {
      const range = run();
      if (range !== null) yield range;
      added = 0;
      removed = false;
      after += 1;
    }
  }
  const range = run();
  if (range !== null) yield range;
}

function firstIndex<T>(sorted: readonly T[], is: (item: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && is(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** What git wrote is not what git writes. */
class Malformed extends Error {}

interface Entry {
  readonly path: string;
  readonly oldPath: string | null;
  readonly letter: string;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly oldOid: string | null;
  readonly newOid: string | null;
  /** Counted by git; null for binary content. */
  readonly counts: { readonly added: number; readonly removed: number } | null;
}

type Counts = Entry["counts"];

/** `:oldmode newmode oldoid newoid X[score]␀path␀[path␀]` for every file, then `added␉removed␉path␀` for every file. */
function parseList(bytes: Uint8Array): Entry[] {
  const fields = decoder.decode(bytes).split("\0");
  if (fields.pop() !== "") throw new Malformed("the list of files is cut off");
  const entries: Omit<Entry, "counts">[] = [];
  let at = 0;
  for (; fields[at]?.startsWith(":"); ) {
    const [oldMode = "", newMode = "", oldOid = "", newOid = "", status = ""] = (fields[at] ?? "")
      .slice(1)
      .split(" ");
    const letter = status.slice(0, 1);
    const two = letter === "R" || letter === "C";
    const path = fields[at + (two ? 2 : 1)];
    if (path === undefined) throw new Malformed("the list of files is cut off");
    entries.push({
      path,
      oldPath: two ? (fields[at + 1] ?? null) : null,
      letter,
      oldMode: oldMode === NO_MODE ? null : oldMode,
      newMode: newMode === NO_MODE ? null : newMode,
      oldOid: oldMode === NO_MODE ? null : oldOid,
      newOid: newMode === NO_MODE ? null : newOid,
    });
    at += two ? 3 : 2;
  }
  const counts = parseCounts(fields.slice(at));
  return entries.map((entry) => {
    const count = counts.get(entry.path);
    if (count === undefined) throw new Malformed(`git counted no lines of ${JSON.stringify(entry.path)}`);
    return { ...entry, counts: count };
  });
}

function parseCounts(fields: readonly string[]): Map<string, Counts> {
  const counts = new Map<string, Counts>();
  for (let at = 0; at < fields.length; ) {
    const match = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(fields[at] ?? "");
    if (match === null) throw new Malformed("the list of files has a line that git does not write");
    const [, added = "", removed = "", name = ""] = match;
    // Of a renamed file both names follow.
    const path = name === "" ? fields[at + 2] : name;
    if (path === undefined) throw new Malformed("the list of files is cut off");
    counts.set(path, added === "-" ? null : { added: Number(added), removed: Number(removed) });
    at += name === "" ? 3 : 1;
  }
  return counts;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function fileOf(entry: Entry, reader: Reader): FileChange {
  const sections = [sectionOf(entry, reader)];
  // Where a file turns into a link or a submodule, git writes a deletion and an addition.
  if (entry.letter === "T") sections.push(sectionOf(entry, reader));

  const hunks = sections.flatMap((section) => section.hunks);
  const added = sum(sections.map((section) => section.added));
  const removed = sum(sections.map((section) => section.removed));
  const binary = sections.some((section) => section.binary);
  if (entry.letter !== "T") {
    const { counts } = entry;
    const agrees =
      counts === null ? hunks.length === 0 : counts.added === added && counts.removed === removed;
    if (!agrees) throw new Malformed(`the patch of ${JSON.stringify(entry.path)} is not whole`);
  }
  return {
    path: entry.path,
    oldPath: entry.oldPath,
    status: statusOf(entry),
    kind: kindOf(entry, binary),
    oldMode: entry.oldMode,
    newMode: entry.newMode,
    oldOid: entry.oldOid,
    newOid: entry.newOid,
    encoding: hunks.every((hunk) => isUtf8(hunk.body)) ? "utf-8" : "unknown",
    lineEnds: lineEndsOf(sections),
    added,
    removed,
    hunks,
  };
}

function statusOf(entry: Entry): ChangeStatus {
  const sameContent = entry.oldOid === entry.newOid;
  switch (entry.letter) {
    case "A":
      return "added";
    case "D":
      return "deleted";
    case "R":
      return "renamed";
    case "C":
      return "copied";
    case "T":
      return "type";
    case "M":
      return sameContent && entry.oldMode !== entry.newMode ? "mode" : "modified";
    default:
      throw new Malformed(`git gives ${JSON.stringify(entry.path)} the unknown status ${entry.letter}`);
  }
}

function kindOf(entry: Entry, binary: boolean): FileKind {
  const modes = [entry.oldMode, entry.newMode].filter((mode) => mode !== null);
  if (modes.every((mode) => mode === "160000")) return "submodule";
  if (binary) return "binary";
  if (modes.at(-1) === "120000") return "symlink";
  const oids = [entry.oldOid, entry.newOid].filter((oid) => oid !== null);
  return oids.every((oid) => EMPTY_BLOBS.includes(oid)) ? "empty" : "text";
}

interface Section {
  readonly hunks: readonly Hunk[];
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
  readonly crlf: number;
  readonly lf: number;
}

function sectionOf(entry: Entry, reader: Reader): Section {
  const broken = new Malformed(`the patch of ${JSON.stringify(entry.path)} cannot be read`);
  if (!startsWith(reader, "diff --git ")) throw broken;
  skipLine(reader);
  let binary = false;
  while (
    reader.at < reader.bytes.length &&
    !startsWith(reader, "@@ ") &&
    !startsWith(reader, "diff --git ")
  ) {
    binary ||= startsWith(reader, "Binary files ");
    skipLine(reader);
  }
  const hunks: Hunk[] = [];
  const tally = { added: 0, removed: 0, crlf: 0, lf: 0 };
  while (startsWith(reader, "@@ ")) hunks.push(hunkOf(reader, tally, broken));
  return { hunks, binary, ...tally };
}

function hunkOf(
  reader: Reader,
  tally: { added: number; removed: number; crlf: number; lf: number },
  broken: Malformed,
): Hunk {
  const { bytes } = reader;
  // The rest of the line repeats a line of the file and may be long.
  const header = HUNK.exec(
    decoder.decode(bytes.subarray(reader.at, Math.min(bytes.length, reader.at + 100))),
  );
  if (header === null) throw broken;
  const [, oldStart, oldCount = "1", newStart, newCount = "1"] = header;
  skipLine(reader);
  const start = reader.at;
  let old = Number(oldCount);
  let next = Number(newCount);
  while (old > 0 || next > 0) {
    const end = lineEnd(bytes, reader.at);
    const mark = bytes[reader.at];
    if (mark === PLUS) {
      next -= 1;
      tally.added += 1;
    } else if (mark === MINUS) {
      old -= 1;
      tally.removed += 1;
    } else if (mark === SPACE) {
      old -= 1;
      next -= 1;
    } else if (mark !== BACKSLASH) throw broken;
    if (mark !== BACKSLASH) {
      if (bytes[end - 1] === CR && end - 1 > reader.at) tally.crlf += 1;
      else if (bytes[end + 1] !== BACKSLASH) tally.lf += 1;
    }
    reader.at = Math.min(bytes.length, end + 1);
  }
  if (old < 0 || next < 0) throw broken;
  if (bytes[reader.at] === BACKSLASH) skipLine(reader);
  return {
    oldStart: Number(oldStart),
    oldCount: Number(oldCount),
    newStart: Number(newStart),
    newCount: Number(newCount),
    body: bytes.subarray(start, reader.at),
  };
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;
const NO_MODE = "000000";
/** Object ids of a file without content, in SHA-1 and SHA-256 repositories. */
const EMPTY_BLOBS: readonly string[] = [
  "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
  "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
];
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const PLUS = 0x2b;
const MINUS = 0x2d;
const BACKSLASH = 0x5c;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { fatal: true });

/** The index of the line feed that ends the line at `from`, or the length where there is none. */
function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(LF, from);
  return end === -1 ? bytes.length : end;
}

function skipLine(reader: Reader): void {
  reader.at = Math.min(reader.bytes.length, lineEnd(reader.bytes, reader.at) + 1);
}

function startsWith({ bytes, at }: Reader, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function lineEndsOf(sections: readonly Section[]): FileChange["lineEnds"] {
  const crlf = sections.some((section) => section.crlf > 0);
  const lf = sections.some((section) => section.lf > 0);
  if (crlf) return lf ? "mixed" : "crlf";
  return "lf";
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
