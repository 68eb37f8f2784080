import fc from "fast-check";
import { expect, test } from "vitest";
import { openLedger } from "../../../src/core/agents/budget.ts";
import { allowsFallback, classifyFailure } from "../../../src/core/agents/failure.ts";
import { NO_USAGE } from "../../../src/core/agents/run.ts";

const limit = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: null });

test("nothing more may be asked from the answer on that reaches a limit, and never before", () => {
  const answer = fc.record({ child: fc.nat(2), input: fc.nat(100), cost: fc.nat(10), failed: fc.boolean() });
  fc.assert(
    fc.property(fc.array(answer), limit(500), limit(50), limit(10), (answers, tokens, usd, turns) => {
      const ledger = openLedger({ tokens, usd, turns });
      const children = [0, 1, 2].map(() => ({ account: ledger.open(), input: 0, cost: 0, good: 0 }));
      for (const each of answers) {
        const child = children[each.child];
        if (child === undefined) continue;
        const before = { ...NO_USAGE, input: child.input, cost: child.cost };
        child.input += each.input;
        child.cost += each.cost;
        child.good += each.failed ? 0 : 1;
        child.account.used({ ...NO_USAGE, input: child.input, cost: child.cost }, child.good);
        // What comes late changes nothing.
        child.account.used(before, 0);
        const sum = (of: (child: { input: number; cost: number; good: number }) => number) =>
          children.reduce((total, one) => total + of(one), 0);
        const reached =
          (tokens !== null && sum(({ input }) => input) >= tokens) ||
          (usd !== null && sum(({ cost }) => cost) >= usd) ||
          (turns !== null && sum(({ good }) => good) >= turns);
        expect(ledger.exhausted()?.cause).toBe(reached ? "budget" : undefined);
      }
    }),
  );
});

test.each([
  ["503 Service Unavailable", true],
  ["429 rate limit", true],
  ["429 insufficient_quota", true],
  ["fetch failed", true],
  ["401 invalid key", false],
  ["400 bad request", false],
  ["402 payment required", false],
])("%s: another model may be tried: %s", (message, may) => {
  const { cause, transport } = classifyFailure(message, undefined);
  expect(allowsFallback(cause, transport)).toBe(may);
});
