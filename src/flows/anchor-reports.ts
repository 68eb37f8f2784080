import {
  anchorFinding,
  normalisePath,
  type PreparedFile,
  prepareFile,
  prepareRemoved,
} from "../core/review/anchor.ts";
import { changedLines, type FileChange, removedLines } from "../core/review/diff.ts";
import type { AnchoredFinding, ReportedFinding } from "../core/review/finding.ts";
import type { Lens } from "../core/review/lens.ts";
import type { Target } from "../core/review/target.ts";
import type { Git } from "../ports.ts";

/** A finding as one lens's child reported it. */
interface LensFinding {
  readonly lens: Lens;
  readonly finding: ReportedFinding;
}

/**
 * Checks where the quote of each finding stands in the head, and whether the change touches it. `root` is the folder
 * in which the reviewers stood: some name paths from the top of the machine. A file that cannot be read anchors
 * nothing, and no finding is dropped.
 */
export async function anchorReports(input: {
  readonly findings: readonly LensFinding[];
  readonly target: Target;
  readonly files: readonly FileChange[];
  readonly root: string;
  readonly git: Git;
}): Promise<AnchoredFinding[]> {
  const { findings, target, files, root, git } = input;
  const changed = changedLines(files);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const contents = new Map<string, HeadFile>();
  const contentOf = async (path: string): Promise<HeadFile> => {
    const known = contents.get(path);
    if (known !== undefined) return known;
    const read = await readHead(git, target.tree ?? target.head, path);
    contents.set(path, read);
    return read;
  };

  const pathMeant = async (said: string): Promise<string> => {
    const inChange = normalisePath(said, (path) => byPath.has(path), root);
    if (byPath.has(inChange) || (await contentOf(said)) !== "missing") return inChange;
    const stripped = normalisePath(said, (path) => path !== said, root);
    return (await contentOf(stripped)) === "missing" ? said : stripped;
  };

  const removed = new Map<string, PreparedFile>();
  const removedFrom = (file: FileChange): PreparedFile => {
    const known = removed.get(file.path) ?? prepareRemoved(removedLines(file));
    removed.set(file.path, known);
    return known;
  };

  const anchored: AnchoredFinding[] = [];
  for (const { lens, finding: said } of findings) {
    const path = await pathMeant(said.path);
    const file = byPath.get(path);
    anchored.push(
      anchorFinding({
        finding: { ...said, path },
        lens,
        head: await contentOf(path),
        changed,
        ...(file === undefined ? {} : { removed: removedFrom(file) }),
      }),
    );
  }
  return anchored;
}

type HeadFile = PreparedFile | "missing";

async function readHead(git: Git, tree: string, path: string): Promise<HeadFile> {
  const read = await git.file(tree, path);
  if (read.status !== "ok") return "missing";
  return prepareFile(new TextDecoder().decode(read.value));
}
