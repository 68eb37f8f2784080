import { judgeEffects } from "./effects.ts";
import { judgeFileOptions } from "./file-options.ts";
import { judgeGit, judgeTracked } from "./git/call.ts";
import { readGitProgram } from "./git/git.ts";
import { judgePatches, judgeUnseenPatch } from "./git/patches.ts";
import { judgeVariable } from "./given-variables.ts";
import { judgeMovedLinks } from "./moved-links.ts";
import { judgeWord } from "./paths/path-words.ts";
import { noteWritten } from "./paths/written.ts";
import type { Policy, Reason } from "./policy.ts";
import { effectsOf } from "./programs/programs.ts";
import type { Decision } from "./rules.ts";
import {
  applyRules,
  type CommandStep,
  callOf,
  excused,
  namedOrNot,
  opaque,
  type Ruling,
  shortened,
} from "./ruling.ts";
import { type Step, walk } from "./shell/walk.ts";
import { COMMANDS, judgeStranger, mayRun } from "./stranger.ts";
import { steers } from "./variables.ts";
import type { World } from "./world.ts";
import { isTracked, programName } from "./wrappers/feed.ts";

/** What becomes of a command line, and why. */
export interface Judgement extends Reason {
  /** Where the rule comes from: `role developer, @push`, or `built in`. */
  readonly origin: string;
  /** Each simple command that could run, in the order of the line. */
  readonly commands: readonly JudgedCommand[];
}

export interface JudgedCommand {
  readonly words: readonly string[];
  readonly decision: Decision;
  readonly rule: string;
}

/**
 * Says what becomes of a command line: the worst of what becomes of each simple command that bash could run
 * for it, of each file that it opens and of each variable that it sets. Nothing is run.
 */
export function judgeCommand(line: string, policy: Policy, world: World): Judgement {
  if (line.length > 100_000)
    return { ...overall([opaque("it is too long to be judged", policy)]), commands: [] };
  const steps = walk(line, world);
  const reasons: Ruling[] = [];
  const commands: JudgedCommand[] = [];
  const written = new Set<string>();
  const patched = judgePatches(steps, policy, world);
  const moved = judgeMovedLinks(steps, policy, world);
  for (const [index, step] of steps.entries()) {
    const own = [
      ...judgeStep(step, policy, world, written),
      ...(patched[index] ?? []),
      ...(moved[index] ?? []),
    ];
    reasons.push(...own);
    if (step.kind !== "command") continue;
    const worst = overall(own);
    commands.push({ words: step.words.map((word) => word.text), decision: worst.decision, rule: worst.rule });
  }
  const judged = overall(reasons);
  if (judged.decision === "ask" && policy.approved.includes(line)) {
    return {
      decision: "allow",
      rule: "approved",
      because: "the user has said yes to this command",
      origin: "user",
      commands,
    };
  }
  return { ...judged, commands };
}

function judgeStep(step: Step, policy: Policy, world: World, written: Set<string>): readonly Ruling[] {
  switch (step.kind) {
    case "opaque":
      return [opaque(`${step.because}: ${shortened(step.text)}`, policy, step.severe)];
    case "assign": {
      const steered = steers(step.name, step.value);
      if (steered !== undefined) return [opaque(steered, policy)];
      return judgeVariable(step, policy, world, { line: (text) => judgeCommand(text, policy, world) });
    }
    case "file": {
      if (isTracked(step.path))
        return step.access === "read"
          ? [judgeTracked(step.path, policy, world, step.folders)]
          : [opaque("which file under version control it writes to is not told by the line", policy)];
      if (step.access === "write") noteWritten(step.path, written);
      return [judgeWord(step.path, step.access, policy, world, step.folders, undefined)];
    }
    case "command":
      return [
        ...judgeSimple(step, policy, world, written),
        ...judgeFileOptions(step, policy, world, written),
      ];
  }
}

function judgeSimple(
  step: CommandStep,
  policy: Policy,
  world: World,
  written: Set<string>,
): readonly Ruling[] {
  const [first] = step.words;
  const name = programName(first);
  if (name === undefined) {
    return [opaque(`which program ${first?.text ?? ""} is cannot be known before it runs`, policy)];
  }
  const git = readGitProgram(step.words);
  if (git !== undefined) return judgeGit(step, git, policy, world, written);
  const named = applyRules(policy, callOf(name, step.words.slice(1)), first?.text);
  const effects = effectsOf(step.words);
  if (step.local && effects.stranger && named === undefined && !COMMANDS.has(name))
    return [
      { decision: "allow", rule: "function of the line", because: "its body is judged where it stands" },
    ];
  const reasons = [namedOrNot(named, step, name, policy)];
  if (!excused(named, step.words)) for (const hazard of effects.hazards) reasons.push(opaque(hazard, policy));
  reasons.push(...judgeEffects(step, effects, policy, world, written));
  const line = (text: string): Reason => judgeCommand(text, policy, world);
  for (const text of effects.lines ?? []) reasons.push(...mayRun(text, policy, { line }));
  if (effects.stranger) {
    const inner = { ...step, wraps: true };
    reasons.push(
      ...judgeStranger(step, policy, world, {
        words: (words) => [
          ...judgeSimple({ ...inner, words }, policy, world, written),
          ...judgeUnseenPatch({ ...inner, words }, policy, world),
        ],
        line,
      }),
    );
  }
  return reasons;
}

function overall(reasons: readonly Ruling[]): Ruling & { readonly origin: string } {
  let worst: Ruling = reasons[0] ?? {
    decision: "allow",
    rule: "nothing to run",
    because: "the line runs nothing",
  };
  for (const reason of reasons) if (RANK[reason.decision] > RANK[worst.decision]) worst = reason;
  const because = worst.because.replace(/\n/g, " ");
  return { ...worst, because, origin: worst.origin ?? "built in" };
}

const RANK: Readonly<Record<Decision, number>> = { allow: 0, ask: 1, deny: 2 };
