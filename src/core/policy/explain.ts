import type { Reason } from "./policy.ts";

/**
 * What a stopped child reads instead of a result, in at most three lines: the rule, the reason, and what it can do
 * instead. `answer` says what became of a question.
 */
export function explain(
  reason: Reason & { readonly origin?: string },
  answer?: "denied" | "unanswered" | "nobody",
): string {
  const origin = reason.origin === undefined ? "" : ` (${reason.origin})`;
  const asked = reason.decision !== "ask" ? "" : `, and ${ANSWERS[answer ?? "nobody"]}`;
  const lines = [
    `Not permitted by the rule "${oneLine(reason.rule, 120)}"${origin}${asked}.`,
    `Why: ${oneLine(reason.because, 300)}.`,
  ];
  if (reason.instead !== undefined && reason.instead !== "")
    lines.push(`Instead: ${oneLine(reason.instead, 200)}.`);
  return lines.join("\n");
}

const ANSWERS = {
  denied: "the user said no",
  unanswered: "the user did not answer in time",
  nobody: "there is nobody to ask",
} as const;

function oneLine(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return line.length > most ? `${line.slice(0, most - 3)}...` : line;
}
