import { expect, test } from "vitest";
import { columnsOf } from "../../../src/core/deck/cell.ts";
import { PLAIN } from "../../../src/core/deck/palette.ts";
import { readTranscript, transcriptLines } from "../../../src/core/runs/transcript.ts";

const usage = { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, cost: { total: 0.01 } };
const RECORDS: readonly object[] = [
  { type: "session", version: 3, id: "r", timestamp: "2026-11-20T19:23:02.339Z", cwd: "/w" },
  { type: "agent_start" },
  { type: "message_end", message: { role: "system", content: "You are" } },
  {
    type: "message_end",
    message: { role: "user", content: [{ type: "text", text: "Review this.\nLens: security" }] },
  },
  { type: "auto_retry_start", attempt: 1, maxAttempts: 3, errorMessage: "503: busy" },
  {
    type: "message_end",
    message: {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm." },
        { type: "text", text: "Let me\u001b[2J look." },
        { type: "toolCall", id: "1", name: "ls", arguments: { path: "." } },
      ],
      provider: "fake",
      model: "m1",
      usage,
      stopReason: "toolUse",
    },
  },
  {
    type: "message_end",
    message: {
      role: "toolResult",
      toolName: "ls",
      isError: false,
      content: [{ type: "text", text: "a\nb\nc\nd\ne" }],
    },
  },
  { type: "message_end", message: { role: "custom", content: "Call finish_review now." } },
  {
    type: "message_end",
    message: {
      role: "assistant",
      content: [],
      provider: "fake",
      model: "m1",
      usage,
      stopReason: "error",
      errorMessage: "400: no",
    },
  },
];
const TEXT = `${RECORDS.map((record) => JSON.stringify(record)).join("\n")}\n{"type":"message_end","mess`;

test("a conversation is shown in order, shortened, and harmless", () => {
  const lines = transcriptLines(readTranscript(TEXT), { width: 60, palette: PLAIN }, 3);
  expect(lines.join("\n")).toBe(`process started 2026-11-20 19:23:02

prompt
  Review this.
  Lens: security

retry
  1 of 3: 503: busy

turn 1 · fake/m1 · 15 tokens · $0.010
  (thinking) Hm.
  Let me look.
  → ls {"path":"."}
  ✓ ls
    a
    b
    c
    … 2 more lines

reminder
  Call finish_review now.

failed answer · fake/m1 · 15 tokens · $0.010
  400: no

line 10 is cut off`);
});

test("no line is wider than the space, and all of it can be had", () => {
  const long = { type: "message_end", message: { role: "user", content: "word ".repeat(500) } };
  const entries = readTranscript(JSON.stringify(long));
  for (const width of [20, 40, 80]) {
    const shown = transcriptLines(entries, { width, palette: PLAIN }, 4);
    expect(Math.max(...shown.map(columnsOf))).toBeLessThanOrEqual(width);
    expect(shown).toHaveLength(7);
    const whole = transcriptLines(entries, { width, palette: PLAIN }, Number.POSITIVE_INFINITY).join(" ");
    expect(whole.split("word")).toHaveLength(501);
  }
});
