import fc from "fast-check";
import { expect, test } from "vitest";
import { NO_USAGE } from "../../../src/core/agents/run.ts";
import type { ChildSummary } from "../../../src/core/runs/summary.ts";
import { nearestRank, usageTable } from "../../../src/core/runs/usage-table.ts";

function child(
  role: string | null,
  seconds: number,
  cost: number,
  status: ChildSummary["status"] = "done",
): ChildSummary {
  return {
    id: "x",
    label: "x",
    role,
    lens: null,
    step: null,
    fallbacks: [],
    asked: null,
    model: null,
    status,
    cause: null,
    detail: null,
    usage: { ...NO_USAGE, input: seconds * 10, cost },
    turns: 1,
    seconds,
    attempts: 1,
  };
}

test("a row for each role, the dearest first, of the children that have ended", () => {
  const slow = Array.from({ length: 20 }, (_, n) => child("explore", n + 1, 0.01));
  const rows = usageTable(
    [...slow, child("developer", 100, 2, "failed"), child("ops", 1, 9, "unfinished"), child(null, 1, 9)],
    (one) => one.role,
  );
  expect(rows.map((row) => row.name)).toEqual(["developer", "explore"]);
  expect(rows[0]).toMatchObject({
    children: 1,
    failed: 1,
    seconds: { p50: 100, p95: 100 },
    cost: { p50: 2, p95: 2 },
  });
  expect(rows[1]).toMatchObject({
    children: 20,
    failed: 0,
    seconds: { p50: 10, p95: 19 },
    tokens: { p50: 100, p95: 190 },
  });
  expect(rows[1]?.usage.input).toBe(2100);
});

test("the nearest rank is the smallest value that enough values do not exceed", () => {
  expect(nearestRank([], 50)).toBe(0);
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.integer({ min: 1, max: 100 }),
      (values, percent) => {
        const enough = (value: number) =>
          values.filter((one) => one <= value).length * 100 >= percent * values.length;
        const candidates = values.filter(enough);
        expect(nearestRank(values, percent)).toBe(Math.min(...candidates));
      },
    ),
  );
});
