import { type Static, Type } from "@sinclair/typebox";
import { Check } from "@sinclair/typebox/value";

/** The environment variable that carries a charter into a child. */
export const CHARTER_VARIABLE = "PI_ENSEMBLE_CHARTER";

/** The environment variable that marks a child and every command it starts, so that none of them is left behind. */
export const MARK_VARIABLE = "PI_ENSEMBLE_CHILD";

const closed = { additionalProperties: false } as const;

const PERMISSION_LAYER = Type.Object(
  {
    layer: Type.Union([Type.Literal("role"), Type.Literal("project"), Type.Literal("user")]),
    /** What people see: `role developer`, `user ensemble.json`. */
    origin: Type.String({ minLength: 1 }),
    /** As the file says it; what is wrong with it permits nothing. */
    permissions: Type.Unknown(),
  },
  closed,
);

/** One source of permissions, as it was written. */
export type PermissionSource = Static<typeof PERMISSION_LAYER>;

/** What the guard inside a child goes by. Paths are absolute and without symbolic links. */
const GUARD = Type.Object(
  {
    /** From the weakest to the strongest word. */
    layers: Type.Array(PERMISSION_LAYER, { minItems: 1 }),
    /** Variables that commands see besides the safe ones. */
    environment: Type.Array(Type.String()),
    /** Whether there is somebody to ask. */
    asks: Type.Boolean(),
    /** The folder that it works in and may not leave. */
    workspace: Type.String({ minLength: 1 }),
    home: Type.String({ minLength: 1 }),
    /** A folder of its own for temporary files. */
    temporary: Type.String({ minLength: 1 }),
    gitDirs: Type.Array(Type.String()),
    /** Folders that hold what the guard depends on. */
    guarded: Type.Array(Type.String()),
    ignoresCase: Type.Boolean(),
    /** Whether it runs in a sandbox, where the user's own caches cannot be written. */
    sandboxed: Type.Boolean(),
    /** A program that runs bash for it in a sandbox; absent where there is none. */
    shell: Type.Optional(Type.String({ minLength: 1 })),
  },
  closed,
);

export type GuardCharter = Static<typeof GUARD>;

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
    guard: GUARD,
    /** `provider/id` that must answer; absent when the choice was left to Pi. */
    model: Type.Optional(Type.String({ minLength: 1 })),
    /** Whether it shares a budget with others, and asks before each request. */
    sharesBudget: Type.Optional(Type.Boolean()),
    /** Questions to a person that earlier processes of the child have asked. */
    asked: Type.Number(),
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
