import { addUsage, NO_USAGE, type Usage } from "./run.ts";
import type { Failure } from "./watch.ts";

/** What may be used; null means without limit. */
export interface Budget {
  /** US dollars. A model without a price in Pi's catalogue costs nothing here. */
  readonly usd: number | null;
  /** Tokens of all kinds together. */
  readonly tokens: number | null;
  /** Answers of the model. */
  readonly turns: number | null;
}

export const NO_BUDGET: Budget = { usd: null, tokens: null, turns: null };

/** What all processes of a run have used together, against what they may. */
export interface Ledger {
  /** Whether there is a limit at all. */
  readonly limited: boolean;
  /** Opens the account of one process. */
  open(): Account;
  /** Why nothing more may be asked of a model; null as long as there is something left. */
  exhausted(): Failure | null;
}

export interface Account {
  /**
   * Says what the process has used since its start; a failed answer costs what it costs, and is no turn. It is heard
   * of on two ways, of which either may be ahead: the greater number counts.
   */
  used(usage: Usage, turns: number): void;
}

export function openLedger(budget: Budget): Ledger {
  const accounts: { usage: Usage; turns: number }[] = [];
  return {
    limited: budget.usd !== null || budget.tokens !== null || budget.turns !== null,
    open() {
      const account = { usage: NO_USAGE, turns: 0 };
      accounts.push(account);
      return {
        used(usage, turns) {
          account.usage = greater(account.usage, usage);
          account.turns = Math.max(account.turns, turns);
        },
      };
    },
    exhausted() {
      const usage = accounts.map((account) => account.usage).reduce(addUsage, NO_USAGE);
      const turns = accounts.reduce((sum, account) => sum + account.turns, 0);
      const tokens = usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
      if (budget.turns !== null && turns >= budget.turns) return usedUp(`${turns} of ${budget.turns} turns`);
      if (budget.tokens !== null && tokens >= budget.tokens) {
        return usedUp(`${tokens} of ${budget.tokens} tokens`);
      }
      if (budget.usd !== null && usage.cost >= budget.usd) {
        return usedUp(`${usage.cost.toFixed(4)} of ${budget.usd} US dollars`);
      }
      return null;
    },
  };
}

function greater(a: Usage, b: Usage): Usage {
  return {
    input: Math.max(a.input, b.input),
    output: Math.max(a.output, b.output),
    cacheRead: Math.max(a.cacheRead, b.cacheRead),
    cacheWrite: Math.max(a.cacheWrite, b.cacheWrite),
    cost: Math.max(a.cost, b.cost),
  };
}

function usedUp(what: string): Failure {
  return { cause: "budget", detail: `the budget of the run is used up: ${what}` };
}
