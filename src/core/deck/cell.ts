/**
 * Makes outside text safe for one line of a terminal: escape sequences, control characters and characters that
 * reorder or hide text are taken out, any run of blanks becomes one space.
 */
export function singleLine(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, "").replace(BLANKS, " ").replace(INVISIBLE, "").trim();
}

/** The columns that `text` takes in a terminal. `text` holds no escape sequences. */
export function columnsOf(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += columnsOfGrapheme(segment);
  return columns;
}

/** `text` in at most `columns` columns; what was cut off is shown by an ellipsis. */
export function cut(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    const more = columnsOfGrapheme(segment);
    if (taken + more > columns - 1) break;
    kept += segment;
    taken += more;
  }
  return `${kept}…`;
}

/** `text` in at most `columns` columns without its beginning: for paths, whose end says more. */
export function cutStart(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (columnsOf(text) <= columns) return text;
  let kept = "";
  let taken = 0;
  for (const segment of [...graphemes.segment(text)].map((grapheme) => grapheme.segment).reverse()) {
    const more = columnsOfGrapheme(segment);
    if (taken + more > columns - 1) break;
    kept = segment + kept;
    taken += more;
  }
  return `…${kept}`;
}

/** `text` in exactly `columns` columns: cut when it is longer, filled with spaces when it is shorter. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const shown = cut(text, columns);
  const fill = " ".repeat(Math.max(0, columns - columnsOf(shown)));
  return align === "left" ? shown + fill : fill + shown;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

const ESC = "\u001b";
const BELL = "\u0007";

/** CSI, then OSC and the other string sequences up to their terminator, then two-character escapes (ECMA-48). */
const ESCAPE_SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
    `(?:${ESC}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^${BELL}${ESC}\u009c]*(?:${BELL}|${ESC}\\\\|\u009c)?`,
    `${ESC}[ -/]*[0-~]`,
  ].join("|"),
  "g",
);

const BLANKS = /[\s\u0085]+/g;

/** Control, unassigned and private characters, lone surrogates, and what formats without a shape of its own. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/** An emoji takes two columns however many code points it has; elsewhere each shape is counted, rather too wide than too narrow. */
function columnsOfGrapheme(grapheme: string): number {
  if (EMOJI.test(grapheme)) return 2;
  let columns = 0;
  for (const character of grapheme) {
    if (!SHAPELESS.test(character)) columns += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return columns;
}

const EMOJI = /\p{Emoji_Presentation}|\p{RI}|\ufe0f|\u20e3/u;
const SHAPELESS = /^[\p{Mn}\p{Me}\p{Cc}\p{Cf}]$/u;

/** East Asian Wide and Fullwidth (Unicode Standard Annex 11), rounded up to whole blocks. */
function isWide(code: number): boolean {
  if (code < 0x1100) return false;
  return WIDE_BLOCKS.some(([first, last]) => code >= first && code <= last);
}

const WIDE_BLOCKS: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f2ff],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];
