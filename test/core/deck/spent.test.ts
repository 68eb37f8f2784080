import { expect, test } from "vitest";
import { NO_BUDGET } from "../../../src/core/agents/budget.ts";
import { newLiveChild } from "../../../src/core/agents/live.ts";
import { type LiveChild, NO_USAGE } from "../../../src/core/agents/run.ts";
import { deckLines } from "../../../src/core/deck/deck.ts";
import { PLAIN } from "../../../src/core/deck/palette.ts";
import { budgetInWords } from "../../../src/core/deck/spent.ts";

const priced: LiveChild = {
  ...newLiveChild("security", "security"),
  state: "running",
  turns: 3,
  usage: { ...NO_USAGE, input: 12_000, cost: 0.4 },
};
const unpriced: LiveChild = { ...priced, id: "ops", label: "ops", usage: { ...NO_USAGE, input: 3000 } };

function headerOf(children: readonly LiveChild[], budget = NO_BUDGET, width = 120): string {
  const deck = { title: "review", step: "reviewing", children, startedAt: 0, now: 5000, budget };
  return deckLines(deck, { width, height: 10, palette: PLAIN })[0] ?? "";
}

test("the header says what was used, and of how much where there is a budget", () => {
  expect(headerOf([priced])).toBe("review · reviewing · 0/1 ended · 5s · 12.0k tokens · $0.40");
  expect(headerOf([priced], { usd: 1.5, tokens: 200_000, turns: 60 })).toBe(
    "review · reviewing · 0/1 ended · 5s · 12.0k of 200k tokens · $0.40 of $1.5 · 3 of 60 turns",
  );
  expect(headerOf([], { usd: 1.5, tokens: null, turns: null })).toBe("review · reviewing · 5s · $0 of $1.5");
});

test("a model without a price makes the money unknown", () => {
  expect(headerOf([unpriced])).toContain("3.0k tokens · cost unknown");
  expect(headerOf([priced, unpriced], { usd: 1, tokens: null, turns: null })).toContain("≥ $0.40 of $1");
});

test("a narrow header keeps the budget longer than what has no limit", () => {
  expect(headerOf([priced], { usd: 1.5, tokens: null, turns: null }, 40)).toBe(
    "review · reviewing · 5s · $0.40 of $1.5",
  );
});

test("a change of models stays to be seen", () => {
  const moved: LiveChild = { ...priced, state: "done", insteadOf: ["fake/m1"], lastWords: "Done." };
  const deck = { title: "review", step: "", children: [moved], startedAt: 0, now: 5000 };
  expect(deckLines(deck, { width: 100, height: 10, palette: PLAIN }).join("\n")).toContain(
    "instead of fake/m1: Done.",
  );
});

test("a budget in words", () => {
  expect(budgetInWords({ usd: 1.5, tokens: 200_000, turns: null })).toBe("$1.5, 200k tokens");
  expect(budgetInWords(NO_BUDGET)).toBe("");
});
