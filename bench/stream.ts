import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eventSink, RECORD_LIMIT } from "../src/core/agents/events.ts";
import { foldLive, newLiveChild } from "../src/core/agents/live.ts";
import { splitRecords } from "../src/core/agents/records.ts";
import { NO_USAGE } from "../src/core/agents/run.ts";
import { watchChild } from "../src/core/agents/watch.ts";

export interface StreamResult {
  readonly bytes: number;
  readonly events: number;
  readonly seconds: number;
  readonly megabytesPerSecond: number;
  /** The most memory that the process held so far, in MiB. */
  readonly peakMiB: number;
}

/** How a pipe hands it over. */
const CHUNK = 65_536;

/** Reads a made-up stream of at least so many bytes as a child's parent does: split, parse, fold, judge. */
export function benchStream(bytes: number): StreamResult {
  const block = Buffer.concat([recorded("review"), ...long(), recorded("retried")]);
  const reports = new Set(["report_finding", "finish_review"]);
  let live = newLiveChild("bench", "bench");
  let events = 0;
  let read = 0;
  const watch = watchChild({
    model: undefined,
    final: "none",
    limits: { turns: Number.POSITIVE_INFINITY },
    spent: { usage: NO_USAGE, turns: 0 },
  });
  const splitter = splitRecords(
    eventSink(reports, (event) => {
      events += 1;
      watch.see(event);
      live = foldLive(live, event);
    }),
    RECORD_LIMIT,
  );
  const began = performance.now();
  while (read < bytes) {
    for (let at = 0; at < block.length; at += CHUNK) splitter.push(block.subarray(at, at + CHUNK));
    read += block.length;
  }
  splitter.end();
  const seconds = (performance.now() - began) / 1000;
  return {
    bytes: read,
    events,
    seconds,
    megabytesPerSecond: read / 1e6 / seconds,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
}

function recorded(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, "../fixtures/streams", `${name}.jsonl`));
}

/** What a review of a large diff adds: the prompt of 1 MB three times, and a long answer in small pieces. */
function long(): Buffer[] {
  const text = `${"+  const value = read(input);\n".repeat(35_000)}`;
  const user = JSON.stringify({ role: "user", content: [{ type: "text", text }] });
  const piece = `{"type":"message_update","usage":{"input":10,"output":5,"cacheRead":0,"cacheWrite":0,"totalTokens":15,"cost":{"input":0,"output":0,"cacheRead":0,"cacheWrite":0,"total":0}},"assistantMessageEvent":{"type":"text_delta","contentIndex":0,"delta":"some words "}}\n`;
  return [
    Buffer.from(`{"type":"message_start","message":${user}}\n{"type":"message_end","message":${user}}\n`),
    Buffer.from(piece.repeat(8_000)),
    Buffer.from(`{"type":"agent_end","messages":[${user}],"willRetry":false}\n`),
  ];
}

if (import.meta.main) {
  const MiB = 1024 * 1024;
  for (const size of [64, 256, 1024]) {
    const { megabytesPerSecond, peakMiB, events } = benchStream(size * MiB);
    console.log(
      `${size} MiB: ${megabytesPerSecond.toFixed(0)} MB/s, ${events} events, peak ${peakMiB.toFixed(0)} MiB`,
    );
  }
}
