import type { Palette } from "../../core/deck/palette.ts";
import { PLAIN } from "../../core/deck/palette.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The palette for a stream: `FORCE_COLOR` decides where it is set (`0` and `false` mean no colour), then a
 * non-empty `NO_COLOR` and `TERM=dumb` switch colour off, otherwise a terminal is coloured and nothing else is.
 */
export function paletteFor(stream: { readonly isTTY?: boolean | undefined }, env: Environment): Palette {
  return wantsColour(stream.isTTY === true, env) ? ANSI : PLAIN;
}

/** SGR codes of the 16 standard colours, which follow the terminal's own theme. */
const ANSI: Palette = {
  strong: sgr(1, 22),
  faint: sgr(2, 22),
  accent: sgr(36, 39),
  good: sgr(32, 39),
  warning: sgr(33, 39),
  bad: sgr(31, 39),
};

function wantsColour(isTerminal: boolean, env: Environment): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb") return false;
  return isTerminal;
}

function sgr(on: number, off: number): (text: string) => string {
  return (text) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);
}
