import { homedir } from "node:os";
import { openAssets } from "../adapters/assets.ts";
import { systemClock } from "../adapters/clock.ts";
import { packageRoot } from "../adapters/package.ts";
import type { Effective } from "../core/config/merge.ts";
import { checkModels } from "../core/models/check.ts";
import { resolveModel, type Who } from "../core/models/resolve.ts";
import { nameOfWho, SPECIALISTS, usesOf, whoIs } from "../core/models/specialist.ts";
import type { Ping } from "../core/ping/ping.ts";
import { ping } from "../flows/ping.ts";
import type { Display } from "../ports.ts";
import { catalogueFor, findPlace, type Surroundings } from "./place.ts";
import { withRun } from "./run.ts";
import { countOf, noMoreThan, parseWords } from "./words.ts";

/** A roll call, as `pi-ensemble ping` and `/ensemble-ping` read it. */
export interface PingArguments {
  /** The model of everybody, for this call. */
  readonly model?: string;
  /** Roles and lenses; empty: all that are used. */
  readonly names: readonly string[];
  /** How long each may take. */
  readonly timeoutSeconds: number;
  readonly json: boolean;
  readonly cwd?: string;
  readonly help: boolean;
}

const TIMEOUT_S = 120;

/** Reads the words behind the command; `help` says where the options are listed. */
export function parsePingWords(words: readonly string[], help: string): PingArguments {
  const { values, positionals } = parseWords(
    words,
    {
      model: { type: "string", short: "m" },
      role: { type: "string", multiple: true },
      lens: { type: "string", multiple: true },
      timeout: { type: "string" },
      json: { type: "boolean" },
      cwd: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
    help,
  );
  noMoreThan(0, positionals, help);
  return {
    ...(values.model === undefined ? {} : { model: values.model }),
    names: [...(values.role ?? []), ...(values.lens ?? [])],
    timeoutSeconds: values.timeout === undefined ? TIMEOUT_S : countOf(values.timeout, "--timeout"),
    json: values.json === true,
    ...(values.cwd === undefined ? {} : { cwd: values.cwd }),
    help: values.help === true,
  };
}

/**
 * Calls the roll. Throws an OperatorError before any child is started when a model does not exist or is not
 * authenticated. `signal` cancels it; no child is left behind however it ends.
 */
export async function runPing(
  args: PingArguments,
  where: Surroundings,
  shown: { readonly display: Display; readonly signal: AbortSignal },
): Promise<Ping> {
  const { config, store, root } = await findPlace(where);
  const specialists = whoIsAsked(args.names, config);
  const resolve = (who: Who, piDefault?: string) =>
    resolveModel({
      who,
      config,
      env: where.env,
      ...(args.model === undefined ? {} : { call: args.model }),
      ...(piDefault === undefined ? {} : { piDefault }),
    });
  const uses = specialists.flatMap((who) => usesOf(who, resolve(who)));
  const catalogue = await catalogueFor(where)(uses.map(({ model }) => model));
  checkModels(uses, catalogue);
  const asks = specialists.map((who) => {
    const { model, layer, origin } = resolve(who, catalogue.piDefault ?? undefined);
    return { who: nameOfWho(who), role: who.role, model, layer, origin };
  });

  const timeout = args.timeoutSeconds * 1000;
  return withRun(
    {
      command: "ping",
      details: { arguments: args },
      store,
      config,
      project: null,
      display: shown.display,
      signal: shown.signal,
    },
    where,
    ({ agents, log }) =>
      ping(
        {
          asks,
          cwd: root ?? homedir(),
          // One answer, and one more after the reminder.
          limits: { silenceMs: timeout, wallClockMs: timeout, turns: 2 },
        },
        { agents, assets: openAssets(packageRoot), clock: systemClock, display: shown.display, log },
      ),
    ({ ok }) => ({ ok }),
  );
}

/** Those that are named, or every role and the lenses that a review runs. */
function whoIsAsked(names: readonly string[], { config }: Effective): readonly Who[] {
  if (names.length > 0) return [...new Set(names)].map(whoIs);
  return SPECIALISTS.filter(({ lens }) => lens === undefined || config.review.lenses.includes(lens));
}
