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
/** Lines in one cell of the index: a finding looks into two or three. */
const CELL = 4;
/** A cell with more leaders than this is a crowd, where a finding meets at most so many, the likeliest first. */
const CROWD = 64;
/** How often a finding may meet the same leaders again, or leaders that are not near, in a crowd. */
const MOST_MEETINGS = 1_000;

/**
 * The leaders found so far, by place and wording. A finding is compared with all leaders near it. In a crowd it
 * is compared with those that share its rarest stems: of each wording only the rare stems are indexed, of which
 * two alike wordings must share one (the prefix filter of Chaudhuri, Ganti and Kaushik, "A primitive operator
 * for similarity joins in data cleaning", 2006). With the limit on what it meets there, a search takes constant
 * time however many findings crowd one line; only such a crowd can lose a join by it.
 */
export class Leaders<T> {
  readonly #wordings: readonly Ranked[];
  readonly #leaders: Leader<T>[] = [];
  readonly #cells = new Map<string, Cell>();

  /** Takes the wordings of all findings that will be looked for or added; they are named by index from then on. */
  constructor(wordings: readonly Wording[]) {
    const ranks = ranksOf(wordings);
    this.#wordings = wordings.map((wording) => ranked(wording, ranks));
  }

  /** The leader at this place whose wording is most alike, the earliest of several; undefined when none is alike. */
  find(place: Place, wordingIndex: number): T | undefined {
    const wording = this.#wordingAt(wordingIndex);
    let best: { readonly leader: Leader<T>; readonly index: number; readonly similarity: number } | undefined;
    for (const index of this.#candidates(place, wording)) {
      const leader = this.#leaders[index];
      if (leader === undefined || !near(leader.place, place)) continue;
      const similarity = similarityOf(leader.wording.stems, wording.stems);
      if (similarity < ALIKE) continue;
      const ahead = best === undefined ? 1 : similarity - best.similarity || best.index - index;
      if (ahead > 0) best = { leader, index, similarity };
    }
    return best?.leader.value;
  }

  add(place: Place, wordingIndex: number, value: T): void {
    const wording = this.#wordingAt(wordingIndex);
    const index = this.#leaders.push({ place, wording, value }) - 1;
    for (const key of cellsOf(place, 0)) {
      const cell = this.#cells.get(key) ?? { leaders: [] };
      this.#cells.set(key, cell);
      cell.leaders.push(index);
      if (cell.byStem !== undefined) addStems(cell.byStem, index, wording);
      else if (cell.leaders.length > CROWD) cell.byStem = this.#indexed(cell.leaders);
    }
  }

  #candidates(place: Place, wording: Ranked): Iterable<number> {
    const cells = cellsOf(place, NEAR).flatMap((key) => this.#cells.get(key) ?? []);
    const candidates = new Set<number>();
    for (const cell of cells) {
      if (cell.byStem === undefined) for (const index of cell.leaders) candidates.add(index);
    }
    const crowds = cells.flatMap((cell) => cell.byStem ?? []);
    if (crowds.length === 0) return candidates;
    const enough = candidates.size + CROWD;
    let meetings = 0;
    for (const stem of wording.rare) {
      for (const index of crowds.flatMap((crowd) => crowd.get(stem)?.slice(0, MOST_MEETINGS) ?? [])) {
        const leader = this.#leaders[index];
        if (leader !== undefined && near(leader.place, place)) candidates.add(index);
        meetings += 1;
        if (candidates.size >= enough || meetings >= MOST_MEETINGS) return candidates;
      }
    }
    return candidates;
  }

  #indexed(indices: readonly number[]): Map<number, number[]> {
    const byStem = new Map<number, number[]>();
    for (const index of indices) {
      const leader = this.#leaders[index];
      if (leader !== undefined) addStems(byStem, index, leader.wording);
    }
    return byStem;
  }

  #wordingAt(index: number): Ranked {
    const wording = this.#wordings[index];
    if (wording === undefined) throw new RangeError(`no wording has the index ${index}`);
    return wording;
  }
}

interface Leader<T> {
  readonly place: Place;
  readonly wording: Ranked;
  readonly value: T;
}

/** The leaders on a few lines of a file; in a crowd also by each of their rare stems. */
interface Cell {
  readonly leaders: number[];
  byStem?: Map<number, number[]>;
}

/** A wording as the ranks of its stems, rarest first. */
interface Ranked {
  readonly stems: Uint32Array;
  /** The stems of which an alike wording must share at least one. */
  readonly rare: Uint32Array;
}

function ranksOf(wordings: readonly Wording[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const wording of wordings) {
    for (const stem of wording) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  const rarestFirst = [...counts].sort(([a, m], [b, n]) => m - n || (a < b ? -1 : 1));
  return new Map(rarestFirst.map(([stem], rank) => [stem, rank]));
}

/** Alike wordings share at least ALIKE of the stems of either, so one of them is not among the commonest ones. */
function ranked(wording: Wording, ranks: ReadonlyMap<string, number>): Ranked {
  const stems = Uint32Array.from(wording, (stem) => ranks.get(stem) ?? 0).sort();
  return { stems, rare: stems.subarray(0, stems.length - Math.ceil(ALIKE * stems.length - 1e-9) + 1) };
}

function addStems(byStem: Map<number, number[]>, index: number, { rare }: Ranked): void {
  for (const stem of rare) {
    const indices = byStem.get(stem);
    if (indices === undefined) byStem.set(stem, [index]);
    else indices.push(index);
  }
}

function similarityOf(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const left = a[i] ?? 0;
    const right = b[j] ?? 0;
    if (left === right) common += 1;
    if (left <= right) i += 1;
    if (right <= left) j += 1;
  }
  return jaccard(common, a.length, b.length);
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
