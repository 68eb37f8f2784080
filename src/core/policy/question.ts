import type { Answer, Asked } from "../agents/lifeline.ts";

/** A command of more characters is not shown to a person, who could not read it, and so not asked about. */
export const LONGEST_ASKED = 4000;

/** What a person can answer, the safe one first: a key that was meant for something else must not let a command run. */
export const CHOICES: ReadonlyMap<string, Answer> = new Map([
  ["No", "denied"],
  ["Yes, this once", "once"],
  ["Yes, always for this run", "run"],
  ["Yes, always for this project", "project"],
]);

/**
 * The question as a person reads it: who wants what, and why it is asked. The command is shown to the letter, in lines
 * of at most `width` characters; what would be invisible, or would change what is seen, is written as `\u{…}`.
 */
export function questionText(
  { child, role, tool, command, rule, because }: Asked & { readonly child: string; readonly role: string },
  width = 90,
): string {
  const who = child === role ? role : `${child} (${role})`;
  const wants = tool === "bash" ? "wants to run" : `wants to use ${tool} on`;
  return [
    `${visible(who)} ${wants}`,
    "",
    ...visibleLines(command)
      .flatMap((line) => pieces(line, width))
      .map((line) => `    ${line}`),
    "",
    `Rule: ${visible(rule)}. Why: ${visible(because)}.`,
  ].join("\n");
}

/** Each line of the command; a line feed is seen as one. */
function visibleLines(command: string): string[] {
  const lines = command.split("\n").map(visible);
  return lines.map((line, index) => (index < lines.length - 1 ? `${line}⏎` : line));
}

/** Control and format characters, separators other than a space, and what has no meaning yet. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

function visible(text: string): string {
  return text.replace(UNSEEN, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

function pieces(line: string, width: number): string[] {
  const chars = [...line];
  const count = Math.max(1, Math.ceil(chars.length / width));
  return Array.from({ length: count }, (_, index) =>
    chars.slice(index * width, (index + 1) * width).join(""),
  );
}
