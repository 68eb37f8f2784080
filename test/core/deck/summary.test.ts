import { visibleWidth } from "@earendil-works/pi-tui";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PLAIN } from "../../../src/core/deck/palette.ts";
import { countBySeverity, summaryLines } from "../../../src/core/deck/summary.ts";
import { FINDING, REVIEW } from "./reviews.ts";

describe("summaryLines", () => {
  test("the verdict, then the findings, with what is unusual about them", () => {
    expect(summaryLines(REVIEW, { width: 120, palette: PLAIN, findings: 10 })).toEqual([
      "CRITICAL_ISSUES_FOUND · 1 critical, 1 medium, 1 low · 41s · 27.0k tokens · $0.12",
      "1 CRITICAL src/orders/find.ts:88     SQL is built from the request's id  (security, type-safety)",
      "2 MEDIUM   src/payments/refund.ts:12 The error of the bank is swallowed  (error-handling, moved)",
      "3 LOW      README.md:3               Old name  (security, quote not found in the file, outside the change)",
    ]);
  });

  test("a narrow terminal keeps verdict, severity and the end of the path", () => {
    expect(summaryLines(REVIEW, { width: 40, palette: PLAIN, findings: 10 })).toEqual([
      "CRITICAL_ISSUES_FOUND · 1 critical, 1 m…",
      "1 CRITICAL …ers/find.ts:88 SQL is built…",
      "2 MEDIUM   …s/refund.ts:12 The error of…",
      "3 LOW      README.md:3     Old name",
    ]);
  });

  test("an incomplete review says which lens is missing and why", () => {
    const lenses = REVIEW.lenses.map((outcome) =>
      outcome.lens === "performance"
        ? {
            ...outcome,
            status: "failed" as const,
            cause: "provider-error" as const,
            detail: "500\n\u001b[31mupstream",
          }
        : outcome,
    );
    const review = { ...REVIEW, verdict: "REVIEW_INCOMPLETE" as const, findings: [], lenses };
    expect(summaryLines(review, { width: 120, palette: PLAIN, findings: 10 })).toEqual([
      "REVIEW_INCOMPLETE · no findings · 41s · 27.0k tokens · $0.12",
      "performance failed: provider-error (500 upstream)",
    ]);
  });

  test("findings beyond the number asked for are counted", () => {
    const findings = Array.from({ length: 13 }, (_, at) => ({ ...FINDING, line: at + 1 }));
    const lines = summaryLines({ ...REVIEW, findings }, { width: 80, palette: PLAIN, findings: 10 });
    expect(lines).toHaveLength(12);
    expect(lines.at(-1)).toBe("… and 3 more");
  });

  test("no line is wider than asked for", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 80 });
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 160 }), (path, title, width) => {
        const review = { ...REVIEW, findings: [{ ...FINDING, path, title }] };
        for (const line of summaryLines(review, { width, palette: PLAIN, findings: 10 })) {
          expect(visibleWidth(line)).toBeLessThanOrEqual(width);
        }
      }),
    );
  });
});

test("no findings are said in words", () => {
  expect(countBySeverity([])).toBe("no findings");
});
