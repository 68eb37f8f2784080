import { OperatorError } from "../core/errors.ts";
import { chunkChange } from "../core/review/chunk.ts";
import { partlyShown, partReviewable } from "../core/review/classify.ts";
import { type FileChange, parseChange } from "../core/review/diff.ts";
import type { Lens } from "../core/review/lens.ts";
import { type Pack, type ProjectRules, packReview } from "../core/review/pack.ts";
import type { UnreviewedFile } from "../core/review/review.ts";
import { isWithin, type Target, trustedState } from "../core/review/target.ts";
import type { Assets, Git, RawDiff } from "../ports.ts";

/** A change as the reviewers get it. */
export interface ReadableChange {
  readonly files: readonly FileChange[];
  /** Listed, but shown to nobody, or not all of it. */
  readonly unreviewed: readonly UnreviewedFile[];
  /** How many prompts it takes. */
  readonly parts: number;
  /** The prompt of a part, counted from 1. */
  pack(part: number): Pack;
}

/**
 * Reads a change by object id, and the project's rules as they stand where it began. Throws an `OperatorError` where
 * there is nothing to review, or where it cannot be read: neither may pass for a change without fault.
 */
export async function readChange(
  target: Target,
  lenses: readonly Lens[],
  tokenBudget: number,
  { git, assets }: { readonly git: Git; readonly assets: Assets },
): Promise<ReadableChange> {
  const files = filesOf(await rawChange(target, git));
  const marked = await git.marked(
    target.base,
    files.map((file) => file.path),
  );
  const { reviewed, unreviewed } = partReviewable(files, marked);
  if (reviewed.length === 0) throw onlyListed(unreviewed);

  const template = await assets.prompt("review");
  const skills = await Promise.all(
    lenses.map(async (lens) => ({ lens, skill: await assets.skill(`review-${lens}`) })),
  );
  const rules = await rulesAt(trustedState(target), git);
  const dirty = await dirtySubmodules(target, git);
  const chunks = chunkChange(reviewed, tokenBudget);
  return {
    files,
    unreviewed: onceEach([...unreviewed, ...dirty, ...partlyShown(reviewed)]),
    parts: chunks.length,
    pack(part) {
      const chunk = chunks[part - 1];
      if (chunk === undefined) throw new RangeError(`there is no part ${part} of ${chunks.length}`);
      return packReview({
        template,
        target,
        lenses: skills,
        rules,
        files,
        unreviewed,
        chunk,
        number: part,
        chunks: chunks.length,
      });
    },
  };
}

/** Throws where both ends are the same tree, before anything is started for it. */
export async function assertChanged(target: Target, git: Git): Promise<void> {
  const head = target.tree ?? (await git.treeOf(target.head));
  if ((await git.treeOf(target.base)) === head) throw await nothingChanged(target, git);
}

async function rawChange(target: Target, git: Git): Promise<RawDiff> {
  const raw = await git.diff(target.base, target.tree ?? target.head, target.paths);
  if (raw.status === "ok") return raw.value;
  if (raw.status === "empty") throw await nothingChanged(target, git);
  throw new OperatorError(
    "unreadable-diff",
    `The change cannot be read: ${raw.reason}`,
    "Review it in smaller ranges.",
  );
}

/** Only where the work tree itself is reviewed are the files of its submodules as well. */
async function dirtySubmodules(target: Target, git: Git): Promise<readonly UnreviewedFile[]> {
  if (target.kind !== "work" && target.kind !== "files") return [];
  const dirty = await git.dirtySubmodules(target.tree ?? target.head);
  return [...dirty].filter(([path]) => isWithin(target, path)).map(([path, reason]) => ({ path, reason }));
}

async function nothingChanged(target: Target, git: Git): Promise<OperatorError> {
  const [dirty] = await dirtySubmodules(target, git);
  if (dirty !== undefined) {
    return new OperatorError(
      "nothing-to-review",
      `Nothing changed but what is in ${JSON.stringify(dirty.path)}, a ${dirty.reason}`,
      "Review the submodule: name it with --cwd.",
    );
  }
  const { base, head, tree, paths } = target;
  const where = paths.length === 0 ? "" : ` in ${paths.join(", ")}`;
  return new OperatorError(
    "nothing-to-review",
    `Nothing changed between ${base.slice(0, 12)} and ${(tree ?? head).slice(0, 12)}${where}`,
    "Name a commit or BASE..HEAD that changes something, or files with --whole to review them as they stand.",
  );
}

function filesOf(raw: RawDiff): readonly FileChange[] {
  const change = parseChange(raw);
  if (change.status === "ok") return change.files;
  throw new OperatorError(
    "unreadable-diff",
    `git's diff cannot be read: ${change.reason}`,
    "Report this as a bug.",
  );
}

/** A submodule can have another commit and uncommitted changes. */
function onceEach(files: readonly UnreviewedFile[]): readonly UnreviewedFile[] {
  const reasons = new Map<string, string>();
  for (const { path, reason } of files) {
    const other = reasons.get(path);
    reasons.set(path, other === undefined ? reason : `${other}; ${reason}`);
  }
  return [...reasons].map(([path, reason]) => ({ path, reason }));
}

function onlyListed(unreviewed: readonly UnreviewedFile[]): OperatorError {
  const [first] = unreviewed;
  const what = first === undefined ? "" : `: ${first.path} is ${first.reason}`;
  return new OperatorError(
    "nothing-to-review",
    `No changed file is one that reviewers read${what}${unreviewed.length > 1 ? `, and ${unreviewed.length - 1} more` : ""}`,
    "Look at these files yourself; generated and vendored files, lock files and binaries are only listed.",
  );
}

const RULES = ["AGENTS.md", "CLAUDE.md"] as const;

/** What the project says about itself in a state that the change has no say in. */
async function rulesAt(oid: string, git: Git): Promise<readonly ProjectRules[]> {
  const found = await Promise.all(RULES.map(async (path) => ({ path, read: await git.file(oid, path) })));
  return found.flatMap(({ path, read }) =>
    read.status === "ok" ? [{ path, text: new TextDecoder().decode(read.value) }] : [],
  );
}
