import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { addUsage, NO_USAGE } from "../core/agents/run.ts";
import type { Lifeline } from "./lifeline.ts";

/**
 * Sends no request to the provider before the parent has said that the run's budget has room for one. The question
 * carries what this child has used, because the parent may not have read all of its output yet. There is no answer
 * when nothing is left: the parent ends the child.
 */
export function askBeforeEachRequest(pi: ExtensionAPI, lifeline: Lifeline): void {
  let usage = NO_USAGE;
  let turns = 0;
  const waiting: (() => void)[] = [];
  pi.on("message_end", ({ message }) => {
    if (message.role !== "assistant") return;
    const { input, output, cacheRead, cacheWrite, cost } = message.usage;
    usage = addUsage(usage, { input, output, cacheRead, cacheWrite, cost: cost.total });
    if (message.stopReason !== "error" && message.stopReason !== "aborted") turns += 1;
  });
  lifeline.listen((message) => {
    if (message.type !== "go") return;
    waiting.shift()?.();
    lifeline.await(waiting.length > 0);
  });
  pi.on("before_provider_request", async () => {
    const allowed = new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
    lifeline.send({ type: "turn", usage, turns });
    lifeline.await(true);
    await allowed;
  });
}
