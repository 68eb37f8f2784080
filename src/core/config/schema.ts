import { z } from "zod";
import { parseModelReference } from "../models/reference.ts";
import { LENSES } from "../review/lens.ts";
import { SEVERITIES } from "../review/severity.ts";

/** The roles that can have a model and permissions of their own: one file each in `roles/`. */
export const ROLE_NAMES = [
  "project-manager",
  "developer",
  "ops",
  "explore",
  "adversarial-developer",
  "code-review-specialist",
] as const;

export type RoleName = (typeof ROLE_NAMES)[number];

export const SANDBOX_MODES = ["off", "auto", "bwrap"] as const;

const model = z.string().refine((text) => parseModelReference(text) !== null, {
  error: "expected provider/id or provider/id:thinking",
});
const models = z.array(model).min(1);
const minutes = z.number().positive().max(1440);
const count = z.int().min(1);
const rules = z.array(z.string().trim().min(1)).default([]);

const allowance = z
  .strictObject({
    usd: z.number().positive().nullable().default(null).describe("US dollars; null: no limit."),
    tokens: count.nullable().default(null).describe("Tokens of all kinds together; null: no limit."),
    turns: count.nullable().default(null).describe("Answers of the model; null: no limit."),
  })
  .prefault({});

const permissions = z.strictObject({
  allow: rules.describe("Commands the role may run besides what its file allows. The user's file only."),
  ask: rules.describe("Commands that need a person's answer."),
  deny: rules.describe("Commands the role may never run; beats ask and allow."),
  strict: z
    .boolean()
    .nullable()
    .default(null)
    .describe(
      "true asks for everything that no rule names, false does not; null: as the role's file says. A project may only say true.",
    ),
});

/** `ensemble.json`, the user's and the project's. Without a file every key has the default that stands here. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where an editor finds this schema; not read otherwise."),
    models: z
      .strictObject({
        default: model
          .nullable()
          .default(null)
          .describe("The model of every specialist without a pick of its own; null: none picked."),
        roles: z.partialRecord(z.enum(ROLE_NAMES), model).default({}).describe("The model of each role."),
        lenses: z
          .partialRecord(z.enum(LENSES), model)
          .default({})
          .describe("The model of each lens; beats that of the role."),
        fallbacks: z
          .partialRecord(z.enum(["default", ...ROLE_NAMES, ...LENSES]), models)
          .default({})
          .describe(
            "Models to try in this order when the provider of the picked one fails, for a lens, a role, or (default) all.",
          ),
      })
      .prefault({})
      .describe(
        "Which model each specialist uses, as provider/id or provider/id:thinking. The user's file only.",
      ),
    review: z
      .strictObject({
        concurrency: z
          .int()
          .min(1)
          .max(32)
          .default(6)
          .describe("Children that run at once, 1 to 32. The user's file only."),
        blockOn: z
          .enum(SEVERITIES)
          .default("LOW")
          .describe("The least severity of a finding that keeps a review from approving."),
        tokenBudget: z
          .int()
          .min(1000)
          .max(1_000_000)
          .default(60_000)
          .describe(
            "Tokens of diff in one prompt; a larger change is cut into chunks. The user's file only.",
          ),
        lenses: z
          .array(z.enum(LENSES))
          .min(1)
          .refine((lenses) => new Set(lenses).size === lenses.length, { error: "expected each lens once" })
          .default([...LENSES])
          .meta({ description: "The lenses that a review runs. The user's file only.", uniqueItems: true }),
        timeoutMinutes: minutes.default(60).describe("Minutes until a review is stopped as incomplete."),
      })
      .prefault({})
      .describe("How a review runs, and what it lets pass."),
    limits: z
      .strictObject({
        silenceMinutes: minutes
          .default(20)
          .describe("Minutes without any output after which a child is stopped."),
        wallClockMinutes: minutes.default(60).describe("Minutes after which a child is stopped in any case."),
        turns: count.default(60).describe("Answers of the model after which a child is stopped."),
      })
      .prefault({})
      .describe("When a child that makes no progress is stopped."),
    budget: z
      .strictObject({
        run: allowance.describe("What all children of one run may use together."),
        child: allowance.describe("What each child may use."),
      })
      .prefault({})
      .describe("What may be spent. A child that reaches its limit stops within one turn and has failed."),
    permissions: z
      .partialRecord(z.enum(ROLE_NAMES), permissions)
      .default({})
      .describe("Rules over commands for each role, in addition to those in the role's file."),
    environment: z
      .strictObject({
        allow: z
          .array(
            z
              .string()
              .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "expected the name of an environment variable" }),
          )
          .default([])
          .describe("Variables that a child's commands see besides the safe ones. The user's file only."),
      })
      .prefault({})
      .describe("The environment of the commands that a child runs."),
    protectedPaths: z
      .array(z.string().trim().min(1))
      .default([])
      .describe(
        "Paths, besides the built-in ones, that change only when the user agrees; the project's are added to the user's.",
      ),
    sandbox: z
      .enum(SANDBOX_MODES)
      .default("auto")
      .describe(
        "off, auto (bubblewrap where it works), or bwrap (no child without it). A project may only raise it.",
      ),
    sandboxNetwork: z
      .boolean()
      .default(true)
      .describe("Whether commands in the sandbox reach the network. A project may only say false."),
    runs: z
      .strictObject({
        keep: count.default(50).describe("Finished runs that are kept. The user's file only."),
        days: z
          .number()
          .positive()
          .default(30)
          .describe("Days that a finished run is kept. The user's file only."),
      })
      .prefault({})
      .describe("How long the records of runs are kept; a run that has not ended is never deleted."),
  })
  .describe("Configuration of pi-ensemble.");

/** The configuration with every value filled in. */
export type Config = z.output<typeof configSchema>;
