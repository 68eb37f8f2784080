import { expect, test } from "vitest";
import { type Bench, findingCall, openBench, RECEIPT } from "../support/command-line.ts";
import type { ModelReply, ModelRequest } from "../support/model-server.ts";

const CRITICAL = findingCall({
  path: "a.ts",
  quote: "export const a",
  severity: "CRITICAL",
  title: "It explodes",
});
const MALFORMED = {
  name: "report_finding",
  arguments: { path: "a.ts", severity: "CRITICAL", complete: true },
};
const OUTAGE = { status: 503, body: { error: { message: "overloaded" } } };

async function benchWith(script: (request: ModelRequest) => ModelReply): Promise<Bench> {
  const bench = await openBench(script, { retry: { enabled: false } });
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  return bench;
}

test.concurrent("a finding that was recorded before the provider failed is in the review", async () => {
  let requests = 0;
  await using bench = await benchWith(() => {
    requests += 1;
    if (requests === 1) return { calls: [CRITICAL] };
    return requests === 2 ? OUTAGE : { calls: [RECEIPT] };
  });
  const { code, review } = await bench.review("--model", "fake/m1", "--lens", "security");
  expect([code, review.verdict]).toEqual([2, "CRITICAL_ISSUES_FOUND"]);
  expect(review.findings).toMatchObject([{ title: "It explodes" }]);
});

test.concurrent("a finding that stands behind the receipt in the same answer counts", async () => {
  await using bench = await benchWith(() => ({ calls: [RECEIPT, CRITICAL] }));
  const { code, review } = await bench.review("--model", "fake/m1", "--lens", "security");
  expect([code, review.verdict]).toEqual([2, "CRITICAL_ISSUES_FOUND"]);
});

test.concurrent.each<[string, (turn: number) => ModelReply]>([
  ["in the answer of the receipt", () => ({ calls: [MALFORMED, RECEIPT] })],
  ["before the receipt", (turn) => ({ calls: [turn === 1 ? MALFORMED : RECEIPT] })],
])("a malformed finding %s is no clean review", async (_where, reply) => {
  await using bench = await benchWith(({ turn }) => reply(turn));
  const { code, review } = await bench.review("--model", "fake/m1", "--lens", "security");
  expect([code, review.verdict]).toEqual([3, "REVIEW_INCOMPLETE"]);
  expect(review.lenses).toMatchObject([{ cause: "malformed-report" }]);
});

test.concurrent("a malformed finding that is made again as it should be counts once", async () => {
  await using bench = await benchWith(({ turn }) => ({
    calls: [[MALFORMED, RECEIPT, CRITICAL][turn - 1] ?? RECEIPT],
  }));
  const { code, review } = await bench.review("--model", "fake/m1", "--lens", "security");
  expect([code, review.verdict]).toEqual([2, "CRITICAL_ISSUES_FOUND"]);
});

test.concurrent("an outage of every lens at once is an incomplete review", async () => {
  await using bench = await benchWith(() => OUTAGE);
  const { code, review } = await bench.review(
    "--model",
    "fake/m1",
    "--lens",
    "security",
    "--lens",
    "simplicity",
  );
  expect([code, review.verdict]).toEqual([3, "REVIEW_INCOMPLETE"]);
  expect(review.lenses).toMatchObject([{ cause: "provider-error" }, { cause: "provider-error" }]);
});

test.concurrent("a leader that starts again does not wait for those that wait for it", async () => {
  let requests = 0;
  await using bench = await benchWith(() => {
    requests += 1;
    return requests === 1 ? OUTAGE : { calls: [RECEIPT] };
  });
  const { code, review } = await bench.review("--model", "fake/m1", "--concurrency", "1");
  expect([code, review.verdict]).toEqual([0, "APPROVED"]);
});
