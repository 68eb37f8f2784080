import { agentDir, savePick } from "../adapters/config.ts";
import { OperatorError } from "../core/errors.ts";
import { explainProblem, modelProblem } from "../core/models/check.ts";
import { type PresentModel, presentModels } from "../core/models/picks.ts";
import { pickNamed } from "../core/models/specialist.ts";
import { catalogueFor, findPlace, type Surroundings } from "./place.ts";

/** The present model of every role and lens. */
export async function listModels(where: Surroundings): Promise<readonly PresentModel[]> {
  const { config } = await findPlace(where);
  const { models } = config.config;
  const picked = [models.default, ...Object.values(models.roles), ...Object.values(models.lenses)];
  const variables = Object.entries(where.env)
    .filter(([name]) => name.startsWith("PI_ENSEMBLE_MODEL"))
    .map(([, value]) => value);
  const mentioned = [...picked, ...variables].filter((model) => typeof model === "string" && model !== "");
  const catalogue = await catalogueFor(where)(mentioned as string[]);
  return presentModels(config, where.env, catalogue);
}

/**
 * Saves the model of a role, a lens or `default` in the user's file and returns that file's path. Throws an
 * OperatorError with the nearest names when the model does not exist or is not authenticated.
 */
export async function setModel(where: Surroundings, name: string, model: string): Promise<string> {
  const pick = pickNamed(name);
  const problem = modelProblem(model, await catalogueFor(where)([model]));
  if (problem !== null) {
    const { message, remedy } = explainProblem(model, problem);
    throw new OperatorError("unknown-model", message, remedy);
  }
  return savePick(agentDir(where.env), pick, model);
}

/** Clears the pick of a role, a lens or `default` and returns the path of the user's file. */
export function clearModel(where: Surroundings, name: string): Promise<string> {
  return savePick(agentDir(where.env), pickNamed(name), null);
}
