import { expect, test } from "vitest";
import { findingCall, openBench, RECEIPT } from "../support/command-line.ts";

const before = `${Array.from({ length: 60 }, (_, index) => `export const constant${index + 1} = ${index + 1};`).join("\n")}\n`;
const added = `export function pay(amount: number, currency: string): string {
  const query = \`UPDATE accounts SET paid = \${amount} WHERE currency = '\${currency}'\`;
  const rate = rates[currency];
  return query + String(amount / rate);
}
export function retry(times: number): void {
  for (let attempt = 0; attempt <= times; attempt++) send(attempt);
}
`;

const INJECTION = added.split("\n")[1]?.trim();

/** What each lens reports about `src/pay.ts`, whose new lines are 61 to 68. */
const REPORTS: Record<string, ReturnType<typeof findingCall>[]> = {
  security: [
    findingCall({
      line: 62,
      severity: "HIGH",
      title: "SQL injection: currency is interpolated into the UPDATE statement",
      scenario: 'A caller passes currency = "\' OR 1=1 --" and the UPDATE statement changes every account.',
      quote: INJECTION,
    }),
    findingCall({
      line: 22,
      severity: "MEDIUM",
      title: "The retry loop sends once more than it was told to",
      scenario: "retry(3) calls send four times because the bound of the loop is inclusive.",
      quote: "for (let attempt = 0; attempt <= times; attempt++) send(attempt);",
    }),
  ],
  "error-handling": [
    findingCall({
      line: 62,
      severity: "CRITICAL",
      title: "SQL injection through the currency that is interpolated into the UPDATE statement",
      scenario: 'currency goes into the UPDATE statement as it is, so "\' OR 1=1 --" changes every account.',
      quote: INJECTION,
    }),
    findingCall({
      line: 3,
      severity: "LOW",
      title: "constant3 is exported although nobody imports it",
      scenario: "It stays in the bundle.",
      quote: "export const constant3 = 3;",
    }),
  ],
  "type-safety": [
    findingCall({
      line: 64,
      severity: "MEDIUM",
      title: "Division by an undefined rate gives NaN for an unknown currency",
      scenario:
        "rates[currency] is undefined for an unknown currency, and amount / rate is NaN in the result.",
      quote: "return query + String(amount / rate);",
    }),
  ],
  performance: [
    findingCall({
      line: 63,
      severity: "LOW",
      title: "An unknown currency has an undefined rate, so the division gives NaN",
      scenario:
        "For an unknown currency rates[currency] is undefined, and String(amount / rate) returns NaN.",
      quote: "const rate = rates[currency];",
    }),
    findingCall({
      line: 64,
      severity: "LOW",
      title: "The whole statement is copied to append a number",
      scenario: "Long queries are duplicated in memory with each call, although a template would do.",
      quote: "return query + String(amount / rate);",
    }),
  ],
  architecture: [
    findingCall({
      line: 66,
      severity: "LOW",
      title: "A payment module owns a lock",
      scenario: "Two modules take the lock in different order.",
      quote: "const lock = await acquireGlobalLock(registry);",
    }),
  ],
  simplicity: [],
};

test("six lenses: findings are merged, moved, kept apart and marked, and the worst one gives the verdict", async () => {
  await using bench = await openBench(({ lens, turn }) => {
    const reports = REPORTS[lens ?? ""] ?? [];
    return turn === 1 && reports.length > 0 ? { calls: reports } : { calls: [RECEIPT] };
  });
  const { repository } = bench;
  repository.write({ "src/pay.ts": before });
  repository.commit("base");
  repository.write({ "src/pay.ts": before + added });

  const { review, code } = await bench.review("--model", "fake/m1");

  expect(code).toBe(2);
  expect(review.verdict).toBe("CRITICAL_ISSUES_FOUND");
  expect(review.lenses.map(({ lens, status, model }) => [lens, status, model])).toEqual(
    Object.keys(REPORTS).map((lens) => [lens, "done", "fake/m1"]),
  );

  const byTitle = (part: string) => review.findings.filter((finding) => finding.title.includes(part));
  expect(byTitle("SQL injection")).toMatchObject([
    {
      severity: "CRITICAL",
      lenses: ["security", "error-handling"],
      line: 62,
      anchor: "exact",
      inDiff: true,
      status: "unverified",
      duplicates: 1,
      variants: [{ severity: "CRITICAL" }, { severity: "HIGH" }],
    },
  ]);
  expect(byTitle("NaN")).toMatchObject([
    {
      severity: "MEDIUM",
      lenses: ["type-safety", "performance"],
      duplicates: 1,
      variants: [
        { lens: "type-safety", line: 64 },
        { lens: "performance", line: 63 },
      ],
    },
  ]);
  expect(byTitle("copied to append")).toMatchObject([{ line: 64, lenses: ["performance"], duplicates: 0 }]);
  expect(byTitle("retry loop")).toMatchObject([{ anchor: "moved", line: 67, saidLine: 22, inDiff: true }]);
  expect(byTitle("owns a lock")).toMatchObject([{ anchor: "unanchored", line: 66 }]);
  expect(byTitle("constant3")).toMatchObject([{ anchor: "exact", line: 3, inDiff: false }]);
  expect(review.findings).toHaveLength(6);
});

test("what all lenses share comes first, byte for byte, and the last line names the lens", async () => {
  await using bench = await openBench(() => ({ calls: [RECEIPT] }));
  bench.repository.write({ "a.ts": "export const a = 1;\n" });
  bench.repository.commit("base");
  bench.repository.write({ "a.ts": "export const a = 2;\n", "b.ts": "export const b = 1;\n" });

  const { review, code } = await bench.review("--model", "fake/m1");

  expect([code, review.verdict]).toEqual([0, "APPROVED"]);
  const prompts = bench.server.requests.map((request) => request.prompt);
  const shared = new Set(prompts.map((prompt) => prompt.replace(/^Lens: .+\n?$/m, "")));
  expect(prompts).toHaveLength(6);
  expect(shared.size).toBe(1);
  for (const prompt of prompts) expect(prompt).toMatch(/\nLens: [a-z-]+\n?$/);
});

test("a finding may name any path: it is kept, unanchored where there is no such file", async () => {
  const paths = [
    "../outside.ts",
    "/etc/passwd",
    "a\u0000b",
    ":(glob)**",
    "--help",
    "missing.ts",
    ".",
    "x".repeat(200_000),
  ];
  await using bench = await openBench(({ turn }) =>
    turn === 1
      ? {
          calls: paths.map((path, index) =>
            findingCall({ path, title: `Defect ${index}`, quote: "const a = 2" }),
          ),
        }
      : { calls: [RECEIPT] },
  );
  bench.repository.write({ "a.ts": "export const a = 1;\n" });

  const { review, code } = await bench.review("--model", "fake/m1", "--lens", "security");

  expect([code, review.verdict]).toEqual([1, "ISSUES_FOUND"]);
  expect(review.findings.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
  expect(new Set(review.findings.map(({ anchor }) => anchor))).toEqual(new Set(["unanchored"]));
});
