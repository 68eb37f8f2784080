import { describe, expect, test } from "vitest";
import { completeReviewArguments } from "../../../src/core/review/completion.ts";

const sources = {
  refs: async () => ["main", "feature/login", "v1.0"],
  models: async () => ["anthropic/claude-sonnet-4-5", "openai/gpt-5"],
};

async function offered(text: string): Promise<readonly string[]> {
  return (await completeReviewArguments(text, sources)).map((completion) => completion.value);
}

describe("completeReviewArguments", () => {
  test.each([
    ["--le", ["--lens"]],
    ["main..HEAD --b", ["main..HEAD --block-on"]],
    [
      "--lens ",
      ["security", "error-handling", "type-safety", "performance", "architecture", "simplicity"].map(
        (lens) => `--lens ${lens}`,
      ),
    ],
    ["--lens sec", ["--lens security"]],
    [
      "--lens security --lens ",
      ["security", "error-handling", "type-safety", "performance", "architecture", "simplicity"].map(
        (lens) => `--lens security --lens ${lens}`,
      ),
    ],
    ["--block-on h", ["--block-on HIGH"]],
    ["--model son", ["--model anthropic/claude-sonnet-4-5"]],
    ["ma", ["main..HEAD"]],
    ["log", ["feature/login..HEAD"]],
    ["v1.0..fe", ["v1.0..feature/login"]],
    ["main...", ["main...main", "main...feature/login", "main...v1.0"]],
    ["ca", ["cancel"]],
  ])("%j", async (text, values) => {
    expect(await offered(text)).toEqual(values);
  });

  test.each([
    "",
    "main..HEAD ",
    "main..HEAD",
    "main",
    "cancel",
    "--whole",
    "--lens security",
    "--concurrency ",
    "--model x --mod",
    "--json",
    "src/a.ts",
  ])("%j leaves Enter to the review", async (text) => {
    expect(await offered(text)).toEqual([]);
  });

  test("refs and models are asked for only where they can stand", async () => {
    const refuse = async (): Promise<never> => {
      throw new Error("asked");
    };
    await completeReviewArguments("--le", { refs: refuse, models: refuse });
    await completeReviewArguments("--lens s", { refs: refuse, models: refuse });
    await completeReviewArguments("", { refs: refuse, models: refuse });
    await expect(completeReviewArguments("--model s", { refs: refuse, models: refuse })).rejects.toThrow(
      "asked",
    );
  });
});
