import { z } from "zod";
import type { Usage } from "../agents/run.ts";
import { cut, singleLine } from "../deck/cell.ts";
import { allTokens, money, tokenCount } from "../deck/quantity.ts";
import type { TableSpace } from "../deck/table.ts";
import { wrapProse } from "../report/wrap.ts";

/** One thing that was said or done in a child's conversation. */
export type TranscriptEntry =
  /** A process of the child began. */
  | { readonly kind: "start"; readonly at: string }
  | { readonly kind: "prompt"; readonly text: string }
  /** The model's answer: its words, its thinking, the calls it makes. */
  | {
      readonly kind: "answer";
      readonly model: string;
      readonly text: string;
      readonly thinking: string;
      readonly calls: readonly { readonly tool: string; readonly arguments: string }[];
      readonly usage: Usage;
      /** What went wrong; null when nothing did. */
      readonly error: string | null;
    }
  | { readonly kind: "result"; readonly tool: string; readonly text: string; readonly failed: boolean }
  /** What our own extension said to the model. */
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "retry"; readonly text: string }
  /** A line that is not readable: the child was killed while it wrote it. */
  | { readonly kind: "unreadable"; readonly line: number };

/** Reads the JSON lines that a child wrote. */
export function readTranscript(text: string): TranscriptEntry[] {
  return text.split("\n").flatMap((line, index): TranscriptEntry[] => {
    if (!WORTH_READING.some((head) => line.startsWith(head))) return [];
    try {
      return entryOf(JSON.parse(line));
    } catch (error) {
      if (error instanceof SyntaxError) return [{ kind: "unreadable", line: index + 1 }];
      throw error;
    }
  });
}

/**
 * The conversation as lines for a person. Of each prompt, answer and result `lines` lines are shown, and how many
 * were left out; nothing that a model or a tool wrote can move the cursor.
 */
export function transcriptLines(
  entries: readonly TranscriptEntry[],
  space: TableSpace,
  lines: number,
): string[] {
  const shown: string[] = [];
  let turn = 0;
  for (const entry of entries) {
    if (entry.kind === "answer" && entry.error === null) turn += 1;
    shown.push(...entryLines(entry, turn, space, lines));
  }
  return shown;
}

function entryLines(
  entry: TranscriptEntry,
  turn: number,
  { width, palette }: TableSpace,
  lines: number,
): string[] {
  const body = (text: string) =>
    bodyLines(text, width - INDENT.length, lines, palette.faint).map((line) => INDENT + line);
  switch (entry.kind) {
    case "start":
      return [palette.faint(cut(`process started ${entry.at.slice(0, 19).replace("T", " ")}`, width))];
    case "prompt":
      return ["", palette.strong("prompt"), ...body(entry.text)];
    case "note":
      return ["", palette.strong("reminder"), ...body(entry.text)];
    case "retry":
      return ["", palette.warning("retry"), ...body(entry.text)];
    case "unreadable":
      return ["", palette.bad(cut(`line ${entry.line} is cut off`, width))];
    case "result":
      return [
        (entry.failed ? palette.bad : palette.good)(
          cut(`${INDENT}${entry.failed ? "✗" : "✓"} ${singleLine(entry.tool)}`, width),
        ),
        ...body(entry.text)
          .map((line) => INDENT + line)
          .map((line) => palette.faint(cut(line, width))),
      ];
    case "answer": {
      const tokens = allTokens(entry.usage);
      const facts = [
        entry.error === null ? `turn ${turn}` : "failed answer",
        singleLine(entry.model),
        tokens === 0 ? "" : `${tokenCount(tokens)} tokens`,
        money(entry.usage.cost),
      ];
      return [
        "",
        palette.strong(cut(facts.filter((fact) => fact !== "").join(" · "), width)),
        ...(entry.error === null ? [] : body(entry.error).map(palette.bad)),
        ...(entry.thinking === "" ? [] : body(`(thinking) ${entry.thinking}`).map(palette.faint)),
        ...body(entry.text),
        ...entry.calls.map((call) =>
          palette.accent(cut(`${INDENT}→ ${singleLine(`${call.tool} ${call.arguments}`)}`, width)),
        ),
      ];
    }
  }
}

const INDENT = "  ";

const WORTH_READING = ["session", "message_end", "auto_retry_start"].map((type) => `{"type":"${type}"`);

const part = z.looseObject({ type: z.string() });
const content = z.union([z.string(), z.array(part)]);
const count = z.number().catch(0);

const anyMessage = z.looseObject({ role: z.string(), content: content.catch("") });

const record = z.discriminatedUnion("type", [
  z.object({ type: z.literal("session"), timestamp: z.string() }),
  z.object({
    type: z.literal("auto_retry_start"),
    attempt: z.number(),
    maxAttempts: z.number(),
    errorMessage: z.string(),
  }),
  z.object({
    type: z.literal("message_end"),
    message: anyMessage,
  }),
]);

const assistant = z.object({
  content: z.array(part),
  provider: z.string(),
  model: z.string(),
  responseModel: z.string().optional(),
  stopReason: z.string(),
  errorMessage: z.string().optional(),
  usage: z.object({
    input: count,
    output: count,
    cacheRead: count,
    cacheWrite: count,
    cost: z.object({ total: count }),
  }),
});

const toolResult = z.object({ toolName: z.string(), isError: z.boolean() });

function entryOf(value: unknown): TranscriptEntry[] {
  const parsed = record.safeParse(value);
  if (!parsed.success) return [];
  const { data } = parsed;
  switch (data.type) {
    case "session":
      return [{ kind: "start", at: data.timestamp }];
    case "auto_retry_start":
      return [{ kind: "retry", text: `${data.attempt} of ${data.maxAttempts}: ${data.errorMessage}` }];
    case "message_end":
      return messageEntry(data.message);
  }
}

function messageEntry(message: z.output<typeof anyMessage>): TranscriptEntry[] {
  const text = textOf(message.content);
  switch (message.role) {
    case "system":
      return [];
    case "user":
      return [{ kind: "prompt", text }];
    case "assistant":
      return answerEntry(message);
    case "toolResult": {
      const result = toolResult.safeParse(message);
      return result.success
        ? [{ kind: "result", tool: result.data.toolName, text, failed: result.data.isError }]
        : [];
    }
    default:
      return text === "" ? [] : [{ kind: "note", text }];
  }
}

function answerEntry(message: unknown): TranscriptEntry[] {
  const parsed = assistant.safeParse(message);
  if (!parsed.success) return [];
  const { provider, model, responseModel, stopReason, errorMessage, usage } = parsed.data;
  const failed = stopReason === "error" || stopReason === "aborted";
  const { input, output, cacheRead, cacheWrite, cost } = usage;
  return [
    {
      kind: "answer",
      model: `${provider}/${responseModel ?? model}`,
      text: textOf(parsed.data.content),
      thinking: parsed.data.content
        .map((each) => (typeof each["thinking"] === "string" ? each["thinking"] : ""))
        .join(""),
      calls: parsed.data.content
        .filter((each) => each.type === "toolCall")
        .map((each) => ({ tool: String(each["name"]), arguments: JSON.stringify(each["arguments"]) })),
      usage: { input, output, cacheRead, cacheWrite, cost: cost.total },
      error: failed ? (errorMessage ?? stopReason) : null,
    },
  ];
}

function textOf(value: z.output<typeof content>): string {
  if (typeof value === "string") return value;
  return value.flatMap((each) => (typeof each["text"] === "string" ? [each["text"]] : [])).join("\n");
}

function bodyLines(text: string, width: number, most: number, faint: (text: string) => string): string[] {
  if (text.trim() === "") return [];
  // More than this is never shown, and wrapping megabytes takes seconds.
  const shown = Number.isFinite(most) ? text.slice(0, most * width * 2) : text;
  const lines = shown
    .trimEnd()
    .split("\n")
    .flatMap((line) => wrapLine(line, width));
  const hidden = text.split("\n").length - shown.split("\n").length + Math.max(0, lines.length - most);
  if (lines.length <= most && hidden === 0 && shown.length === text.length) return lines;
  return [...lines.slice(0, most), faint(cut(`… ${Math.max(1, hidden)} more lines`, width))];
}

/** Keeps the indentation, and breaks between words. */
function wrapLine(line: string, width: number): string[] {
  const blanks = /^[ \t]*/.exec(line)?.[0] ?? "";
  const indent = " ".repeat(Math.min(blanks.replaceAll("\t", "  ").length, Math.floor(width / 2)));
  const wrapped = wrapProse(line, width - indent.length).map((piece) => indent + piece);
  return wrapped.length === 0 ? [""] : wrapped;
}
