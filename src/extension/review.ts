import type {
  ExtensionAPI,
  ExtensionCommandContext,
  ExtensionContext,
} from "@earendil-works/pi-coding-agent";
import type { AutocompleteItem } from "@earendil-works/pi-tui";
import { REVIEW_MESSAGE } from "../adapters/deck/message.ts";
import { EXIT, OperatorError } from "../core/errors.ts";
import { parseReviewArguments, type ReviewArguments, splitWords } from "../core/review/arguments.ts";
import type { Review } from "../core/review/review.ts";
import { exitCodeOf } from "../core/review/verdict.ts";
import type { Display } from "../ports.ts";
import { complain, endWith, printResult, tell } from "./tell.ts";

/** The `/review` command of one session: at most one review at a time. */
export interface ReviewCommand {
  readonly complete: (text: string) => Promise<AutocompleteItem[] | null>;
  readonly run: (text: string, ctx: ExtensionCommandContext) => Promise<void>;
  /** A session began. */
  readonly enter: (ctx: ExtensionContext) => void;
  /** The session ends: so does a review that goes on, with all its children. */
  readonly leave: () => Promise<void>;
}

/**
 * In the terminal a review goes on in the background and `run` returns at once; in the other modes, where Pi would
 * end with the command, `run` returns when the review is over.
 */
export function openReviewCommand(pi: ExtensionAPI): ReviewCommand {
  let session: ExtensionContext | undefined;
  let running: { readonly abort: AbortController; readonly over: Promise<void> } | undefined;

  const start = (args: ReviewArguments, ctx: ExtensionCommandContext): Promise<void> => {
    const abort = new AbortController();
    const over = reviewAndTell(pi, args, ctx, abort).finally(() => {
      running = undefined;
    });
    running = { abort, over };
    return over;
  };

  return {
    async complete(text) {
      if (session === undefined) return null;
      const [{ completeReviewArguments }, { completionSources }] = await Promise.all([
        import("../core/review/completion.ts"),
        import("./completion-sources.ts"),
      ]);
      const completions = await completeReviewArguments(text, completionSources(session));
      return completions.length === 0 ? null : [...completions];
    },

    async run(text, ctx) {
      const split = splitWords(text);
      if (split.status === "problem") return complain(ctx, usageError(split));
      if (split.words.length === 1 && split.words[0] === "cancel") {
        if (running === undefined) return tell(ctx, "There is no review to cancel.");
        running.abort.abort(CANCELLED);
        return tell(ctx, "Ending the review and its children.");
      }
      const parsed = parseReviewArguments(split.words, "slash");
      if (parsed.status === "problem") return complain(ctx, usageError(parsed));
      if (running !== undefined) {
        const remedy = "Wait for its result, or end it with /review cancel.";
        return complain(ctx, new OperatorError("usage", "A review is going on already", remedy));
      }
      const over = start(parsed.value, ctx);
      if (ctx.mode !== "tui") await over;
    },

    enter(ctx) {
      session = ctx;
    },

    async leave() {
      session = undefined;
      running?.abort.abort(SESSION_OVER);
      await running?.over;
    },
  };
}

const CANCELLED = "cancelled";
const SESSION_OVER = "the session is over";

const HOW_TO_CANCEL = {
  tui: "/review cancel",
  rpc: "/review cancel",
  print: "Ctrl-C cancels",
  json: "Ctrl-C cancels",
} as const;

/** Never rejects: what goes wrong is told. */
async function reviewAndTell(
  pi: ExtensionAPI,
  args: ReviewArguments,
  ctx: ExtensionCommandContext,
  abort: AbortController,
): Promise<void> {
  const [{ openDeck }, { systemClock }] = await Promise.all([
    import("../adapters/deck/widget.ts"),
    import("../adapters/clock.ts"),
  ]);
  const deck = openDeck(ctx, { clock: systemClock, title: "review", cancel: HOW_TO_CANCEL[ctx.mode] });
  // Pi has no handler of its own for Ctrl-C where it only prints, and would leave the children to themselves.
  const interrupt = (): void => abort.abort(CANCELLED);
  if (!ctx.hasUI) process.once("SIGINT", interrupt);
  try {
    const result = await reviewOnce(args, ctx, deck, abort.signal);
    deck.close();
    if (abort.signal.reason !== SESSION_OVER) await publish(pi, ctx, result, abort.signal.aborted);
  } catch (error) {
    deck.close();
    if (abort.signal.reason !== SESSION_OVER) complain(ctx, error);
  } finally {
    process.off("SIGINT", interrupt);
  }
}

async function reviewOnce(
  args: ReviewArguments,
  ctx: ExtensionContext,
  display: Display,
  signal: AbortSignal,
): Promise<Review> {
  const [{ runReview }, { surroundings }] = await Promise.all([
    import("../compose/review.ts"),
    import("./surroundings.ts"),
  ]);
  return runReview(args, await surroundings(ctx), { display, signal });
}

async function publish(
  pi: ExtensionAPI,
  ctx: ExtensionCommandContext,
  review: Review,
  cancelled: boolean,
): Promise<void> {
  endWith(ctx, cancelled ? EXIT.interrupted : exitCodeOf(review.verdict));
  if (cancelled && review.findings.length === 0) return tell(ctx, "The review was cancelled.", "warning");

  const { reviewMarkdown } = await import("../core/report/markdown.ts");
  pi.sendMessage(
    { customType: REVIEW_MESSAGE, content: reviewMarkdown(review), display: true, details: review },
    { triggerTurn: false },
  );
  if (ctx.mode !== "print") return;
  const [{ reviewText }, { paletteFor }] = await Promise.all([
    import("../core/report/text.ts"),
    import("../adapters/terminal/colour.ts"),
  ]);
  await printResult(reviewText(review, paletteFor(process.stdout, process.env), process.stdout.columns));
}

function usageError(problem: { readonly message: string; readonly remedy: string }): OperatorError {
  return new OperatorError("usage", problem.message, problem.remedy);
}
