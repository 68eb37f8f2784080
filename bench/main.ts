import { parseArgs } from "node:util";
import { packageRoot } from "../src/adapters/package.ts";
import { benchGuard } from "./guard.ts";
import { reportMerge } from "./merge.ts";
import { reportPairs } from "./pairs.ts";
import { benchPrompt } from "./prompt.ts";
import { reportStartup } from "./startup.ts";
import { benchStream } from "./stream.ts";

const GIB = 2 ** 30;

const { values } = parseArgs({ options: { pairs: { type: "string" } } });

for await (const line of report(values.pairs)) process.stdout.write(`${line}\n`);

/** Every benchmark, one after the other; each ratio is of things measured in this run. */
async function* report(pairs: string | undefined): AsyncGenerator<string, void> {
  yield* await reportStartup(packageRoot);
  await benchGuard();

  const quarter = benchStream(GIB / 4);
  const whole = benchStream(GIB);
  yield `events: ${whole.megabytesPerSecond.toFixed(0)} MB/s; peak memory ${whole.peakMiB.toFixed(0)} MiB after 1 GiB, ${quarter.peakMiB.toFixed(0)} MiB after a quarter of it`;

  yield* reportMerge();

  const prompt = await benchPrompt();
  yield `prompt: ${(100 * prompt.share).toFixed(2)} % of ${prompt.bytes} bytes are common to all lenses`;

  if (pairs === undefined)
    yield "near-duplicates: not measured, name a file of labelled pairs with --pairs FILE";
  else yield* await reportPairs(pairs);
}
