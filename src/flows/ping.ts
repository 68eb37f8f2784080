import { PONG } from "../core/agents/reports.ts";
import type { Role } from "../core/agents/role.ts";
import { addUsage, type Limits, NO_USAGE } from "../core/agents/run.ts";
import { parseModelReference } from "../core/models/reference.ts";
import { type Ping, type PingAnswer, type PingAsk, pingVerdict } from "../core/ping/ping.ts";
import type { Agent, Agents, Assets, Clock, Display, RunLog } from "../ports.ts";

export interface PingRequest {
  readonly asks: readonly PingAsk[];
  /** Where the children stand. */
  readonly cwd: string;
  readonly limits: Limits;
}

/** What a ping needs from the world. */
export interface PingWorld {
  readonly agents: Agents;
  readonly assets: Pick<Assets, "prompt">;
  readonly clock: Clock;
  readonly display: Display;
  readonly log: RunLog;
}

/**
 * Asks every specialist one question at the same time, each in a real child with its own model. A child has no tool
 * but the one to answer with, so that the question costs as little as one can.
 */
export async function ping(request: PingRequest, world: PingWorld): Promise<Ping> {
  const { agents, assets, clock, display, log } = world;
  const startedAt = clock.monotonic();
  const prompt = [new TextEncoder().encode(await assets.prompt("ping"))];

  display.step("calling the roll");
  const calls = request.asks.map((ask) => ({ ask, agent: call(ask, request, agents) }));
  for (const { agent } of calls) agent.feed(prompt);
  const answers = await Promise.all(calls.map(({ ask, agent }) => answerOf(ask, agent)));

  const done: Ping = {
    schema: 1,
    run: log.id,
    ok: answers.length > 0 && answers.every(({ verdict }) => verdict === "ok"),
    answers,
    usage: answers.map(({ usage }) => usage).reduce(addUsage, NO_USAGE),
    seconds: (clock.monotonic() - startedAt) / 1000,
  };
  await log.append({ type: "ping", ping: done });
  return done;
}

function call({ who, role, model }: PingAsk, { cwd, limits }: PingRequest, agents: Agents): Agent {
  return agents.open({
    id: who,
    label: who,
    step: "ping",
    role: rollCall(role),
    cwd,
    limits,
    ...(model === undefined ? {} : { model }),
  });
}

/** A role that can do nothing but answer. */
function rollCall(name: string): Role {
  return {
    name,
    description: "Answers the roll call.",
    tools: [],
    reports: [PONG.name],
    permissions: null,
    prompt: `You are ${name}.\n`,
  };
}

async function answerOf({ who, model, layer, origin }: PingAsk, agent: Agent): Promise<PingAnswer> {
  const result = await agent.result;
  const reference = model === undefined ? null : parseModelReference(model);
  return {
    who,
    asked: reference === null ? null : `${reference.provider}/${reference.id}`,
    thinking: reference?.thinking ?? null,
    layer,
    origin,
    answered: result.model,
    seconds: result.seconds,
    usage: result.usage,
    verdict: pingVerdict(result),
    detail: result.status === "failed" ? result.detail : null,
  };
}
