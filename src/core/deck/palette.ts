/** How a display marks text. Each function wraps one line of plain text; none changes how wide it is. */
export interface Palette {
  strong(text: string): string;
  faint(text: string): string;
  accent(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

const same = (text: string): string => text;

/** Without colour. */
export const PLAIN: Palette = {
  strong: same,
  faint: same,
  accent: same,
  good: same,
  warning: same,
  bad: same,
};
