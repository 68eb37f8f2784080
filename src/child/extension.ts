import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import { CHARTER_VARIABLE, readCharter } from "../core/agents/charter.ts";
import { replaceBash } from "./bash.ts";
import { keepWithin } from "./bounds.ts";
import { askBeforeEachRequest } from "./budget.ts";
import { guardTools } from "./guard.ts";
import { openLifeline } from "./lifeline.ts";
import { remindOnce } from "./reminder.ts";
import { registerReports } from "./reports.ts";
import { honourRetryAfter } from "./throttle.ts";

/** The extension that is loaded into every child. Without a valid charter it lets nothing through. */
export default function child(pi: ExtensionAPI): void {
  const charter = readCharter(process.env[CHARTER_VARIABLE]);
  // The commands that the model runs have no business with it.
  delete process.env[CHARTER_VARIABLE];
  if (charter === null) {
    const reason = `No tool may be used: ${CHARTER_VARIABLE} holds no valid charter.`;
    process.stderr.write(`${reason}\n`);
    pi.on("tool_call", () => ({ block: true, reason }));
    return;
  }
  const lifeline = openLifeline(charter.mark);
  registerReports(pi, charter);
  const bounds = keepWithin(pi, charter);
  const guard = guardTools(pi, charter, lifeline);
  replaceBash(pi, charter, guard);
  remindOnce(pi, charter, bounds);
  if (charter.sharesBudget === true) askBeforeEachRequest(pi, lifeline);
  honourRetryAfter(pi, lifeline);
  lifeline.send({ type: "ready" });
}
