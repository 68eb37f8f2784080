// Starts runs in the folder argv[2], argv[3] of them with argv[4] events each, and prints their ids.
// With argv[5] "stay" it then waits to be killed instead of ending its runs.
import { systemClock } from "../../src/adapters/clock.ts";
import { openStore } from "../../src/adapters/store.ts";

const [commonDir = "", runs = "1", events = "1", end = "end"] = process.argv.slice(2);
// Two values only: processes that start in the same second are sure to want the same folder.
const store = openStore({
  commonDir,
  clock: systemClock,
  random: (bytes) => new Uint8Array(bytes).fill(Math.random() < 0.5 ? 1 : Math.floor(Math.random() * 256)),
});
for (let run = 0; run < Number(runs); run += 1) {
  const log = await store.start("review", { writer: process.pid });
  const writes = Array.from({ length: Number(events) }, (_, n) => log.append({ type: "tick", n }));
  await Promise.all(writes);
  if (end === "end") {
    await log.append({ type: "run-ended", verdict: "APPROVED" });
    await log.close();
  }
  process.stdout.write(`${log.id}\n`);
}
if (end === "stay") setInterval(() => {}, 1000);
