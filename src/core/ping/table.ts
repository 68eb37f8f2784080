import { singleLine } from "../deck/cell.ts";
import { allTokens, costText, tokenCount } from "../deck/quantity.ts";
import { type Column, type TableSpace, tableLines } from "../deck/table.ts";
import { layerInWords } from "../models/layer.ts";
import type { Ping, PingAnswer, PingVerdict } from "./ping.ts";

/** A ping as a table, and a sentence for each specialist that is not well. */
export function pingLines(ping: Ping, space: TableSpace): string[] {
  const { palette } = space;
  const bad = ping.answers.filter((answer) => answer.verdict !== "ok").length;
  const spent = [
    `${tokenCount(allTokens(ping.usage))} tokens`,
    costInWords(costText(ping.answers.map(({ usage }) => usage))),
    `${ping.seconds.toFixed(1)}s`,
  ].filter((part) => part !== "");
  const count = ping.answers.length;
  return [
    ...tableLines(COLUMNS, ping.answers, space, notesOf),
    "",
    bad === 0 && ping.ok
      ? palette.good(
          `${count === 1 ? "1 specialist" : `All ${count} specialists`} answered with the model that was asked for.`,
        )
      : palette.bad(`${bad} of ${count} did not answer as asked.`),
    palette.faint(spent.join(" · ")),
  ];
}

/** Verdicts that would make their column wide; the note below says them whole. */
const SHORT: Partial<Readonly<Record<PingVerdict, string>>> = {
  "other model answered": "other model",
  "not authenticated": "no key",
  "rate limited": "rate limit",
  "provider error": "error",
  "could not start": "no start",
};

const COLUMNS: readonly Column<PingAnswer>[] = [
  { heading: "who", text: ({ who }) => who, paint: (_answer, palette) => palette.strong },
  {
    heading: "verdict",
    text: ({ verdict }) => SHORT[verdict] ?? verdict,
    inWords: ({ verdict }) => verdict,
    paint: ({ verdict }, palette) => (verdict === "ok" ? palette.good : palette.bad),
  },
  { heading: "asked for", text: askedText, optional: 5, widest: 44 },
  {
    heading: "answered",
    text: ({ answered }) => singleLine(answered ?? "nobody"),
    widest: 44,
    inWords: ({ asked, answered }) =>
      asked === answered ? "" : `answered ${singleLine(answered ?? "nobody")}`,
  },
  {
    heading: "layer",
    text: ({ layer }) => layerInWords(layer),
    optional: 6,
  },
  {
    heading: "thinking",
    text: ({ thinking }) => thinking ?? "",
    optional: 4,
    inWords: ({ thinking }) => (thinking === null ? "" : `thinking ${thinking}`),
  },
  { heading: "time", text: ({ seconds }) => `${seconds.toFixed(1)}s`, align: "right", optional: 1 },
  {
    heading: "tokens",
    text: ({ usage }) => (allTokens(usage) === 0 ? "" : tokenCount(allTokens(usage))),
    align: "right",
    optional: 3,
    inWords: ({ usage }) => (allTokens(usage) === 0 ? "" : `${tokenCount(allTokens(usage))} tokens`),
  },
  {
    heading: "cost",
    text: ({ usage }) => costText([usage]),
    align: "right",
    optional: 2,
    inWords: ({ usage }) => costInWords(costText([usage])),
  },
];

function askedText({ asked }: PingAnswer): string {
  return asked === null ? "Pi's choice" : singleLine(asked);
}

function notesOf({ verdict, detail, origin, layer }: PingAnswer): string[] {
  if (verdict === "ok") return [];
  const why = detail === null ? verdict : `${verdict}: ${singleLine(detail).replace(/[.\s]+$/, "")}`;
  return [layer === "pi" ? why : `${why} (the model comes from ${origin})`];
}

function costInWords(cost: string): string {
  return cost === "unknown" ? "cost unknown" : cost;
}
