import { setImmediate } from "node:timers/promises";
import type { ExtensionAPI } from "@earendil-works/pi-coding-agent";
import type { Charter } from "../core/agents/charter.ts";
import { type Answer, type Asked, isForGood, isYes } from "../core/agents/lifeline.ts";
import type { Judge, Judged } from "./judge.ts";
import type { Lifeline } from "./lifeline.ts";
import { openQuestions } from "./questions.ts";

/** How much of a command, and of each text about it, the parent is told, in characters. */
const TOLD = 2000;

/**
 * How many questions of one child a person is shown. Who is asked without end says yes to be rid of it. What a person
 * has let through for good is not counted.
 */
const MOST_QUESTIONS = 20;

/** The guard of a child. */
export interface Guard {
  /** Whether its commands may keep the ssh agent and git's credentials. */
  readonly push: boolean;
  /** Whether it may change files. */
  readonly writes: boolean;
}

/**
 * Judges every tool call before it runs. What the rules deny, what nobody has said yes to, what is not known and what
 * fails while it is judged does not run; the model is told why, and what it can do instead. The grammar and the rules
 * are loaded when the model begins its first call, so that a child is not kept waiting for them at its start; what the
 * workspace holds is looked up while the model still writes that call.
 */
export function guardTools(pi: ExtensionAPI, charter: Charter, lifeline: Lifeline): Guard {
  const { guard, reports } = charter;
  const questions = openQuestions(lifeline);
  let loading: Promise<Judge> | undefined;
  let push = false;
  let writes = false;
  let shown = charter.asked;

  function judge(): Promise<Judge> {
    loading ??= import("./judge.ts").then(({ openJudge }) => {
      const judge = openJudge(charter);
      push = judge.push;
      writes = judge.writes;
      return judge;
    });
    return loading;
  }

  async function getReady(): Promise<void> {
    const judged = await judge();
    // A call that is complete already goes first.
    await setImmediate();
    judged.lookAround();
  }

  pi.on("message_update", ({ message }) => {
    if (loading !== undefined || message.role !== "assistant") return;
    const calls = message.content.some((part) => part.type === "toolCall" && !reports.includes(part.name));
    // What goes wrong is seen by the call itself.
    if (calls) getReady().catch(() => undefined);
  });

  pi.on("tool_call", async ({ toolName: tool, input }) => {
    if (reports.includes(tool)) return undefined;
    const judged = await judge();
    const call = judged.call(tool, input as Record<string, unknown>);
    const { command } = call;
    const reason = guard.asks && shown >= MOST_QUESTIONS ? unasked(call.reason) : call.reason;
    const asked = told({ tool, command, rule: reason.rule, because: reason.because });
    let answer: Answer | undefined;
    if (reason.decision === "ask") {
      // Counted before it is answered, because calls of one turn may ask at the same time.
      shown += 1;
      answer = guard.asks ? await questions.ask({ ...asked, command }) : "nobody";
      if (isForGood(answer)) shown -= 1;
    }
    lifeline.send({
      type: "decision",
      ...asked,
      decision: reason.decision,
      origin: (reason.origin ?? BUILT_IN).slice(0, TOLD),
      ...(answer === undefined ? {} : { answer }),
    });
    if (reason.decision === "allow" || (answer !== undefined && isYes(answer))) return undefined;
    const refusal = answer === "denied" || answer === "unanswered" ? answer : "nobody";
    return { block: true, reason: judged.explain(reason, refusal) };
  });

  // A call of a tool that Pi does not have is answered by Pi before anybody is asked about it.
  pi.on("tool_execution_start", ({ toolName: tool }) => {
    if (pi.getActiveTools().includes(tool)) return;
    const asked = told({ tool, command: tool, rule: "tools", because: "there is no such tool" });
    lifeline.send({ type: "decision", ...asked, decision: "deny", origin: BUILT_IN });
  });

  pi.on("tool_result", async ({ toolName, input, content }) => {
    if (toolName !== "grep") return undefined;
    return { content: (await judge()).grep(content, input) };
  });

  return {
    get push() {
      return push;
    },
    get writes() {
      return writes;
    },
  };
}

const BUILT_IN = "built in";

function told({ tool, command, rule, because }: Asked): Asked {
  return {
    tool: tool.slice(0, TOLD),
    command: command.slice(0, TOLD),
    rule: rule.slice(0, TOLD),
    because: because.slice(0, TOLD),
  };
}

function unasked(reason: Judged["reason"]): Judged["reason"] {
  if (reason.decision !== "ask") return reason;
  const because = `${reason.because}; and the user has been asked ${MOST_QUESTIONS} times already`;
  return { ...reason, decision: "deny", because };
}
