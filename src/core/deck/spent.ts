import { type Budget, NO_BUDGET } from "../agents/budget.ts";
import { addUsage, type LiveChild, NO_USAGE } from "../agents/run.ts";
import type { Palette } from "./palette.ts";
import { allTokens, costText, tokenCount } from "./quantity.ts";

/** What was used of one kind, in words, and how soon a narrow line may do without it: the greatest number first. */
export interface SpentPart {
  readonly text: string;
  readonly rank: number;
  readonly paint: (text: string) => string;
}

/** Tokens, money and turns that children have used, and of how much where there is a budget. */
export function spentParts(
  children: readonly LiveChild[],
  { usd, tokens: most, turns: last }: Budget = NO_BUDGET,
  palette: Palette,
): SpentPart[] {
  const usage = children.map((child) => child.usage).reduce(addUsage, NO_USAGE);
  const tokens = allTokens(usage);
  const turns = children.reduce((sum, child) => sum + child.turns, 0);
  const cost = costText(children.map((child) => child.usage)).replace(/^unknown$/, "cost unknown");
  const paint = (spent: number, limit: number | null) =>
    limit !== null && spent >= limit * NEAR ? palette.warning : palette.faint;
  return [
    most === null
      ? { text: tokens === 0 ? "" : `${tokenCount(tokens)} tokens`, rank: 6, paint: palette.faint }
      : {
          text: `${tokenCount(tokens)} of ${tokenCount(most)} tokens`,
          rank: 2.1,
          paint: paint(tokens, most),
        },
    usd === null
      ? { text: cost, rank: 5, paint: palette.faint }
      : { text: `${cost === "" ? "$0" : cost} of $${usd}`, rank: 2.2, paint: paint(usage.cost, usd) },
    last === null
      ? { text: "", rank: 7, paint: palette.faint }
      : { text: `${turns} of ${last} turns`, rank: 2.3, paint: paint(turns, last) },
  ];
}

/** What a budget allows: `$1.5, 200k tokens`; empty when it has no limit. */
export function budgetInWords({ usd, tokens, turns }: Budget): string {
  return [
    usd === null ? "" : `$${usd}`,
    tokens === null ? "" : `${tokenCount(tokens)} tokens`,
    turns === null ? "" : `${turns} turns`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

/** From this part of a budget on it is shown as a warning. */
const NEAR = 0.8;
