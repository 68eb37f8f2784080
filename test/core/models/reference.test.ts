import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  findModel,
  formatModelReference,
  parseModelReference,
  THINKING_LEVELS,
} from "../../../src/core/models/reference.ts";

describe("parseModelReference", () => {
  test.each([
    ["anthropic/claude-x", { provider: "anthropic", id: "claude-x" }],
    ["anthropic/claude-x:high", { provider: "anthropic", id: "claude-x", thinking: "high" }],
    ["openrouter/anthropic/claude-x:free", { provider: "openrouter", id: "anthropic/claude-x:free" }],
    [
      "openrouter/anthropic/claude-x:free:off",
      { provider: "openrouter", id: "anthropic/claude-x:free", thinking: "off" },
    ],
    ["local/m:High", { provider: "local", id: "m:High" }],
    ["claude-x", null],
    ["anthropic/", null],
    ["/claude-x", null],
    ["--provider/x", null],
    ["a/b c", null],
    ["a/b\u0000", null],
    ["", null],
  ])("%j", (text, reference) => {
    expect(parseModelReference(text)).toEqual(reference);
  });

  test("what was formatted is read back", () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9.:/-]{0,12}$/);
    const reference = fc.record(
      {
        provider: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/),
        id: word.filter((id) => !THINKING_LEVELS.some((level) => id.endsWith(`:${level}`))),
        thinking: fc.constantFrom(...THINKING_LEVELS),
      },
      { requiredKeys: ["provider", "id"] },
    );
    fc.assert(
      fc.property(reference, (one) => {
        expect(parseModelReference(formatModelReference(one))).toEqual(one);
      }),
    );
  });

  test("the thinking levels are those that Pi documents", async () => {
    const docs = new URL(
      "docs/cli.md",
      new URL("../", import.meta.resolve("@earendil-works/pi-coding-agent")),
    );
    const [, levels = ""] =
      /`--thinking <level>`<br>\s+Sets ([^.]+)\./.exec(await readFile(fileURLToPath(docs), "utf8")) ?? [];
    expect([...levels.matchAll(/`([a-z]+)`/g)].map(([, level]) => level)).toEqual([...THINKING_LEVELS]);
  });
});

describe("findModel", () => {
  const models = [
    { provider: "anthropic", id: "claude-sonnet-4" },
    { provider: "anthropic", id: "claude-opus-4" },
    { provider: "openrouter", id: "x/y:high" },
    { provider: "openrouter", id: "x/y" },
  ];

  test("finds a model exactly, with its thinking level", () => {
    expect(findModel("anthropic/claude-opus-4:low", models)).toEqual({
      status: "found",
      model: models[1],
      thinking: "low",
    });
    expect(findModel("openrouter/x/y:high", models)).toEqual({ status: "found", model: models[2] });
    expect(findModel("openrouter/x/y:max", models)).toEqual({
      status: "found",
      model: models[3],
      thinking: "max",
    });
  });

  test.each([
    ["anthropic/claude-sonet-4", ["anthropic/claude-sonnet-4", "anthropic/claude-opus-4"]],
    ["anthropic/claude-sonet-4:high", ["anthropic/claude-sonnet-4", "anthropic/claude-opus-4"]],
    ["anthropic/claude-opus-4:hihg", ["anthropic/claude-opus-4"]],
    ["claude-opus-4", ["anthropic/claude-opus-4"]],
    ["openai/claude-opus-4", ["anthropic/claude-opus-4"]],
    ["Anthropic/claude-opus-4", ["anthropic/claude-opus-4", "anthropic/claude-sonnet-4"]],
    ["zzz/zzz", []],
  ])("%s is unknown, and the nearest are named", (text, nearest) => {
    expect(findModel(text, models)).toEqual({ status: "unknown", nearest });
  });
});
