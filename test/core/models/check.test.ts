import { describe, expect, test } from "vitest";
import { type Catalogue, priceText, readModel } from "../../../src/core/models/catalogue.ts";
import { checkModels, modelProblem } from "../../../src/core/models/check.ts";

/** A model as Pi's registry has it. */
const OPUS = {
  provider: "anthropic",
  id: "claude-opus",
  name: "Claude Opus",
  contextWindow: 200_000,
  reasoning: true,
  thinkingLevelMap: { minimal: null, xhigh: "max" },
  cost: { input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75 },
};

function catalogueOf(...names: readonly (readonly [string, boolean])[]): Catalogue {
  const models = names.flatMap(([name, authenticated]) => {
    const [provider, id] = name.split("/");
    return readModel({ ...OPUS, provider, id }, authenticated) ?? [];
  });
  return { models, piDefault: null };
}

test("a model of Pi's is read with its price and the levels that it knows", () => {
  expect(readModel(OPUS, true)).toEqual({
    provider: "anthropic",
    id: "claude-opus",
    name: "Claude Opus",
    contextWindow: 200_000,
    price: { input: 15, output: 75 },
    thinking: ["off", "low", "medium", "high", "xhigh"],
    authenticated: true,
  });
  expect(readModel({ ...OPUS, reasoning: false }, true)?.thinking).toEqual(["off"]);
  expect(readModel({ ...OPUS, id: 7 }, true)).toBeNull();
});

test("a price of nothing is an unknown price", () => {
  const free = readModel({ ...OPUS, cost: { input: 0, output: 0 } }, true);
  expect(priceText(free?.price ?? null)).toBe("price unknown");
  expect(priceText({ input: 0.25, output: 1.5 })).toBe("$0.25 / $1.5");
});

describe("a model", () => {
  const catalogue = catalogueOf(
    ["anthropic/claude-opus", true],
    ["anthropic/claude-haiku", true],
    ["openai/gpt-5", false],
  );

  test.each(["anthropic/claude-opus", "anthropic/claude-opus:high"])("%s can be used", (model) => {
    expect(modelProblem(model, catalogue)).toBeNull();
  });

  test.each([
    [
      "anthropic/claude-opsu",
      { kind: "unknown", nearest: ["anthropic/claude-opus", "anthropic/claude-haiku"] },
    ],
    ["claude-haiku", { kind: "unknown", nearest: ["anthropic/claude-haiku"] }],
    ["openai/gpt-5", { kind: "not-authenticated", nearest: [] }],
    ["openai/gpt-5:high", { kind: "not-authenticated", nearest: [] }],
    ["anthropic/claude-opus:minimal", { kind: "thinking", level: "minimal" }],
    ["anthropic/claude-opus:max", { kind: "thinking", level: "max" }],
  ])("%s cannot", (model, problem) => {
    expect(modelProblem(model, catalogue)).toMatchObject(problem);
  });

  test("near names are never those of models without a key", () => {
    const problem = modelProblem("openai/gpt5", catalogueOf(["openai/gpt-5", false], ["azure/gpt5", true]));
    expect(problem).toEqual({ kind: "unknown", nearest: ["azure/gpt5"] });
  });
});

test("everything that is wrong is said at once, with whom it is for and where it stands", () => {
  const uses = [
    { model: "a/x", who: "ops", origin: "models.default" },
    { model: "a/x", who: "explore", origin: "models.default" },
    { model: "a/opus", who: "developer", origin: "models.roles.developer" },
    { model: "b/y", who: "security", origin: "--model" },
  ];
  const check = () => checkModels(uses, catalogueOf(["a/opus", true], ["b/y", false]));
  expect(check).toThrow(
    "Pi knows no model a/x (ops, explore: models.default)\nb/y is not authenticated (security: --model)",
  );
  expect(() => checkModels(uses.slice(2, 3), catalogueOf(["a/opus", true]))).not.toThrow();
});
