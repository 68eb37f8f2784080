import type { Store } from "../adapters/store.ts";
import { nearest } from "../core/config/nearest.ts";
import type { TableSpace } from "../core/deck/table.ts";
import { OperatorError } from "../core/errors.ts";
import { VERDICTS } from "../core/review/verdict.ts";
import {
  filterRuns,
  type ListedRun,
  outcomeOf,
  type RunFilter,
  runLines,
  runListLines,
  usageLines,
} from "../core/runs/listing.ts";
import { type ChildSummary, summarizeRun } from "../core/runs/summary.ts";
import { readTranscript, transcriptLines } from "../core/runs/transcript.ts";
import { usageTable } from "../core/runs/usage-table.ts";
import { findPlace, type Surroundings } from "./place.ts";
import { countOf, noMoreThan, parseWords } from "./words.ts";

/** What is said to a person, and to a program. */
export interface Answer {
  lines(space: TableSpace): readonly string[];
  readonly json: unknown;
  /** What is missing from it, for standard error. */
  readonly warnings: readonly string[];
}

/** A request about runs, as `pi-ensemble runs` and `/runs` read it. */
export interface RunsRequest {
  readonly action: "list" | "show" | "transcript" | "usage";
  readonly run?: string;
  readonly child?: string;
  readonly filter: RunFilter;
  readonly by: UsageKey;
  readonly full: boolean;
  readonly json: boolean;
  readonly cwd?: string;
  readonly help: boolean;
}

const USAGE_KEYS = ["role", "lens", "model", "step", "kind"] as const;
type UsageKey = (typeof USAGE_KEYS)[number];
const ACTIONS = ["list", "show", "transcript", "usage"] as const;
const STATES = ["finished", "running", "interrupted", "unknown"] as const;

/** Runs that are listed, and that a usage table looks at, unless another number is named. */
const LAST = 20;

/** Reads the words behind the command; `help` says where the options are listed. */
export function parseRunsWords(words: readonly string[], help: string): RunsRequest {
  const { values, positionals } = parseWords(
    words,
    {
      kind: { type: "string" },
      state: { type: "string" },
      verdict: { type: "string" },
      last: { type: "string" },
      by: { type: "string" },
      full: { type: "boolean" },
      json: { type: "boolean" },
      cwd: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
    help,
  );
  const [first = "list", run, child] = positionals;
  const action = oneOf(first, ACTIONS, "runs", help);
  noMoreThan(action === "transcript" ? 3 : action === "show" ? 2 : 1, positionals, help);
  if (values.help !== true && (action === "show" || action === "transcript") && run === undefined) {
    throw new OperatorError("usage", `${action} wants the id of a run`, "Take one from the list of runs.");
  }
  return {
    action,
    ...(run === undefined ? {} : { run }),
    ...(child === undefined ? {} : { child }),
    filter: {
      ...(values.kind === undefined ? {} : { kind: values.kind }),
      ...(values.state === undefined ? {} : { state: oneOf(values.state, STATES, "--state", help) }),
      ...(values.verdict === undefined
        ? {}
        : { verdict: oneOf(values.verdict, VERDICTS, "--verdict", help) }),
      last: values.last === undefined ? LAST : countOf(values.last, "--last"),
    },
    by: values.by === undefined ? "role" : oneOf(values.by, USAGE_KEYS, "--by", help),
    full: values.full === true,
    json: values.json === true,
    ...(values.cwd === undefined ? {} : { cwd: values.cwd }),
    help: values.help === true,
  };
}

/** Answers a request about runs. Throws an OperatorError when there is no such run or child. */
export async function answerRuns(request: RunsRequest, where: Surroundings): Promise<Answer> {
  const { store } = await findPlace(where);
  switch (request.action) {
    case "list": {
      const { runs, warnings } = await readRuns(store);
      return listAnswer(filterRuns(runs, request.filter), warnings);
    }
    case "show": {
      const run = await findRun(store, request.run ?? "");
      return { lines: (space) => runLines(run, space), json: { schema: 1, run }, warnings: [] };
    }
    case "transcript":
      return transcriptAnswer(store, await findRun(store, request.run ?? ""), request);
    case "usage": {
      const { runs, warnings } = await readRuns(store);
      return usageAnswer(filterRuns(runs, request.filter), request.by, warnings);
    }
  }
}

/** All runs, newest first, and a sentence for each that cannot be read. */
export async function readRuns(store: Store): Promise<{ runs: ListedRun[]; warnings: string[] }> {
  const { runs, unreadable } = await store.list();
  const warnings = unreadable.map(({ id, reason }) => `run ${id} cannot be read: ${reason}`);
  const listed = runs.flatMap(({ state, events }) => {
    const summary = summarizeRun(events);
    return summary === null ? [] : [{ ...summary, state }];
  });
  return { runs: listed, warnings };
}

function listAnswer(runs: readonly ListedRun[], warnings: readonly string[]): Answer {
  return {
    lines: (space) => (runs.length === 0 ? ["There is no such run."] : runListLines(runs, space)),
    json: {
      schema: 1,
      runs: runs.map(({ children, ...run }) => ({
        ...run,
        outcome: outcomeOf({ ...run, children }),
        children: children.length,
      })),
    },
    warnings,
  };
}

function usageAnswer(runs: readonly ListedRun[], by: UsageKey, warnings: readonly string[]): Answer {
  const kinds = new Map<ChildSummary, string>();
  for (const run of runs) for (const child of run.children) kinds.set(child, run.kind);
  const rows = usageTable([...kinds.keys()], (child) =>
    by === "kind" ? (kinds.get(child) ?? null) : child[by],
  );
  return {
    lines: (space) => (rows.length === 0 ? ["Nothing was used yet."] : usageLines(by, rows, space)),
    json: { schema: 1, by, runs: runs.length, rows },
    warnings,
  };
}

async function transcriptAnswer(store: Store, run: ListedRun, { child, full }: RunsRequest): Promise<Answer> {
  const names = run.children.map((each) => each.id);
  const only = names.length === 1 ? names[0] : undefined;
  const id = child ?? only;
  if (id === undefined) {
    throw new OperatorError(
      "usage",
      `${run.id} has ${names.length} children`,
      `Name one: ${names.join(", ")}.`,
    );
  }
  if (!names.includes(id)) {
    const near = nearest(id, names, 2);
    const remedy = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `There are ${names.join(", ")}.`;
    throw new OperatorError("usage", `${run.id} has no child ${JSON.stringify(id)}`, remedy);
  }
  const read = await store.transcript(run.id, id);
  if (read.status === "unreadable") {
    throw new OperatorError("unavailable", read.reason, "Make the file readable.");
  }
  const entries = read.status === "empty" ? [] : readTranscript(new TextDecoder().decode(read.value));
  return {
    lines: (space) =>
      entries.length === 0
        ? [`${id} has said nothing.`]
        : transcriptLines(entries, space, full ? Number.POSITIVE_INFINITY : SHOWN_LINES),
    json: { schema: 1, run: run.id, child: id, entries },
    warnings: [],
  };
}

/** Lines of each prompt, answer and result, unless everything is asked for. */
const SHOWN_LINES = 12;

/** The run of this id, or the only one whose id begins or ends with it. */
async function findRun(store: Store, id: string): Promise<ListedRun> {
  const { runs } = await readRuns(store);
  const exact = runs.filter((run) => run.id === id);
  const found =
    exact.length > 0
      ? exact
      : runs.filter((run) => id.length > 3 && (run.id.startsWith(id) || run.id.endsWith(id)));
  const [run] = found;
  if (run !== undefined && found.length === 1) return run;
  if (found.length > 1) {
    throw new OperatorError(
      "usage",
      `${found.length} runs go by ${id}`,
      `Write one whole: ${found.map((each) => each.id).join(", ")}.`,
    );
  }
  const near = nearest(
    id,
    runs.map((each) => each.id),
    2,
  );
  throw new OperatorError(
    "usage",
    `There is no run ${JSON.stringify(id)}`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "pi-ensemble runs lists them.",
  );
}

function oneOf<T extends string>(text: string, known: readonly T[], what: string, help: string): T {
  const found = known.find((each) => each === text || each === text.toUpperCase());
  if (found !== undefined) return found;
  throw new OperatorError("usage", `${what}: ${JSON.stringify(text)} is none of ${known.join(", ")}`, help);
}
