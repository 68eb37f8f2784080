import { z } from "zod";
import { THINKING_LEVELS, type ThinkingLevel } from "./reference.ts";

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** A model that Pi knows. */
export interface CatalogueModel {
  readonly provider: string;
  readonly id: string;
  /** What its provider calls it, for people. */
  readonly name: string;
  /** Tokens. */
  readonly contextWindow: number;
  /** Null when Pi's catalogue has no price: what the model costs is then unknown. */
  readonly price: Price | null;
  /** The thinking levels that it knows; Pi silently takes a near one instead of any other. */
  readonly thinking: readonly ThinkingLevel[];
  /** Whether Pi has a key or a login for its provider. */
  readonly authenticated: boolean;
}

/** The models that there are. */
export interface Catalogue {
  /** Every authenticated model, and as far as they are known, others. */
  readonly models: readonly CatalogueModel[];
  /** The model that Pi takes by itself, as `provider/id`; null where nobody can tell beforehand. */
  readonly piDefault: string | null;
}

/** Reads a model object of Pi's; null when it is none. A price of nothing at all is Pi's way to say that it has none. */
export function readModel(value: unknown, authenticated: boolean): CatalogueModel | null {
  const parsed = piModel.safeParse(value);
  if (!parsed.success) return null;
  const { provider, id, name, contextWindow, cost } = parsed.data;
  const free = cost.input === 0 && cost.output === 0;
  return {
    provider,
    id,
    name: name ?? id,
    contextWindow,
    price: free ? null : { input: cost.input, output: cost.output },
    thinking: thinkingOf(parsed.data),
    authenticated,
  };
}

/** `provider/id`. */
export function nameOf(model: Pick<CatalogueModel, "provider" | "id">): string {
  return `${model.provider}/${model.id}`;
}

/** Price for input and output, for people: `$3 / $15`. */
export function priceText(price: Price | null): string {
  return price === null ? "price unknown" : `${dollars(price.input)} / ${dollars(price.output)}`;
}

/** The context window, for people: `200k`, `1M`. */
export function contextText({ contextWindow }: Pick<CatalogueModel, "contextWindow">): string {
  if (contextWindow < 999_500) return `${Math.round(contextWindow / 1000)}k`;
  return `${Number((contextWindow / 1_000_000).toFixed(1))}M`;
}

const piModel = z.object({
  provider: z.string(),
  id: z.string(),
  name: z.string().optional(),
  contextWindow: z.number(),
  reasoning: z.boolean().catch(false),
  thinkingLevelMap: z.record(z.string(), z.string().nullable()).optional().catch(undefined),
  cost: z.object({ input: z.number(), output: z.number() }),
});

/** As Pi's own catalogue reads it: null marks a level as unsupported, and the two highest must be named. */
function thinkingOf(model: z.output<typeof piModel>): ThinkingLevel[] {
  if (!model.reasoning) return ["off"];
  return THINKING_LEVELS.filter((level) => {
    const mapped = model.thinkingLevelMap?.[level];
    if (mapped === null) return false;
    return mapped !== undefined || (level !== "xhigh" && level !== "max");
  });
}

function dollars(amount: number): string {
  return `$${Number(amount.toFixed(amount < 1 ? 3 : 2))}`;
}
