import type { Feed } from "./feed.ts";
import type { Value } from "./words.ts";

/** What a command runs besides itself. */
export type Inner =
  | {
      readonly kind: "words";
      readonly words: readonly Value[];
      readonly feed?: Feed;
      readonly folder?: Value;
    }
  | { readonly kind: "code"; readonly code: Value }
  /** Something that cannot be known. */
  | { readonly kind: "opaque"; readonly because: string; readonly severe?: boolean };
