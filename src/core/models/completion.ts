import type { Completion } from "../review/completion.ts";
import { nameOfWho, SPECIALISTS } from "./specialist.ts";

const MOST = 50;

/**
 * Completes the last word of what was typed after `/ensemble-model`: a name, then a model. There is nothing to offer
 * for an empty word or a complete one: a list would take the Enter that starts the command.
 */
export function completeModelWords(text: string, models: readonly string[]): readonly Completion[] {
  const word = /\S*$/.exec(text)?.[0] ?? "";
  const before = text.slice(0, text.length - word.length);
  const words = before.trim() === "" ? [] : before.trim().split(/\s+/);
  const names = ["default", ...SPECIALISTS.map(nameOfWho)];
  const known = words.length === 0 ? ["list", "clear", ...names] : words[0] === "clear" ? names : models;
  if (word === "" || words.length > 1 || known.includes(word)) return [];
  const wanted = word.toLowerCase();
  return known
    .filter((each) => each.toLowerCase().includes(wanted))
    .toSorted((a, b) => a.toLowerCase().indexOf(wanted) - b.toLowerCase().indexOf(wanted))
    .slice(0, MOST)
    .map((each) => ({ value: before + each, label: each }));
}
