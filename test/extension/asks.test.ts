import { once } from "node:events";
import { expect, test } from "vitest";
import type { ModelRequest } from "../support/model-server.ts";
import { records, startSession } from "../support/session.ts";

const RECEIPT = { summary: "Looked.", examined: ["a.ts"], complete: true };

const askThenFinish = ({ turn }: ModelRequest) => ({
  calls: [
    turn === 1
      ? { name: "bash", arguments: { command: "git rev-parse HEAD" } }
      : { name: "finish_review", arguments: RECEIPT },
  ],
});

test("a child's question reaches the person, and one answer for this run serves all children", async () => {
  await using session = await startSession(askThenFinish, ["--mode", "rpc"]);
  session.send({ type: "prompt", message: "/review main..HEAD --lens security --lens performance" });
  const asked: Readonly<Record<string, unknown>>[] = [];
  for await (const record of records(session.pi)) {
    if (record["method"] === "select") {
      asked.push(record);
      session.send({ type: "extension_ui_response", id: record["id"], value: "Yes, always for this run" });
    }
    if (record["type"] === "response") break;
  }
  expect(asked).toHaveLength(1);
  expect(asked[0]?.["title"]).toMatch(
    /^\w+ \(code-review-specialist\) wants to run\n\n {4}git rev-parse HEAD\n/,
  );
  expect(asked[0]?.["options"]).toEqual([
    "No",
    "Yes, this once",
    "Yes, always for this run",
    "Yes, always for this project",
  ]);
  expect(session.decisions().map(({ decision, answer }) => [decision, answer])).toEqual([
    ["ask", "run"],
    ["ask", "run"],
  ]);
  const results = session.server.requests.filter(({ turn }) => turn === 2);
  const head = session.repository.git("rev-parse", "HEAD");
  expect(results.map(({ messages }) => messages.at(-1)?.text.trim())).toEqual([head, head]);
});

test("where nobody can be asked the child is told so, and goes on", async () => {
  await using session = await startSession(askThenFinish, ["-p", "/review main..HEAD --lens security"]);
  session.pi.stdin?.end();
  session.pi.stdout?.resume();
  session.pi.stderr?.resume();
  const [code] = (await once(session.pi, "close")) as [number | null];
  expect(code).toBe(0);
  const result = session.server.requests.find(({ turn }) => turn === 2)?.messages.at(-1)?.text ?? "";
  expect(result).toContain("there is nobody to ask");
  expect(session.decisions()).toMatchObject([
    { decision: "ask", answer: "nobody", command: "git rev-parse HEAD" },
  ]);
});
