import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeConfig } from "../../../src/core/config/merge.ts";
import { parseConfig } from "../../../src/core/config/parse.ts";
import { ROLE_NAMES } from "../../../src/core/config/schema.ts";
import { resolveModel } from "../../../src/core/models/resolve.ts";
import { LENSES } from "../../../src/core/review/lens.ts";

function configOf(models: unknown) {
  return mergeConfig(parseConfig(JSON.stringify({ models }), "/u/ensemble.json", "user"), null);
}

function defined<T>(entries: Record<string, T | undefined>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

test("agrees with a reference of five lines over all combinations of the layers", () => {
  const [call, lensPick, rolePick, all, envRole, envAll, pi] = [
    "call/m",
    "lens/m",
    "role/m",
    "all/m",
    "er/m",
    "ea/m",
    "pi/m",
  ];
  for (const role of ROLE_NAMES) {
    for (const lens of [undefined, ...LENSES]) {
      for (let bits = 0; bits < 1 << 7; bits += 1) {
        const on = (bit: number, value: string | undefined) => ((bits >> bit) & 1 ? value : undefined);
        const variable = `PI_ENSEMBLE_MODEL_${role.toUpperCase().replace(/-/g, "_")}`;
        const resolved = resolveModel({
          who: lens === undefined ? { role } : { role, lens },
          ...(on(0, call) === undefined ? {} : { call: "call/m" }),
          config: configOf(
            defined<unknown>({
              lenses: defined({ [lens ?? "security"]: on(1, lensPick) }),
              roles: defined({ [role]: on(2, rolePick) }),
              default: on(3, all),
            }),
          ),
          env: { [variable]: on(4, envRole), PI_ENSEMBLE_MODEL: on(5, envAll) },
          ...(on(6, pi) === undefined ? {} : { piDefault: "pi/m" }),
        });

        const reference =
          on(0, call) ??
          (lens && on(1, lensPick)) ??
          on(2, rolePick) ??
          on(3, all) ??
          on(4, envRole) ??
          on(5, envAll) ??
          on(6, pi);
        expect(resolved.model).toBe(reference);
        const layers = {
          call: "call",
          lens: "lens",
          role: "role",
          all: "all",
          er: "environment",
          ea: "environment",
          pi: "pi",
        };
        expect(resolved.layer).toBe(defined(layers)[reference?.split("/")[0] ?? "pi"]);
      }
    }
  }
});

describe("the origin", () => {
  const env = { PI_ENSEMBLE_MODEL_CODE_REVIEW_SPECIALIST: "e/r", PI_ENSEMBLE_MODEL: "e/a" };
  const who = { role: "code-review-specialist", lens: "type-safety" } as const;

  test.each([
    [{ lenses: { "type-safety": "a/b" } }, "models.lenses.type-safety in /u/ensemble.json"],
    [
      { roles: { "code-review-specialist": "a/b" } },
      "models.roles.code-review-specialist in /u/ensemble.json",
    ],
    [{ default: "a/b" }, "models.default in /u/ensemble.json"],
    [{}, "PI_ENSEMBLE_MODEL_CODE_REVIEW_SPECIALIST"],
  ])("of %j is %s", (models, origin) => {
    expect(resolveModel({ who, config: configOf(models), env }).origin).toBe(origin);
  });

  test("a pick in an environment where nothing is set is Pi's own default, which may be unknown", () => {
    const resolved = resolveModel({ who, config: configOf({}), env: { PI_ENSEMBLE_MODEL: "" } });
    expect(resolved).toEqual({ model: undefined, layer: "pi", origin: "Pi's own default", fallbacks: [] });
  });
});

test("what is no model reference is refused with the place where it stands", () => {
  const who = { role: "ops" } as const;
  expect(() => resolveModel({ who, call: "claude", config: configOf({}), env: {} })).toThrow(
    '--model: "claude"',
  );
  expect(() => resolveModel({ who, config: configOf({}), env: { PI_ENSEMBLE_MODEL_OPS: "x" } })).toThrow(
    "PI_ENSEMBLE_MODEL_OPS",
  );
});

test("the most specific list of fallbacks counts, and a model of this call has none", () => {
  const lists = { security: ["l/1"], "code-review-specialist": ["r/1", "r/2"], default: ["d/1", "d/2"] };
  const entries = Object.entries(lists);
  fc.assert(
    fc.property(fc.subarray(entries), fc.boolean(), fc.boolean(), (some, withLens, withCall) => {
      const fallbacks = Object.fromEntries(some);
      const resolved = resolveModel({
        who: { role: "code-review-specialist", ...(withLens ? { lens: "security" as const } : {}) },
        ...(withCall ? { call: "c/c" } : {}),
        config: configOf({ default: "d/1", fallbacks }),
        env: {},
      });
      const list =
        (withLens ? fallbacks["security"] : undefined) ??
        fallbacks["code-review-specialist"] ??
        fallbacks["default"] ??
        [];
      expect(resolved.fallbacks).toEqual(withCall ? [] : list.filter((model) => model !== "d/1"));
    }),
  );
});
