import { finalReceipt, reportedFindings } from "../core/agents/reports.ts";
import type { Role } from "../core/agents/role.ts";
import { addUsage, type FailureCause, type Limits, NO_USAGE, type RunResult } from "../core/agents/run.ts";
import type { Lens } from "../core/review/lens.ts";
import { mergeFindings } from "../core/review/merge.ts";
import type { Pack } from "../core/review/pack.ts";
import type { LensOutcome, Review } from "../core/review/review.ts";
import type { Severity } from "../core/review/severity.ts";
import type { Target } from "../core/review/target.ts";
import { verdictOf } from "../core/review/verdict.ts";
import type { Agent, Agents, Assets, Clock, Display, Git, RunLog } from "../ports.ts";
import { anchorReports } from "./anchor-reports.ts";
import { assertChanged, readChange } from "./read-change.ts";
import { openWorkspace } from "./workspace.ts";

export interface ReviewRequest {
  readonly target: Target;
  /** In order of precedence, at least one. */
  readonly lenses: readonly Lens[];
  /** The least severe finding that keeps the verdict from APPROVED. */
  readonly blockOn: Severity;
  /** Tokens of the change that one child is given at most. */
  readonly tokenBudget: number;
  readonly limits: Limits;
}

/** What a review needs from the world. */
export interface ReviewWorld {
  readonly agents: Agents;
  readonly assets: Assets;
  readonly clock: Clock;
  readonly display: Display;
  readonly git: Git;
  readonly log: RunLog;
  /** The model for a lens, and what to try when its provider fails; undefined leaves the choice to Pi. */
  modelOf(lens: Lens): { readonly model: string | undefined; readonly fallbacks: readonly string[] };
}

/**
 * Reviews a change through every lens that is asked for, each in a child of its own, and computes the verdict.
 * The children start while the change is being read and wait for their prompt. A lens that fails is part of the
 * result. Throws an `OperatorError` when there is nothing that could be reviewed.
 */
export async function review(request: ReviewRequest, world: ReviewWorld): Promise<Review> {
  const { assets, clock, display, git, log } = world;
  const { target } = request;
  const startedAt = clock.monotonic();

  await assertChanged(target, git);
  const role = await assets.role("code-review-specialist");
  const workspace = await openWorkspace(target, world);

  const open = (lens: Lens, part: number) => openLens(lens, part, role, workspace.path, request, world);
  try {
    const first = request.lenses.map((lens) => open(lens, 1));
    display.step("reading the change");
    const change = await readChange(target, request.lenses, request.tokenBudget, { git, assets });

    display.step(change.parts === 1 ? "reviewing" : `reviewing in ${change.parts} parts`);
    const parts = Array.from({ length: change.parts }, (_, index) => {
      const part = index + 1;
      const children = part === 1 ? first : request.lenses.map((lens) => open(lens, part));
      return reviewPart(part, change.pack(part), children);
    });
    const results = (await Promise.all(parts)).flat();

    display.step("merging the findings");
    const anchored = await anchorReports({
      findings: results.flatMap(({ lens, result }) =>
        reportedFindings(result.reports).map((finding) => ({ lens, finding })),
      ),
      target,
      files: change.files,
      root: workspace.path,
      git,
    });
    const findings = mergeFindings(anchored);
    const lenses = request.lenses.map((lens) =>
      outcomeOf(
        lens,
        results.filter((result) => result.lens === lens),
      ),
    );
    const done: Review = {
      schema: 1,
      run: log.id,
      verdict: verdictOf({ lenses, findings, blockOn: request.blockOn }),
      target,
      lenses,
      findings,
      unreviewed: change.unreviewed,
      denied: results.reduce((sum, { result }) => sum + result.denied, 0),
      usage: lenses.map((lens) => lens.usage).reduce(addUsage, NO_USAGE),
      seconds: (clock.monotonic() - startedAt) / 1000,
    };
    await log.append({ type: "review", review: done });
    return done;
  } finally {
    await workspace.close();
  }
}

/** What one lens's child made of one part of the change. */
interface LensRun {
  readonly lens: Lens;
  readonly part: number;
  readonly result: RunResult;
}

/** A child and the lens that it looks through. */
interface LensChild {
  readonly lens: Lens;
  readonly agent: Agent;
}

function openLens(
  lens: Lens,
  part: number,
  role: Role,
  cwd: string,
  request: ReviewRequest,
  world: ReviewWorld,
): LensChild {
  const { model, fallbacks } = world.modelOf(lens);
  const agent = world.agents.open({
    id: part === 1 ? lens : `${lens}-${part}`,
    label: part === 1 ? lens : `${lens} ${part}`,
    role,
    cwd,
    limits: request.limits,
    step: "review",
    fallbacks,
    ...(model === undefined ? {} : { model }),
  });
  return { lens, agent };
}

/**
 * Feeds a part to its children. The first one leads; the others get theirs at the first event of its answer, when
 * the provider's cache holds what they share, or when there is no waiting for it any more.
 */
async function reviewPart(part: number, pack: Pack, children: readonly LensChild[]): Promise<LensRun[]> {
  const feed = ({ lens, agent }: LensChild) => agent.feed([pack.shared, pack.tail(lens)]);
  const [leader, ...others] = children;
  if (leader !== undefined) {
    feed(leader);
    await leader.agent.answered;
  }
  others.forEach(feed);
  return Promise.all(children.map(async ({ lens, agent }) => ({ lens, part, result: await agent.result })));
}

/** A lens is done when each part of the change has its receipt; else it failed for the first part's cause. */
function outcomeOf(lens: Lens, runs: readonly LensRun[]): LensOutcome {
  const receipts = runs
    .map(({ result }) => finalReceipt(result.reports))
    .filter((receipt) => receipt !== null);
  const facts = {
    lens,
    model: runs.map(({ result }) => result.model).find((model) => model !== null) ?? null,
    usage: runs.map(({ result }) => result.usage).reduce(addUsage, NO_USAGE),
    seconds: Math.max(0, ...runs.map(({ result }) => result.seconds)),
    examined: [...new Set(receipts.flatMap((receipt) => receipt.examined))],
    summary: receipts.map((receipt) => receipt.summary).join("\n\n"),
  };
  const failure = failureOf(runs);
  return failure === null ? { ...facts, status: "done" } : { ...facts, status: "failed", ...failure };
}

function failureOf(runs: readonly LensRun[]): { cause: FailureCause; detail: string } | null {
  if (runs.length === 0) return { cause: "no-report", detail: "no child was started" };
  for (const { part, result } of runs) {
    const where = runs.length === 1 ? "" : `part ${part} of ${runs.length}: `;
    if (result.status === "failed") return { cause: result.cause, detail: `${where}${result.detail}` };
    if (finalReceipt(result.reports) === null)
      return { cause: "no-report", detail: `${where}there is no receipt` };
  }
  return null;
}
