import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import type { Charter } from "../core/agents/charter.ts";
import { checkReport, REPORT_TOOLS, type ReportTool } from "../core/agents/reports.ts";

/** Registers the reporting tools that the charter names. Throws when it names one that there is not. */
export function registerReports(pi: ExtensionAPI, charter: Charter): void {
  let closing = false;
  // A batch ends the child only when each of its calls says so, and the final report may have siblings.
  pi.on("message_end", ({ message }) => {
    if (message.role !== "assistant") return;
    closing = message.content.some((part) => part.type === "toolCall" && part.name === charter.final);
  });
  for (const name of charter.reports) {
    const tool = REPORT_TOOLS.get(name);
    if (tool === undefined) throw new Error(`The charter names an unknown reporting tool: ${name}`);
    pi.registerTool({
      name,
      label: name,
      description: tool.description,
      parameters: tool.parameters,
      async execute(_id, params) {
        const refusal = checkReport(name, params);
        if (refusal !== null) throw new Error(`Not accepted:\n${refusal.violations.join("\n")}`);
        // `details` is what the parent reads: the arguments as they were checked.
        return { content: [{ type: "text", text: answerTo(tool) }], details: params, terminate: closing };
      },
    });
  }
}

function answerTo(tool: ReportTool): string {
  return tool.final ? "Accepted." : "Recorded.";
}
