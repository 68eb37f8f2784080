import type { Value } from "../words.ts";
import type { Feed } from "./feed.ts";

/** What a command runs besides itself. */
export type Inner =
  | {
      readonly kind: "words";
      readonly words: readonly Value[];
      readonly feed?: Feed;
      readonly folder?: Value;
      /** What is set for it, as `NAME=VALUE`. */
      readonly sets?: readonly Value[];
    }
  | { readonly kind: "code"; readonly code: Value }
  /** Something that cannot be known. */
  | { readonly kind: "opaque"; readonly because: string; readonly severe?: boolean };

/** What stands for the command when the words do not tell where it begins. */
export const UNCLEAR: Inner = {
  kind: "opaque",
  because: "it cannot be known which of its words are the command that it runs",
};
