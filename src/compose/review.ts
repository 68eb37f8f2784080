import { join } from "node:path";
import { openAssets } from "../adapters/assets.ts";
import { systemClock } from "../adapters/clock.ts";
import { agentDir, loadConfig } from "../adapters/config.ts";
import { openGit } from "../adapters/git/git.ts";
import { packageRoot } from "../adapters/package.ts";
import { openAgents } from "../adapters/pi/agents.ts";
import { locatePi } from "../adapters/pi/locate.ts";
import { openStore } from "../adapters/store.ts";
import type { Limits } from "../core/agents/run.ts";
import type { Config } from "../core/config/schema.ts";
import { OperatorError } from "../core/errors.ts";
import { resolveModel } from "../core/models/resolve.ts";
import type { ReviewArguments } from "../core/review/arguments.ts";
import type { Review } from "../core/review/review.ts";
import { parseTarget, type TargetRequest } from "../core/review/target.ts";
import { review } from "../flows/review.ts";
import { resolveTarget } from "../flows/target.ts";
import type { Display } from "../ports.ts";

/** What a door knows of the process it runs in. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly execPath: string;
  /** `process.argv[1]`. */
  readonly script: string | undefined;
  readonly cacheDir: string;
  readonly random: (bytes: number) => Uint8Array;
}

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
    readProject: (path) => git.file(target.base, path),
  });
  const { config } = effective;
  const pi = await locatePi({ ...where, packageRoot });
  const store = openStore({ commonDir: git.commonDir, clock: systemClock, random: where.random });
  const log = await store.start("review", { target, arguments: args });
  const agents = openAgents({
    pi,
    childExtension: join(packageRoot, "src", "child", "extension.ts"),
    run: log,
    concurrency: args.concurrency ?? config.review.concurrency,
    display: (child) => shown.display.child(child),
    clock: systemClock,
    env: where.env,
    signal: shown.signal,
  });
  try {
    const done = await review(
      {
        target,
        lenses: args.lenses.length > 0 ? args.lenses : config.review.lenses,
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
        modelOf: (lens) =>
          resolveModel({
            who: { role: "code-review-specialist", lens },
            ...(args.model === undefined ? {} : { call: args.model }),
            config: effective,
            env: where.env,
          }).model,
      },
    );
    await log.append({ type: "run-ended", verdict: done.verdict });
    return done;
  } catch (error) {
    await log.append({ type: "run-ended", error: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    await agents.close();
    await log.close();
    await store.prune(config.runs);
  }
}

function targetOf(args: ReviewArguments): TargetRequest {
  const parsed = parseTarget(args);
  if (parsed.status === "ok") return parsed.value;
  throw new OperatorError("usage", parsed.message, parsed.remedy);
}

const MINUTE_MS = 60_000;

/** The tighter of what was typed, what the configuration says of reviews, and what it says of children. */
function limitsOf({ limits, review: { timeoutMinutes }, budget }: Config, typed: number | undefined): Limits {
  const { usd, tokens, turns } = budget.child;
  return {
    silenceMs: limits.silenceMinutes * MINUTE_MS,
    wallClockMs: Math.min(limits.wallClockMinutes, typed ?? timeoutMinutes) * MINUTE_MS,
    turns: Math.min(limits.turns, turns ?? Number.POSITIVE_INFINITY),
    ...(tokens === null ? {} : { tokens }),
    ...(usd === null ? {} : { usd }),
  };
}
