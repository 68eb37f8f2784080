import { expect, test } from "vitest";
import { NO_USAGE } from "../../../src/core/agents/run.ts";
import { parseLog } from "../../../src/core/runs/event.ts";
import { summarizeRun } from "../../../src/core/runs/summary.ts";

const AT = "2026-11-20T18:45:12.000Z";
const USAGE = { input: 100, output: 20, cacheRead: 5, cacheWrite: 1, cost: 0.5 };
const FACTS = { reports: [], model: "p/m", usage: USAGE, turns: 3, seconds: 12.5, attempts: 1 };
const START = { at: AT, type: "run-started", id: "20261120-184512-3f9a", kind: "review" };

function started(id: string, label: string) {
  return {
    at: AT,
    type: "child-started",
    id,
    label,
    role: "code-review-specialist",
    step: "review",
    model: "p/m:high",
    attempt: 1,
    pid: 7,
  };
}

function summary(events: readonly object[]) {
  return summarizeRun(parseLog(events.map((event) => `${JSON.stringify(event)}\n`).join("")).events);
}

test("sums up a finished review", () => {
  const run = summary([
    START,
    started("security", "security"),
    { at: AT, type: "fallback-used", id: "security", from: "p/other", to: "p/m:high", detail: "503 busy" },
    started("security", "security"),
    started("performance-2", "performance 2"),
    { at: AT, type: "child-ended", id: "security", label: "security", result: { status: "done", ...FACTS } },
    {
      at: AT,
      type: "child-ended",
      id: "performance-2",
      label: "performance 2",
      result: { status: "failed", cause: "no-report", detail: "it stopped", ...FACTS, model: null },
    },
    { at: AT, type: "review", review: { verdict: "REVIEW_INCOMPLETE" } },
    { at: "2026-11-20T18:46:00.000Z", type: "run-ended" },
  ]);
  expect(run).toMatchObject({
    id: "20261120-184512-3f9a",
    kind: "review",
    startedAt: AT,
    endedAt: "2026-11-20T18:46:00.000Z",
    verdict: "REVIEW_INCOMPLETE",
    usage: { input: 200, output: 40, cacheRead: 10, cacheWrite: 2, cost: 1 },
    unreadable: 0,
  });
  expect(run?.children).toEqual([
    {
      id: "security",
      label: "security",
      role: "code-review-specialist",
      lens: "security",
      step: "review",
      fallbacks: [{ from: "p/other", detail: "503 busy" }],
      asked: "p/m:high",
      model: "p/m",
      status: "done",
      cause: null,
      detail: null,
      usage: USAGE,
      turns: 3,
      seconds: 12.5,
      attempts: 1,
    },
    expect.objectContaining({
      lens: "performance",
      status: "failed",
      cause: "no-report",
      detail: "it stopped",
      model: null,
    }),
  ]);
});

test("a run that stopped in the middle has children without an end, and no verdict", () => {
  const run = summary([START, started("explore-1", "explore")]);
  expect(run).toMatchObject({ endedAt: null, verdict: null, usage: NO_USAGE });
  expect(run?.children).toEqual([
    expect.objectContaining({ status: "unfinished", lens: null, usage: NO_USAGE }),
  ]);
});

test("a child that was cancelled before it started has no role", () => {
  const result = { status: "failed", cause: "cancelled", detail: "", ...FACTS };
  const run = summary([START, { at: AT, type: "child-ended", id: "a", label: "a", result }]);
  expect(run?.children).toEqual([expect.objectContaining({ role: null, asked: null, cause: "cancelled" })]);
});

test("what cannot be understood is counted, never taken for something that cost nothing", () => {
  const run = summary([
    START,
    { at: AT, type: "child-started" },
    {
      at: AT,
      type: "child-ended",
      id: "a",
      label: "a",
      result: { status: "failed", ...FACTS, cause: "bored" },
    },
  ]);
  expect(run).toMatchObject({ children: [], unreadable: 2 });
  expect(summary([started("a", "a")])).toBeNull();
  expect(summary([])).toBeNull();
});

test("what was not let through is listed, what ran is not", () => {
  const decision = (change: object) => ({
    at: AT,
    type: "decision",
    id: "a",
    role: "developer",
    tool: "bash",
    command: "git push",
    rule: "git push",
    because: "role developer, @push denies it",
    origin: "role developer, @push",
    decision: "deny",
    ...change,
  });
  const run = summary([
    START,
    decision({}),
    decision({ decision: "allow" }),
    decision({ decision: "ask", answer: "once" }),
    decision({ decision: "ask", answer: "unanswered" }),
    decision({ decision: "maybe" }),
  ]);
  expect(run?.denials.map(({ child, command, answer }) => [child, command, answer])).toEqual([
    ["a", "git push", null],
    ["a", "git push", "unanswered"],
  ]);
});
