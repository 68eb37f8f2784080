import { type Answer, type Asked, isForGood } from "../agents/lifeline.ts";
import { visible } from "../visible.ts";

/** How many columns of a terminal the command takes at most; behind the indent, and within a window of 80 columns. */
const WIDTH = 72;

/** How many lines a command may take: the whole question is to be seen at once, in a window of 24 lines. */
const MOST_LINES = 10;

/** How many characters are shown of why it is asked. */
const LONGEST_REASON = 240;

/** What a person can answer, the safe one first: a key that was meant for something else must not let a command run. */
export const CHOICES: ReadonlyMap<string, Answer> = new Map([
  ["No", "denied"],
  ["Yes, this once", "once"],
  ["Yes, always for this run", "run"],
  ["Yes, always for this project", "project"],
]);

/**
 * The answers that a person is offered. What a tool writes is not shown, so that a yes to it holds this once; `keeps`
 * says whether a yes can be kept for the project.
 */
export function choicesFor({ tool }: Pick<Asked, "tool">, keeps: boolean): string[] {
  const lasting = tool !== "write" && tool !== "edit";
  return [...CHOICES]
    .filter(([, answer]) => !isForGood(answer) || (lasting && (keeps || answer !== "project")))
    .map(([choice]) => choice);
}

/**
 * The question as a person reads it: who wants what, and why it is asked. The command is shown to the letter; what would
 * be invisible, or would change what is seen, is written as `\u{…}`.
 */
export function questionText({
  child,
  role,
  tool,
  command,
  rule,
  because,
}: Asked & { readonly child: string; readonly role: string }): string {
  const who = child === role ? role : `${child} (${role})`;
  const wants = tool === "bash" ? "wants to run" : `wants to use ${tool} on`;
  const lines = shownLines(command);
  const count = command.split("\n").length;
  const why = because.length > LONGEST_REASON ? `${because.slice(0, LONGEST_REASON)}…` : because;
  return [
    `${visible(who)} ${wants}${count > 1 ? ` these ${count} lines` : ""}`,
    "",
    ...lines.map((line) => `    ${line}`),
    "",
    `Rule: ${visible(rule)}. Why: ${visible(why)}.`,
  ].join("\n");
}

/** Whether a command takes more room than a person sees at once. */
export function isTooLongToShow(command: string): boolean {
  return command.length > MOST_LINES * WIDTH || shownLines(command).length > MOST_LINES;
}

/** Each line of the command, in pieces that fit; a line feed is seen as one. */
function shownLines(command: string): string[] {
  const lines = command.split("\n").map((line) => visible(line).replaceAll(LINE_FEED, "\\u{23ce}"));
  return lines.flatMap((line, index) => pieces(index < lines.length - 1 ? `${line}${LINE_FEED}` : line));
}

const LINE_FEED = "⏎";

/** A character that is not ASCII may take two columns. */
function pieces(line: string): string[] {
  const done: string[] = [];
  let piece = "";
  let columns = 0;
  for (const char of line) {
    const more = char <= "~" ? 1 : 2;
    if (columns + more > WIDTH) {
      done.push(piece);
      piece = "";
      columns = 0;
    }
    piece += char;
    columns += more;
  }
  return [...done, piece];
}
