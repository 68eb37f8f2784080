import type { AnchoredFinding } from "../src/core/review/finding.ts";
import { LENSES } from "../src/core/review/lens.ts";
import { mergeFindings } from "../src/core/review/merge.ts";
import { SEVERITIES } from "../src/core/review/severity.ts";

/** How the findings lie: over many files, all in one file, or all on one line. */
export const SPREADS = ["many files", "one file", "one line", "one line, alike"] as const;
export type Spread = (typeof SPREADS)[number];

export interface MergeResult {
  readonly spread: Spread;
  readonly findings: number;
  readonly merged: number;
  /** Milliseconds, the best of the rounds. */
  readonly ms: number;
}

/** Times the merging of so many made-up findings: three of four are distinct, one is another wording. */
export function benchMerge(spread: Spread, count: number, rounds = 3): MergeResult {
  const findings = madeUp(spread, count);
  let ms = Number.POSITIVE_INFINITY;
  let merged = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    merged = mergeFindings(findings).length;
    ms = Math.min(ms, performance.now() - began);
  }
  return { spread, findings: count, merged, ms };
}

function madeUp(spread: Spread, count: number): AnchoredFinding[] {
  const random = mulberry32(count);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const vocabulary = Array.from(
    { length: spread === "one line, alike" ? 60 : 2_000 },
    (_, index) => `word${index}x`,
  );
  const words = (length: number) => Array.from({ length }, () => pick(vocabulary));
  const findings: AnchoredFinding[] = [];
  for (let index = 0; index < count; index += 1) {
    const original = random() < 0.25 ? findings[Math.floor(random() * findings.length)] : undefined;
    const line = spread.startsWith("one line")
      ? 7
      : 1 + Math.floor(random() * (spread === "one file" ? count : 400));
    findings.push({
      path:
        original?.path ??
        (spread === "many files" ? `src/part${Math.floor(random() * (count / 20))}.ts` : "src/one.ts"),
      line: original?.line ?? line,
      endLine: (original?.line ?? line) + 2,
      severity: pick(SEVERITIES),
      title: original === undefined ? words(8).join(" ") : `${original.title} ${words(2).join(" ")}`,
      scenario: original === undefined ? words(25).join(" ") : `${words(5).join(" ")} ${original.scenario}`,
      quote: `const ${pick(vocabulary)} = ${pick(vocabulary)}(${index});`,
      confidence: Math.floor(random() * 100),
      lens: pick(LENSES),
      anchor: "exact",
      inDiff: true,
    });
  }
  return findings;
}

/** A small seeded generator (Tommy Ettinger's mulberry32), so that every run merges the same findings. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  };
}

/** The lines of the benchmark (c). The growth is that of the time from 1,000 to 10,000 findings; n log n would be 13.3. */
export function reportMerge(): string[] {
  return SPREADS.map((spread) => {
    benchMerge(spread, 1_000);
    const [ten, thousand, tenThousand] = [10, 1_000, 10_000].map((count) => benchMerge(spread, count));
    if (ten === undefined || thousand === undefined || tenThousand === undefined)
      throw new Error("a run is missing");
    const times = [ten, thousand, tenThousand]
      .map(({ findings, ms }) => `${findings} in ${ms.toFixed(1)} ms`)
      .join(", ");
    return `merge, ${spread}: ${times}; growth x${(tenThousand.ms / thousand.ms).toFixed(1)} for x10 findings; ${tenThousand.merged} left`;
  });
}

if (import.meta.main) process.stdout.write(`${reportMerge().join("\n")}\n`);
