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
      return workTarget(await located(request.paths, git), git);
    case "files":
      return filesTarget(await located(request.paths, git), git);
    case "range":
      return rangeTarget(request, git);
    case "word":
      return wordTarget(request.word, request.paths, git);
  }
}

async function workTarget(paths: readonly string[], git: Git): Promise<Target> {
  const head = await git.resolve("HEAD");
  const [base, end] = await Promise.all([
    head === null ? git.emptyTree() : startOfWork(head, git),
    asItStands(head, git),
  ]);
  return { kind: "work", base, ...end, paths };
}

async function filesTarget(paths: readonly string[], git: Git): Promise<Target> {
  const head = await git.resolve("HEAD");
  return { kind: "files", base: await git.emptyTree(), ...(await asItStands(head, git)), paths };
}

async function rangeTarget({ word, from, to, paths }: RangeRequest, git: Git): Promise<Target> {
  const [start, head, path] = await Promise.all([commitOf(from, git), commitOf(to, git), git.locate(word)]);
  if (path !== null) {
    if (start !== null && head !== null) throw ambiguous(word);
    return workTarget(await located([word, ...paths], git), git);
  }
  if (start === null) throw unknown(from);
  if (head === null) throw unknown(to);
  const base = await git.mergeBase(start, head);
  if (base === null) throw unrelated(from, to);
  return { kind: "range", base, head, paths: await located(paths, git) };
}

async function wordTarget(word: string, paths: readonly string[], git: Git): Promise<Target> {
  const [commit, path] = await Promise.all([commitOf(word, git), git.locate(word)]);
  if (commit !== null && path !== null) throw ambiguous(word);
  if (commit !== null) {
    const base = (await git.parent(commit)) ?? (await git.emptyTree());
    return { kind: "commit", base, head: commit, paths: await located(paths, git) };
  }
  if (path === null) throw unknown(word);
  return workTarget(await located([word, ...paths], git), git);
}

/** Where the work in progress parted from what others have. */
async function startOfWork(head: string, git: Git): Promise<string> {
  const branch = await git.defaultBranch();
  if (branch === null) return head;
  if (!branch.current) return (await git.mergeBase(head, branch.oid)) ?? fail(unrelated(branch.name, "HEAD"));
  const upstream = await commitOf("@{upstream}", git);
  if (upstream === null) return head;
  return (await git.mergeBase(head, upstream)) ?? fail(unrelated("@{upstream}", "HEAD"));
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

/** Paths from the top folder; none when the top folder itself is among them. */
async function located(paths: readonly string[], git: Git): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const place = await git.locate(path);
    if (place === null) {
      throw new OperatorError(
        "usage",
        `There is no ${JSON.stringify(path)} in the work tree, the index or HEAD`,
        "Name a file or folder of this repository.",
      );
    }
    found.push(place);
  }
  return found.includes("") ? [] : [...new Set(found)].toSorted();
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

function unrelated(from: string, to: string): OperatorError {
  return new OperatorError(
    "unknown-revision",
    `${JSON.stringify(from)} and ${JSON.stringify(to)} have no commit in common`,
    "Name a single commit; in a shallow clone, fetch more of the history first.",
  );
}

function fail(error: OperatorError): never {
  throw error;
}
