import type {
  ExtensionAPI,
  ExtensionCommandContext,
  ExtensionContext,
} from "@earendil-works/pi-coding-agent";
import type { AutocompleteItem } from "@earendil-works/pi-tui";
import type { Choice } from "../adapters/deck/picker.ts";
import type { Surroundings } from "../compose/place.ts";
import { OperatorError } from "../core/errors.ts";
import type { CatalogueModel } from "../core/models/catalogue.ts";
import type { PresentModel } from "../core/models/picks.ts";
import { giveAnswer } from "./answer.ts";
import { surroundings, wordsOf } from "./surroundings.ts";
import { complain, tell } from "./tell.ts";

/** The `/ensemble-model` command of one session. */
export interface ModelCommand {
  readonly complete: (text: string) => Promise<AutocompleteItem[] | null>;
  readonly run: (text: string, ctx: ExtensionCommandContext) => Promise<void>;
  readonly enter: (ctx: ExtensionContext) => void;
}

export function openModelCommand(pi: ExtensionAPI): ModelCommand {
  let session: ExtensionContext | undefined;
  return {
    async complete(text) {
      const { completeModelWords } = await import("../core/models/completion.ts");
      const models = session?.modelRegistry.getAvailable() ?? [];
      const completions = completeModelWords(
        text,
        models.map(({ provider, id }) => `${provider}/${id}`),
      );
      return completions.length === 0 ? null : [...completions];
    },
    async run(text, ctx) {
      try {
        await runModelCommand(pi, ctx, wordsOf(text));
      } catch (error) {
        complain(ctx, error);
      }
    },
    enter(ctx) {
      session = ctx;
    },
  };
}

async function runModelCommand(
  pi: ExtensionAPI,
  ctx: ExtensionCommandContext,
  words: readonly string[],
): Promise<void> {
  const { clearModel, listModels, setModel } = await import("../compose/models.ts");
  const where = await surroundings(ctx);
  const [first, second, third] = words;
  if (third !== undefined) throw usage(`${JSON.stringify(third)} is one word too many`);
  if (first === "clear") {
    if (second === undefined) throw usage("clear wants a name");
    const file = await clearModel(where, second);
    return tell(ctx, `${second}: no pick any more in ${file}`);
  }
  if (first !== undefined && second !== undefined) {
    const file = await setModel(where, first, second);
    return tell(ctx, `${first}: ${second}, saved in ${file}`);
  }
  if (first !== undefined && first !== "list") {
    if (!ctx.hasUI) throw usage(`${first} wants a model`);
    return pickModel(ctx, where, first);
  }
  if (first === undefined && ctx.hasUI) return pickSpecialists(ctx, where);

  const models = await listModels(where);
  const { presentModelLines } = await import("../core/models/picks.ts");
  await giveAnswer(pi, ctx, {
    title: "models",
    lines: (space) => presentModelLines(models, space),
    json: { schema: 1, models },
  });
}

/** Roles and lenses with their models, again and again until the person has had enough. */
async function pickSpecialists(ctx: ExtensionCommandContext, where: Surroundings): Promise<void> {
  const [{ pickFrom }, { listModels }, { layerInWords }] = await Promise.all([
    import("../adapters/deck/picker.ts"),
    import("../compose/models.ts"),
    import("../core/models/layer.ts"),
  ]);
  let selected = 0;
  for (;;) {
    const models = await listModels(where);
    const choices = models.map(
      (each, index): Choice<number> => ({
        value: index,
        label: each.name,
        facts: [
          each.model ?? "Pi's choice",
          each.problem === null ? layerInWords(each.layer) : "cannot be used",
        ],
        detail: detailOf(each),
      }),
    );
    const chosen = await pickFrom(ctx, { title: "Whose model?", choices, selected });
    const name = chosen === undefined ? undefined : models[chosen]?.name;
    if (chosen === undefined || name === undefined) return;
    selected = chosen;
    await pickModel(ctx, where, name);
    if (ctx.mode !== "tui") return;
  }
}

const CLEAR = Symbol("clear");

async function pickModel(ctx: ExtensionCommandContext, where: Surroundings, name: string): Promise<void> {
  const [
    { pickFrom },
    { clearModel, listModels, setModel },
    { contextText, nameOf, priceText },
    { catalogueFor },
    { pickNamed },
    { findModel },
  ] = await Promise.all([
    import("../adapters/deck/picker.ts"),
    import("../compose/models.ts"),
    import("../core/models/catalogue.ts"),
    import("../compose/place.ts"),
    import("../core/models/specialist.ts"),
    import("../core/models/reference.ts"),
  ]);
  pickNamed(name);
  const present = (await listModels(where)).find((each) => each.name === name);
  const { models } = await catalogueFor(where)([]);
  const ready = models
    .filter(({ authenticated }) => authenticated)
    .toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)));
  if (ready.length === 0) {
    throw new OperatorError(
      "unavailable",
      "Pi has no authenticated model",
      "Use /login, or set a provider's key.",
    );
  }
  const choices: Choice<CatalogueModel | typeof CLEAR>[] = ready.map((model) => ({
    value: model,
    label: nameOf(model),
    facts: [contextText(model), priceText(model.price), model.name === model.id ? "" : model.name],
    detail: `${model.name}: ${contextText(model)} of context, ${priceText(model.price)} per million tokens in / out`,
  }));
  const clear: Choice<typeof CLEAR> = {
    value: CLEAR,
    label: "no pick",
    facts: [],
    detail: `Clears the pick of ${name}; the next layer then counts.`,
  };
  const found = findModel(present?.model ?? "", ready);
  const at = found.status === "found" ? ready.indexOf(found.model) : -1;
  const chosen = await pickFrom(ctx, {
    title: `Model of ${name}`,
    choices: [clear, ...choices],
    selected: at + 1,
  });
  if (chosen === undefined) return;
  if (chosen === CLEAR) {
    await clearModel(where, name);
    return tell(ctx, `${name}: no pick any more`);
  }
  const level = await pickThinking(ctx, chosen);
  if (level === undefined) return;
  const model = level === "" ? nameOf(chosen) : `${nameOf(chosen)}:${level}`;
  const file = await setModel(where, name, model);
  tell(ctx, `${name}: ${model}, saved in ${file}`);
}

/** The empty string leaves the level to Pi. */
async function pickThinking(
  ctx: ExtensionCommandContext,
  model: CatalogueModel,
): Promise<string | undefined> {
  if (model.thinking.length < 2) return "";
  const { pickFrom } = await import("../adapters/deck/picker.ts");
  const own = {
    value: "",
    label: "Pi's default",
    facts: [],
    detail: "The thinking level of Pi's own settings.",
  };
  const levels = model.thinking.map((level) => ({ value: level, label: level, facts: [], detail: "" }));
  return pickFrom<string>(ctx, { title: "Thinking level", choices: [own, ...levels] });
}

function detailOf({ model, origin, fallbacks, layer, problem }: PresentModel): string {
  const name = model === null ? "" : `${model}: `;
  const from = layer === "pi" ? "no pick, Pi's own default" : `from ${origin}`;
  const then = fallbacks.length === 0 ? "" : `, then ${fallbacks.join(", ")}`;
  const wrong = problem === null ? "" : ". It cannot be used: pick another one";
  return `${name}${from}${then}${wrong}.`;
}

function usage(message: string): OperatorError {
  return new OperatorError(
    "usage",
    message,
    "/ensemble-model [NAME [MODEL]], /ensemble-model clear NAME, or /ensemble-model list.",
  );
}
