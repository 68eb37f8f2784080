import { bracketLength, readPattern } from "./pattern.ts";

/** Puts a path behind a folder, without resolving `..`: symbolic links come first. */
export function joinPath(folder: string, path: string): string {
  return path.startsWith("/") ? path : `${folder}/${path}`;
}

/** The part of a path behind its last `/`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Resolves `.` and `..` by text alone; `path` is absolute. */
export function normalizePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** Whether `path` is `folder` or stands below it. */
export function isInside(path: string, folder: string, ignoreCase = false): boolean {
  const a = ignoreCase ? path.toLowerCase() : path;
  const b = ignoreCase ? folder.toLowerCase() : folder;
  return a === b || a.startsWith(b.endsWith("/") ? b : `${b}/`);
}

/** Whether `text` matches `glob`, where `*` is any text and `?` one character. */
export function matchesGlob(glob: string, text: string): boolean {
  return readPattern(glob, "flat")(text);
}

/** Whether a text matches one of the globs, as `matchesGlob` says it of each of them. */
export function globMatcher(globs: readonly string[]): (text: string) => boolean {
  const fixed = new Set(globs);
  const ending = /^\*[^*?]*$/;
  const endings = globs.filter((glob) => ending.test(glob)).map((glob) => glob.slice(1));
  const dotted = new Set(endings.filter((ending) => ending.startsWith(".")));
  const undotted = endings.filter((ending) => !ending.startsWith("."));
  const others = globs
    .filter((glob) => /[*?]/.test(glob) && !ending.test(glob))
    .map((glob) => readPattern(glob, "flat"));
  return (text) =>
    fixed.has(text) ||
    (dotted.size > 0 && endsDotted(text, dotted)) ||
    undotted.some((ending) => text.endsWith(ending)) ||
    others.some((matches) => matches(text));
}

function endsDotted(text: string, endings: ReadonlySet<string>): boolean {
  for (let at = text.indexOf("."); at >= 0; at = text.indexOf(".", at + 1))
    if (endings.has(text.slice(at))) return true;
  return false;
}

/**
 * Says of a path whether a shell's pattern names it. `*` stops at `/` and at a leading dot, `**` does not; with `deep`,
 * as in `find`, `*` stops at nothing.
 */
export function pathPattern(glob: string, deep: boolean): (path: string) => boolean {
  return readPattern(glob, deep ? "deep" : "path");
}

/**
 * Whether some text matches both patterns. In `a`, a shell's pattern for one segment, `[…]` counts as any one
 * character and `\` quotes; in `b` only `*` and `?` are special.
 */
export function globsMeet(a: string, b: string): boolean {
  const [one, other] = [tokens(a, true), tokens(b, false)];
  if (differ(one[0], other[0]) || differ(one.at(-1), other.at(-1))) return false;
  return meet(one, other);
}

type Token = { readonly char: string } | "one" | "any";

/** Whether two tokens that stand for the same end of a text cannot both be right. */
function differ(a: Token | undefined, b: Token | undefined): boolean {
  return typeof a === "object" && typeof b === "object" && a.char !== b.char;
}

const TOKENS = { shell: new Map<string, readonly Token[]>(), plain: new Map<string, readonly Token[]>() };

function tokens(glob: string, shell: boolean): readonly Token[] {
  const cache = shell ? TOKENS.shell : TOKENS.plain;
  const known = cache.get(glob);
  if (known !== undefined) return known;
  const read = readTokens(glob, shell);
  if (cache.size > 2000) cache.clear();
  cache.set(glob, read);
  return read;
}

function readTokens(glob: string, shell: boolean): readonly Token[] {
  const result: Token[] = [];
  for (let at = 0; at < glob.length; at += 1) {
    const char = glob[at] ?? "";
    const bracket = shell ? bracketLength(glob, at) : 0;
    if (char === "*") {
      if (result.at(-1) !== "any") result.push("any");
    } else if (char === "?") result.push("one");
    else if (shell && char === "\\") {
      at += 1;
      result.push({ char: glob[at] ?? "" });
    } else if (bracket > 0) {
      at += bracket - 1;
      result.push("one");
    } else result.push({ char });
  }
  return result;
}

function meet(a: readonly Token[], b: readonly Token[]): boolean {
  let row = new Set([0]);
  const close = (set: Set<number>): Set<number> => {
    for (const at of set) if (b[at] === "any") set.add(at + 1);
    return set;
  };
  close(row);
  for (const token of a) {
    const next = new Set<number>();
    if (token === "any") {
      const least = Math.min(...row);
      for (let at = least; at <= b.length; at += 1) next.add(at);
    } else {
      for (const at of row) {
        const other = b[at];
        if (other === undefined) continue;
        if (other === "any") next.add(at);
        else if (other === "one" || token === "one" || other.char === token.char) next.add(at + 1);
      }
    }
    if (next.size === 0) return false;
    row = close(next);
  }
  return row.has(b.length);
}
