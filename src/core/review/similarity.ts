/** What a finding says, for comparison: the stems of its content words, each once. */
export type Wording = ReadonlySet<string>;

/**
 * From here on two findings at one place are taken for one defect. Measured on 1,025 labelled pairs of real findings:
 * 0.21 finds 80 % of the duplicates and joins 2.4 % of the distinct neighbours; on two halves that share no text,
 * 82 % and 4.8 %, 78 % and 0 %. A lower value finds more and joins more: 0.20 has 83 % and 3.4 %, 0.22 78 % and 1.9 %.
 */
export const ALIKE = 0.21;

/**
 * The content words of a text: identifiers split into their parts, words of grammar left out, endings stripped.
 * Fenced code blocks are left out: they hold a proposed change, and say little about the defect. Neither more
 * nor less weight for identifiers, nor pairs of words or letters, nor a longer list of words to leave out
 * separates duplicates from neighbours much better: distinct defects at one place name the same identifiers.
 */
export function wordingOf(text: string): Wording {
  const stems = new Set<string>();
  for (const word of text.replace(/```[\s\S]*?(?:```|$)/g, " ").match(/[\p{L}\p{N}_$]+/gu) ?? []) {
    for (const part of partsOf(word)) {
      if (part.length > 1 && !GRAMMAR.has(part)) stems.add(stemOf(part));
    }
  }
  return stems;
}

/** Jaccard overlap: 0 (nothing in common) to 1 (the same words). Two texts without words have nothing in common. */
export function similarity(a: Wording, b: Wording): number {
  return jaccard([...a].filter((stem) => b.has(stem)).length, a.size, b.size);
}

/** The overlap of two sets, from the number of elements that they have in common and that each has. */
export function jaccard(common: number, a: number, b: number): number {
  const union = a + b - common;
  return union === 0 ? 0 : common / union;
}

/** `parseHTTPHeader_v2` is parse, http, header and v2. */
function partsOf(word: string): string[] {
  if (!/[\p{Lu}_$]/u.test(word)) return [word];
  return word
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll}{2})/gu, "$1 $2")
    .toLowerCase()
    .split(/[\s_$]+/);
}

/** Without the commonest English ending, where three letters remain; the first step of Porter's stemmer in short. */
function stemOf(word: string): string {
  const stem = word.replace(/(?:ing|ion|ed|es|ly|s|e)$/, "");
  return stem.length >= 3 ? stem : word;
}

const GRAMMAR = new Set(
  (
    "a an the and or but if so as than that which who this these those it its their they them there is are was " +
    "were be been being has have had do does did not no can could may might will would shall should must to of in " +
    "on at by for from with into when while where then also just only such"
  ).split(" "),
);
