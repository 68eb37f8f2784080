import { expect, test } from "vitest";
import { classifyFailure } from "../../../src/core/agents/failure.ts";

test.each<[string, number | undefined, string, boolean]>([
  ['429: {"message":"slow down"}', undefined, "rate-limit", true],
  ["Rate limit reached", undefined, "rate-limit", true],
  ["something", 429, "rate-limit", true],
  ['429: {"code":"insufficient_quota"}', undefined, "rate-limit", false],
  ['429: {"message":"Monthly usage limit reached"}', undefined, "rate-limit", false],
  ["Your credit balance is too low", 400, "provider-error", false],
  ["402: {}", undefined, "provider-error", false],
  ["500: {}", undefined, "provider-error", true],
  ["503 status code (no body)", undefined, "provider-error", true],
  ["Overloaded (529): busy", undefined, "provider-error", true],
  ['401: {"message":"Internal error"}', undefined, "provider-error", false],
  ["403: {}", undefined, "provider-error", false],
  ["400: socket", undefined, "provider-error", false],
  ["Stream ended without finish_reason", undefined, "provider-error", true],
  ["terminated", undefined, "provider-error", true],
  ["connect ECONNREFUSED 127.0.0.1:1", undefined, "provider-error", true],
  ["Connection error.", undefined, "provider-error", true],
  ["No API key for provider: x", undefined, "provider-error", false],
])("%s (%s)", (message, status, cause, transport) => {
  expect(classifyFailure(message, status)).toEqual({ cause, transport });
});
