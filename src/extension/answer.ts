import type { ExtensionAPI, ExtensionContext } from "@earendil-works/pi-coding-agent";
import { PLAIN } from "../core/deck/palette.ts";
import type { TableSpace } from "../core/deck/table.ts";
import { printResult } from "./tell.ts";

/** What a command has to say. */
export interface CommandAnswer {
  readonly title: string;
  lines(space: TableSpace): readonly string[];
  readonly json: unknown;
}

/** The `customType` of a message that answers a command for a program. */
export const ANSWER_MESSAGE = "pi-ensemble-answer";

/** Columns of an answer where nobody knows how wide its reader is. */
const WIDTH = 200;

/**
 * Gives a command's answer: a page in the terminal, standard output where Pi only prints, and a message with the same
 * text and the data as `details` for a program that reads Pi's records.
 */
export async function giveAnswer(
  pi: ExtensionAPI,
  ctx: ExtensionContext,
  answer: CommandAnswer,
): Promise<void> {
  switch (ctx.mode) {
    case "tui": {
      const { showPage } = await import("../adapters/deck/pager.ts");
      return showPage(ctx, answer.title, (space) => answer.lines(space));
    }
    case "print": {
      const { paletteFor } = await import("../adapters/terminal/colour.ts");
      const space = {
        width: process.stdout.columns ?? WIDTH,
        palette: paletteFor(process.stdout, process.env),
      };
      return printResult(`${answer.lines(space).join("\n")}\n`);
    }
    case "rpc":
    case "json": {
      const content = answer.lines({ width: WIDTH, palette: PLAIN }).join("\n");
      pi.sendMessage(
        { customType: ANSWER_MESSAGE, content, display: true, details: answer.json },
        { triggerTurn: false },
      );
    }
  }
}
