/**
 * What a word of a command line can become. `static`: exactly `text`. `glob`: any file name that the pattern
 * `text` matches (quoted characters stand behind a backslash). `dynamic`: cannot be known without running
 * something; `text` is then the source, and `prefix` what it surely begins with.
 */
export interface Value {
  readonly kind: "static" | "glob" | "dynamic";
  readonly text: string;
  readonly prefix: string;
  /** Unquoted and dynamic: may become no word, or several. */
  readonly splits: boolean;
  /** A pattern whose `*` also matches a leading dot and crosses folders, as those of `find` do. */
  readonly deep: boolean;
  /** Stands for any number. */
  readonly number?: boolean;
}

/** Whether a value is proven to be a number, or nothing. */
export function isNumber(value: Value): boolean {
  return value.kind === "static" && /^[-+]?\d*$/.test(value.text);
}

/** Makes a word that is exactly `text`. */
export function fixed(text: string): Value {
  return { kind: "static", text, prefix: text, splits: false, deep: false };
}

/** Writes `text` so that a shell takes it for one word, and nothing in it for anything else. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Stands for the file of a process substitution, and for no other: the name of no descriptor begins with a zero. */
export const PROCESS_FILE = "/dev/fd/063";

/** Makes a word that cannot be known; `text` is shown to people. */
export function unknown(
  text: string,
  options: { readonly prefix?: string; readonly splits?: boolean } = {},
): Value {
  return {
    kind: "dynamic",
    text,
    prefix: options.prefix ?? "",
    splits: options.splits ?? false,
    deep: false,
  };
}

/** Makes a word that is some file name matching `text`. */
export function pattern(text: string, deep = false): Value {
  return { kind: "glob", text, prefix: text.replace(/[*?[\\].*/s, ""), splits: false, deep };
}
