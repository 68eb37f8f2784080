import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import type { Charter } from "../core/agents/charter.ts";
import { LOOP, loopCounter } from "../core/agents/loop.ts";
import type { Reporting } from "./reports.ts";

/** Refuses the third identical call in a row, and says so: the parent stops the child at the next one. */
export function warnOfLoops(pi: ExtensionAPI): void {
  const calls = loopCounter();
  const looping = new Set<string>();
  pi.on("tool_execution_start", ({ toolCallId, toolName, args }) => {
    if (calls.count(toolName, args) === LOOP) looping.add(toolCallId);
  });
  pi.on("tool_call", ({ toolCallId }) => {
    if (!looping.delete(toolCallId)) return undefined;
    const reason =
      "You have made this call three times in a row with the same arguments; its result will not change. " +
      "Do something else, or report what you have. One more identical call ends your work.";
    return { block: true, reason };
  });
}

/** Asks once for the final report when the model is about to stop without it. */
export function remindOnce(pi: ExtensionAPI, charter: Charter, reporting: Reporting): void {
  let reminded = false;
  pi.on("agent_before_settle", ({ outcome }) => {
    if (reminded || reporting.done() || outcome !== "completed") return undefined;
    reminded = true;
    const entry = {
      type: "custom_message" as const,
      customType: "pi-ensemble",
      content: charter.reminder,
      display: false,
    };
    return { entries: [entry], continue: true };
  });
}

/** Ends the run after a turn that held the final report, whatever else the turn did. */
export function stopWhenDone(pi: ExtensionAPI, reporting: Reporting): void {
  pi.on("turn_end", (_event, context) => {
    if (reporting.done()) context.abort();
  });
}
