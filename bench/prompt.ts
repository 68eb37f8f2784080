import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openAssets } from "../src/adapters/assets.ts";
import { chunkChange } from "../src/core/review/chunk.ts";
import { partReviewable } from "../src/core/review/classify.ts";
import { parseChange } from "../src/core/review/diff.ts";
import { LENSES } from "../src/core/review/lens.ts";
import { packReview } from "../src/core/review/pack.ts";

export interface PromptResult {
  /** Bytes of the longest prompt. */
  readonly bytes: number;
  /** Bytes from the beginning that the prompts of all lenses have in common. */
  readonly common: number;
  /** `common` as a share of `bytes`. */
  readonly share: number;
}

/**
 * Compares, byte by byte, the prompts that six reviewers of a small recorded change are fed: the smaller the
 * change, the less there is to share.
 */
export async function benchPrompt(): Promise<PromptResult> {
  const root = join(import.meta.dirname, "..");
  const assets = openAssets(root);
  const change = parseChange({
    files: await readFile(join(root, "fixtures/diffs/hard.files")),
    patch: await readFile(join(root, "fixtures/diffs/hard.patch")),
  });
  if (change.status !== "ok") throw new Error(change.reason);
  const { reviewed, unreviewed } = partReviewable(change.files, new Map());
  const [chunk] = chunkChange(reviewed, 60_000);
  if (chunk === undefined) throw new Error("the recorded change has no chunk");
  const pack = packReview({
    template: await assets.prompt("review"),
    target: { kind: "range", base: "1".repeat(40), head: "2".repeat(40), paths: [] },
    lenses: await Promise.all(
      LENSES.map(async (lens) => ({ lens, skill: await assets.skill(`review-${lens}`) })),
    ),
    rules: [],
    files: change.files,
    unreviewed,
    chunk,
    number: 1,
    chunks: 1,
  });
  const prompts = LENSES.map((lens) => Buffer.concat([pack.shared, pack.tail(lens)]));
  const bytes = Math.max(...prompts.map((prompt) => prompt.length));
  const common = commonPrefix(prompts);
  return { bytes, common, share: common / bytes };
}

function commonPrefix([first = Buffer.alloc(0), ...others]: readonly Buffer[]): number {
  let length = 0;
  while (length < first.length && others.every((other) => other[length] === first[length])) length += 1;
  return length;
}
