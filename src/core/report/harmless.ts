import { singleLine } from "../deck/cell.ts";

/**
 * Outside text as one line of Markdown that is nothing but text: no HTML, link, image, mention, reference to an
 * issue, or new block. Inline code stays as it is where it is unmistakable: single backticks, in pairs.
 */
export function inlineText(text: string): string {
  const line = singleLine(text);
  const parts = line.split("`");
  const paired = parts.length % 2 === 1 && !/``|\\`/.test(line);
  const inline = paired
    ? parts.map((part, index) => (index % 2 === 1 ? `\`${part}\`` : escaped(part))).join("")
    : parts.map(escaped).join("&#96;");
  return inline.replace(BLOCK_START, (first) => `&#${first.codePointAt(0)};`);
}

/** What a heading, list, quote, rule, table or fence can begin with; a code span is none of them. */
const BLOCK_START = /^[#>\-+*=~|_\d]/;

/** Outside text as inline code, whatever backticks it holds. */
export function inlineCode(text: string): string {
  const line = singleLine(text);
  const ticks = "`".repeat(longestRun(line) + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return line === "" ? "" : `${ticks}${pad}${line}${pad}${ticks}`;
}

/** Outside text as a fenced code block that it cannot end, without control characters. */
export function codeBlock(text: string): string {
  const lines = text.split("\n").map((line) => {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
    return indent + singleLine(line);
  });
  while (lines.length > 0 && lines.at(-1)?.trim() === "") lines.pop();
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return [fence, ...lines, fence].join("\n");
}

/** A `&` that begins an entity could become a mention when it is rendered, so it is escaped too. */
function escaped(text: string): string {
  return text
    .replace(/&(?=#?\w+;)/g, "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("](", "]\\(")
    .replace(/@(?=[\w-])/g, "@\u200b")
    .replace(/#(?=\d)/g, "#\u200b");
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
