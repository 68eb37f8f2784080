import { doubt, type Policy, type Reason } from "./policy.ts";
import { type Call, matchesRule, type Operand, type Rule } from "./rules.ts";
import type { Step } from "./shell/walk.ts";
import { spelledOut } from "./spelling.ts";
import type { Value } from "./words.ts";
import { SHELLS } from "./wrappers/shells.ts";
import { TRANSPARENT } from "./wrappers/wrappers.ts";

/** What becomes of something that would run, and where the rule for it comes from. */
export interface Ruling extends Reason {
  readonly origin?: string;
  readonly compiled?: Rule;
  /** Only the project names it, which may tighten what others say and nothing else. */
  readonly onlyProject?: boolean;
}

/** A simple command of a line. */
export type CommandStep = Extract<Step, { kind: "command" }>;

/** The rule that decides: deny beats ask beats allow, and the user's allow beats what role and project say. */
export function applyRules(policy: Policy, call: Call, program = call.program): Ruling | undefined {
  const meant = (rule: Rule): boolean =>
    rule.decision !== "allow" || rule.layer === "user" || !isElsewhere(program);
  const calls = [call, spelledOut(call)];
  let matching = policy.rules.filter((rule) => meant(rule) && calls.some((one) => matchesRule(rule, one)));
  if (matching.some((rule) => rule.layer === "user" && rule.decision === "allow")) {
    matching = matching.filter((rule) => rule.layer === "user" || rule.layer === "built in");
  }
  const rule =
    matching.find((one) => one.decision === "deny") ??
    matching.find((one) => one.decision === "ask") ??
    matching[0];
  if (rule === undefined) return undefined;
  const verb = { allow: "allows", ask: "wants to be asked about", deny: "denies" }[rule.decision];
  return {
    decision: rule.decision,
    rule: rule.text,
    because: `${rule.origin} ${verb} it`,
    origin: rule.origin,
    compiled: rule,
    onlyProject: matching.every((one) => one.layer === "project"),
    ...(rule.instead === undefined || rule.instead === "" ? {} : { instead: rule.instead }),
  };
}

/**
 * Whether a command runs a file that is not where programs are what their names say: `./ls` may be anything. What a role
 * allows is not meant for it.
 */
function isElsewhere(program: string): boolean {
  return program.includes("/") && !/^\/(usr\/(local\/)?)?s?bin\/[^/]+$/.test(program);
}

/** What becomes of a command by the rule that names it, if one does: a project's wish to be asked permits nothing. */
export function namedOrNot(
  named: Ruling | undefined,
  step: CommandStep,
  name: string,
  policy: Policy,
): Ruling {
  if (named?.onlyProject === false) return named;
  const otherwise = unnamed(step, name, policy);
  return named === undefined || otherwise.decision === "deny" ? otherwise : named;
}

/** What becomes of a command that no rule names. */
function unnamed(step: CommandStep, name: string, policy: Policy): Ruling {
  const wrapper =
    (TRANSPARENT.has(name) && (step.wraps || name !== "env")) || (SHELLS.has(name) && step.wraps);
  if (wrapper && !isElsewhere(step.words[0]?.text ?? "")) {
    return { decision: "allow", rule: "wrapper", because: "what it runs is judged by itself" };
  }
  if (policy.otherwise === "deny") {
    return {
      decision: "deny",
      rule: "no rule names it",
      because: `a ${policy.role} may run only what its rules name`,
      instead:
        policy.write === "none"
          ? "read with the read, grep, find and ls tools, or with git's reading commands"
          : "use the tools that you have",
    };
  }
  if (policy.strict || FORGES.has(name) || name === "git") {
    return {
      decision: "ask",
      rule: "no rule names it",
      because: "no rule names it",
      instead: "do without it, or describe why it is needed",
    };
  }
  return {
    decision: "allow",
    rule: "no rule names it",
    because: "it is understood and touches nothing guarded",
  };
}

/** The user's own allow rule stands for knowing what a program with fixed words may do. */
export function excused(named: Ruling | undefined, words: readonly Value[]): boolean {
  return (
    named?.decision === "allow" &&
    named.compiled?.layer === "user" &&
    words.every((word) => word.kind === "static")
  );
}

/** A simple command, in the form in which rules see it. */
export function callOf(program: string, words: readonly Value[]): Call {
  const options: string[] = [];
  const operands: Operand[] = [];
  let ended = false;
  let behind = false;
  for (const word of words) {
    if (!ended && word.text === "--" && word.kind === "static") {
      ended = true;
      continue;
    }
    if (!ended && word.text.startsWith("-") && word.text !== "-") {
      options.push(word.text);
      behind = !word.text.includes("=");
      continue;
    }
    operands.push({ text: word.text, afterOption: behind });
    behind = false;
  }
  return { program, options, operands };
}

/** What becomes of something that cannot be known before it runs. */
export function opaque(because: string, policy: Policy, severe = false): Ruling {
  return {
    decision: severe ? "deny" : doubt(policy),
    rule: "cannot be known",
    because,
    instead: "write the commands out one by one, with fixed words",
  };
}

/** The beginning of a text, on one line, for a reason. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

const FORGES = new Set(["gh", "glab", "hub", "tea"]);
