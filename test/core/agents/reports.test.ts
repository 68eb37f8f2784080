import { expect, test } from "vitest";
import {
  checkReport,
  finalReceipt,
  REPORT_TOOLS,
  reportedFindings,
} from "../../../src/core/agents/reports.ts";

const VALID: Readonly<Record<string, object>> = {
  report_finding: {
    path: "a.ts",
    line: 1,
    severity: "HIGH",
    title: "t",
    scenario: "s",
    quote: "q",
    confidence: 50,
  },
  finish_review: { summary: "s", examined: ["a.ts"] },
  submit_research: {
    answer: "a",
    claims: [
      { text: "t", sources: [{ path: "a.ts", line: 1, quote: "q" }] },
      { text: "t", sources: [{ url: "https://example.org", title: "t" }] },
    ],
    open_questions: [],
  },
  submit_spec: {
    decision: "proceed",
    reason: "r",
    spec: "s",
    acceptance: ["a"],
    assumptions: [],
    files: [{ path: "a.ts", why: "w" }],
  },
  submit_constraints: { constraints: [{ risk: "r", because: "b", check: "c" }] },
  submit_plan: { workstreams: [{ title: "t", goal: "g", paths: ["src/a"], tests: [] }] },
  submit_work: { summary: "s", notes: [], unfinished: [] },
  pong: {},
  submit_refutation: { finding: "f", refuted: false, because: "b" },
};

test.each([...REPORT_TOOLS.keys()])("%s", (name) => {
  const whole = { ...VALID[name], complete: true };
  expect(checkReport(name, whole)).toBeNull();
  expect(checkReport(name, VALID[name])?.violations.join()).toContain("complete");
  expect(checkReport(name, { ...whole, complete: false })).not.toBeNull();
  expect(checkReport(name, { ...whole, extra: 1 })).not.toBeNull();
  for (const key of Object.keys(VALID[name] ?? {})) {
    const { [key]: _left, ...rest } = whole as Record<string, unknown>;
    expect(checkReport(name, rest)?.violations.join()).toContain(key);
  }
  expect(REPORT_TOOLS.get(name)?.parameters).toMatchObject({
    required: expect.arrayContaining(["complete"]),
    additionalProperties: false,
  });
});

test.each<[string, object]>([
  ["report_finding", { ...VALID["report_finding"], line: 0, complete: true }],
  ["report_finding", { ...VALID["report_finding"], severity: "high", complete: true }],
  ["report_finding", { ...VALID["report_finding"], title: "t".repeat(121), complete: true }],
  ["report_finding", { ...VALID["report_finding"], confidence: 101, complete: true }],
  [
    "submit_constraints",
    { constraints: Array(8).fill({ risk: "r", because: "b", check: "c" }), complete: true },
  ],
  ["no_such_tool", { complete: true }],
])("%s refuses %o", (name, value) => {
  expect(checkReport(name, value)).not.toBeNull();
});

test("a plan's workstreams have no path in common", () => {
  const plan = (...paths: string[][]) => ({
    workstreams: paths.map((each) => ({ title: "t", goal: "g", paths: each, tests: [] })),
    complete: true,
  });
  expect(checkReport("submit_plan", plan(["src/a"], ["src/ab", "src/b/"]))).toBeNull();
  expect(checkReport("submit_plan", plan(["src/a/x.ts"], ["src/a/"]))?.violations).toEqual([
    "/workstreams the path src/a/x.ts stands in two workstreams",
  ]);
});

test("findings and receipt of a review", () => {
  const finding = { ...VALID["report_finding"], complete: true };
  const reports = [
    { tool: "report_finding", arguments: finding },
    { tool: "finish_review", arguments: { ...VALID["finish_review"], complete: true } },
  ];
  expect(reportedFindings(reports)).toEqual([VALID["report_finding"]]);
  expect(finalReceipt(reports)).toEqual(VALID["finish_review"]);
  expect(finalReceipt(reports.slice(0, 1))).toBeNull();
});
