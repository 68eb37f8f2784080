import type { ExtensionAPI, ExtensionCommandContext } from "@earendil-works/pi-coding-agent";
import { PING_ENTRY } from "../adapters/deck/entry.ts";
import type { PingArguments } from "../compose/ping.ts";
import { EXIT, OperatorError } from "../core/errors.ts";
import type { Ping } from "../core/ping/ping.ts";
import { giveAnswer } from "./answer.ts";
import { surroundings, wordsOf } from "./surroundings.ts";
import { complain, endWith, tell } from "./tell.ts";

/** The `/ensemble-ping` command of one session: at most one at a time. */
export interface PingCommand {
  readonly run: (text: string, ctx: ExtensionCommandContext) => Promise<void>;
  /** The session ends: so does a ping that goes on, with all its children. */
  readonly leave: () => Promise<void>;
}

/** In the terminal a ping goes on in the background; elsewhere `run` returns when it is over. */
export function openPingCommand(pi: ExtensionAPI): PingCommand {
  let running: { readonly abort: AbortController; readonly over: Promise<void> } | undefined;
  return {
    async run(text, ctx) {
      try {
        const words = wordsOf(text);
        if (words.length === 1 && words[0] === "cancel") {
          if (running === undefined) return tell(ctx, "There is no ping to cancel.");
          running.abort.abort();
          return;
        }
        const { parsePingWords } = await import("../compose/ping.ts");
        const args = parsePingWords(words, HELP);
        if (args.help) return tell(ctx, HELP);
        if (running !== undefined) {
          throw new OperatorError(
            "usage",
            "A ping is going on already",
            "End it with /ensemble-ping cancel.",
          );
        }
        const abort = new AbortController();
        const over = pingAndTell(pi, args, ctx, abort).finally(() => {
          running = undefined;
        });
        running = { abort, over };
        if (ctx.mode !== "tui") await over;
      } catch (error) {
        complain(ctx, error);
      }
    },
    async leave() {
      running?.abort.abort(SESSION_OVER);
      await running?.over;
    },
  };
}

const SESSION_OVER = "the session is over";

const HELP = "/ensemble-ping [--model MODEL] [--role NAME]... [--timeout SECONDS], or /ensemble-ping cancel.";

/** Never rejects: what goes wrong is told. */
async function pingAndTell(
  pi: ExtensionAPI,
  args: PingArguments,
  ctx: ExtensionCommandContext,
  abort: AbortController,
): Promise<void> {
  const [{ openDeck }, { systemClock }, { runPing }] = await Promise.all([
    import("../adapters/deck/widget.ts"),
    import("../adapters/clock.ts"),
    import("../compose/ping.ts"),
  ]);
  const cancel = ctx.hasUI ? "/ensemble-ping cancel" : "Ctrl-C cancels";
  const deck = openDeck(ctx, { clock: systemClock, title: "ping", cancel });
  // Pi has no handler of its own for Ctrl-C where it only prints, and would leave the children to themselves.
  const interrupt = (): void => abort.abort();
  if (!ctx.hasUI) process.once("SIGINT", interrupt);
  try {
    const done = await runPing(args, await surroundings(ctx), { display: deck, signal: abort.signal });
    deck.close();
    if (abort.signal.reason !== SESSION_OVER) await publish(pi, ctx, done, abort.signal.aborted);
  } catch (error) {
    deck.close();
    if (abort.signal.reason !== SESSION_OVER) complain(ctx, error);
  } finally {
    process.off("SIGINT", interrupt);
  }
}

async function publish(
  pi: ExtensionAPI,
  ctx: ExtensionCommandContext,
  done: Ping,
  cancelled: boolean,
): Promise<void> {
  endWith(ctx, cancelled ? EXIT.interrupted : done.ok ? EXIT.done : EXIT.failed);
  if (ctx.mode === "tui") return pi.appendEntry(PING_ENTRY, done);
  const { pingLines } = await import("../core/ping/table.ts");
  await giveAnswer(pi, ctx, { title: "ping", lines: (space) => pingLines(done, space), json: done });
}
