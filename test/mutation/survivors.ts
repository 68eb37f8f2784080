import fs from "node:fs";
import { z } from "zod";

/** A mutant as it stands in a list of survivors. */
const survivorSchema = z.strictObject({
  in: z.string(),
  was: z.string(),
  now: z.string(),
  why: z.string().min(1),
  /** How many mutants of this function look the same. */
  times: z.int().min(2).optional(),
});

export type Survivor = z.infer<typeof survivorSchema>;

/** The survivors of a module of the guard that are explained. */
export function listed(name: string): readonly Survivor[] {
  const file = `test/mutation/survivors/${name}.jsonl`;
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => survivorSchema.parse(JSON.parse(line)));
}

/** Code as it stands in a list: on one line, and not too long. */
export function clip(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 140 ? `${line.slice(0, 137)}...` : line;
}
