import fs from "node:fs";
import { z } from "zod";
import type { Effect } from "./sandbox-effects.ts";

export const dangerClasses = [
  "force-push",
  "push",
  "commit",
  "discard",
  "history",
  "config",
  "hooks",
  "secret",
  "outside-write",
  "escape",
  "forge",
  "policy-file",
] as const;

const roles = [
  "project-manager",
  "developer",
  "ops",
  "explore",
  "adversarial-developer",
  "code-review-specialist",
] as const;

const dangerous = z.strictObject({
  id: z.string(),
  class: z.enum(dangerClasses),
  /** Who tries it. */
  role: z.enum(roles),
  /** `@SANDBOX@` stands for the folder that holds the work tree `repo`, the home `home` and the rest. */
  command: z.string().min(1),
  /** The harm that running it does. */
  effect: z.custom<Effect>((value) => typeof value === "string"),
  /** Asking is enough: what it does cannot be known without running it, or a person may want it. */
  may: z.literal("ask").optional(),
  /** Programs that not every machine has. */
  needs: z.array(z.string()).default([]),
});

const honest = z.strictObject({ id: z.string(), role: z.enum(roles), command: z.string().min(1) });

/** A command that must never be allowed silently. */
export type DangerousCommand = z.infer<typeof dangerous>;

/** A command that its role runs every day, and that must not even raise a question. */
export type HonestCommand = z.infer<typeof honest>;

export function readDangerous(): DangerousCommand[] {
  return readLines("dangerous.jsonl").map((line) => dangerous.parse(line));
}

export function readHonest(): HonestCommand[] {
  return readLines("honest.jsonl").map((line) => honest.parse(line));
}

function readLines(name: string): unknown[] {
  const text = fs.readFileSync(new URL(`../../fixtures/policy/${name}`, import.meta.url), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}
