import type { Charter } from "../core/agents/charter.ts";
import { explain } from "../core/policy/explain.ts";
import { judgeCommand } from "../core/policy/judge.ts";
import { judgePath } from "../core/policy/paths/paths.ts";
import { judgeSearch } from "../core/policy/paths/search.ts";
import { judgeBelow } from "../core/policy/paths/trees.ts";
import type { Policy, Reason } from "../core/policy/policy.ts";
import { isTooLongToShow } from "../core/policy/question.ts";
import { policyFrom } from "../core/policy/sources.ts";
import type { World } from "../core/policy/world.ts";
import { type Content, withoutSecrets } from "./grep.ts";
import { isPlain } from "./plain.ts";
import { pathOfRead, pathOfTool, textForTool } from "./tool-path.ts";
import { childWorld } from "./world.ts";

/** Tools of Pi that take one path, and what they do with it. */
const PATH_TOOLS: ReadonlyMap<string, "read" | "write"> = new Map([
  ["read", "read"],
  ["grep", "read"],
  ["find", "read"],
  ["ls", "read"],
  ["edit", "write"],
  ["write", "write"],
]);

/** The longest path that Linux opens, in bytes; macOS opens no longer ones. */
const LONGEST_PATH = 4095;

/** Judges by one charter. */
export interface Judge {
  /** Whether its commands may keep the ssh agent and git's credentials. */
  readonly push: boolean;
  /** Whether it may change files. */
  readonly writes: boolean;
  /**
   * Looks through the workspace, so that the first call that touches all of it need not: a few milliseconds for some
   * thousand files. Nothing is decided by it; what has changed since is looked at again.
   */
  lookAround(): void;
  /** Judges one call; what fails while it is judged is denied. */
  call(tool: string, input: Record<string, unknown>): Judged;
  /** The result of `grep` without what stands in files for secrets. */
  grep<T extends Content>(content: T[], input: Record<string, unknown>): T[];
  /** What the model is told of a call that does not run. */
  explain(reason: Judged["reason"], answer: "denied" | "unanswered" | "nobody"): string;
}

/** Builds the policy that the charter says; permissions that are not valid permit nothing. */
export function openJudge({ role, guard }: Pick<Charter, "role" | "guard">): Judge {
  const built = policyFrom(role, guard.layers);
  const world = childWorld(guard);
  return {
    push: built.ok && built.policy.push,
    writes: built.ok && built.policy.write !== "none",
    lookAround() {
      const all = { links: "followed", selects: () => false } as const;
      if (built.ok) judgeBelow(world.workspace, "read", built.policy, world, all);
    },
    call(tool, input) {
      if (!built.ok) return invalid(tool, built.problems);
      try {
        return askable(judgeTool(tool, input, built.policy, world));
      } catch (error) {
        const because = `it could not be judged: ${error instanceof Error ? error.message : String(error)}`;
        return { command: tool, reason: { decision: "deny", rule: "cannot be known", because } };
      }
    },
    grep: (content, input) =>
      built.ok ? withoutSecrets(content, pathIn(input, world), built.policy, world) : [],
    explain,
  };
}

/** What nobody would see as a whole is not asked. */
function askable({ command, reason }: Judged): Judged {
  if (reason.decision !== "ask" || !isTooLongToShow(command)) return { command, reason };
  const because = `${reason.because}; and it is too long to be shown to a person`;
  const instead = "write it in fewer and shorter lines, or in several commands";
  return { command, reason: { ...reason, decision: "deny", because, instead } };
}

/** What a call would do, and what becomes of it. */
export interface Judged {
  /** The command line, or the path. */
  readonly command: string;
  readonly reason: Reason & { readonly origin?: string };
}

/** Judges one call; a path is replaced in `input` by the one that was judged. */
export function judgeTool(
  tool: string,
  input: Record<string, unknown>,
  policy: Policy,
  world: World,
): Judged {
  if (tool === "bash") {
    const command = input["command"];
    if (typeof command !== "string") return unknownCall(tool, "it has no command");
    return { command, reason: judgeCommand(command, policy, world) };
  }
  const access = PATH_TOOLS.get(tool);
  if (access === undefined) return unknownCall(tool, "it is not one of the tools that the rules know");
  const given = input["path"];
  if (given !== undefined && typeof given !== "string") return unknownCall(tool, "its path is not a text");
  const glob = tool === "grep" ? input["glob"] : undefined;
  if (glob !== undefined && typeof glob !== "string") return unknownCall(tool, "its glob is not a text");
  if (given !== undefined && Buffer.byteLength(given) > LONGEST_PATH)
    return unknownCall(tool, "its path is longer than any that can be opened");
  const path = (tool === "read" ? pathOfRead : pathOfTool)(given ?? ".", world);
  const reason = plainOnly(
    path,
    tool === "grep" ? judgeSearch(path, glob, policy, world) : judgePath(path, access, policy, world),
  );
  if (given !== undefined && reason.decision !== "deny") {
    // Pi opens what was judged even if a link on the way is changed meanwhile.
    input["path"] = textForTool(world.realpath(path), world);
  }
  return { command: path, reason };
}

/** A device or a pipe may have no end, and a tool of Pi reads to the end. */
function plainOnly(path: string, reason: Reason): Reason {
  if (reason.decision === "deny" || isPlain(path)) return reason;
  return {
    decision: "deny",
    rule: "paths",
    because: `${path} is neither a file nor a folder`,
    instead: "name a regular file",
  };
}

function pathIn(input: Record<string, unknown>, world: World): string {
  const path = input["path"];
  return pathOfTool(typeof path === "string" ? path : ".", world);
}

function unknownCall(tool: string, because: string): Judged {
  return { command: tool, reason: { decision: "deny", rule: "tools", because } };
}

function invalid(tool: string, problems: readonly string[]): Judged {
  const because = `the role's permissions are not valid: ${problems.join("; ")}`;
  return { command: tool, reason: { decision: "deny", rule: "permissions", because } };
}
