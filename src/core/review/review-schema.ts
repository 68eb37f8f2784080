import { z } from "zod";
import { FAILURE_CAUSES } from "../agents/run.ts";
import { visibleJson } from "../visible.ts";
import { LENSES } from "./lens.ts";
import type { Review } from "./review.ts";
import { SEVERITIES } from "./severity.ts";
import { VERDICTS } from "./verdict.ts";

const count = z.int().min(0);
const amount = z.number().min(0);
const line = z.int().min(1);
const lens = z.enum(LENSES);
const severity = z.enum(SEVERITIES);
const anchor = z.enum(["exact", "moved", "unanchored"]);
const usage = z.object({ input: count, output: count, cacheRead: count, cacheWrite: count, cost: amount });

const wording = {
  line,
  endLine: line,
  severity,
  title: z.string(),
  scenario: z.string(),
  quote: z.string(),
  confidence: z.number().min(0).max(100),
  suggestion: z.string().exactOptional(),
  anchor,
  saidLine: line.exactOptional(),
};

const finding = z.object({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  path: z.string(),
  ...wording,
  lenses: z.array(lens).min(1),
  inDiff: z.boolean(),
  status: z.enum(["confirmed", "unverified", "refuted"]),
  duplicates: count,
  variants: z.array(z.object({ lens, ...wording })).min(1),
});

const outcome = z.object({
  lens,
  status: z.enum(["done", "failed", "skipped"]),
  cause: z.enum(FAILURE_CAUSES).exactOptional(),
  detail: z.string().exactOptional(),
  model: z.string().nullable(),
  usage,
  seconds: amount,
  examined: z.array(z.string()),
  summary: z.string(),
});

const target = z.object({
  kind: z.enum(["work", "range", "commit", "files"]),
  base: z.string(),
  head: z.string(),
  tree: z.string().exactOptional(),
  paths: z.array(z.string()),
});

/** The Review JSON, for who reads one from outside. Fields it does not know are left out, and none may be missing. */
export const reviewSchema: z.ZodType<Review> = z.object({
  schema: z.literal(1),
  run: z.string(),
  verdict: z.enum(VERDICTS),
  target,
  lenses: z.array(outcome),
  findings: z.array(finding),
  unreviewed: z.array(z.object({ path: z.string(), reason: z.string() })),
  denied: count,
  usage,
  seconds: amount,
});

/** The Review JSON, indented, without a line feed at its end. */
export function toJson(review: Review): string {
  return visibleJson(review, 2);
}
