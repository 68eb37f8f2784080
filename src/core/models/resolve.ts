import { type Effective, originOfKey } from "../config/merge.ts";
import type { RoleName } from "../config/schema.ts";
import { OperatorError } from "../errors.ts";
import type { Lens } from "../review/lens.ts";
import { parseModelReference } from "./reference.ts";

/** Who is to have a model. */
export interface Who {
  readonly role: RoleName;
  readonly lens?: Lens;
}

export type ModelLayer = "call" | "lens" | "role" | "all" | "environment" | "pi";

/** The model that was chosen, and why. */
export interface ResolvedModel {
  /** `provider/id` or `provider/id:thinking`; undefined leaves the choice to Pi. */
  readonly model: string | undefined;
  readonly layer: ModelLayer;
  /** Where it was written, for a person: `--model`, a key and its file, a variable. */
  readonly origin: string;
  /** What to try next, in order, when the model's provider fails; empty unless the user wrote a list. */
  readonly fallbacks: readonly string[];
}

/**
 * Chooses the model of one specialist. Highest first: this call; the pick for the lens, then for the role; the pick
 * for all; `PI_ENSEMBLE_MODEL_<ROLE>`, then `PI_ENSEMBLE_MODEL`; Pi's own default. A model named for this call is
 * meant: it has no fallbacks. Throws an OperatorError when `call` or a variable is no model reference.
 */
export function resolveModel(options: {
  readonly who: Who;
  /** What the user typed for this call; never what a model asked for. */
  readonly call?: string;
  readonly config: Effective;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What Pi would take by itself, where that is known. */
  readonly piDefault?: string;
}): ResolvedModel {
  const { who, call, config, env, piDefault } = options;
  if (call !== undefined) {
    return { model: checked(call, "--model"), layer: "call", origin: "--model", fallbacks: [] };
  }
  const { models } = config.config;
  const choice = pick(
    "lens",
    who.lens === undefined ? undefined : models.lenses[who.lens],
    `models.lenses.${who.lens}`,
    config,
  ) ??
    pick("role", models.roles[who.role], `models.roles.${who.role}`, config) ??
    pick("all", models.default ?? undefined, "models.default", config) ??
    variable(`PI_ENSEMBLE_MODEL_${who.role.toUpperCase().replaceAll("-", "_")}`, env) ??
    variable("PI_ENSEMBLE_MODEL", env) ?? {
      model: piDefault,
      layer: "pi" as const,
      origin: "Pi's own default",
    };
  const fallbacks =
    (who.lens === undefined ? undefined : models.fallbacks[who.lens]) ??
    models.fallbacks[who.role] ??
    models.fallbacks.default ??
    [];
  return { ...choice, fallbacks: fallbacks.filter((fallback) => fallback !== choice.model) };
}

type Choice = Omit<ResolvedModel, "fallbacks">;

function pick(
  layer: ModelLayer,
  model: string | undefined,
  key: string,
  config: Effective,
): Choice | undefined {
  if (model === undefined) return undefined;
  const origin = originOfKey(config, key);
  return { model, layer, origin: origin.level === "default" ? key : `${key} in ${origin.file}` };
}

/** An empty variable counts as none, as shells make it easy to leave one behind. */
function variable(name: string, env: Readonly<Record<string, string | undefined>>): Choice | undefined {
  const model = env[name];
  if (model === undefined || model === "") return undefined;
  return { model: checked(model, name), layer: "environment", origin: name };
}

function checked(model: string, origin: string): string {
  if (parseModelReference(model) !== null) return model;
  throw new OperatorError(
    "unknown-model",
    `${origin}: "${model}" is not a model reference`,
    "Write provider/id or provider/id:thinking.",
  );
}
