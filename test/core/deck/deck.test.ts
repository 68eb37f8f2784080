import { stripVTControlCharacters } from "node:util";
import { visibleWidth } from "@earendil-works/pi-tui";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FAILURE_CAUSES, type LiveChild, NO_USAGE } from "../../../src/core/agents/run.ts";
import { type Deck, deckLines, stateInWords } from "../../../src/core/deck/deck.ts";
import { type Palette, PLAIN } from "../../../src/core/deck/palette.ts";

const BLANK: LiveChild = {
  id: "security",
  label: "security",
  state: "queued",
  model: null,
  turns: 0,
  usage: NO_USAGE,
  lastWords: "",
};

const CHILDREN: readonly LiveChild[] = [
  {
    ...BLANK,
    state: "done",
    model: "anthropic/claude-sonnet-4-5",
    startedAt: 1000,
    endedAt: 42_000,
    turns: 7,
    usage: { input: 9000, output: 1200, cacheRead: 31_000, cacheWrite: 0, cost: 0.071 },
    lastWords: "Two findings.",
  },
  {
    ...BLANK,
    label: "error-handling",
    state: "running",
    model: "anthropic/claude-sonnet-4-5",
    startedAt: 2000,
    turns: 3,
    tool: "read src/payments/refund.ts",
    usage: { input: 4000, output: 300, cacheRead: 31_000, cacheWrite: 0, cost: 0.02 },
  },
  { ...BLANK, label: "type-safety", state: "waiting", startedAt: 2000, note: "429, 12 s" },
  {
    ...BLANK,
    label: "performance",
    state: "failed",
    cause: "malformed-report",
    startedAt: 2000,
    endedAt: 9000,
    turns: 4,
  },
  { ...BLANK, label: "architecture", state: "ready" },
  { ...BLANK, label: "simplicity" },
];

const DECK: Deck = {
  title: "review",
  step: "asking six lenses",
  children: CHILDREN,
  startedAt: 0,
  now: 65_000,
  cancel: "Ctrl-C cancels",
};

function linesAt(width: number, height = 20): readonly string[] {
  return deckLines(DECK, { width, height, palette: PLAIN }).map((line) => line.trimEnd());
}

describe("deckLines", () => {
  test("200 columns show everything", () => {
    expect(linesAt(200)).toEqual([
      "review · asking six lenses · 2/6 ended · 1m05s · 76.5k tokens · $0.091 · Ctrl-C cancels",
      "                 state    model                        time turns tokens   cost doing",
      "✓ security       done     anthropic/claude-sonnet-4-5   41s     7  41.2k $0.071 Two findings.",
      "● error-handling running  anthropic/claude-sonnet-4-5 1m03s     3  35.3k $0.020 read src/payments/refund.ts",
      "◌ type-safety    waiting                              1m03s                     429, 12 s",
      "✗ performance    failed                                  7s     4               malformed-report",
      "○ architecture   ready",
      "· simplicity     queued",
    ]);
  });

  test("80 columns leave the model out", () => {
    expect(linesAt(80)).toEqual([
      "review · asking six lenses · 2/6 ended · 1m05s · $0.091 · Ctrl-C cancels",
      "                 state     time turns tokens   cost doing",
      "✓ security       done       41s     7  41.2k $0.071 Two findings.",
      "● error-handling running  1m03s     3  35.3k $0.020 read src/payments/refund.ts",
      "◌ type-safety    waiting  1m03s                     429, 12 s",
      "✗ performance    failed      7s     4               malformed-report",
      "○ architecture   ready",
      "· simplicity     queued",
    ]);
  });

  test("40 columns keep lens, state and time, and say why a lens waits or failed", () => {
    expect(linesAt(40)).toEqual([
      "review · 1m05s · Ctrl-C cancels",
      "✓ security       done       41s",
      "● error-handling running  1m03s",
      "◌ type-safety    waiting 429, 12 s",
      "✗ performance    failed malformed-report",
      "○ architecture   ready",
      "· simplicity     queued",
    ]);
  });

  test("when there are more children than lines, what goes on or failed is shown and the rest is counted", () => {
    expect(linesAt(80, 6)).toEqual([
      "review · asking six lenses · 2/6 ended · 1m05s · $0.091 · Ctrl-C cancels",
      "● error-handling running  1m03s     3  35.3k $0.020 read src/payments/refund.ts",
      "◌ type-safety    waiting  1m03s                     429, 12 s",
      "✗ performance    failed      7s     4               malformed-report",
      "○ architecture   ready",
      "  … and 1 done, 1 queued",
    ]);
  });

  test("what a model says cannot steer the terminal", () => {
    const evil = "\u001b[2J\u001b]0;owned\u0007rm\r\n\u202Ex";
    const child: LiveChild = {
      ...BLANK,
      label: evil,
      state: "running",
      model: evil,
      tool: evil,
      startedAt: 0,
    };
    const text = deckLines(
      { ...DECK, step: evil, children: [child] },
      { width: 120, height: 9, palette: PLAIN },
    ).join("");
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("rm x");
  });

  test("colour changes no text", () => {
    const paint = (text: string): string => `\u001b[31m${text}\u001b[39m`;
    const red: Palette = {
      strong: paint,
      faint: paint,
      accent: paint,
      good: paint,
      warning: paint,
      bad: paint,
    };
    const painted = deckLines(DECK, { width: 100, height: 20, palette: red });
    expect(painted.map(stripVTControlCharacters)).toEqual(
      deckLines(DECK, { width: 100, height: 20, palette: PLAIN }),
    );
  });

  test("no line is wider than the terminal and no frame is higher, whatever the children say", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    const child = fc.record(
      {
        id: fc.constant("x"),
        label: text,
        state: fc.constantFrom("queued", "starting", "ready", "running", "waiting", "done", "failed"),
        model: fc.option(text, { nil: null }),
        turns: fc.nat(2000),
        usage: fc.record({
          input: fc.nat(9e8),
          output: fc.nat(9e6),
          cacheRead: fc.nat(9e8),
          cacheWrite: fc.nat(9e6),
          cost: fc.double({ min: 0, max: 9999, noNaN: true }),
        }),
        lastWords: text,
        cause: fc.constantFrom(...FAILURE_CAUSES),
        note: text,
        tool: text,
        startedAt: fc.nat(1e9),
        endedAt: fc.nat(1e9),
      },
      { requiredKeys: ["id", "label", "state", "model", "turns", "usage", "lastWords"] },
    ) as fc.Arbitrary<LiveChild>;
    fc.assert(
      fc.property(
        fc.array(child, { maxLength: 30 }),
        text,
        fc.integer({ min: 1, max: 220 }),
        fc.integer({ min: 1, max: 40 }),
        (children, step, width, height) => {
          const lines = deckLines({ ...DECK, children, step }, { width, height, palette: PLAIN });
          expect(lines.length).toBeLessThanOrEqual(height);
          for (const line of lines) expect(visibleWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test("a state in words names its reason", () => {
  expect(CHILDREN.map(stateInWords)).toEqual([
    "done",
    "running",
    "waiting: 429, 12 s",
    "failed: malformed-report",
    "ready",
    "queued",
  ]);
});
