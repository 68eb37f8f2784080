import type { AnsweringModel } from "./model.ts";
import type { Usage } from "./run.ts";

/** What matters of a child's event stream. */
export type ChildEvent =
  /** It works on its prompt. */
  | { readonly kind: "started" }
  | { readonly kind: "turn" }
  /** The first piece of an answer arrived. */
  | { readonly kind: "answering" }
  | {
      readonly kind: "message";
      readonly model: AnsweringModel;
      readonly usage: Usage;
      /** The provider's or Pi's own message when the answer failed. */
      readonly error: string | null;
      readonly text: string;
    }
  | { readonly kind: "tool"; readonly id: string; readonly tool: string; readonly args: unknown }
  | { readonly kind: "tool-end"; readonly id: string; readonly tool: string }
  /** A reporting tool ended: with checked arguments, or refused with the text that the model saw. */
  | {
      readonly kind: "report";
      readonly id: string;
      readonly tool: string;
      readonly outcome: { readonly arguments: unknown } | { readonly refused: string };
    }
  | { readonly kind: "retry"; readonly attempt: number; readonly of: number; readonly error: string }
  | { readonly kind: "settled" }
  /** A record that matters could not be read. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** An answer of a model as Pi describes it, in its event stream and to its extensions alike. */
export interface PiAnswer {
  readonly provider: string;
  readonly model: string;
  readonly responseModel?: string | undefined;
  readonly stopReason: string;
  readonly errorMessage?: string | undefined;
  readonly usage: Omit<Usage, "cost"> & { readonly cost: { readonly total: number } };
}

/** The event of an answer; `text` is what the model said in it. */
export function answerEvent(answer: PiAnswer, text: string): ChildEvent {
  const { input, output, cacheRead, cacheWrite, cost } = answer.usage;
  const failed = answer.stopReason === "error" || answer.stopReason === "aborted";
  return {
    kind: "message",
    model: {
      provider: answer.provider,
      id: answer.model,
      ...(answer.responseModel === undefined ? {} : { response: answer.responseModel }),
    },
    usage: { input, output, cacheRead, cacheWrite, cost: cost.total },
    error: failed ? (answer.errorMessage ?? answer.stopReason) : null,
    text,
  };
}
