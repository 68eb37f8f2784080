import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeConfig } from "../../../src/core/config/merge.ts";
import { parseConfig } from "../../../src/core/config/parse.ts";
import { SANDBOX_MODES } from "../../../src/core/config/schema.ts";
import { OperatorError } from "../../../src/core/errors.ts";
import { SEVERITIES } from "../../../src/core/review/severity.ts";

function user(value: unknown) {
  return parseConfig(JSON.stringify(value), "/home/u/ensemble.json", "user");
}

function project(value: unknown) {
  return parseConfig(JSON.stringify(value), ".pi/ensemble.json", "project");
}

describe("mergeConfig", () => {
  test("without files everything is the default and says so", () => {
    const { config, settings, overruled } = mergeConfig(null, null);
    expect(config).toMatchObject({
      review: { concurrency: 6, blockOn: "LOW" },
      sandbox: "auto",
      permissions: {},
    });
    expect(settings.every(({ origins }) => origins.length === 1 && origins[0]?.level === "default")).toBe(
      true,
    );
    expect(overruled).toEqual([]);
  });

  test("names the origin of each value, and of each entry of a list that both files make", () => {
    const { settings } = mergeConfig(
      user({ limits: { turns: 9 }, permissions: { ops: { deny: ["a"] } } }),
      project({ limits: { silenceMinutes: 3 }, permissions: { ops: { deny: ["a", "b"] } } }),
    );
    const origins = Object.fromEntries(settings.map((setting) => [setting.key, setting.origins]));
    expect(origins["limits.turns"]).toEqual([{ level: "user", file: "/home/u/ensemble.json" }]);
    expect(origins["limits.silenceMinutes"]).toEqual([{ level: "project", file: ".pi/ensemble.json" }]);
    expect(origins["limits.wallClockMinutes"]).toEqual([{ level: "default" }]);
    expect(origins["permissions.ops.deny"]?.map((origin) => origin.level)).toEqual(["user", "project"]);
    expect(origins["permissions.ops.ask"]).toEqual([{ level: "default" }]);
  });

  test("a project cannot make a role less strict than its file by saying nothing of the user's", () => {
    const { config, overruled } = mergeConfig(
      null,
      project({ permissions: { developer: { strict: false } } }),
    );
    expect(config.permissions.developer?.strict ?? null).toBeNull();
    expect(overruled).toHaveLength(1);
  });

  test("whatever a project writes, nothing gets looser", () => {
    const limit = fc.option(fc.integer({ min: 1, max: 1000 }), { nil: null });
    const settings = fc.record(
      {
        limits: fc.record({ turns: fc.integer({ min: 1, max: 100 }) }, { requiredKeys: [] }),
        budget: fc.record({ run: fc.record({ usd: limit, tokens: limit }, { requiredKeys: [] }) }),
        review: fc.record({ blockOn: fc.constantFrom(...SEVERITIES) }, { requiredKeys: [] }),
        sandbox: fc.constantFrom(...SANDBOX_MODES),
        sandboxNetwork: fc.boolean(),
        protectedPaths: fc.array(fc.constantFrom("a", "b", "c")),
      },
      { requiredKeys: [] },
    );
    const orNone = (value: number | null) => value ?? Number.POSITIVE_INFINITY;
    fc.assert(
      fc.property(settings, settings, (own, theirs) => {
        const alone = mergeConfig(user(own), null).config;
        const both = mergeConfig(user(own), project(theirs)).config;
        expect(both.limits.turns).toBeLessThanOrEqual(alone.limits.turns);
        expect(orNone(both.budget.run.usd)).toBeLessThanOrEqual(orNone(alone.budget.run.usd));
        expect(orNone(both.budget.run.tokens)).toBeLessThanOrEqual(orNone(alone.budget.run.tokens));
        expect(SEVERITIES.indexOf(both.review.blockOn)).toBeGreaterThanOrEqual(
          SEVERITIES.indexOf(alone.review.blockOn),
        );
        expect(SANDBOX_MODES.indexOf(both.sandbox)).toBeGreaterThanOrEqual(
          SANDBOX_MODES.indexOf(alone.sandbox),
        );
        expect(!both.sandboxNetwork || alone.sandboxNetwork).toBe(true);
        expect(both.protectedPaths).toEqual(expect.arrayContaining(alone.protectedPaths));
        expect(both.models).toEqual(alone.models);
      }),
    );
  });
});

describe("parseConfig", () => {
  test.each([
    [
      '{\n  "review": {\n    "concurency": 2\n  }\n}',
      "f:3:5: review.concurency: there is no such key",
      "Did you mean review.concurrency?",
    ],
    ['{"concurrency": 2}', "f:1:2: concurrency: there is no such key", "Did you mean review.concurrency?"],
    [
      '{"models": {"roles": {"develper": "a/b"}}}',
      "f:1:23: models.roles.develper",
      "Did you mean models.roles.developer?",
    ],
    ['{"zzzzzz": 1}', "f:1:2: zzzzzz", "Known here: models, review"],
    ['{"__proto__": {"x": 1}}', "f:1:2: __proto__: there is no such key", "Known here"],
    [
      '{"permissions": {"ops": {"deny": ["a", 3]}}}',
      "f:1:40: permissions.ops.deny.1:",
      "permissions.ops.deny:",
    ],
    ["[]", "f:1:1: the file:", "Write an object"],
    ['{"limits": null}', "f:1:2: limits:", "limits:"],
    ['{"a": 1,\n}', "f:2:1: not JSON:", "comments and trailing commas"],
    [`{"$schema": "${"x".repeat(1_000_000)}"}`, "f: it is longer", "shorter"],
  ])("%.60s", (text, message, remedy) => {
    try {
      parseConfig(text, "f", "user");
    } catch (error) {
      expect(error).toBeInstanceOf(OperatorError);
      expect(error instanceof OperatorError && error.message).toContain(message);
      expect(error instanceof OperatorError && error.remedy).toContain(remedy);
      return;
    }
    throw new Error("it was accepted");
  });

  test("names everything that is wrong, not only the first", () => {
    expect(() => parseConfig('{"review": {"blockOn": 1},\n"runs": {"kep": 1}}', "f", "user")).toThrow(
      /f:1:13: review\.blockOn.*\nf:2:10: runs\.kep/s,
    );
  });

  test("a byte order mark is not part of the text", () => {
    expect(parseConfig('\ufeff{"sandbox": "off"}', "f", "user").leaves).toEqual([
      { path: ["sandbox"], value: "off" },
    ]);
  });
});
