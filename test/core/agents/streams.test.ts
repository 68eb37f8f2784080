import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChildEvent } from "../../../src/core/agents/child-event.ts";
import { eventSink, RECORD_LIMIT } from "../../../src/core/agents/events.ts";
import { foldLive, newLiveChild } from "../../../src/core/agents/live.ts";
import { splitRecords } from "../../../src/core/agents/records.ts";
import { NO_USAGE } from "../../../src/core/agents/run.ts";
import { type ProcessEnd, type Watch, watchChild } from "../../../src/core/agents/watch.ts";

const REPORTS = new Set(["report_finding", "finish_review"]);
const EXIT: ProcessEnd = { code: 0, signal: null, stderr: "" };

/** What Pi wrote in a real run. */
function recorded(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, "../../../fixtures/streams", `${name}.jsonl`));
}

function eventsOf(stream: Uint8Array): ChildEvent[] {
  const events: ChildEvent[] = [];
  const splitter = splitRecords(
    eventSink(REPORTS, (event) => events.push(event)),
    RECORD_LIMIT,
  );
  splitter.push(stream);
  splitter.end();
  return events;
}

function follow(
  events: readonly ChildEvent[],
  change: { model?: string; turns?: number; usd?: number } = {},
): Watch {
  const { model, turns = 20, usd } = change;
  const limits = { turns, ...(usd === undefined ? {} : { usd }) };
  const watch = watchChild({ model, final: "finish_review", limits, spent: { usage: NO_USAGE, turns: 0 } });
  for (const event of events) watch.see(event);
  return watch;
}

describe("recorded streams", () => {
  test.each([
    ["review", { status: "done" }],
    ["reminded", { status: "done" }],
    ["retried", { status: "done" }],
    ["no-report", { cause: "no-report", detail: "stopped with the words: looks good", transport: false }],
    ["refused", { cause: "provider-error", transport: false }],
    ["cut", { cause: "provider-error", transport: true }],
    ["malformed", { cause: "malformed-report", detail: expect.stringContaining("complete") }],
    ["looping", { cause: "looping" }],
    ["other-model", { cause: "wrong-model", detail: "asked for fake/m1, answered by fake/m2" }],
  ])("%s", (name, expected) => {
    expect(follow(eventsOf(recorded(name)), { model: "fake/m1" }).end(EXIT)).toMatchObject(expected);
  });

  test("become few events, and reports with checked arguments", () => {
    const events = eventsOf(recorded("review"));
    expect(events.map(({ kind }) => kind)).toEqual([
      "started",
      "turn",
      "answering",
      "message",
      "tool",
      "tool-end",
      "turn",
      "message",
      "tool",
      "tool",
      "report",
      "report",
      "settled",
    ]);
    const { reports, usage, turns, model } = follow(events);
    expect(reports).toMatchObject([
      { tool: "report_finding", arguments: { path: "src/divide.ts", line: 3 } },
      { tool: "finish_review" },
    ]);
    expect({ usage, turns, model }).toMatchObject({
      usage: { input: 20, output: 10 },
      turns: 2,
      model: "fake/m1",
    });
  });

  test("become a picture", () => {
    const live = eventsOf(recorded("reminded")).reduce(foldLive, newLiveChild("c", "security"));
    expect(live).toMatchObject({
      state: "running",
      turns: 2,
      model: "fake/m1",
      lastWords: "looks good to me",
    });
  });

  test("a stream that ends before the final report was accepted is no review", () => {
    const stream = recorded("review");
    const end = stream.indexOf('{"type":"tool_execution_end","toolCallId":"call_2_1"');
    expect(follow(eventsOf(stream.subarray(0, end))).end(EXIT)).toMatchObject({ cause: "no-report" });
    expect(
      follow(eventsOf(stream.subarray(0, stream.indexOf("\n", end) + 1))).end({
        ...EXIT,
        code: null,
        signal: "SIGKILL",
      }),
    ).toEqual({ status: "done" });
  });
});

describe("watchChild", () => {
  const events = eventsOf(recorded("review"));

  test("stops at the turn that would go beyond a limit", () => {
    expect(follow(events, { turns: 1 }).end(EXIT)).toMatchObject({ cause: "turn-limit" });
    expect(follow(events, { usd: 0.000015 }).end(EXIT)).toMatchObject({ cause: "budget" });
    expect(follow(events, { usd: 0.00003 }).end(EXIT)).toMatchObject({ status: "done" });
  });

  test("checks a report that the child says was accepted", () => {
    const forged: ChildEvent = {
      kind: "report",
      id: "1",
      tool: "finish_review",
      outcome: { arguments: { summary: "s" } },
    };
    const watch = follow([{ kind: "started" }, forged]);
    expect(watch.done).toBe(false);
    expect(watch.end(EXIT)).toMatchObject({
      cause: "no-report",
      detail: expect.stringContaining("complete"),
    });
  });

  test.each<[Partial<ProcessEnd>, object]>([
    [
      { code: null, signal: "SIGKILL" },
      { cause: "signal", detail: "died by SIGKILL" },
    ],
    [{ code: 143 }, { cause: "signal", detail: "died by SIGTERM" }],
    [
      { code: 1, stderr: "Unknown provider\n" },
      { cause: "could-not-start", detail: "Unknown provider" },
    ],
    [{ startError: "ENOENT" }, { cause: "could-not-start", detail: "ENOENT" }],
    [{ stopped: { cause: "silence", detail: "quiet" } }, { cause: "silence", detail: "quiet" }],
  ])("a process that ends with %o", (end, expected) => {
    expect(follow([]).end({ ...EXIT, ...end })).toMatchObject({ status: "failed", ...expected });
  });

  test("a record that matters and cannot be read is a failure", () => {
    const broken = Buffer.from('{"type":"message_end","message":{"role":"assistant","content":[}\n');
    expect(follow(eventsOf(broken)).end(EXIT)).toMatchObject({ cause: "malformed-report" });
    const long = Buffer.alloc(RECORD_LIMIT + 1, "x");
    long.write('{"type":"tool_execution_start",');
    expect(follow(eventsOf(Buffer.concat([long, Buffer.from("\n")]))).end(EXIT)).toMatchObject({
      cause: "malformed-report",
      detail: expect.stringContaining("tool_execution_start"),
    });
  });

  test("what does not matter is never parsed, however broken or long it is", () => {
    const noise = [
      '{"type":"message_start","message":{"role":"assistant" broken',
      '{"type":"message_end","message":{"role":"toolResult" broken',
      '{"type":"something_new" broken',
      "no json at all",
    ];
    expect(eventsOf(Buffer.from(`${noise.join("\n")}\n`))).toEqual([]);
  });
});
