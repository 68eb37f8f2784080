import { describe, expect, test } from "vitest";
import { reviewSchema, toJson } from "../../../src/core/review/review-schema.ts";
import { anchoredFinding, lensOutcome, reviewOf } from "../report/reviews.ts";

const review = reviewOf(
  [
    anchoredFinding({ suggestion: "x" }),
    anchoredFinding({ lens: "security" }),
    anchoredFinding({ line: 90, endLine: 92, anchor: "moved", saidLine: 3, inDiff: false }),
  ],
  {
    lenses: [
      lensOutcome(),
      lensOutcome({ lens: "type-safety", status: "failed", cause: "signal", detail: "SIGKILL", model: null }),
    ],
  },
);

test("what is written can be read, and nothing is lost", () => {
  expect(reviewSchema.parse(JSON.parse(toJson(review)))).toEqual(review);
});

test("the contract's fields are there", () => {
  const json = JSON.parse(toJson(review));
  expect(Object.keys(json)).toEqual(
    expect.arrayContaining(["schema", "run", "verdict", "target", "lenses", "findings", "usage", "seconds"]),
  );
  expect(Object.keys(json.findings[0])).toEqual(
    expect.arrayContaining(
      "id path line endLine severity title scenario quote confidence suggestion lenses anchor inDiff status duplicates".split(
        " ",
      ),
    ),
  );
  expect(Object.keys(json.lenses[1])).toEqual(
    expect.arrayContaining("lens status cause detail model usage seconds".split(" ")),
  );
});

test("a field that is not known is left out", () => {
  expect(reviewSchema.parse({ ...review, later: true })).toEqual(review);
});

describe("it says no to", () => {
  const { verdict: _verdict, ...withoutVerdict } = review;
  const { findings: _findings, ...withoutFindings } = review;
  const first = review.findings[0];
  test.each([
    ["nothing", null],
    ["another version", { ...review, schema: 2 }],
    ["a review without a verdict", withoutVerdict],
    ["an unknown verdict", { ...review, verdict: "LGTM" }],
    ["a review without a list of findings", withoutFindings],
    ["an unknown severity", { ...review, findings: [{ ...first, severity: "BLOCKER" }] }],
    ["an unknown lens", { ...review, lenses: [{ ...review.lenses[0], lens: "style" }] }],
    ["an unknown cause", { ...review, lenses: [{ ...review.lenses[0], cause: "bad luck" }] }],
    ["a line 0", { ...review, findings: [{ ...first, line: 0 }] }],
    ["an id that is none", { ...review, findings: [{ ...first, id: "<!-- -->" }] }],
    ["a finding without variants", { ...review, findings: [{ ...first, variants: [] }] }],
    ["a negative cost", { ...review, usage: { ...review.usage, cost: -1 } }],
  ])("%s", (_, outside) => {
    expect(reviewSchema.safeParse(outside).success).toBe(false);
  });
});
