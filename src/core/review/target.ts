/** What kind of thing is reviewed: the work since the merge base, a range, one commit, or files as they stand. */
type TargetKind = "work" | "range" | "commit" | "files";

/** What is reviewed, by object id: everything between `base` and `head`, limited to `paths` when there are any. */
export interface Target {
  readonly kind: TargetKind;
  /** Object id of the commit (or of the empty tree) that the change starts from. */
  readonly base: string;
  /** Object id of the commit that the change ends in; for uncommitted work, the commit it stands on. */
  readonly head: string;
  /** Object id of the reviewed tree where it is not `head`'s own: uncommitted work. */
  readonly tree?: string;
  readonly paths: readonly string[];
}

/**
 * The object id of the state that has a say in how the target is reviewed: where a change begins, so that it has no
 * say in its own review; for files as they stand, the commit that they stand on.
 */
export function trustedState({ kind, base, head }: Target): string {
  return kind === "files" ? head : base;
}

/** Whether a path is among those that the target is limited to, or a folder around one. */
export function isWithin({ paths }: Target, path: string): boolean {
  if (paths.length === 0) return true;
  return paths.some(
    (named) => named === path || path.startsWith(`${named}/`) || named.startsWith(`${path}/`),
  );
}

/** What a person asked to have reviewed. Whether a word is a commit or a path only the repository knows. */
export type TargetRequest =
  | { readonly kind: "work"; readonly paths: readonly string[] }
  | RangeRequest
  | { readonly kind: "word"; readonly word: string; readonly paths: readonly string[] }
  | { readonly kind: "files"; readonly paths: readonly string[] };

/** `FROM..TO` or `FROM...TO`; both mean what happened on the way to TO since the two parted. */
export interface RangeRequest {
  readonly kind: "range";
  /** As it was typed: it may still be the name of a file. */
  readonly word: string;
  readonly from: string;
  readonly to: string;
  readonly paths: readonly string[];
}

/** The words of a review command that say what to review. */
export interface TargetWords {
  readonly target: readonly string[];
  /** The words after `--`. */
  readonly paths: readonly string[];
  readonly whole: boolean;
}

/** Reads what a person typed; nothing at all means the work in progress. */
export function parseTarget(
  words: TargetWords,
):
  | { readonly status: "ok"; readonly value: TargetRequest }
  | { readonly status: "problem"; readonly message: string; readonly remedy: string } {
  const [word, ...others] = words.target;
  if ([...words.target, ...words.paths].some((text) => text === "" || text.includes("\0"))) {
    return { status: "problem", message: "An empty word names nothing", remedy: "Leave it out." };
  }
  if (words.whole) return parseWhole(words);
  if (word === undefined) return { status: "ok", value: { kind: "work", paths: words.paths } };
  const paths = [...others, ...words.paths];
  const range = parseRange(word);
  if (range !== null) return { status: "ok", value: { kind: "range", word, ...range, paths } };
  if (others.length > 0) return { status: "ok", value: { kind: "work", paths: [word, ...paths] } };
  return { status: "ok", value: { kind: "word", word, paths } };
}

function parseWhole(words: TargetWords): ReturnType<typeof parseTarget> {
  const paths = [...words.target, ...words.paths];
  if (paths.length > 0) return { status: "ok", value: { kind: "files", paths } };
  return {
    status: "problem",
    message: "--whole needs a path",
    remedy: "Name files or folders; `.` for all.",
  };
}

/** A name of git's neither begins nor ends with a slash, so that `../lib` and `a/../b` are paths. */
function parseRange(word: string): { readonly from: string; readonly to: string } | null {
  const match = /^(.*?)\.{2,3}(.*)$/s.exec(word);
  if (match === null) return null;
  const [, from = "", to = ""] = match;
  if ((from === "" && to === "") || from.endsWith("/") || to.startsWith("/")) return null;
  return { from: from === "" ? "HEAD" : from, to: to === "" ? "HEAD" : to };
}
