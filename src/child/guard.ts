import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import type { Charter } from "../core/agents/charter.ts";
import { type Answer, isYes } from "../core/agents/lifeline.ts";
import { explain } from "../core/policy/explain.ts";
import { judgeCommand } from "../core/policy/judge.ts";
import { judgePath } from "../core/policy/paths.ts";
import type { Policy, Reason } from "../core/policy/policy.ts";
import { LONGEST_ASKED } from "../core/policy/question.ts";
import { policyFrom } from "../core/policy/sources.ts";
import type { World } from "../core/policy/world.ts";
import { withoutSecrets } from "./grep.ts";
import type { Lifeline } from "./lifeline.ts";
import { openQuestions } from "./questions.ts";
import { pathOfTool } from "./tool-path.ts";
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

/** How much of a command the parent is told, in characters. */
const TOLD = 2000;

/** The policy that is in force in a child; null when its charter does not permit anything. */
export interface Guard {
  readonly policy: Policy | null;
}

/**
 * Judges every tool call before it runs. What the rules deny, what nobody has said yes to, what is not known and what
 * fails while it is judged does not run; the model is told why, and what it can do instead.
 */
export function guardTools(pi: ExtensionAPI, charter: Charter, lifeline: Lifeline): Guard {
  const { guard, reports } = charter;
  const built = policyFrom(charter.role, guard.layers);
  const policy = built.ok ? built.policy : null;
  const world = childWorld(guard);
  const questions = openQuestions(lifeline);

  pi.on("tool_call", async ({ toolName: tool, input }) => {
    if (reports.includes(tool)) return undefined;
    const { command, reason } = askable(judged(tool, input as Record<string, unknown>));
    const asked = { tool, command: command.slice(0, TOLD), rule: reason.rule, because: reason.because };
    let answer: Answer | undefined;
    if (reason.decision === "ask") {
      answer = guard.asks ? await questions.ask({ ...asked, command }) : "nobody";
    }
    lifeline.send({
      type: "decision",
      ...asked,
      decision: reason.decision,
      origin: reason.origin ?? "built in",
      ...(answer === undefined ? {} : { answer }),
    });
    if (reason.decision === "allow" || (answer !== undefined && isYes(answer))) return undefined;
    const refusal = answer === "denied" || answer === "unanswered" ? answer : "nobody";
    return { block: true, reason: explain(reason, refusal) };
  });

  pi.on("tool_result", ({ toolName, input, content }) => {
    if (toolName !== "grep" || policy === null) return undefined;
    return { content: withoutSecrets(content, pathIn(input, world), policy, world) };
  });

  function judged(tool: string, input: Record<string, unknown>): Judged {
    try {
      return built.ok ? judgeTool(tool, input, built.policy, world) : invalid(tool, built.problems);
    } catch (error) {
      const because = `it could not be judged: ${error instanceof Error ? error.message : String(error)}`;
      return { command: tool, reason: { decision: "deny", rule: "cannot be known", because } };
    }
  }

  return { policy };
}

/** What nobody could read is not asked. */
function askable({ command, reason }: Judged): Judged {
  if (reason.decision !== "ask" || command.length <= LONGEST_ASKED) return { command, reason };
  const because = `${reason.because}; and it is too long to be shown to a person`;
  return { command, reason: { ...reason, decision: "deny", because } };
}

interface Judged {
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
  const path = pathOfTool(given ?? ".", world);
  const reason = judgePath(path, access, policy, world);
  if (given !== undefined && reason.decision !== "deny") {
    const real = world.realpath(path);
    // Pi opens what was judged even if a link on the way is changed meanwhile.
    input["path"] = pathOfTool(real, world) === real ? real : path;
  }
  return { command: path, reason };
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
