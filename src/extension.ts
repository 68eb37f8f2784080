import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { REVIEW_MESSAGE, renderReviewMessage } from "./adapters/deck/message.ts";
import { openReviewCommand } from "./extension/review.ts";

/** What Pi loads: registers the commands and how their results look. Everything heavy is loaded where it is used. */
export default function ensemble(pi: ExtensionAPI): void {
  const review = openReviewCommand(pi);
  pi.registerCommand("review", {
    description: "Six lenses over your work, a range, a commit or paths; `/review cancel` ends it",
    getArgumentCompletions: review.complete,
    handler: review.run,
  });
  pi.registerMessageRenderer(REVIEW_MESSAGE, renderReviewMessage);
  pi.on("session_start", (_event, ctx) => review.enter(ctx));
  pi.on("session_shutdown", () => review.leave());
}
