import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type AgentsOptions, openAgents, type PiAgents } from "../../src/adapters/pi/agents.ts";
import type { GuardOptions } from "../../src/adapters/pi/guard.ts";
import { locatePi } from "../../src/adapters/pi/locate.ts";
import { NO_SANDBOX } from "../../src/adapters/pi/sandbox.ts";
import type { Role } from "../../src/core/agents/role.ts";
import type { Limits, LiveChild } from "../../src/core/agents/run.ts";
import type { AgentSpec, RunLog } from "../../src/ports.ts";
import {
  type AgentDirOptions,
  type ModelScript,
  type ModelServer,
  startModelServer,
  writeAgentDir,
} from "./model-server.ts";

export const PACKAGE_ROOT = resolve(import.meta.dirname, "../..");

/** A reviewer with the least that a test needs. */
export const REVIEWER: Role = {
  name: "reviewer",
  description: "Reviews.",
  tools: ["ls", "bash"],
  reports: ["report_finding", "finish_review"],
  permissions: { write: "workspace", otherwise: "allow" },
  prompt: "You review code.",
};

/** What the role's file says is all there is, and there is nobody to ask. */
export const ROLES_ALONE: GuardOptions = {
  layersOf: () => [],
  environment: ["FAMILY"],
  guarded: [],
  approvals: null,
  sandbox: NO_SANDBOX,
};

export const LIMITS: Limits = { silenceMs: 30_000, wallClockMs: 60_000, turns: 20 };

export const RECEIPT = { summary: "Looked at it.", examined: ["a.ts"], complete: true };

export const FINISH = { calls: [{ name: "finish_review", arguments: RECEIPT }] };

export type RunEvents = { readonly type: string; readonly [key: string]: unknown }[];

/** Real children in front of a scripted model, with everything they need in a temporary folder. */
export interface Children extends AsyncDisposable {
  readonly agents: PiAgents;
  readonly server: ModelServer;
  /** Temporary folder; it is the children's working folder too. */
  readonly dir: string;
  /** The environment in which Pi finds the scripted model. */
  readonly env: Record<string, string>;
  readonly events: RunEvents;
  /** Every picture that was displayed, in order. */
  readonly pictures: LiveChild[];
  /** Resolves with the first picture, past or future, that fits. */
  shown(fits: (child: LiveChild) => boolean): Promise<LiveChild>;
  readonly abort: () => void;
  spec(id: string, change?: Partial<AgentSpec>): AgentSpec;
  /** Opens a child, feeds it `prompt` and gives its result. */
  ask(id: string, prompt: string, change?: Partial<AgentSpec>): ReturnType<PiAgents["open"]>["result"];
}

export type ChildrenOptions = Partial<AgentsOptions> & {
  readonly agentDir?: AgentDirOptions;
  /** Variables beside the ones that make Pi use the scripted model. */
  readonly environment?: Readonly<Record<string, string>>;
};

export async function startChildren(script: ModelScript, options: ChildrenOptions = {}): Promise<Children> {
  const { agentDir, environment, ...change } = options;
  const dir = await mkdtemp(join(tmpdir(), "pi-ensemble-children-"));
  const server = await startModelServer(script);
  const basic = await writeAgentDir(join(dir, "agent"), server.url, agentDir);
  // Commands see FAMILY as well: by it everything that belongs to these children is found.
  const env = { ...basic, FAMILY: dir, ...environment };
  const events: RunEvents = [];
  const pictures: LiveChild[] = [];
  const waiting = new Set<(child: LiveChild) => void>();
  const controller = new AbortController();
  const agents = openAgents({
    pi: await locatePi({ execPath: process.execPath, script: undefined, env, packageRoot: PACKAGE_ROOT }),
    childExtension: join(PACKAGE_ROOT, "src/child/extension.ts"),
    run: memoryLog(dir, events),
    concurrency: 6,
    display(child) {
      pictures.push(child);
      for (const notify of waiting) notify(child);
    },
    clock: { monotonic: () => performance.now(), now: () => new Date() },
    env,
    guard: ROLES_ALONE,
    signal: controller.signal,
    retry: { attempts: 2, baseDelayMs: 20 },
    ...change,
  });
  const spec = (id: string, change: Partial<AgentSpec> = {}): AgentSpec => ({
    id,
    label: id,
    role: REVIEWER,
    model: "fake/m1",
    cwd: dir,
    limits: LIMITS,
    ...change,
  });
  return {
    agents,
    server,
    dir,
    env,
    events,
    pictures,
    shown(fits) {
      const past = pictures.find(fits);
      if (past !== undefined) return Promise.resolve(past);
      return new Promise((resolve) => {
        const notify = (child: LiveChild) => {
          if (!fits(child)) return;
          waiting.delete(notify);
          resolve(child);
        };
        waiting.add(notify);
      });
    },
    abort: () => controller.abort(),
    spec,
    ask(id, prompt, change) {
      const agent = agents.open(spec(id, change));
      agent.feed([Buffer.from(prompt)]);
      return agent.result;
    },
    async [Symbol.asyncDispose]() {
      await agents.close();
      await server.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Starts `programs/parent.ts`, a program of its own that runs one child in front of the same model. */
export function spawnParent({ dir, env }: Children, spec: AgentSpec): ChildProcess {
  const argument = {
    dir,
    packageRoot: PACKAGE_ROOT,
    childExtension: join(PACKAGE_ROOT, "src/child/extension.ts"),
    env,
    spec,
  };
  const program = join(PACKAGE_ROOT, "test/support/programs/parent.ts");
  return spawn(process.execPath, [program, JSON.stringify(argument)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

function memoryLog(dir: string, events: RunEvents): RunLog {
  return {
    id: "test-run",
    dir,
    append: async (event) => void events.push(event),
    close: async () => undefined,
  };
}
