import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { keepWithin } from "../src/child/bounds.ts";
import { openLifeline } from "../src/child/lifeline.ts";
import { remindOnce } from "../src/child/reminder.ts";
import { registerReports } from "../src/child/reports.ts";
import { honourRetryAfter } from "../src/child/throttle.ts";
import { CHARTER_VARIABLE, readCharter } from "../src/core/agents/charter.ts";

/** What a child loads, without its guard: only to measure what the guard costs. */
export default function unguarded(pi: ExtensionAPI): void {
  const charter = readCharter(process.env[CHARTER_VARIABLE]);
  if (charter === null) throw new Error("no charter");
  const lifeline = openLifeline(charter.mark);
  registerReports(pi, charter);
  const bounds = keepWithin(pi, charter);
  remindOnce(pi, charter, bounds);
  honourRetryAfter(pi, lifeline);
  lifeline.send({ type: "ready" });
}
