import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { openAgents } from "../src/adapters/pi/agents.ts";
import { BASE_FLAGS } from "../src/adapters/pi/invocation.ts";
import { locatePi, type PiCommand } from "../src/adapters/pi/locate.ts";
import { NO_SANDBOX } from "../src/adapters/pi/sandbox.ts";
import type { Role } from "../src/core/agents/role.ts";
import { LENSES } from "../src/core/review/lens.ts";
import { startModelServer, writeAgentDir } from "../test/support/model-server.ts";
import { makeRepository } from "../test/support/repository.ts";

export interface StartupResult {
  /** Milliseconds of six lens children through our adapter, the best of the rounds. */
  readonly review: number;
  /** Milliseconds of the whole command `pi-ensemble review`, as it is shipped, over a small change. */
  readonly command: number;
  /** Milliseconds of six bare `pi` children started together, the best of the rounds. */
  readonly bare: number;
  /** Milliseconds of six bare `pi` children that load an extension which does nothing. */
  readonly empty: number;
}

const ROLE: Role = {
  name: "reviewer",
  description: "Reviews.",
  tools: ["read", "grep", "find", "ls"],
  reports: ["report_finding", "finish_review"],
  permissions: null,
  prompt: "You review code.",
};

/**
 * Times six children with an instant model: ours, bare ones, and bare ones with an empty extension, in turns. All have
 * the same flags, so that only what we add makes a difference.
 */
export async function benchStartup(packageRoot: string, rounds = 5): Promise<StartupResult> {
  const dir = await mkdtemp(join(tmpdir(), "pi-ensemble-bench-"));
  const server = await startModelServer(({ lens }) =>
    lens === null
      ? { text: "ok" }
      : { calls: [{ name: "finish_review", arguments: { summary: "s", examined: ["a"], complete: true } }] },
  );
  const env = await writeAgentDir(join(dir, "agent"), server.url);
  const pi = await locatePi({ execPath: process.execPath, script: undefined, env, packageRoot });
  const empty = ["-e", join(packageRoot, "bench/empty-extension.ts")];
  using repository = makeRepository();
  repository.write({ "a.ts": "export const a = 1;\n" });
  const best = {
    review: Number.POSITIVE_INFINITY,
    command: Number.POSITIVE_INFINITY,
    bare: Number.POSITIVE_INFINITY,
    empty: Number.POSITIVE_INFINITY,
  };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const times = {
        bare: await timed(() => bareChildren(pi, [], dir, env)),
        empty: await timed(() => bareChildren(pi, empty, dir, env)),
        review: await timed(() => lensChildren(pi, packageRoot, dir, env)),
        command: await timed(() => command(packageRoot, repository.root, env)),
      };
      // The first round fills the caches of all three.
      if (round === 0) continue;
      for (const key of ["review", "command", "bare", "empty"] as const)
        best[key] = Math.min(best[key], times[key]);
    }
  } finally {
    await server.close();
    await rm(dir, { recursive: true, force: true });
  }
  return best;
}

async function command(packageRoot: string, cwd: string, env: Record<string, string>): Promise<void> {
  await execa(process.execPath, [join(packageRoot, "dist/cli.js"), "review", "--json"], {
    cwd,
    env,
    extendEnv: false,
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function bareChildren(
  pi: PiCommand,
  more: readonly string[],
  dir: string,
  env: Record<string, string>,
): Promise<void> {
  await Promise.all(
    LENSES.map(() =>
      execa(pi.file, [...pi.args, ...BASE_FLAGS, ...more], {
        cwd: dir,
        env,
        extendEnv: false,
        input: "Hello",
      }),
    ),
  );
}

/** Six lenses as a review runs them: all started at once, the first one leads, the others follow its first answer. */
async function lensChildren(
  pi: PiCommand,
  packageRoot: string,
  dir: string,
  env: Record<string, string>,
): Promise<void> {
  const agents = openAgents({
    pi,
    childExtension: join(packageRoot, "src/child/extension.ts"),
    run: { id: "bench", dir, append: async () => undefined, close: async () => undefined },
    concurrency: LENSES.length,
    display: () => undefined,
    clock: { monotonic: () => performance.now(), now: () => new Date() },
    env,
    guard: {
      layersOf: () => [],
      environment: [],
      guarded: [packageRoot],
      approvals: null,
      sandbox: NO_SANDBOX,
    },
    signal: new AbortController().signal,
  });
  const limits = { silenceMs: 60_000, wallClockMs: 60_000, turns: 10 };
  const opened = LENSES.map((id) => ({
    id,
    agent: agents.open({ id, label: id, role: ROLE, cwd: dir, limits }),
  }));
  const prompt = Buffer.from("Review.\n");
  const [lead, ...others] = opened;
  const feed = ({ id, agent }: (typeof opened)[number]) => agent.feed([prompt, Buffer.from(`Lens: ${id}\n`)]);
  if (lead !== undefined) {
    feed(lead);
    await lead.agent.answered;
  }
  others.forEach(feed);
  const results = await Promise.all(opened.map(({ agent }) => agent.result));
  await agents.close();
  const failed = results.find(({ status }) => status !== "done");
  if (failed !== undefined) throw new Error(`A child failed: ${JSON.stringify(failed)}`);
}

/** The lines of the benchmark (a). */
export async function reportStartup(packageRoot: string): Promise<string[]> {
  const { review, command, bare, empty } = await benchStartup(packageRoot);
  const times = (ms: number) => `${ms.toFixed(0)} ms, x${(ms / bare).toFixed(2)}`;
  return [
    `start-up: six bare pi ${bare.toFixed(0)} ms; six lenses ${times(review)}; the whole command ${times(command)}; six bare pi with an empty extension ${times(empty)}`,
  ];
}

if (import.meta.main) {
  for (const line of await reportStartup(join(import.meta.dirname, ".."))) process.stdout.write(`${line}\n`);
}
