import { nearest } from "../config/nearest.ts";
import type { Pick } from "../config/pick.ts";
import { ROLE_NAMES, type RoleName } from "../config/schema.ts";
import { OperatorError } from "../errors.ts";
import { isLens, LENSES } from "../review/lens.ts";
import type { ModelUse } from "./check.ts";
import type { ResolvedModel, Who } from "./resolve.ts";

/** Everybody who has a model: the roles, then the lenses. */
export const SPECIALISTS: readonly Who[] = [
  ...ROLE_NAMES.map((role) => ({ role })),
  ...LENSES.map((lens) => ({ role: "code-review-specialist" as const, lens })),
];

/** The name that a person knows: the lens, or the role. */
export function nameOfWho(who: Who): string {
  return who.lens ?? who.role;
}

/** Who goes by this name. Throws an OperatorError with the nearest names. */
export function whoIs(name: string): Who {
  const who = SPECIALISTS.find((each) => nameOfWho(each) === name);
  if (who === undefined) throw unknownName(name, SPECIALISTS.map(nameOfWho));
  return who;
}

/** The pick that goes by this name: a role, a lens, or `default`. Throws an OperatorError with the nearest names. */
export function pickNamed(name: string): Pick {
  if (name === "default") return { for: "all" };
  if (isLens(name)) return { for: "lens", lens: name };
  if (isRole(name)) return { for: "role", role: name };
  throw unknownName(name, ["default", ...SPECIALISTS.map(nameOfWho)]);
}

/** The model and its fallbacks, as uses that can be checked; nothing when the choice is Pi's. */
export function usesOf(who: Who, { model, layer, origin, fallbacks }: ResolvedModel): ModelUse[] {
  const name = nameOfWho(who);
  return [
    ...(model === undefined || layer === "pi" ? [] : [{ who: name, model, origin }]),
    ...fallbacks.map((fallback) => ({ who: name, model: fallback, origin: "models.fallbacks" })),
  ];
}

function isRole(name: string): name is RoleName {
  return (ROLE_NAMES as readonly string[]).includes(name);
}

function unknownName(name: string, known: readonly string[]): OperatorError {
  const near = nearest(name, known, 2);
  const remedy = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `There are ${known.join(", ")}.`;
  return new OperatorError("usage", `There is no role or lens ${JSON.stringify(name)}`, remedy);
}
