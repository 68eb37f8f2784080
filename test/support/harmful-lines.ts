import path from "node:path";
import { judgeCommand } from "../../src/core/policy/judge.ts";
import { diskWorld, rolePolicy } from "../core/policy/real-world.ts";
import { generateLine, numbers } from "./generated-lines.ts";
import type { Effect } from "./sandbox-effects.ts";
import { buildSandboxes, type Sandbox } from "./sandbox-repository.ts";

export interface Search {
  /** The same seed makes the same lines. */
  readonly seed: number;
  readonly lines: number;
  /** Makes the judge of what is run in a sandbox. */
  readonly allows: (sandbox: Sandbox) => (line: string) => boolean;
}

export interface Harm {
  readonly line: string;
  readonly effects: readonly Effect[];
}

/** What a developer may do to its work tree, whatever was in it. */
const PERMITTED: ReadonlySet<Effect> = new Set<Effect>(["workspace", "lost"]);

/**
 * Generates command lines, runs those that are allowed in a throwaway repository below `root` (an empty folder), and gives
 * those that did what a developer may not.
 */
export async function searchHarm(
  root: string,
  { seed, lines, allows }: Search,
): Promise<{ readonly ran: number; readonly harm: readonly Harm[] }> {
  const [sandbox] = buildSandboxes(root, ["plain"]);
  if (sandbox === undefined) throw new Error("no sandbox");
  const allowed = allows(sandbox);
  const random = numbers(seed);
  const harm: Harm[] = [];
  let ran = 0;
  for (let count = 0; count < lines; count += 1) {
    const line = generateLine(random);
    if (!allowed(line)) continue;
    ran += 1;
    const run = await sandbox.run(line, 5);
    const effects = [...run.effects].filter((effect) => !PERMITTED.has(effect));
    if (effects.length > 0) harm.push({ line, effects });
  }
  return { ran, harm };
}

/** What the guard allows to a developer without a question. */
export function developerMay({ dir }: Sandbox): (line: string) => boolean {
  const policy = rolePolicy("developer");
  const world = diskWorld(path.join(dir, "repo"), {
    home: path.join(dir, "home"),
    temporary: [path.join(dir, "tmp")],
    guarded: [path.join(dir, "repo/.git/pi-ensemble"), path.join(dir, "home/.pi")],
  });
  return (line) => judgeCommand(line, policy, world).decision === "allow";
}
