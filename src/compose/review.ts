import { openAssets } from "../adapters/assets.ts";
import { systemClock } from "../adapters/clock.ts";
import { agentDir, loadConfig } from "../adapters/config.ts";
import { openGit } from "../adapters/git/git.ts";
import { packageRoot } from "../adapters/package.ts";
import { openStore } from "../adapters/store.ts";
import type { Limits } from "../core/agents/run.ts";
import type { Effective } from "../core/config/merge.ts";
import type { Config } from "../core/config/schema.ts";
import { OperatorError } from "../core/errors.ts";
import { checkModels } from "../core/models/check.ts";
import { type ResolvedModel, resolveModel } from "../core/models/resolve.ts";
import { usesOf } from "../core/models/specialist.ts";
import type { ReviewArguments } from "../core/review/arguments.ts";
import type { Lens } from "../core/review/lens.ts";
import type { Review } from "../core/review/review.ts";
import { parseTarget, type TargetRequest, trustedState } from "../core/review/target.ts";
import { review } from "../flows/review.ts";
import { resolveTarget } from "../flows/target.ts";
import type { Display } from "../ports.ts";
import { catalogueFor, type Surroundings } from "./place.ts";
import { withRun } from "./run.ts";

/**
 * Runs the review that a person asked for, and leaves no child behind however it ends. `signal` cancels it: the
 * lenses that had not finished have failed then. Throws an OperatorError for what cannot be reviewed at all.
 */
export async function runReview(
  args: ReviewArguments,
  where: Surroundings,
  shown: { readonly display: Display; readonly signal: AbortSignal },
): Promise<Review> {
  const git = await openGit({ cwd: where.cwd, env: where.env, cacheDir: where.cacheDir });
  const target = await resolveTarget(targetOf(args), git);
  const effective = await loadConfig({
    agentDir: agentDir(where.env),
    readProject: (path) => git.file(trustedState(target), path),
  });
  const { config } = effective;
  const lenses = args.lenses.length > 0 ? args.lenses : config.review.lenses;
  const models = await chooseModels(lenses, args, effective, where);
  const minutes = args.timeoutMinutes ?? config.review.timeoutMinutes;
  return withRun(
    {
      command: "review",
      details: { target, arguments: args },
      store: openStore({ commonDir: git.commonDir, clock: systemClock, random: where.random }),
      config: effective,
      project: git.commonDir,
      ...(args.concurrency === undefined ? {} : { concurrency: args.concurrency }),
      display: shown.display,
      signal: AbortSignal.any([shown.signal, AbortSignal.timeout(minutes * MINUTE_MS)]),
    },
    where,
    ({ agents, log }) =>
      review(
        {
          target,
          lenses,
          blockOn: args.blockOn ?? config.review.blockOn,
          tokenBudget: config.review.tokenBudget,
          limits: limitsOf(config, args.timeoutMinutes),
        },
        {
          agents,
          assets: openAssets(packageRoot),
          clock: systemClock,
          display: shown.display,
          git,
          log,
          modelOf: (lens) => models.get(lens) ?? { model: undefined, fallbacks: [] },
        },
      ),
    ({ verdict }) => ({ verdict }),
  );
}

/** The model of each lens. Throws an OperatorError when one does not exist or is not authenticated. */
async function chooseModels(
  lenses: readonly Lens[],
  args: ReviewArguments,
  config: Effective,
  where: Surroundings,
): Promise<ReadonlyMap<Lens, ResolvedModel>> {
  const chosen = lenses.map((lens) => {
    const who = { role: "code-review-specialist", lens } as const;
    const call = args.model === undefined ? {} : { call: args.model };
    return { who, resolved: resolveModel({ who, ...call, config, env: where.env }) };
  });
  const uses = chosen.flatMap(({ who, resolved }) => usesOf(who, resolved));
  // Where the choice is left to Pi there is nothing to check, and no reason to start it.
  if (uses.length > 0) checkModels(uses, await catalogueFor(where)(uses.map(({ model }) => model)));
  return new Map(chosen.map(({ who, resolved }) => [who.lens, resolved]));
}

function targetOf(args: ReviewArguments): TargetRequest {
  const parsed = parseTarget(args);
  if (parsed.status === "ok") return parsed.value;
  throw new OperatorError("usage", parsed.message, parsed.remedy);
}

const MINUTE_MS = 60_000;

/** What was typed counts more than what the configuration says of children. */
function limitsOf({ limits, budget }: Config, typedMinutes: number | undefined): Limits {
  const { usd, tokens, turns } = budget.child;
  return {
    silenceMs: limits.silenceMinutes * MINUTE_MS,
    wallClockMs: (typedMinutes ?? limits.wallClockMinutes) * MINUTE_MS,
    turns: Math.min(limits.turns, turns ?? Number.POSITIVE_INFINITY),
    ...(tokens === null ? {} : { tokens }),
    ...(usd === null ? {} : { usd }),
  };
}
