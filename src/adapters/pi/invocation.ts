import type { Charter, GuardCharter } from "../../core/agents/charter.ts";
import type { Role } from "../../core/agents/role.ts";
import type { Usage } from "../../core/agents/run.ts";
import type { AgentSpec } from "../../ports.ts";

/** What earlier processes of a child have used up. */
export interface Spent {
  readonly usage: Usage;
  readonly turns: number;
  /** Questions to a person. */
  readonly asked: number;
}

/** The flags of every child: it answers in lines of JSON, and neither the checkout nor what is installed has a say. */
export const BASE_FLAGS = [
  "--mode",
  "json",
  "-p",
  "--no-extensions",
  "--no-session",
  "--no-approve",
  "--no-context-files",
  "--no-skills",
  "--no-prompt-templates",
  "--no-themes",
] as const;

/** The flags that keep a hostile checkout from having a say, and the role's own. */
export function flagsOf(
  spec: AgentSpec,
  from: { readonly runId: string; readonly childExtension: string; readonly rolePrompt: string },
): string[] {
  return [
    ...BASE_FLAGS,
    // Providers route and cache by session: children of one run share most of their prompt.
    "--session-id",
    from.runId,
    "-e",
    from.childExtension,
    "--append-system-prompt",
    from.rolePrompt,
    "--tools",
    [...spec.role.tools, ...spec.role.reports].join(","),
    ...(spec.model === undefined ? [] : ["--model", spec.model]),
  ];
}

/** What a process of a child is told about itself: what is left of its limits after the processes before it. */
export function charterOf(
  { role, model, limits }: AgentSpec,
  guard: GuardCharter,
  { usage, turns, asked }: Spent,
  process: { readonly mark: string; readonly sharesBudget: boolean },
): Charter {
  const { tokens, usd } = limits;
  const used = usage.input + usage.output + usage.cacheRead + usage.cacheWrite;
  const final = finalReport(role);
  const others = role.reports.slice(0, -1).join(", ");
  return {
    version: 1,
    role: role.name,
    reports: [...role.reports],
    final,
    reminder:
      `You are about to stop without a report. Nothing that you wrote as text counts. Call ${final} now` +
      (others === "" ? "." : `, after ${others} for whatever you have not reported yet.`),
    mark: process.mark,
    guard,
    ...(model === undefined ? {} : { model }),
    sharesBudget: process.sharesBudget,
    asked,
    limits: {
      turns: limits.turns - turns,
      ...(tokens === undefined ? {} : { tokens: tokens - used }),
      ...(usd === undefined ? {} : { usd: usd - usage.cost }),
    },
  };
}

/** The reporting tool that ends a child of this role. */
export function finalReport(role: Role): string {
  const final = role.reports.at(-1);
  if (final === undefined) throw new Error(`The role ${role.name} has no reporting tool`);
  return final;
}
