import { stripVTControlCharacters } from "node:util";
import { initTheme, type Theme } from "@earendil-works/pi-coding-agent";
import { visibleWidth } from "@earendil-works/pi-tui";
import { beforeAll, describe, expect, test } from "vitest";
import { REVIEW_MESSAGE, renderReviewMessage } from "../../../src/adapters/deck/message.ts";
import { FINDING, REVIEW } from "../../core/deck/reviews.ts";

beforeAll(() => {
  initTheme("dark");
});

const paint = (_colour: string, text: string): string => `\u001b[35m${text}\u001b[39m`;
const theme = { fg: paint, bg: paint, bold: (text: string) => text } as unknown as Theme;

function render(details: unknown, expanded: boolean, width: number): string[] | undefined {
  const message = {
    role: "custom",
    customType: REVIEW_MESSAGE,
    content: "",
    display: true,
    details,
    timestamp: 0,
  } as const;
  const lines = renderReviewMessage(message, { expanded, outputPad: 1 }, theme)?.render(width);
  return lines?.map((line) => stripVTControlCharacters(line).trimEnd());
}

describe("renderReviewMessage", () => {
  test("collapsed: the verdict, a line for each finding, and how to see more", () => {
    expect(render(REVIEW, false, 90)).toEqual([
      "",
      " CRITICAL_ISSUES_FOUND · 1 critical, 1 medium, 1 low · 41s · 27.0k tokens · $0.12",
      " 1 CRITICAL src/orders/find.ts:88     SQL is built from the request's id  (security, typ…",
      " 2 MEDIUM   src/payments/refund.ts:12 The error of the bank is swallowed  (error-handlin…",
      " 3 LOW      README.md:3               Old name  (security, quote not found in the file, …",
      expect.stringMatching(/shows scenarios, quotes and lenses$/),
      "",
    ]);
  });

  test("collapsed: ten findings at most", () => {
    const findings = Array.from({ length: 40 }, () => FINDING);
    expect(render({ ...REVIEW, findings }, false, 90)).toContain(" … and 30 more");
  });

  test("expanded: scenario, quote, every wording, and the lenses", () => {
    const text = render(REVIEW, true, 100)?.join("\n");
    expect(text).toContain("A caller sends `1 OR 1=1` as id");
    expect(text).toContain('db.query("SELECT * FROM orders WHERE id = " + id)');
    expect(text).toContain("An object goes through.");
    expect(text).toContain("simplicity");
    expect(text).toContain("package-lock.json");
  });

  test.each([2, 10, 39, 40, 80, 120, 200])("no line is wider than %i columns", (width) => {
    for (const expanded of [false, true]) {
      for (const line of render(REVIEW, expanded, width) ?? [])
        expect(visibleWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  test.each([undefined, null, "text", { schema: 2 }])("%j is left to Pi", (details) => {
    expect(render(details, false, 80)).toBeUndefined();
  });
});
