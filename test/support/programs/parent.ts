import { openAgents } from "../../../src/adapters/pi/agents.ts";
import { locatePi } from "../../../src/adapters/pi/locate.ts";
import { NO_SANDBOX } from "../../../src/adapters/pi/sandbox.ts";
import type { AgentSpec } from "../../../src/ports.ts";

/** A program that starts one child and waits for it: what a test can kill or weigh. Its one argument is a JSON object. */
interface Arguments {
  readonly dir: string;
  readonly packageRoot: string;
  readonly childExtension: string;
  readonly env: Record<string, string>;
  readonly spec: AgentSpec;
}

const { dir, packageRoot, childExtension, env, spec } = JSON.parse(process.argv[2] ?? "") as Arguments;
const agents = openAgents({
  pi: await locatePi({ execPath: process.execPath, script: undefined, env, packageRoot }),
  childExtension,
  run: { id: "killed", dir, append: async () => undefined, close: async () => undefined },
  concurrency: 1,
  display: () => undefined,
  clock: { monotonic: () => performance.now(), now: () => new Date() },
  env,
  guard: { layersOf: () => [], environment: ["FAMILY"], guarded: [], approvals: null, sandbox: NO_SANDBOX },
  signal: new AbortController().signal,
});
const agent = agents.open(spec);
if (spec.label !== "unfed") agent.feed([Buffer.from("Run the command.")]);
const result = await agent.result;
const { maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ result, peakMB: maxRSS / 1024 }));
