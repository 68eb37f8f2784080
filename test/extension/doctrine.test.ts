import { once } from "node:events";
import { expect, test } from "vitest";
import type { ModelRequest } from "../support/model-server.ts";
import { records, type Session, startSession } from "../support/session.ts";

const RECEIPT = { summary: "Looked.", examined: ["a.ts"], complete: true };
const COMMIT = "git commit -q --allow-empty -m 'by the model'";

/** Reviewers finish; the model of the session itself commits when it is spoken to. */
const script = (request: ModelRequest) => {
  if (request.lens !== null) return { calls: [{ name: "finish_review", arguments: RECEIPT }] };
  const last = request.messages.at(-1);
  return last?.toolCallId === undefined
    ? { calls: [{ name: "bash", arguments: { command: COMMIT } }] }
    : { text: "Well then." };
};

async function say(messages: readonly string[]): Promise<{ commits: string; answer: string }> {
  await using session = await startSession(script, ["-p", ...messages]);
  session.pi.stdin?.end();
  session.pi.stdout?.resume();
  session.pi.stderr?.resume();
  await once(session.pi, "close");
  const answer = session.server.requests
    .filter(({ lens }) => lens === null)
    .map(({ messages }) => messages.at(-1))
    .find((message) => message?.toolCallId !== undefined);
  return { commits: commitsOf(session), answer: answer?.text ?? "" };
}

function commitsOf({ repository }: Session): string {
  return repository.git("log", "--format=%s");
}

test("after /review the model's own commit is stopped with a pointer to the gate", async () => {
  const { commits, answer } = await say(["/review main..HEAD --lens security", "commit it"]);
  expect(answer).toContain("what a gate does");
  expect(answer).toContain("/review");
  expect(commits).toBe("change\nbase");
});

test("who never used a command of ours commits as ever", async () => {
  const { commits } = await say(["commit it"]);
  expect(commits).toBe("by the model\nchange\nbase");
});

test("what the user types after an exclamation mark is never touched", async () => {
  await using session = await startSession(script, ["--mode", "rpc"]);
  session.send({ type: "prompt", message: "/review main..HEAD --lens security" });
  let typed = false;
  for await (const record of records(session.pi)) {
    if (record["type"] !== "response") continue;
    if (typed) break;
    typed = true;
    session.send({ type: "bash", command: "git commit -q --allow-empty -m 'by the user'" });
  }
  expect(commitsOf(session)).toBe("by the user\nchange\nbase");
});
