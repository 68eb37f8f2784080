import { NO_USAGE } from "../../../src/core/agents/run.ts";
import type { Finding, FindingVariant } from "../../../src/core/review/finding.ts";
import { LENSES } from "../../../src/core/review/lens.ts";
import type { LensOutcome, Review } from "../../../src/core/review/review.ts";

const VARIANT: FindingVariant = {
  lens: "security",
  line: 88,
  endLine: 90,
  severity: "CRITICAL",
  title: "SQL is built from the request's id",
  scenario: "A caller sends `1 OR 1=1` as id, and every customer's orders come back.",
  quote: 'db.query("SELECT * FROM orders WHERE id = " + id)',
  confidence: 95,
  anchor: "exact",
};

export const FINDING: Finding = {
  ...VARIANT,
  id: "0123456789abcdef",
  path: "src/orders/find.ts",
  lenses: ["security"],
  anchor: "exact",
  inDiff: true,
  status: "unverified",
  duplicates: 0,
  variants: [VARIANT],
};

const OUTCOME: LensOutcome = {
  lens: "security",
  status: "done",
  model: "fake/m1",
  usage: { ...NO_USAGE, input: 4000, output: 500, cost: 0.02 },
  seconds: 31,
  examined: ["src/orders/find.ts"],
  summary: "Looked at the query.",
};

export const REVIEW: Review = {
  schema: 1,
  run: "20250101-000000-abcd",
  verdict: "CRITICAL_ISSUES_FOUND",
  target: { kind: "range", base: "a".repeat(40), head: "b".repeat(40), paths: [] },
  lenses: LENSES.map((lens) => ({ ...OUTCOME, lens })),
  findings: [
    {
      ...FINDING,
      lenses: ["security", "type-safety"],
      duplicates: 1,
      variants: [
        VARIANT,
        {
          ...VARIANT,
          lens: "type-safety",
          severity: "HIGH",
          title: "id is any",
          scenario: "An object goes through.",
        },
      ],
    },
    {
      ...FINDING,
      id: "1",
      path: "src/payments/refund.ts",
      line: 12,
      severity: "MEDIUM",
      title: "The error of the bank is swallowed",
      lenses: ["error-handling"],
      anchor: "moved",
    },
    {
      ...FINDING,
      id: "2",
      path: "README.md",
      line: 3,
      severity: "LOW",
      title: "Old name",
      inDiff: false,
      anchor: "unanchored",
    },
  ],
  unreviewed: [{ path: "package-lock.json", reason: "lock file" }],
  denied: 0,
  usage: { ...NO_USAGE, input: 24_000, output: 3000, cost: 0.12 },
  seconds: 41.2,
};
