import type { Answer, Asked } from "../core/agents/lifeline.ts";
import type { Lifeline } from "./lifeline.ts";

/** Questions that go up to the parent. */
export interface Questions {
  /** Settles with the answer; the parent sees to it that there is one. */
  ask(asked: Asked): Promise<Answer>;
}

export function openQuestions(lifeline: Lifeline): Questions {
  const open = new Map<number, (answer: Answer) => void>();
  let last = 0;
  lifeline.listen((message) => {
    if (message.type !== "answer") return;
    open.get(message.id)?.(message.answer);
    open.delete(message.id);
    lifeline.await(open.size > 0);
  });
  return {
    ask(asked) {
      last += 1;
      const id = last;
      lifeline.send({ type: "ask", id, ...asked });
      lifeline.await(true);
      return new Promise((resolve) => open.set(id, resolve));
    },
  };
}
