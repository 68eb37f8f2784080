import type { Theme } from "@earendil-works/pi-coding-agent";
import type { Palette } from "../../core/deck/palette.ts";

/** Pi's theme as a palette. Made anew for each rendering, so that a change of theme is followed. */
export function themePalette(theme: Theme): Palette {
  return {
    strong: (text) => theme.bold(text),
    faint: (text) => theme.fg("dim", text),
    accent: (text) => theme.fg("accent", text),
    good: (text) => theme.fg("success", text),
    warning: (text) => theme.fg("warning", text),
    bad: (text) => theme.fg("error", text),
  };
}
