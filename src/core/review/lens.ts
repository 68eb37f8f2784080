/** The lenses of a review in order of precedence: the earlier one names a finding that several reported. */
export const LENSES = [
  "security",
  "error-handling",
  "type-safety",
  "performance",
  "architecture",
  "simplicity",
] as const;

export type Lens = (typeof LENSES)[number];

export function isLens(text: string): text is Lens {
  return (LENSES as readonly string[]).includes(text);
}
