import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import type { Charter } from "../core/agents/charter.ts";
import type { Bounds } from "./bounds.ts";

/** Asks once for the final report when the model is about to stop without it. */
export function remindOnce(pi: ExtensionAPI, charter: Charter, bounds: Bounds): void {
  let reminded = false;
  pi.on("agent_before_settle", ({ outcome }) => {
    if (reminded || bounds.over() || outcome !== "completed") return undefined;
    reminded = true;
    const entry = {
      type: "custom_message" as const,
      customType: "pi-ensemble",
      content: charter.reminder,
      display: false,
    };
    return { entries: [entry], continue: true };
  });
}
