import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../src/core/deck/cell.ts";
import { type Palette, PLAIN } from "../../../src/core/deck/palette.ts";
import { reviewText } from "../../../src/core/report/text.ts";
import { SEVERITIES } from "../../../src/core/review/severity.ts";
import { anchoredFinding, HOSTILE, lensOutcome, reviewOf } from "./reviews.ts";

test("a review with everything, as it is read", () => {
  const review = reviewOf(
    [
      anchoredFinding(),
      anchoredFinding({
        lens: "security",
        severity: "CRITICAL",
        line: 13,
        endLine: 14,
        title: "The file handle leaks if the read throws",
        scenario:
          "When readFile throws after open has succeeded the handle stays open, and an attacker exhausts them.",
        suggestion: "  await using file = await open(path);\n  return file.readFile();",
      }),
      anchoredFinding({
        line: 40,
        endLine: 42,
        saidLine: 4,
        anchor: "moved",
        inDiff: false,
        severity: "LOW",
        lens: "simplicity",
        title: "Second copy of the parser",
        scenario: "Both must be changed together.",
        quote: "function parse() {\n\n\treturn 1;\n}\n",
      }),
      anchoredFinding({
        line: 60,
        endLine: 60,
        anchor: "unanchored",
        severity: "MEDIUM",
        title: "Cache key ignores the tenant",
        scenario: "Two tenants share an entry.",
        quote: "",
      }),
    ],
    {
      lenses: [
        lensOutcome(),
        lensOutcome({
          lens: "error-handling",
          status: "failed",
          cause: "rate-limit",
          detail: "429 from the provider, three times.",
          model: null,
          usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, cost: 0 },
          seconds: 5,
        }),
      ],
      unreviewed: [{ path: "package-lock.json", reason: "a lock file" }],
    },
  );
  const ids = review.findings.map(({ id }) => id);
  expect(reviewText(review, PLAIN, 72)).toBe(
    `REVIEW_INCOMPLETE
This is not an approval: error-handling failed: rate-limit (429 from the
provider, three times). Found so far: 3 findings (1 critical, 1 medium,
1 low).

CRITICAL src/load.ts:13-14
  The file handle leaks if the read throws
  security, error-handling · confidence 85 · id ${ids[0]}
  When readFile throws after open has succeeded the handle stays open,
  and an attacker exhausts them.
  │ const file = await open(path);
  suggestion:
  │ await using file = await open(path);
  │ return file.readFile();
  also reported 1 time:
  - HIGH error-handling, line 12: File handle leaks when reading fails.
    open succeeds and readFile throws: the handle is never closed.

MEDIUM src/load.ts:60
  Cache key ignores the tenant
  error-handling · confidence 85 · id ${ids[1]}
  quote not found in the file
  Two tenants share an entry.

LOW src/load.ts:40-42
  Second copy of the parser
  simplicity · confidence 85 · id ${ids[2]}
  moved from line 4 · outside the change
  Both must be changed together.
  │ function parse() {
  │
  │   return 1;
  │ }

security        done     fake/m1 · 1m02s · 62.8k tokens · 50.0k cached …
error-handling  failed   no model · 5s
                rate-limit: 429 from the provider, three times.

1 file was not reviewed, or not wholly:
  package-lock.json: a lock file

total · 1m10s · 126k tokens · 100k cached · $0.25
`,
  );
});

describe("the verdict's sentence", () => {
  const head = (...args: Parameters<typeof reviewText>) => reviewText(...args).split("\n\n")[0];

  test("counts what stands", () => {
    expect(head(reviewOf([]))).toBe("APPROVED\n2 lenses looked at the change and found nothing.");
    expect(head(reviewOf([anchoredFinding()]))).toBe("ISSUES_FOUND\n1 finding (1 high).");
    const refuted = reviewOf([anchoredFinding()]).findings.map((finding) => ({
      ...finding,
      status: "refuted" as const,
    }));
    expect(head(reviewOf([], { findings: refuted }))).toBe(
      "APPROVED\n2 lenses looked at the change and found nothing.",
    );
    expect(reviewText(reviewOf([], { findings: refuted }))).toContain("refuted");
    const mild = { ...reviewOf([anchoredFinding({ severity: "LOW" })]), verdict: "APPROVED" as const };
    expect(head(mild)).toBe("APPROVED\nNothing that blocks: 1 finding (1 low).");
  });

  test("of an incomplete review names each missing lens and its cause", () => {
    const lenses = [
      lensOutcome({ status: "failed", cause: "silence", detail: "nothing for 15 minutes" }),
      lensOutcome({ lens: "type-safety" }),
      lensOutcome({ lens: "performance", status: "skipped" }),
    ];
    expect(head(reviewOf([], { lenses }), PLAIN, 200)).toBe(
      "REVIEW_INCOMPLETE\nThis is not an approval: security failed: silence (nothing for 15 minutes); performance skipped.",
    );
    expect(head(reviewOf([], { lenses: [] }))).toContain("no lens was asked for");
  });
});

test("the palette paints, and what it paints is the plain report", () => {
  const tags: Palette = Object.fromEntries(
    Object.keys(PLAIN).map((name) => [name, (text: string) => `<${name}>${text}</${name}>`]),
  ) as unknown as Palette;
  const review = reviewOf(
    [anchoredFinding(), anchoredFinding({ line: 90, title: "Another", severity: "LOW" })],
    {
      unreviewed: [{ path: "a.png", reason: "binary" }],
    },
  );
  const painted = reviewText(review, tags, 100);
  expect(painted).toContain("<strong><warning>ISSUES_FOUND</warning></strong>");
  expect(painted).toContain("<bad>HIGH</bad> <accent>src/load.ts:12</accent>");
  expect(painted).toContain("<faint>LOW</faint>");
  expect(painted.replace(/<\/?\w+>/g, "")).toBe(reviewText(review, PLAIN, 100));
});

test("no width, and nothing that was said, breaks a line or moves the cursor", () => {
  const outside = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(...HOSTILE, "语言模型".repeat(30)),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 40, max: 200 }),
      fc.array(
        fc.record({
          path: outside,
          title: outside,
          scenario: outside,
          quote: outside,
          suggestion: outside,
          severity: fc.constantFrom(...SEVERITIES),
          line: fc.integer({ min: 1, max: 9 }),
        }),
        { maxLength: 4 },
      ),
      outside,
      (width, findings, detail) => {
        const review = reviewOf(findings.map(anchoredFinding), {
          lenses: [lensOutcome({ status: "failed", cause: "provider-error", detail, model: detail })],
          unreviewed: [{ path: detail, reason: detail }],
        });
        for (const line of reviewText(review, PLAIN, width).split("\n")) {
          expect(columnsOf(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("how many tool calls were denied is said, and where they are listed", () => {
  expect(reviewText(reviewOf([], { denied: 3 }))).toContain(
    "3 tool calls were denied: pi-ensemble runs show 20260102-030405-review\n",
  );
  expect(reviewText(reviewOf([], { denied: 1 }))).toContain("1 tool call was denied");
  expect(reviewText(reviewOf([]))).not.toContain("denied");
});
