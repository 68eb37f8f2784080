import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FindingStatus } from "../../../src/core/review/finding.ts";
import { SEVERITIES, type Severity } from "../../../src/core/review/severity.ts";
import { exitCodeOf, VERDICTS, verdictOf } from "../../../src/core/review/verdict.ts";

const done = { status: "done" } as const;
const failed = { status: "failed" } as const;
const skipped = { status: "skipped" } as const;
const finding = (severity: Severity, status: FindingStatus = "unverified") => ({ severity, status });

describe("a review is incomplete", () => {
  test("without a lens", () => {
    expect(verdictOf({ lenses: [], findings: [] })).toBe("REVIEW_INCOMPLETE");
    expect(verdictOf({ lenses: [], findings: [finding("CRITICAL")] })).toBe("REVIEW_INCOMPLETE");
  });

  test.each([failed, skipped])("with one lens that is $status among others that are done", (lens) => {
    expect(verdictOf({ lenses: [done, done, lens, done], findings: [] })).toBe("REVIEW_INCOMPLETE");
    expect(verdictOf({ lenses: [lens], findings: [] })).toBe("REVIEW_INCOMPLETE");
  });

  test("even with a critical finding", () => {
    expect(verdictOf({ lenses: [done, failed], findings: [finding("CRITICAL", "confirmed")] })).toBe(
      "REVIEW_INCOMPLETE",
    );
  });
});

describe("a complete review", () => {
  const of = (findings: ReturnType<typeof finding>[], blockOn?: Severity) =>
    verdictOf({ lenses: [done, done], findings, ...(blockOn === undefined ? {} : { blockOn }) });

  test("without findings is approved", () => {
    expect(of([])).toBe("APPROVED");
  });

  test.each(["HIGH", "MEDIUM", "LOW"] as const)("with a %s finding has issues", (severity) => {
    expect(of([finding(severity)])).toBe("ISSUES_FOUND");
    expect(of([finding(severity, "confirmed")])).toBe("ISSUES_FOUND");
  });

  test("with a critical finding is critical, whatever blocks", () => {
    for (const blockOn of SEVERITIES) {
      expect(of([finding("LOW"), finding("CRITICAL")], blockOn)).toBe("CRITICAL_ISSUES_FOUND");
    }
  });

  test("does not count what was refuted", () => {
    expect(of([finding("CRITICAL", "refuted")])).toBe("APPROVED");
    expect(of([finding("CRITICAL", "refuted"), finding("LOW")])).toBe("ISSUES_FOUND");
    expect(of([finding("HIGH", "refuted")])).toBe("APPROVED");
  });

  test("is blocked by the threshold and by what is worse", () => {
    expect(of([finding("LOW"), finding("MEDIUM")], "HIGH")).toBe("APPROVED");
    expect(of([finding("HIGH")], "HIGH")).toBe("ISSUES_FOUND");
    expect(of([finding("HIGH")], "MEDIUM")).toBe("ISSUES_FOUND");
    expect(of([finding("HIGH")], "CRITICAL")).toBe("APPROVED");
  });
});

test("one more finding never makes a verdict better", () => {
  const any = fc.record({
    severity: fc.constantFrom(...SEVERITIES),
    status: fc.constantFrom("confirmed" as const, "unverified" as const, "refuted" as const),
  });
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(done, failed, skipped), { maxLength: 4 }),
      fc.array(any, { maxLength: 5 }),
      any,
      fc.constantFrom(...SEVERITIES),
      (lenses, findings, more, blockOn) => {
        const before = exitCodeOf(verdictOf({ lenses, findings, blockOn }));
        const after = exitCodeOf(verdictOf({ lenses, findings: [...findings, more], blockOn }));
        expect(after).toBeGreaterThanOrEqual(before);
        if (after === 0) expect(lenses.length).toBeGreaterThan(0);
      },
    ),
  );
});

test("each verdict has its exit code", () => {
  expect(VERDICTS.map(exitCodeOf)).toEqual([0, 1, 2, 3]);
});
