import { judgeCommand } from "./judge.ts";
import { buildPolicy, type Permissions } from "./permissions.ts";
import type { World } from "./world.ts";

/** What only the gates do, wherever on a command line it stands. */
const GATED: readonly string[] = [
  ...["commit", "commit-tree", "am", "cherry-pick", "revert", "merge", "pull", "fast-import"].map(git),
  ...["push", "send-pack", "http-push", "svn dcommit", "lfs push"].map(git),
  "gh pr merge",
  "glab mr merge",
  "glab mr accept",
  "hub merge",
  "tea pulls merge",
];

const NONE = { protected: [], secret: [], readable: [], writable: [] };

const PERMISSIONS: Permissions = {
  write: "workspace",
  otherwise: "allow",
  push: true,
  bash: { allow: [], ask: [], deny: GATED },
  paths: NONE,
};

/**
 * Why the project manager may not run a command line while the doctrine is in force; null when it may. Only committing,
 * pushing and merging are looked for: everything else is the user's session and none of our business.
 */
export function gatedCommand(line: string, world: World): string | null {
  const built = buildPolicy("project-manager", [
    { layer: "role", origin: "the doctrine", permissions: PERMISSIONS },
  ]);
  if (!built.ok) throw new Error(built.problems.join("; "));
  const { commands } = judgeCommand(line, built.policy, world);
  const gated = commands.find(({ decision, rule }) => decision === "deny" && GATED.includes(rule));
  if (gated === undefined) return null;
  return [
    `Not run: "${gated.words.slice(0, 3).join(" ")}" is what a gate does in a session of pi-ensemble, not the model.`,
    "Why: what is committed, pushed and merged is what was reviewed, and code sees to that.",
    "Instead: /review shows whether the work is ready; the user can type the command after an exclamation mark.",
  ].join("\n");
}

function git(command: string): string {
  return `git ${command}`;
}
