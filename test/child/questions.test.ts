import { expect, test } from "vitest";
import type { Answer } from "../../src/core/agents/lifeline.ts";
import { FINISH, REVIEWER, ROLES_ALONE, startChildren } from "../support/children.ts";

const ASKS = {
  ...REVIEWER,
  permissions: { write: "workspace", otherwise: "allow", bash: { ask: ["echo"] } },
};

/** How many of 23 questions a person is shown, and what the model is told of the last one. */
async function flood(answer: Answer): Promise<{ shown: number; last: string | undefined }> {
  let shown = 0;
  const approvals = {
    ask: async () => {
      shown += 1;
      return answer;
    },
  };
  const calls = Array.from({ length: 23 }, (_, n) => ({ name: "bash", arguments: { command: `echo ${n}` } }));
  await using children = await startChildren(({ turn }) => (turn === 1 ? { calls } : FINISH), {
    guard: { ...ROLES_ALONE, approvals },
  });
  await children.ask("c", "Work.", { role: ASKS });
  return { shown, last: children.server.requests[1]?.messages.at(-1)?.text };
}

test("a child that asks without end is denied after twenty questions, and told so", async () => {
  const { shown, last } = await flood("denied");
  expect(shown).toBe(20);
  expect(last).toContain("asked 20 times already");
});

test("a child that starts again has no more questions than before", async () => {
  let shown = 0;
  const approvals = {
    ask: async () => {
      shown += 1;
      return "denied" as const;
    },
  };
  const calls = Array.from({ length: 12 }, (_, n) => ({ name: "bash", arguments: { command: `echo ${n}` } }));
  await using children = await startChildren(
    ({ number }) => (number === 2 ? { status: 503 } : number === 4 ? FINISH : { calls }),
    { guard: { ...ROLES_ALONE, approvals }, agentDir: { retry: { enabled: false } } },
  );
  expect(await children.ask("c", "Work.", { role: ASKS })).toMatchObject({ status: "done", attempts: 2 });
  expect(shown).toBe(20);
  expect(children.server.requests[3]?.messages.at(-1)?.text).toContain("asked 20 times already");
});

test("what a person lets through for the whole run does not count", async () => {
  const { shown, last } = await flood("run");
  expect(shown).toBe(23);
  expect(last).toContain("22");
});
