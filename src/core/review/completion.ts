import { REVIEW_OPTIONS } from "./arguments.ts";
import { LENSES } from "./lens.ts";
import { SEVERITIES } from "./severity.ts";

/** What can stand in a review command and only the surroundings know. Each is asked for only where it is needed. */
export interface CompletionSources {
  /** Branches and tags. */
  refs(): Promise<readonly string[]>;
  /** Models that can be used, as `provider/id`. */
  models(): Promise<readonly string[]>;
}

export interface Completion {
  /** The whole text of the arguments with the last word completed. */
  readonly value: string;
  /** What stands in the list. */
  readonly label: string;
  readonly description?: string;
}

const MOST = 50;

/**
 * Completes the last word of what was typed after `/review`. There is nothing to offer for an empty word (except for
 * the value of an option) or for a word that is complete: a list would take the Enter that starts the review.
 */
export async function completeReviewArguments(
  text: string,
  sources: CompletionSources,
): Promise<readonly Completion[]> {
  const word = /\S*$/.exec(text)?.[0] ?? "";
  const before = text.slice(0, text.length - word.length);
  const previous = before.trim().split(/\s+/).at(-1) ?? "";
  const offers = await offersFor(word, previous, before, sources);
  if (offers.some((offer) => offer.word === word)) return [];
  return offers.slice(0, MOST).map((offer) => ({
    value: before + offer.word,
    label: offer.word,
    ...(offer.description === undefined ? {} : { description: offer.description }),
  }));
}

interface Offer {
  readonly word: string;
  readonly description?: string;
}

async function offersFor(
  word: string,
  previous: string,
  before: string,
  sources: CompletionSources,
): Promise<readonly Offer[]> {
  const option = REVIEW_OPTIONS.find((known) => known.name === previous && known.doors.includes("slash"));
  if (option?.value !== undefined) return matching(await valuesOf(option.name, sources), word);
  if (word === "") return [];
  if (word.startsWith("-")) return optionsFor(word, before);

  const range = /^(.*?\.\.\.?)([^.].*)?$/.exec(word);
  const refs = await sources.refs();
  if (refs.includes(word)) return [];
  if (range !== null) {
    const [, base = "", head = ""] = range;
    return matching(refs, head).map((offer) => ({ word: base + offer.word }));
  }
  return [
    ...matching("cancel".startsWith(word) && before.trim() === "" ? ["cancel"] : [], word),
    ...matching(refs, word).map((offer) => ({ word: `${offer.word}..HEAD` })),
  ];
}

async function valuesOf(option: string, sources: CompletionSources): Promise<readonly string[]> {
  switch (option) {
    case "--lens":
      return LENSES;
    case "--block-on":
      return SEVERITIES;
    case "--model":
      return sources.models();
    default:
      return [];
  }
}

function optionsFor(word: string, before: string): readonly Offer[] {
  const given = before.split(/\s+/);
  return REVIEW_OPTIONS.filter(
    (option) =>
      option.doors.includes("slash") &&
      option.name.startsWith(word) &&
      (option.repeatable === true || !given.includes(option.name)),
  ).map((option) => ({ word: option.name, description: option.description }));
}

/** Beginnings first, then what holds the word somewhere; letters compare without their case. */
function matching(candidates: readonly string[], word: string): readonly Offer[] {
  const wanted = word.toLowerCase();
  const places = candidates.map((candidate) => ({ candidate, at: candidate.toLowerCase().indexOf(wanted) }));
  return [...places.filter(({ at }) => at === 0), ...places.filter(({ at }) => at > 0)].map(
    ({ candidate }) => ({
      word: candidate,
    }),
  );
}
