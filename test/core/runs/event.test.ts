import fc from "fast-check";
import { expect, test } from "vitest";
import { isFinished, parseLog } from "../../../src/core/runs/event.ts";

const event = fc.record({
  at: fc.constant("2026-11-20T18:45:12.345Z"),
  type: fc.constantFrom("run-started", "tick", "run-ended"),
  data: fc.jsonValue(),
});

test("a log that was cut anywhere gives the events that were whole", () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (events, part) => {
        const lines = events.map((one) => `${JSON.stringify(one)}\n`);
        const text = lines.join("");
        const cut = Math.floor(text.length * part);
        const log = parseLog(text.slice(0, cut));
        expect(log.damaged).toBeNull();
        const written = JSON.parse(`[${events.map((one) => JSON.stringify(one)).join(",")}]`);
        expect(log.events).toEqual(written.slice(0, log.events.length));
        // Every event whose newline was written is there.
        expect(log.events.length).toBeGreaterThanOrEqual(text.slice(0, cut).split("\n").length - 1);
        expect(isFinished(log.events)).toBe(log.events.some((one) => one.type === "run-ended"));
      },
    ),
  );
});

test("a line inside that is no event is named", () => {
  expect(parseLog('{"at":"a","type":"t"}\n{"at":"a"}\n{"at":"a","type":"t"}\n')).toMatchObject({
    damaged: 2,
  });
  expect(parseLog("\n{}\n")).toMatchObject({ damaged: 1 });
});
