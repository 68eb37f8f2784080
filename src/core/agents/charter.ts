import { type Static, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";

/** The environment variable that carries a charter into a child. */
export const CHARTER_VARIABLE = "PI_ENSEMBLE_CHARTER";

/** The environment variable that marks a child and every command it starts, so that none of them is left behind. */
export const MARK_VARIABLE = "PI_ENSEMBLE_CHILD";

const closed = { additionalProperties: false } as const;

const CHARTER = Type.Object(
  {
    version: Type.Literal(1),
    role: Type.String({ minLength: 1 }),
    /** The reporting tools it has. */
    reports: Type.Array(Type.String(), { minItems: 1 }),
    /** The reporting tool that ends it. */
    final: Type.String({ minLength: 1 }),
    /** What it is told, once, when it is about to stop without its final report. */
    reminder: Type.String({ minLength: 1 }),
    /** The value of `MARK_VARIABLE` in it and its commands. */
    mark: Type.String({ minLength: 1 }),
    permissions: Type.Unknown(),
    /** `provider/id` that must answer; absent when the choice was left to Pi. */
    model: Type.Optional(Type.String({ minLength: 1 })),
    /** How much it may use: turns, tokens of all kinds together, US dollars. */
    limits: Type.Object(
      {
        turns: Type.Number(),
        tokens: Type.Optional(Type.Number()),
        usd: Type.Optional(Type.Number()),
      },
      closed,
    ),
  },
  closed,
);

/** What a parent tells a child about itself: plain JSON. */
export type Charter = Static<typeof CHARTER>;

/** Reads a charter from its JSON; null when there is none or it is not one. */
export function readCharter(text: string | undefined): Charter | null {
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return Check(CHARTER, value) ? value : null;
}
