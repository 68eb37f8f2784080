import type { MessageRenderer, Theme } from "@earendil-works/pi-coding-agent";
import { keyHint } from "@earendil-works/pi-coding-agent";
import { Box, type Component, truncateToWidth } from "@earendil-works/pi-tui";
import type { Palette } from "../../core/deck/palette.ts";
import { summaryLines } from "../../core/deck/summary.ts";
import { reviewText } from "../../core/report/text.ts";
import type { Review } from "../../core/review/review.ts";
import { themePalette } from "./theme.ts";

/** The `customType` of the message that carries a review. */
export const REVIEW_MESSAGE = "pi-ensemble-review";

/** Findings that the collapsed message lists. */
const LISTED = 10;

/**
 * Draws the message of a review: collapsed to the verdict and a line for each of the worst findings, expanded to
 * the whole report. A message of another version is left to Pi, which shows its Markdown.
 */
export const renderReviewMessage: MessageRenderer = (message, { expanded, outputPad }, theme) => {
  const review = message.details;
  if (!isReview(review)) return undefined;
  const box = new Box(outputPad, 1, (text) => theme.bg("customMessageBg", text));
  box.addChild(expanded ? fullReport(review, theme) : collapsed(review, theme));
  return box;
};

function collapsed(review: Review, theme: Theme): Component {
  return lines(theme, (width, palette) => [
    ...summaryLines(review, { width, palette, findings: LISTED }),
    truncateToWidth(keyHint("app.tools.expand", "shows scenarios, quotes and lenses"), width),
  ]);
}

function fullReport(review: Review, theme: Theme): Component {
  return lines(theme, (width, palette) => reviewText(review, palette, width).trimEnd().split("\n"));
}

/** A component of lines that are laid out once for each width and theme. */
function lines(theme: Theme, layOut: (width: number, palette: Palette) => readonly string[]): Component {
  let cached: { readonly width: number; readonly lines: string[] } | undefined;
  return {
    render(width) {
      if (cached?.width !== width) {
        const laidOut = layOut(width, themePalette(theme)).map((line) => truncateToWidth(line, width));
        cached = { width, lines: laidOut };
      }
      return cached.lines;
    },
    invalidate() {
      cached = undefined;
    },
  };
}

function isReview(details: unknown): details is Review {
  return typeof details === "object" && details !== null && "schema" in details && details.schema === 1;
}
