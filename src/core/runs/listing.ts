import { singleLine } from "../deck/cell.ts";
import type { Palette } from "../deck/palette.ts";
import { allTokens, atLeast, costText, duration, money, tokenCount } from "../deck/quantity.ts";
import { type Column, type TableSpace, tableLines } from "../deck/table.ts";
import { wrapProse } from "../report/wrap.ts";
import type { ChildSummary, RunSummary } from "./summary.ts";
import type { Percentiles, UsageRow } from "./usage-table.ts";

/** What the log of a run says, and whether its process still runs. */
export interface ListedRun extends RunSummary {
  readonly state: "finished" | "running" | "interrupted" | "unknown";
}

/** What of the runs is listed. */
export interface RunFilter {
  readonly kind?: string;
  readonly state?: string;
  readonly verdict?: string;
  /** The newest so many. */
  readonly last: number;
}

/** The runs, newest first, that a filter lets through. */
export function filterRuns(runs: readonly ListedRun[], filter: RunFilter): ListedRun[] {
  return runs
    .filter((run) => filter.kind === undefined || run.kind === filter.kind)
    .filter((run) => filter.state === undefined || run.state === filter.state)
    .filter((run) => filter.verdict === undefined || run.verdict === filter.verdict)
    .slice(0, filter.last);
}

/** A line for each run. */
export function runListLines(runs: readonly ListedRun[], space: TableSpace): string[] {
  return tableLines(RUN_COLUMNS, runs, space);
}

/** One run: what it was, its children, and what it cost. */
export function runLines(run: ListedRun, space: TableSpace): string[] {
  const { palette, width } = space;
  const facts = [run.kind, outcomeOf(run), startOf(run), tookText(run), spentText(run.children)];
  const head = wrapProse(facts.filter((fact) => fact !== "").join(" · "), width);
  return [
    palette.strong(run.id),
    ...head,
    ...(run.unreadable === 0
      ? []
      : wrapProse(`${run.unreadable} events could not be read; what they cost is not counted.`, width).map(
          palette.warning,
        )),
    "",
    ...tableLines(CHILD_COLUMNS, run.children, space, childNotes),
    ...deniedLines(run, space),
  ];
}

/** The models that were left for another one, and why it failed, if it did. */
function childNotes({ fallbacks, detail }: ChildSummary): string[] {
  const left = fallbacks.map(({ from, detail: why }) => `left ${from ?? "Pi's choice"}: ${why}`);
  return detail === null ? left : [...left, detail];
}

/** Each tool call that was not let through, with the rule. */
function deniedLines({ denials }: ListedRun, { palette, width }: TableSpace): string[] {
  if (denials.length === 0) return [];
  return [
    "",
    palette.strong(`${denials.length} denied`),
    ...denials.flatMap(({ child, tool, command, rule, answer }) => {
      const asked = answer === null ? "" : `, asked: ${answer}`;
      return wrapProse(`${child}: ${tool} ${command} (${rule}${asked})`, width);
    }),
  ];
}

/** What children used, a row for each name, with the middle and the far end for one child. */
export function usageLines(heading: string, rows: readonly UsageRow[], space: TableSpace): string[] {
  return tableLines(usageColumns(heading), rows, space);
}

/** Outcome, start, duration, children and cost of a run, for a line that is short. */
export function runFacts(run: ListedRun): string[] {
  const children = run.children.length === 1 ? "1 child" : `${run.children.length} children`;
  return [outcomeOf(run), startOf(run), tookText(run), children, spentText(run.children)];
}

/** Outcome, model, duration and cost of a child, for a line that is short. */
export function childFacts(child: ChildSummary): string[] {
  return [childOutcome(child), modelText(child), duration(child.seconds * 1000), spentText([child])];
}

/** `done`, `failed: budget`, `unfinished`. */
export function childOutcome(child: ChildSummary): string {
  return child.cause === null ? child.status : `${child.status}: ${child.cause}`;
}

/** `APPROVED`, or how the run stands when it has no verdict. */
export function outcomeOf(run: ListedRun): string {
  return run.state === "finished" ? (run.verdict ?? run.result ?? run.state) : run.state;
}

const RUN_COLUMNS: readonly Column<ListedRun>[] = [
  { heading: "run", text: (run) => run.id, paint: (_run, palette) => palette.strong },
  { heading: "kind", text: (run) => singleLine(run.kind) },
  { heading: "outcome", text: outcomeOf, paint: (run, palette) => paintOf(outcomeOf(run), palette) },
  { heading: "started", text: startOf, optional: 3 },
  { heading: "took", text: tookText, align: "right", optional: 2 },
  {
    heading: "children",
    text: (run) => String(run.children.length),
    align: "right",
    optional: 4,
    inWords: (run) => (run.children.length === 1 ? "1 child" : `${run.children.length} children`),
  },
  tokensColumn((run: ListedRun) => allTokens(run.usage)),
  {
    heading: "cost",
    text: (run) => costText(run.children.map((child) => child.usage)),
    align: "right",
    optional: 1,
    inWords: (run) => costInWords(costText(run.children.map((child) => child.usage))),
  },
];

const CHILD_COLUMNS: readonly Column<ChildSummary>[] = [
  { heading: "child", text: (child) => singleLine(child.id), paint: (_child, palette) => palette.strong },
  { heading: "outcome", text: childOutcome, paint: (child, palette) => paintOf(child.status, palette) },
  { heading: "model", text: modelText, widest: 48 },
  { heading: "role", text: (child) => child.role ?? "", optional: 6 },
  {
    heading: "turns",
    text: (child) => String(child.turns),
    align: "right",
    optional: 4,
    inWords: (child) => (child.turns === 1 ? "1 turn" : `${child.turns} turns`),
  },
  { heading: "time", text: (child) => duration(child.seconds * 1000), align: "right", optional: 3 },
  {
    heading: "starts",
    text: (child) => (child.attempts > 1 ? String(child.attempts) : ""),
    align: "right",
    optional: 5,
    inWords: (child) => (child.attempts > 1 ? `${child.attempts} starts` : ""),
  },
  tokensColumn((child: ChildSummary) => allTokens(child.usage)),
  {
    heading: "cost",
    text: (child) => costText([child.usage]),
    align: "right",
    optional: 1,
    inWords: (child) => costInWords(costText([child.usage])),
  },
];

function usageColumns(heading: string): readonly Column<UsageRow>[] {
  const amount = (name: string, optional: number, text: (row: UsageRow) => string): Column<UsageRow> => ({
    heading: name,
    text,
    align: "right",
    optional,
    inWords: (row) => (text(row) === "" ? "" : `${name} ${text(row)}`),
  });
  const required = (name: string, text: (row: UsageRow) => string): Column<UsageRow> => ({
    heading: name,
    text,
    align: "right",
  });
  const both = (
    name: string,
    optional: number,
    of: (row: UsageRow) => Percentiles,
    shown: (value: number) => string,
  ) => amount(`${name} p50 / p95`, optional, (row) => `${shown(of(row).p50)} / ${shown(of(row).p95)}`);
  return [
    { heading, text: (row) => singleLine(row.name), paint: (_row, palette) => palette.strong },
    {
      heading: "children",
      text: (row) => String(row.children),
      align: "right",
      optional: 6,
      inWords: (row) => (row.children === 1 ? "1 child" : `${row.children} children`),
    },
    amount("failed", 4, (row) => (row.failed === 0 ? "" : String(row.failed))),
    {
      ...required("tokens", (row) => tokenCount(allTokens(row.usage))),
      inWords: (row) => `${tokenCount(allTokens(row.usage))} tokens`,
    },
    {
      ...required("cost", (row) => atLeast(row.usage.cost, row.unpriced > 0)),
      inWords: (row) => costInWords(atLeast(row.usage.cost, row.unpriced > 0)),
    },
    both("tokens", 5, (row) => row.tokens, tokenCount),
    both(
      "cost",
      3,
      (row) => row.cost,
      (usd) => money(usd) || "unknown",
    ),
    both(
      "time",
      2,
      (row) => row.seconds,
      (seconds) => duration(seconds * 1000),
    ),
  ];
}

function tokensColumn<Row>(tokens: (row: Row) => number): Column<Row> {
  const text = (row: Row) => (tokens(row) === 0 ? "" : tokenCount(tokens(row)));
  return {
    heading: "tokens",
    text,
    align: "right",
    optional: 1,
    inWords: (row) => (text(row) === "" ? "" : `${text(row)} tokens`),
  };
}

/** The model that answered, else the one that was asked for. */
function modelText(child: ChildSummary): string {
  return singleLine(child.model ?? child.asked ?? "");
}

function spentText(children: readonly ChildSummary[]): string {
  const usages = children.map((child) => child.usage);
  const tokens = usages.reduce((sum, usage) => sum + allTokens(usage), 0);
  if (tokens === 0) return "";
  return [`${tokenCount(tokens)} tokens`, costInWords(costText(usages))]
    .filter((part) => part !== "")
    .join(" · ");
}

function costInWords(cost: string): string {
  return cost === "unknown" ? "cost unknown" : cost;
}

/** `2026-11-20 19:23` UTC. */
function startOf(run: RunSummary): string {
  return `${run.startedAt.slice(0, 10)} ${run.startedAt.slice(11, 16)}`;
}

function tookText(run: RunSummary): string {
  return run.endedAt === null ? "" : duration(Date.parse(run.endedAt) - Date.parse(run.startedAt));
}

function paintOf(outcome: string, palette: Palette): (text: string) => string {
  if (outcome === "APPROVED" || outcome === "done" || outcome === "ok") return palette.good;
  if (outcome === "ISSUES_FOUND" || outcome === "running") return palette.warning;
  return outcome === "finished" || outcome === "unknown" ? palette.faint : palette.bad;
}
