import { OperatorError } from "../errors.ts";
import { type Catalogue, type CatalogueModel, nameOf } from "./catalogue.ts";
import { findModel, parseModelReference, type ThinkingLevel } from "./reference.ts";

/** Why a model cannot be used; `nearest` are authenticated models that may have been meant. */
export type ModelProblem =
  | { readonly kind: "unknown" | "not-authenticated"; readonly nearest: readonly string[] }
  | {
      readonly kind: "thinking";
      readonly level: ThinkingLevel;
      readonly supported: readonly ThinkingLevel[];
    };

/** A model that somebody is to use, and where it was written. */
export interface ModelUse {
  /** `provider/id` or `provider/id:thinking`. */
  readonly model: string;
  /** The role or the lens. */
  readonly who: string;
  /** For a person: `--model`, a key and its file, a variable. */
  readonly origin: string;
}

/** What keeps a model from being used; null when nothing does. */
export function modelProblem(model: string, catalogue: Catalogue): ModelProblem | null {
  const found = findModel(model, catalogue.models);
  const ready = () => nearestReady(model, catalogue);
  if (found.status === "unknown") return { kind: "unknown", nearest: ready() };
  if (!found.model.authenticated) return { kind: "not-authenticated", nearest: ready() };
  if (found.thinking === undefined || found.model.thinking.includes(found.thinking)) return null;
  return { kind: "thinking", level: found.thinking, supported: found.model.thinking };
}

/** What is wrong with the model, and what to do, each in a sentence. */
export function explainProblem(
  model: string,
  problem: ModelProblem,
): { readonly message: string; readonly remedy: string } {
  switch (problem.kind) {
    case "unknown": {
      const near = problem.nearest.length === 0 ? "" : `Did you mean ${problem.nearest.join(", ")}? `;
      return { message: `Pi knows no model ${model}`, remedy: `${near}${LIST}` };
    }
    case "not-authenticated": {
      const provider = parseModelReference(model)?.provider ?? model;
      const near = problem.nearest.length === 0 ? "" : ` Ready now: ${problem.nearest.join(", ")}.`;
      return {
        message: `${model} is not authenticated`,
        remedy: `Start pi and use /login, or set the key of ${provider}.${near}`,
      };
    }
    case "thinking":
      return {
        message: `${model}: the model does not know the thinking level ${problem.level}`,
        remedy: `It knows ${problem.supported.join(", ")}.`,
      };
  }
}

/** Throws an OperatorError that names every model that cannot be used, for whom, and where it was written. */
export function checkModels(uses: readonly ModelUse[], catalogue: Catalogue): void {
  const messages: string[] = [];
  const remedies = new Set<string>();
  for (const model of new Set(uses.map((use) => use.model))) {
    const problem = modelProblem(model, catalogue);
    if (problem === null) continue;
    const { message, remedy } = explainProblem(model, problem);
    messages.push(`${message} (${places(uses.filter((use) => use.model === model))})`);
    remedies.add(remedy);
  }
  if (messages.length === 0) return;
  throw new OperatorError("unknown-model", messages.join("\n"), [...remedies].join("\n"));
}

const LIST = "pi --list-models lists the models that are authenticated.";

/** `developer, ops: models.default in /home/me/ensemble.json`. */
function places(uses: readonly ModelUse[]): string {
  const origins = new Set(uses.map((use) => use.origin));
  return [...origins]
    .map((origin) => {
      const who = [...new Set(uses.filter((use) => use.origin === origin).map((use) => use.who))];
      return `${who.length > 3 ? `${who.length} roles and lenses` : who.join(", ")}: ${origin}`;
    })
    .join("; ");
}

function nearestReady(model: string, { models }: Catalogue): readonly string[] {
  const ready = models.filter((each) => each.authenticated);
  const found = findModel(model, ready);
  const near = found.status === "unknown" ? found.nearest : [];
  return near.length > 0 ? near : sameProvider(model, ready);
}

/** What the provider has to offer, when no name is near and there is not much to choose from. */
function sameProvider(model: string, ready: readonly CatalogueModel[]): readonly string[] {
  const provider = parseModelReference(model)?.provider;
  const offered = ready.filter((each) => each.provider === provider).map(nameOf);
  return offered.length <= 3 ? offered : [];
}
