import fc from "fast-check";
import { expect, test } from "vitest";
import { runsToPrune } from "../../../src/core/runs/retention.ts";

const NOW = new Date("2026-11-20T12:00:00.000Z");
const DAY = 24 * 60 * 60 * 1000;

const run = fc.record({
  id: fc.uuid(),
  finished: fc.boolean(),
  startedAt: fc.integer({ min: 0, max: 100 * DAY }).map((age) => new Date(NOW.getTime() - age).toISOString()),
});

test("what stays is every unfinished run and the newest finished ones that are young enough", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(run, { selector: (one) => one.id }),
      fc.nat(20),
      fc.integer({ min: 1, max: 100 }),
      (runs, keep, days) => {
        const pruned = new Set(runsToPrune(runs, { keep, days }, NOW).map((one) => one.id));
        const kept = runs.filter((one) => one.finished && !pruned.has(one.id));
        const dropped = runs.filter((one) => pruned.has(one.id));
        expect(dropped.every((one) => one.finished)).toBe(true);
        expect(kept.length).toBeLessThanOrEqual(keep);
        const young = (one: { startedAt: string }) => NOW.getTime() - Date.parse(one.startedAt) <= days * DAY;
        expect(kept.every(young)).toBe(true);
        for (const one of dropped.filter(young)) {
          expect(kept).toHaveLength(keep);
          expect(kept.every((other) => other.startedAt >= one.startedAt)).toBe(true);
        }
      },
    ),
  );
});
