type Paint = (text: string) => string;

/** How a display marks text. Each function wraps one line of plain text; none changes how wide it is. */
export interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly accent: Paint;
  readonly good: Paint;
  readonly warning: Paint;
  readonly bad: Paint;
}

const same: Paint = (text) => text;

/** Without colour. */
export const PLAIN: Palette = {
  strong: same,
  faint: same,
  accent: same,
  good: same,
  warning: same,
  bad: same,
};
