import { OperatorError } from "../core/errors.ts";
import type { RangeRequest, Target, TargetRequest } from "../core/review/target.ts";
import type { Git } from "../ports.ts";

/**
 * Finds what a request names, by object id. Throws an OperatorError for a word that names nothing, or two things.
 * Whether something changed there is not asked.
 */
export async function resolveTarget(request: TargetRequest, git: Git): Promise<Target> {
  switch (request.kind) {
    case "work":
      return workTarget(request.paths, git);
    case "files":
      return filesTarget(request.paths, git);
    case "range":
      return rangeTarget(request, git);
    case "word":
      return wordTarget(request.word, request.paths, git);
  }
}

async function workTarget(paths: readonly string[], git: Git): Promise<Target> {
  const head = await git.resolve("HEAD");
  const base = head === null ? await git.emptyTree() : await startOfWork(head, git);
  if (base instanceof OperatorError) throw base;
  const [end, places] = await Promise.all([asItStands(head, git), located(paths, git, [WORK, [base]])]);
  return { kind: "work", base, ...end, paths: places };
}

async function filesTarget(paths: readonly string[], git: Git): Promise<Target> {
  const end = await asItStands(await git.resolve("HEAD"), git);
  const places = await located(paths, git, [[end.tree ?? end.head]]);
  return { kind: "files", base: await git.emptyTree(), ...end, paths: places };
}

async function rangeTarget({ word, from, to, paths }: RangeRequest, git: Git): Promise<Target> {
  const [start, head, path] = await Promise.all([commitOf(from, git), commitOf(to, git), git.locate(word)]);
  if (path !== null) {
    if (start !== null && head !== null) throw ambiguous(word);
    return workTarget([word, ...paths], git);
  }
  if (start === null) throw unknown(from);
  if (head === null) throw unknown(to);
  const base = await git.mergeBase(start, head);
  if (base === null) throw unrelated(from, to);
  return { kind: "range", base, head, paths: await located(paths, git, [[base, head]]) };
}

async function wordTarget(word: string, paths: readonly string[], git: Git): Promise<Target> {
  const [commit, path] = await Promise.all([commitOf(word, git), git.locate(word)]);
  if (commit !== null && path !== null) throw ambiguous(word);
  if (commit !== null) {
    const base = (await git.parent(commit)) ?? (await git.emptyTree());
    return { kind: "commit", base, head: commit, paths: await located(paths, git, [[base, commit]]) };
  }
  if (path === null && !(await isKnownToWork(word, git))) throw unknown(word);
  return workTarget([word, ...paths], git);
}

/** Also a file that the work has deleted, or that git ignores, is more than a word that names nothing. */
async function isKnownToWork(path: string, git: Git): Promise<boolean> {
  if (await git.isIgnored(path)) return true;
  const head = await git.resolve("HEAD");
  const base = head === null ? null : await startOfWork(head, git);
  return typeof base === "string" && (await git.locate(path, [base])) !== null;
}

/**
 * Where the work in progress parted from what others have. On the default branch that is its upstream. Without one
 * it is HEAD, as it is on the only branch of a repository with neither a remote nor a default branch: the work is
 * what is not committed. Where history or branches were left out of a clone, as in CI, HEAD would hide committed
 * work, and a commit that is checked out by itself is no work that has just begun.
 */
async function startOfWork(head: string, git: Git): Promise<string | OperatorError> {
  const [branch, upstream, { shallow, detached, alone }] = await Promise.all([
    git.defaultBranch(),
    commitOf("@{upstream}", git),
    git.surrounds(),
  ]);
  if (branch === null && !alone) return nothingToCompare("There is no default branch to compare with");
  const other = branch?.current === false ? branch : { name: "@{upstream}", oid: upstream };
  if (other.oid === null) return shallow ? nothingToCompare(CUT_OFF) : head;
  const base = await git.mergeBase(head, other.oid);
  if (base === null) return unrelated(other.name, "HEAD");
  return base === head && shallow && detached ? nothingToCompare(CUT_OFF) : base;
}

async function asItStands(head: string | null, git: Git): Promise<Pick<Target, "head" | "tree">> {
  const commit = head ?? (await git.emptyTree());
  const tree = await git.snapshot();
  return tree === (await git.treeOf(commit)) ? { head: commit } : { head: commit, tree };
}

/** A tag names its commit. */
async function commitOf(revision: string, git: Git): Promise<string | null> {
  const oid = await git.resolve(revision);
  return oid === null ? null : git.resolve(`${oid}^{commit}`);
}

/** What git does not ignore of the work tree, the index, or HEAD. */
const WORK = undefined;

/**
 * Paths from the top folder; none when the top folder itself is among them. Each must be known in one of `places`:
 * what a person named must not be left out without a word.
 */
async function located(
  paths: readonly string[],
  git: Git,
  places: readonly (readonly string[] | undefined)[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const candidates = await Promise.all(places.map((oids) => git.locate(path, oids)));
    const place = candidates.find((candidate) => candidate !== null);
    if (place === undefined || place === null) throw await missing(path, git);
    found.push(place);
  }
  return found.includes("") ? [] : [...new Set(found)].toSorted();
}

async function missing(path: string, git: Git): Promise<OperatorError> {
  if (await git.isIgnored(path)) {
    return new OperatorError(
      "usage",
      `${JSON.stringify(path)} is ignored by git`,
      "Leave it out, or have git track it: git add --force --intent-to-add",
    );
  }
  return new OperatorError(
    "usage",
    `There is no ${JSON.stringify(path)} in what is to be reviewed`,
    "Name a file or folder that is there before or after the change.",
  );
}

function unknown(revision: string): OperatorError {
  return new OperatorError(
    "unknown-revision",
    `${JSON.stringify(revision)} names neither a commit nor a file of this repository`,
    "Name a commit, BASE..HEAD, or paths; fetch it first if it is on a remote.",
  );
}

function ambiguous(word: string): OperatorError {
  return new OperatorError(
    "usage",
    `${JSON.stringify(word)} is both a revision and a path`,
    `Write ./${word} for the path, or the revision's object id.`,
  );
}

const CUT_OFF = "Nothing in this shallow clone says what to compare HEAD with";

function nothingToCompare(message: string): OperatorError {
  return new OperatorError(
    "unknown-revision",
    message,
    "Name BASE..HEAD, or fetch the default branch: git fetch origin main:refs/remotes/origin/main",
  );
}

function unrelated(from: string, to: string): OperatorError {
  return new OperatorError(
    "unknown-revision",
    `${JSON.stringify(from)} and ${JSON.stringify(to)} have no commit in common`,
    "Name a single commit; in a shallow clone, fetch more of the history first.",
  );
}
