import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeBlock, inlineCode, inlineText } from "../../../src/core/report/harmless.ts";
import { reviewMarkdown } from "../../../src/core/report/markdown.ts";
import { anchoredFinding, HOSTILE, lensOutcome, reviewOf } from "./reviews.ts";

test("a review with everything, as it is read", () => {
  const review = reviewOf(
    [
      anchoredFinding({ suggestion: "await using file = await open(path);" }),
      anchoredFinding({
        lens: "security",
        severity: "CRITICAL",
        title: "The file handle leaks if the `readFile` throws",
        scenario: "When readFile throws after open has succeeded the handle stays open.",
        anchor: "moved",
        saidLine: 3,
        quote: "open(path)",
      }),
    ],
    {
      lenses: [
        lensOutcome(),
        lensOutcome({ lens: "simplicity", status: "failed", cause: "no-report", model: null }),
      ],
      unreviewed: [{ path: "a`b.lock", reason: "a lock file" }],
    },
  );
  expect(reviewMarkdown(review)).toBe(`## Review: REVIEW_INCOMPLETE

This is not an approval: simplicity failed: no-report. Found so far: 1 finding (1 critical).

### 1. CRITICAL \`src/load.ts:12\` The file handle leaks if the \`readFile\` throws

security, error-handling · confidence 85

When readFile throws after open has succeeded the handle stays open.

\`\`\`
    const file = await open(path);
\`\`\`

Suggested instead:

\`\`\`
await using file = await open(path);
\`\`\`

Also reported 1 time:

- HIGH error-handling, line 12: File handle leaks when reading fails – open succeeds and readFile throws: the handle is never closed.

| lens | status | model | spent |
|---|---|---|---|
| security | done | \`fake/m1\` | 1m02s · 62.8k tokens · $0.12 |
| simplicity | failed: no-report |  | 1m02s · 62.8k tokens · $0.12 |
| all | | | 1m10s · 126k tokens · $0.25 |

1 file was not reviewed, or not wholly:

- \`\`a\`b.lock\`\`: a lock file
`);
});

test("the worst findings are written out, the others counted", () => {
  const review = reviewOf([1, 20, 40].map((line) => anchoredFinding({ line, endLine: line })));
  expect(reviewMarkdown(review, { findings: 1 })).toContain("… and 2 findings more.");
  expect(reviewMarkdown(review, { findings: 1 })).not.toContain("### 2.");
  expect(reviewMarkdown(review, { findings: 3 })).not.toContain("more.");
  expect(reviewMarkdown(review)).toContain("### 3. HIGH");
});

describe("outside text in a line", () => {
  test.each([
    ["<b>bold</b> & <!-- x", "&lt;b>bold&lt;/b> & &lt;!-- x"],
    ["a <b>", "a &lt;b>"],
    ["mail @octocat, not a@b or @ all", "mail @\u200boctocat, not a@\u200bb or @ all"],
    ["see &commat;octocat and &#64;x & y", "see &amp;commat;octocat and &amp;#\u200b64;x & y"],
    ["fixes #12 in C#", "fixes #\u200b12 in C#"],
    ["an ![x](http://e) or [y](z)", "an ![x]\\(http://e) or [y]\\(z)"],
    ["`Map<K, V>` and @x", "`Map<K, V>` and @\u200bx"],
    ["`a` ``b` <script>`", "&#96;a&#96; &#96;&#96;b&#96; &lt;script>&#96;"],
    ["x \\`<b>`", "x \\&#96;&lt;b>&#96;"],
    ["one ` <i>", "one &#96; &lt;i>"],
    ["# Heading", "&#35; Heading"],
    ["- item", "&#45; item"],
    ["> quote", "&#62; quote"],
    ["1. item", "&#49;. item"],
    ["```ts", "&#96;&#96;&#96;ts"],
    ["\ttext\r\nnext\u2028line\u001b[2J", "text next line"],
    ["@octocat", "@\u200boctocat"],
    ["***", "&#42;**"],
    ["", ""],
  ])("%j becomes %j", (said, shown) => {
    expect(inlineText(said)).toBe(shown);
  });
});

test("inline code holds any backticks", () => {
  expect(inlineCode("a.ts")).toBe("`a.ts`");
  expect(inlineCode("a`b``c")).toBe("```a`b``c```");
  expect(inlineCode("`x`")).toBe("`` `x` ``");
  expect(inlineCode("a\nb")).toBe("`a b`");
  expect(inlineCode("")).toBe("");
});

test("a code block cannot be ended from within", () => {
  expect(codeBlock("  a\n\n\tb\u0007\n\n")).toBe("```\n  a\n\n\tb\n```");
  expect(codeBlock("```\nx\n`````")).toBe("``````\n```\nx\n`````\n``````");
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("`", "```", "~~~", "\n", "x", "````\n"), { maxLength: 20 }),
      (parts) => {
        const [fence = "", ...rest] = codeBlock(parts.join("")).split("\n");
        expect(rest.pop()).toBe(fence);
        for (const line of rest) expect(line.trim().startsWith(fence)).toBe(false);
      },
    ),
  );
});

test("nothing that was said becomes a heading, HTML, a mention, a link or a verdict", () => {
  const outside = fc
    .array(fc.constantFrom(...HOSTILE, "word", " ", "\n"), { maxLength: 6 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(outside, outside, outside, outside, (path, title, scenario, quote) => {
      const review = reviewOf([anchoredFinding({ path, title, scenario, quote, suggestion: quote })], {
        lenses: [lensOutcome({ status: "failed", cause: "provider-error", detail: scenario, model: title })],
        unreviewed: [{ path, reason: title }],
      });
      const prose = withoutCode(reviewMarkdown(review));
      expect(prose.filter((line) => line.startsWith("#"))).toHaveLength(2);
      expect(prose.filter((line) => /^(?:-{3,}|={3,}|>|~~~|```)/.test(line))).toEqual([]);
      const text = prose.join("\n");
      expect(text).not.toMatch(/</);
      expect(text).not.toMatch(/@\w/);
      expect(text).not.toMatch(/&(?:commat|#64);/);
      expect(text).not.toMatch(/\]\(/);
      expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
      expect(prose.filter((line) => line.startsWith("|"))).toHaveLength(4);
    }),
    { numRuns: 300 },
  );
});

/** The lines of a Markdown text without fenced blocks and inline code, as CommonMark tells them. */
function withoutCode(markdown: string): string[] {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split("\n")) {
    const opening = /^`{3,}(?=$)/.exec(line)?.[0];
    if (fence === undefined && opening !== undefined) fence = opening;
    else if (fence === undefined) lines.push(withoutInlineCode(line));
    else if (line === fence) fence = undefined;
  }
  expect(fence).toBeUndefined();
  return lines;
}

function withoutInlineCode(line: string): string {
  let text = "";
  for (let rest = line; rest !== ""; ) {
    const run = /^`+/.exec(rest)?.[0];
    const end = run === undefined ? -1 : rest.slice(run.length).search(new RegExp(`(?<!\`)${run}(?!\`)`));
    if (run !== undefined && end >= 0) {
      rest = rest.slice(end + 2 * run.length);
      text += "CODE";
    } else {
      text += run ?? rest[0];
      rest = rest.slice((run ?? "x").length);
    }
  }
  return text;
}
