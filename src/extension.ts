import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { PING_ENTRY, renderPingEntry } from "./adapters/deck/entry.ts";
import { REVIEW_MESSAGE, renderReviewMessage } from "./adapters/deck/message.ts";
import { openDoctrine } from "./extension/doctrine.ts";
import { openModelCommand } from "./extension/model.ts";
import { openPingCommand } from "./extension/ping.ts";
import { openReviewCommand } from "./extension/review.ts";

/** What Pi loads: registers the commands and how their results look. Everything heavy is loaded where it is used. */
export default function ensemble(pi: ExtensionAPI): void {
  const doctrine = openDoctrine(pi);
  const review = openReviewCommand(pi);
  pi.registerCommand("review", {
    description: "Six lenses over your work, a range, a commit or paths; `/review cancel` ends it",
    getArgumentCompletions: review.complete,
    handler: (text, ctx) => {
      doctrine.adopt();
      return review.run(text, ctx);
    },
  });
  const model = openModelCommand(pi);
  pi.registerCommand("ensemble-model", {
    description: "Which model each role and lens uses, and picking another",
    getArgumentCompletions: model.complete,
    handler: model.run,
  });
  const ping = openPingCommand(pi);
  pi.registerCommand("ensemble-ping", {
    description: "Every role and lens answers with the model it really got",
    handler: ping.run,
  });
  pi.registerEntryRenderer(PING_ENTRY, renderPingEntry);
  pi.registerCommand("runs", {
    description: "What ran, what it cost, what was said",
    handler: async (text, ctx) => {
      const { runRunsCommand } = await import("./extension/runs.ts");
      await runRunsCommand(pi, text, ctx);
    },
  });
  pi.registerMessageRenderer(REVIEW_MESSAGE, renderReviewMessage);
  pi.on("session_start", (_event, ctx) => {
    review.enter(ctx);
    model.enter(ctx);
  });
  pi.on("session_shutdown", async () => {
    await Promise.all([review.leave(), ping.leave()]);
  });
}
