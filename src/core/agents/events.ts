import { z } from "zod";
import { answerEvent, type ChildEvent } from "./child-event.ts";
import { HEAD_BYTES, type Interest, type RecordSink } from "./records.ts";
import { shortenStrings } from "./shorten.ts";

/** A record longer than this is not read, in bytes. */
export const RECORD_LIMIT = 8 * 1024 * 1024;

/** How much of each text of a message is kept, in bytes. */
const SHOWN_BYTES = 4096;

/**
 * A sink for Pi's event stream that hands on what matters. Most of the stream is decided by its first bytes and never
 * parsed: the prompt alone is echoed three times.
 */
export function eventSink(reports: ReadonlySet<string>, emit: (event: ChildEvent) => void): RecordSink {
  let answered = false;
  return {
    interest(head) {
      const type = typeOf(head);
      if (type !== "message_update") return interestOf(type, head, reports);
      return answered ? "none" : "head";
    },
    record(bytes, interest) {
      const type = typeOf(bytes);
      if (type === "message_update") {
        answered = true;
        emit({ kind: "answering" });
      } else if (interest === "head") {
        emit(headEvent(type, bytes));
      } else {
        // Of a message only its end is shown, and its tool calls have records of their own.
        const shown = type === "message_end" ? shortenStrings(bytes, SHOWN_BYTES) : bytes;
        emit(readEvent(type, decoder.decode(shown), reports));
      }
    },
    oversized(head) {
      emit({ kind: "unreadable", reason: `a ${typeOf(head)} record of more than ${RECORD_LIMIT} bytes` });
    },
  };
}

const TYPES = [
  "message_update",
  "message_start",
  "message_end",
  "tool_execution_update",
  "tool_execution_start",
  "tool_execution_end",
  "turn_start",
  "agent_start",
  "agent_settled",
  "auto_retry_start",
] as const;

type RecordType = (typeof TYPES)[number] | "other";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const PREFIXES = TYPES.map((type) => ({ type, bytes: encoder.encode(`{"type":"${type}"`) }));
const ASSISTANT = encoder.encode(`{"type":"message_end","message":{"role":"assistant"`);
const TOOL_HEAD =
  /^\{"type":"tool_execution_end","toolCallId":("(?:[^"\\]|\\.)*"),"toolName":("(?:[^"\\]|\\.)*"),/;

function typeOf(record: Uint8Array): RecordType {
  for (const { type, bytes } of PREFIXES) if (startsWith(record, bytes)) return type;
  return "other";
}

function startsWith(record: Uint8Array, prefix: Uint8Array): boolean {
  // From the end: the types differ there, the beginning is the same for all.
  for (let at = prefix.length - 1; at >= 0; at--) if (record[at] !== prefix[at]) return false;
  return true;
}

function interestOf(type: RecordType, head: Uint8Array, reports: ReadonlySet<string>): Interest {
  switch (type) {
    case "agent_start":
    case "turn_start":
    case "agent_settled":
      return "head";
    case "tool_execution_start":
    case "auto_retry_start":
      return "whole";
    case "message_end":
      return startsWith(head, ASSISTANT) ? "whole" : "none";
    case "tool_execution_end": {
      const call = readToolHead(head);
      return call === null || reports.has(call.tool) ? "whole" : "head";
    }
    default:
      return "none";
  }
}

/** The call that a `tool_execution_end` ends, from its first bytes; null when they do not hold it. */
function readToolHead(head: Uint8Array): { id: string; tool: string } | null {
  const match = TOOL_HEAD.exec(decoder.decode(head.subarray(0, HEAD_BYTES)));
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { id: JSON.parse(match[1]) as string, tool: JSON.parse(match[2]) as string };
}

function headEvent(type: RecordType, head: Uint8Array): ChildEvent {
  switch (type) {
    case "agent_start":
      return { kind: "started" };
    case "turn_start":
      return { kind: "turn" };
    case "agent_settled":
      return { kind: "settled" };
    default: {
      const call = readToolHead(head);
      return call === null ? unreadable(type, "no call") : { kind: "tool-end", ...call };
    }
  }
}

const COUNT = z.number().nonnegative().catch(0);
const CONTENT = z.array(z.looseObject({ type: z.string(), text: z.string().optional() }));

const MESSAGE_END = z.object({
  message: z.object({
    content: CONTENT,
    provider: z.string(),
    model: z.string(),
    responseModel: z.string().optional(),
    stopReason: z.string(),
    errorMessage: z.string().optional(),
    usage: z.object({
      input: COUNT,
      output: COUNT,
      cacheRead: COUNT,
      cacheWrite: COUNT,
      cost: z.object({ total: COUNT }),
    }),
  }),
});
const TOOL_START = z.object({ toolCallId: z.string(), toolName: z.string(), args: z.unknown() });
const TOOL_END = z.object({
  toolCallId: z.string(),
  toolName: z.string(),
  isError: z.boolean(),
  result: z.object({ content: CONTENT.catch([]), details: z.unknown() }),
});
const RETRY = z.object({ attempt: z.number(), maxAttempts: z.number(), errorMessage: z.string() });

function readEvent(type: RecordType, text: string, reports: ReadonlySet<string>): ChildEvent {
  try {
    const value: unknown = JSON.parse(text);
    switch (type) {
      case "message_end": {
        const { message } = MESSAGE_END.parse(value);
        return answerEvent(message, textOf(message.content));
      }
      case "tool_execution_start": {
        const call = TOOL_START.parse(value);
        return { kind: "tool", id: call.toolCallId, tool: call.toolName, args: call.args };
      }
      case "tool_execution_end":
        return toolEndEvent(TOOL_END.parse(value), reports);
      default: {
        const retry = RETRY.parse(value);
        return { kind: "retry", attempt: retry.attempt, of: retry.maxAttempts, error: retry.errorMessage };
      }
    }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return unreadable(type, error.message);
    throw error;
  }
}

function toolEndEvent(end: z.infer<typeof TOOL_END>, reports: ReadonlySet<string>): ChildEvent {
  const call = { id: end.toolCallId, tool: end.toolName };
  if (!reports.has(end.toolName)) return { kind: "tool-end", ...call };
  const outcome = end.isError ? { refused: textOf(end.result.content) } : { arguments: end.result.details };
  return { kind: "report", ...call, outcome };
}

function textOf(content: z.infer<typeof CONTENT>): string {
  return content
    .filter((part) => part.type === "text")
    .map((part) => part.text ?? "")
    .join("\n");
}

function unreadable(type: RecordType, why: string): ChildEvent {
  return { kind: "unreadable", reason: `a ${type} record: ${why}` };
}
