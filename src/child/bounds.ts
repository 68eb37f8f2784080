import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import type { Charter } from "../core/agents/charter.ts";
import { answerEvent, type ChildEvent } from "../core/agents/child-event.ts";
import { LOOP, loopCounter } from "../core/agents/loop.ts";
import { NO_USAGE } from "../core/agents/run.ts";
import { type Failure, watchChild } from "../core/agents/watch.ts";

/** How far this child has come. */
export interface Bounds {
  /** Whether it has made its final report or must not go on. */
  over(): boolean;
}

/**
 * Keeps the child within its limits: after a turn that went beyond one, that another model answered, or that held the
 * final report, no request goes out. The parent watches alike and ends the process, but a model may be faster.
 */
export function keepWithin(pi: ExtensionAPI, charter: Charter): Bounds {
  const watch = watchChild({
    model: charter.model,
    final: charter.final,
    limits: charter.limits,
    spent: { usage: NO_USAGE, turns: 0 },
  });
  const calls = loopCounter();
  const warned = new Set<string>();
  let failure: Failure | null = null;
  const see = (event: ChildEvent) => {
    failure = watch.see(event);
  };

  pi.on("message_end", ({ message }) => {
    if (message.role === "assistant") see(answerEvent(message, ""));
  });
  pi.on("tool_execution_start", ({ toolCallId: id, toolName: tool, args }) => {
    if (calls.count(tool, args) === LOOP) warned.add(id);
    see({ kind: "tool", id, tool, args });
  });
  pi.on("tool_call", ({ toolCallId, toolName }) => {
    if (failure !== null) return { block: true, reason: `Stopped: ${failure.detail}.` };
    if (toolName === charter.final && watch.unsettled > 0) return { block: true, reason: UNSETTLED };
    return warned.delete(toolCallId) ? { block: true, reason: LOOPING } : undefined;
  });
  pi.on("tool_execution_end", ({ toolCallId: id, toolName: tool, result, isError }) => {
    if (!charter.reports.includes(tool)) return;
    const details: unknown = result?.details;
    see({ kind: "report", id, tool, outcome: isError ? { refused: "" } : { arguments: details } });
  });
  pi.on("turn_end", (_event, context) => {
    see({ kind: "turn" });
    if (failure !== null || watch.done) context.abort();
  });
  return { over: () => failure !== null || watch.done };
}

const LOOPING =
  "You have made this call three times in a row with the same arguments; its result will not change. " +
  "Do something else, or report what you have. One more identical call ends your work.";

const UNSETTLED =
  "A report of yours was refused and you have not made it again. Make it again with arguments that fit, then finish.";
