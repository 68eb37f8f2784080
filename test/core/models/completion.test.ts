import { expect, test } from "vitest";
import { completeModelWords } from "../../../src/core/models/completion.ts";

const MODELS = ["anthropic/claude-opus-5", "openai/gpt-6"];
const offered = (text: string) => completeModelWords(text, MODELS).map(({ value }) => value);

test.each([
  ["sec", ["security"]],
  ["developer gpt", ["developer openai/gpt-6"]],
  ["clear arch", ["clear architecture"]],
  ["", []],
  ["developer ", []],
  ["developer", []],
  ["developer openai/gpt-6", []],
  ["developer openai/gpt-6 x", []],
])("%j is completed to %j", (text, expected) => {
  expect(offered(text)).toEqual(expected);
});
