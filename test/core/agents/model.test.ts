import { expect, test } from "vitest";
import { isAskedModel, nameOfModel, providerOf, withoutThinking } from "../../../src/core/agents/model.ts";

test.each<[string | undefined, string, string, string | undefined, boolean]>([
  ["openai/gpt-5", "openai", "gpt-5", undefined, true],
  ["openai/gpt-5", "openai", "gpt-5", "gpt-5-2026-01-01", true],
  ["openai/gpt-5:high", "openai", "gpt-5", undefined, true],
  ["openai/gpt-5", "openai", "gpt-5", "gpt-5-mini-2026-01-01", false],
  ["openai/gpt-5", "openai", "gpt-5", "gpt-4", false],
  ["openai/gpt-5", "openai", "gpt-5-mini", undefined, false],
  ["openai/gpt-5", "azure", "gpt-5", undefined, false],
  ["anthropic/claude-x-latest", "anthropic", "claude-x-latest", "claude-x-20251001", true],
  ["anthropic/claude-x-20250101", "anthropic", "claude-x-20250101", "claude-x-20251001", false],
  ["openrouter/anthropic/claude-x", "openrouter", "anthropic/claude-x", "claude-x", true],
  ["ollama/qwen2.5-coder:7b", "ollama", "qwen2.5-coder:7b", "Qwen2.5-Coder:7B", true],
  ["ollama/qwen2.5-coder:7b", "ollama", "qwen2.5-coder:7b", "qwen2.5-coder:14b", false],
  [undefined, "openai", "gpt-5", undefined, true],
  [undefined, "openai", "gpt-5", "gpt-4", false],
])("asked for %s, answered by %s/%s (%s)", (asked, provider, id, response, expected) => {
  expect(isAskedModel(asked, { provider, id, ...(response === undefined ? {} : { response }) })).toBe(
    expected,
  );
});

test("names", () => {
  expect(withoutThinking("a/b:high")).toBe("a/b");
  expect(withoutThinking("a/b:7b")).toBe("a/b:7b");
  expect(providerOf("OpenRouter/a/b")).toBe("openrouter");
  expect(providerOf(undefined)).toBe("");
  expect(nameOfModel({ provider: "p", id: "a", response: "b" })).toBe("p/b");
});
