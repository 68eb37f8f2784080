import { type DiffLine, type FileChange, type Hunk, linesOf } from "./diff.ts";

/** A longer line, in bytes, is shown without its middle. */
const LONGEST_SHOWN = 2_000;

/**
 * One line of a hunk as a reviewer sees it: the old number, the new number, the mark, the text. Every line begins
 * with its numbers and is one line whatever it contains, so no text of a file can pass for one of ours.
 */
export function numberedLine(file: FileChange, hunk: Hunk, line: DiffLine): string {
  const numbers = `${column(line.old)} ${column(line.new)}`;
  const note = line.terminated ? "" : " ⟨no line feed at the end of the file⟩";
  return `${numbers} ${line.mark}${shownText(file, hunk, line)}${note}\n`;
}

/** The number of UTF-8 bytes that `numberedLine` gives. */
export function numberedSize(file: FileChange, hunk: Hunk, line: DiffLine): number {
  const length = line.end - line.start;
  if (length > LONGEST_SHOWN || !line.terminated || !isPlain(hunk.body, line.start, line.end)) {
    return encoder.encode(numberedLine(file, hunk, line)).length;
  }
  return columnWidth(line.old) + columnWidth(line.new) + length + " + \n".length;
}

/**
 * Which lines of a hunk that changed are shown without their middle: the line's number, after the change or for a
 * removed line before it, and how many bytes are left out.
 */
export function unshownBytes(
  file: FileChange,
  hunk: Hunk,
): { readonly line: number; readonly bytes: number }[] {
  const unshown: { line: number; bytes: number }[] = [];
  for (const line of linesOf(hunk)) {
    const bytes = line.mark === " " ? 0 : middleOf(file, hunk, line).bytes;
    if (bytes > 0) unshown.push({ line: line.new ?? line.old ?? 0, bytes });
  }
  return unshown;
}

/** Text with everything made visible that would break a line, move the cursor or turn the reading direction. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `⟨U+${hexadecimal(character)}⟩`);
}

/** A path as it is, or in JSON's quotes where it could be mistaken for more than one word or line. */
export function quotedPath(path: string): string {
  return /^[\p{L}\p{N}_./@+~(),=[\]{}-]+$/u.test(path) ? path : visible(JSON.stringify(path));
}

/** Controls, formats and separators of lines, but for the tab and the joiners that scripts and emoji need. */
const INVISIBLE = /(?![\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const HEAD = 1_600;
const TAIL = LONGEST_SHOWN - HEAD;
const CR = 0x0d;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function hexadecimal(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}

const COLUMN = 5;

function column(number: number | null): string {
  return (number ?? "").toString().padStart(COLUMN);
}

function columnWidth(number: number | null): number {
  return number === null || number < 10 ** COLUMN ? COLUMN : number.toString().length;
}

/** Whether it is ASCII without controls but tabs, and so is shown byte for byte. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte < 0x20 && byte !== 0x09) || byte > 0x7e) return false;
  }
  return true;
}

function shownText(file: FileChange, hunk: Hunk, line: DiffLine): string {
  const { body } = hunk;
  const { from, to, end, bytes } = middleOf(file, hunk, line);
  if (bytes === 0) return visible(decoder.decode(body.subarray(line.start, end)));
  const left = bytes.toLocaleString("en-US");
  const length = (end - line.start).toLocaleString("en-US");
  const first = visible(decoder.decode(body.subarray(line.start, from)));
  const last = visible(decoder.decode(body.subarray(to, end)));
  return `${first} ⟨${left} of ${length} bytes of this line are not shown⟩ ${last}`;
}

/** Where in the hunk's body the text of a line ends, and the part of it that is not shown. */
function middleOf(
  file: FileChange,
  { body }: Hunk,
  line: DiffLine,
): { readonly from: number; readonly to: number; readonly end: number; readonly bytes: number } {
  // Where every line ends so, the file's heading says it once.
  const end = file.lineEnds === "crlf" && body[line.end - 1] === CR ? line.end - 1 : line.end;
  if (end - line.start <= LONGEST_SHOWN) return { from: end, to: end, end, bytes: 0 };
  const from = characterStart(body, line.start + HEAD);
  const to = characterStart(body, end - TAIL);
  return { from, to, end, bytes: to - from };
}

/** The first byte at or before `at` that does not continue a UTF-8 character. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > at - 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
