import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ALIKE, similarity, wordingOf } from "../src/core/review/similarity.ts";

const labelled = z.object({
  pairs: z.array(z.object({ a: z.string(), b: z.string(), same: z.boolean() })).min(1),
});

/** A labelled pair with the overlap of its wordings; `half` is the same for all pairs that share a text. */
interface Scored {
  readonly same: boolean;
  readonly half: 0 | 1;
  readonly score: number;
}

export interface PairsResult {
  readonly pairs: number;
  /** Share of the pairs of one defect that the rule joins. */
  readonly recall: number;
  /** Share of the pairs of distinct defects that the rule joins. */
  readonly wrong: number;
}

/** Measures the near-duplicate rule on a file of labelled pairs, `{ pairs: [{ a, b, same }] }`: all of it, and its two halves. */
export async function benchPairs(
  file: string,
): Promise<{ readonly all: PairsResult; readonly halves: readonly PairsResult[] }> {
  const { pairs } = labelled.parse(JSON.parse(await readFile(file, "utf8")));
  const halfOf = halves(pairs);
  const scored = pairs.map(
    ({ a, b, same }, index): Scored => ({
      same,
      half: halfOf[index] ?? 0,
      score: similarity(wordingOf(a), wordingOf(b)),
    }),
  );
  return {
    all: measured(scored),
    halves: [0, 1].map((half) => measured(scored.filter((pair) => pair.half === half))),
  };
}

function measured(scored: readonly Scored[]): PairsResult {
  const share = (same: boolean) => {
    const of = scored.filter((pair) => pair.same === same);
    return of.length === 0 ? Number.NaN : of.filter((pair) => pair.score >= ALIKE).length / of.length;
  };
  return { pairs: scored.length, recall: share(true), wrong: share(false) };
}

/** Pairs that share a text, directly or through others, go into one half; the larger groups are dealt first. */
function halves(
  pairs: readonly { readonly a: string; readonly b: string; readonly same: boolean }[],
): (0 | 1)[] {
  const parent = new Map<string, string>();
  const rootOf = (text: string): string => {
    let root = text;
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) root = up;
    return root;
  };
  for (const { a, b } of pairs) {
    const [from, to] = [rootOf(a), rootOf(b)];
    if (from !== to) parent.set(from, to);
  }
  const groups = new Map<string, number[]>();
  for (const [index, { a }] of pairs.entries())
    groups.set(rootOf(a), [...(groups.get(rootOf(a)) ?? []), index]);
  const half: (0 | 1)[] = [];
  const filled = { true: [0, 0] as [number, number], false: [0, 0] as [number, number] };
  for (const group of [...groups.values()].sort((a, b) => b.length - a.length)) {
    const count = filled[pairs[group[0] ?? 0]?.same === true ? "true" : "false"];
    const to = count[0] <= count[1] ? 0 : 1;
    count[to] += group.length;
    for (const index of group) half[index] = to;
  }
  return half;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** The lines of the benchmark (e). */
export async function reportPairs(file: string): Promise<string[]> {
  const { all, halves: both } = await benchPairs(file);
  const line = (name: string, { pairs, recall, wrong }: PairsResult) =>
    `${name}: ${pairs} pairs, recall ${percent(recall)}, wrong joins ${percent(wrong)}`;
  return [
    line("near-duplicates, all", all),
    ...both.map((half, index) => line(`near-duplicates, half ${index + 1}`, half)),
  ];
}

if (import.meta.main) {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [file] = positionals;
  if (file === undefined) {
    process.stderr.write("usage: node bench/pairs.ts FILE\n");
    process.exitCode = 64;
  } else {
    process.stdout.write(`${(await reportPairs(file)).join("\n")}\n`);
  }
}
