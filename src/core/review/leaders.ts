import { ALIKE, jaccard, type Wording } from "./similarity.ts";

/** Lines of one file that a finding is about. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly endLine: number;
}

/** At most so many lines between two findings at one place. */
const NEAR = 3;
/** A finding over more lines than this is about its first ones. */
const LONGEST = 200;
/** Lines in one cell of the index: a finding looks into two or three cells. */
const CELL = 8;
/**
 * A finding is compared with at most so many leaders at its place, those that share its rarest features first.
 * Only a crowd of more defects than this within a few lines can lose a join by it.
 */
const MOST_COMPARISONS = 64;

/**
 * The leaders found so far, by place and wording. Features are numbered from rare to common, and of each wording
 * only the rare ones are indexed: two wordings that are alike must share one of them (the prefix filter of
 * Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data cleaning", 2006). With the
 * limit on comparisons, a search takes constant time however many findings crowd one line.
 */
export class Leaders<T> {
  readonly #wordings: readonly Ranked[];
  readonly #weights: Float64Array;
  readonly #leaders: { readonly place: Place; readonly wording: Ranked; readonly value: T }[] = [];
  /** By path and cell, the leaders that have a feature among their rare ones. */
  readonly #cells = new Map<string, Map<number, number[]>>();

  /** Takes the wordings of all findings that will be looked for or added; they are named by index from then on. */
  constructor(wordings: readonly Wording[]) {
    const ranks = ranksOf(wordings);
    this.#weights = ranks.weights;
    this.#wordings = wordings.map((wording) => ranked(wording, ranks.byFeature));
  }

  /** The leader at this place whose wording is most alike, the earliest of several; undefined when none is alike. */
  find(place: Place, wordingIndex: number): T | undefined {
    const wording = this.#wordingAt(wordingIndex);
    const compared = new Set<number>();
    let best: T | undefined;
    let bestSimilarity = 0;
    let bestIndex = Number.POSITIVE_INFINITY;
    const cells = cellsOf(place, NEAR).flatMap((cell) => this.#cells.get(cell) ?? []);
    for (const feature of wording.rare) {
      for (const cell of cells) {
        for (const index of cell.get(feature) ?? []) {
          if (compared.size >= MOST_COMPARISONS) return best;
          const leader = this.#leaders[index];
          if (leader === undefined || compared.has(index) || !near(leader.place, place)) continue;
          compared.add(index);
          const similarity = this.#similarity(leader.wording, wording);
          if (similarity < ALIKE || similarity < bestSimilarity) continue;
          if (similarity === bestSimilarity && index > bestIndex) continue;
          best = leader.value;
          bestSimilarity = similarity;
          bestIndex = index;
        }
      }
    }
    return best;
  }

  add(place: Place, wordingIndex: number, value: T): void {
    const wording = this.#wordingAt(wordingIndex);
    const index = this.#leaders.push({ place, wording, value }) - 1;
    for (const key of cellsOf(place, 0)) {
      const cell = this.#cells.get(key) ?? new Map<number, number[]>();
      this.#cells.set(key, cell);
      for (const feature of wording.rare) {
        const indices = cell.get(feature);
        if (indices === undefined) cell.set(feature, [index]);
        else indices.push(index);
      }
    }
  }

  #wordingAt(index: number): Ranked {
    const wording = this.#wordings[index];
    if (wording === undefined) throw new RangeError(`no wording has the index ${index}`);
    return wording;
  }

  #similarity(a: Ranked, b: Ranked): number {
    let common = 0;
    let i = 0;
    let j = 0;
    while (i < a.features.length && j < b.features.length) {
      const left = a.features[i] as number;
      const right = b.features[j] as number;
      if (left === right) common += this.#weights[left] as number;
      if (left <= right) i += 1;
      if (right <= left) j += 1;
    }
    return jaccard(common, a.weight, b.weight);
  }
}

/** A wording with its features as ranks, rarest first. */
interface Ranked {
  readonly features: Uint32Array;
  /** The features of which an alike wording must share at least one. */
  readonly rare: Uint32Array;
  readonly weight: number;
}

function ranksOf(wordings: readonly Wording[]): {
  readonly byFeature: ReadonlyMap<string, number>;
  readonly weights: Float64Array;
} {
  const counts = new Map<string, number>();
  const weights = new Map<string, number>();
  for (const { features } of wordings) {
    for (const [feature, weight] of features) {
      counts.set(feature, (counts.get(feature) ?? 0) + 1);
      weights.set(feature, weight);
    }
  }
  const ordered = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1)).map(([feature]) => feature);
  return {
    byFeature: new Map(ordered.map((feature, rank) => [feature, rank])),
    weights: Float64Array.from(ordered, (feature) => weights.get(feature) ?? 0),
  };
}

function ranked({ features, weight }: Wording, ranks: ReadonlyMap<string, number>): Ranked {
  const ordered = [...features]
    .map(([feature, featureWeight]) => ({ rank: ranks.get(feature) ?? 0, featureWeight }))
    .sort((a, b) => a.rank - b.rank);
  let rare = ordered.length;
  let common = 0;
  while (rare > 0) {
    common += ordered[rare - 1]?.featureWeight ?? 0;
    if (common >= ALIKE * weight) break;
    rare -= 1;
  }
  const ranksInOrder = Uint32Array.from(ordered, ({ rank }) => rank);
  return { features: ranksInOrder, rare: ranksInOrder.subarray(0, rare), weight };
}

function near(a: Place, b: Place): boolean {
  return a.path === b.path && a.line - lastOf(b) <= NEAR && b.line - lastOf(a) <= NEAR;
}

function cellsOf(place: Place, margin: number): string[] {
  const first = Math.floor((place.line - margin) / CELL);
  const last = Math.floor((lastOf(place) + margin) / CELL);
  return Array.from({ length: last - first + 1 }, (_, offset) => `${first + offset} ${place.path}`);
}

function lastOf({ line, endLine }: Place): number {
  return Math.max(line, Math.min(endLine, line + LONGEST - 1));
}
