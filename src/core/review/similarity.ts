/** What a text says, for comparison: its features with their weights. */
export interface Wording {
  readonly features: ReadonlyMap<string, number>;
  /** The sum of the weights. */
  readonly weight: number;
}

/** From here on two findings at one place are taken for one defect. */
export const ALIKE = 0.22;

/** The features of a finding's title and scenario. */
export function wordingOf(finding: { readonly title: string; readonly scenario: string }): Wording {
  return wordingOfText(`${finding.title} ${finding.scenario}`);
}

export function wordingOfText(text: string): Wording {
  const features = new Map<string, number>();
  for (const word of text.match(/[\p{L}\p{N}_$]+/gu) ?? []) {
    for (const part of partsOf(word)) {
      const stem = stemmed(part);
      if (stem.length > 1 && !STOP_WORDS.has(part)) features.set(stem, 1);
    }
  }
  return { features, weight: features.size };
}

/** Weighted Jaccard overlap, 0 (nothing in common) to 1 (the same features). Two empty wordings have nothing in common. */
export function similarity(a: Wording, b: Wording): number {
  const [small, large] = a.features.size <= b.features.size ? [a, b] : [b, a];
  let common = 0;
  for (const [feature, weight] of small.features) {
    if (large.features.has(feature)) common += weight;
  }
  return jaccard(common, a.weight, b.weight);
}

/** The overlap of two sets from the weights of what they have in common and of each. */
export function jaccard(common: number, a: number, b: number): number {
  const union = a + b - common;
  return union === 0 ? 0 : common / union;
}

function partsOf(word: string): string[] {
  return word
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .split(/[\s_$]+/)
    .map((part) => part.toLowerCase())
    .filter((part) => part !== "");
}

function stemmed(word: string): string {
  return word.replace(/(?:ing|ed|es|s|ly)$/, "");
}

const STOP_WORDS = new Set(
  "a an and are as at be by for from has have if in into is it its no not of on or so such that the their then there these this to was when which while will with".split(
    " ",
  ),
);
