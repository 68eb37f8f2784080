import type { Effective } from "../config/merge.ts";
import { originOfKey } from "../config/merge.ts";
import { type Column, type TableSpace, tableLines } from "../deck/table.ts";
import type { Catalogue } from "./catalogue.ts";
import { explainProblem, type ModelProblem, modelProblem } from "./check.ts";
import { layerInWords } from "./layer.ts";
import { type ModelLayer, type ResolvedModel, resolveModel } from "./resolve.ts";
import { nameOfWho, SPECIALISTS } from "./specialist.ts";

/** The present model of `default`, a role or a lens, and why it is that one. */
export interface PresentModel {
  readonly name: string;
  readonly kind: "default" | "role" | "lens";
  /** Null when the choice is Pi's and it does not say beforehand. */
  readonly model: string | null;
  readonly layer: ModelLayer;
  readonly origin: string;
  readonly fallbacks: readonly string[];
  /** Why the model cannot be used; null when nothing is wrong with it. */
  readonly problem: ModelProblem | null;
}

/** The present models: the one for all, then the roles', then the lenses'. */
export function presentModels(
  config: Effective,
  env: Readonly<Record<string, string | undefined>>,
  catalogue: Catalogue,
): PresentModel[] {
  const piDefault = catalogue.piDefault ?? undefined;
  const specialists = SPECIALISTS.map((who): PresentModel => {
    const resolved = resolveModel({ who, config, env, ...(piDefault === undefined ? {} : { piDefault }) });
    return present(nameOfWho(who), who.lens === undefined ? "role" : "lens", resolved, catalogue);
  });
  return [present("default", "default", forAll(config, env, piDefault), catalogue), ...specialists];
}

/** The present models as a table. */
export function presentModelLines(models: readonly PresentModel[], space: TableSpace): string[] {
  return tableLines(COLUMNS, models, space, (each) => {
    if (each.problem === null || each.model === null) return [];
    const { message, remedy } = explainProblem(each.model, each.problem);
    return [`${message}. ${remedy}`];
  });
}

const COLUMNS: readonly Column<PresentModel>[] = [
  { heading: "who", text: (each) => each.name, paint: (_each, palette) => palette.strong },
  {
    heading: "model",
    text: (each) => each.model ?? "Pi's choice",
    widest: 48,
    paint: (each, palette) => (each.problem === null ? palette.accent : palette.bad),
  },
  { heading: "layer", text: (each) => layerInWords(each.layer) },
  {
    heading: "from",
    text: (each) => (each.layer === "pi" ? "" : each.origin),
    optional: 2,
    inWords: () => "",
    paint: (_each, palette) => palette.faint,
  },
  {
    heading: "fallbacks",
    text: (each) => each.fallbacks.join(", "),
    optional: 1,
    widest: 60,
    inWords: (each) => (each.fallbacks.length === 0 ? "" : `then ${each.fallbacks.join(", ")}`),
  },
];

function present(
  name: string,
  kind: PresentModel["kind"],
  { model, layer, origin, fallbacks }: ResolvedModel,
  catalogue: Catalogue,
): PresentModel {
  const problem = model === undefined ? null : modelProblem(model, catalogue);
  return { name, kind, model: model ?? null, layer, origin, fallbacks, problem };
}

/** What a specialist without a pick of its own gets. */
function forAll(
  config: Effective,
  env: Readonly<Record<string, string | undefined>>,
  piDefault: string | undefined,
): ResolvedModel {
  const { models } = config.config;
  const fallbacks = models.fallbacks.default ?? [];
  if (models.default !== null) {
    const origin = originOfKey(config, "models.default");
    const key = origin.level === "default" ? "models.default" : `models.default in ${origin.file}`;
    return { model: models.default, layer: "all", origin: key, fallbacks };
  }
  const variable = env["PI_ENSEMBLE_MODEL"];
  if (variable !== undefined && variable !== "") {
    return { model: variable, layer: "environment", origin: "PI_ENSEMBLE_MODEL", fallbacks };
  }
  return { model: piDefault, layer: "pi", origin: "Pi's own default", fallbacks };
}
