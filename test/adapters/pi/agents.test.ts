import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FINISH, RECEIPT, startChildren } from "../../support/children.ts";

const FINDING = {
  path: "a.ts",
  line: 3,
  severity: "HIGH",
  title: "Division by zero",
  scenario: "n is 0",
  quote: "1 / n",
  confidence: 90,
  complete: true,
};

test("a child looks, reports and ends, and everything about it is known", async () => {
  await using children = await startChildren((request) =>
    request.turn === 1
      ? { text: "Let me look.", calls: [{ name: "ls", arguments: { path: "." } }] }
      : {
          calls: [
            { name: "report_finding", arguments: { ...FINDING, line: "3" } },
            { name: "finish_review", arguments: RECEIPT },
          ],
        },
  );
  const agent = children.agents.open(children.spec("security"));
  agent.feed([Buffer.from("Review this.\n"), Buffer.from("Lens: security\n")]);

  expect(await agent.answered).toBe(true);
  const result = await agent.result;
  expect(result).toMatchObject({
    status: "done",
    reports: [
      { tool: "report_finding", arguments: FINDING },
      { tool: "finish_review", arguments: RECEIPT },
    ],
    model: "fake/m1",
    turns: 2,
    attempts: 1,
    usage: { input: 20, output: 10 },
  });
  expect(result.usage.cost).toBeCloseTo(40e-6, 9);

  const [request] = children.server.requests;
  expect(request?.lens).toBe("security");
  expect(request?.prompt).toBe("Review this.\nLens: security");
  expect(request?.tools).toEqual(["ls", "bash", "report_finding", "finish_review"]);
  expect(request?.messages[0]?.text).toContain("You review code.");

  expect(children.events.map(({ type, id }) => ({ type, id }))).toEqual([
    { type: "child-started", id: "security" },
    { type: "child-ended", id: "security" },
  ]);
  const transcript = await readFile(join(children.dir, "security.jsonl"), "utf8");
  expect(transcript.trimEnd().split("\n").at(-1)).toBe('{"type":"agent_settled"}');

  const states = children.pictures.map(({ state }) => state);
  expect(states.filter((state, at) => state !== states[at - 1])).toEqual([
    "queued",
    "starting",
    "ready",
    "running",
    "done",
  ]);
  expect(children.pictures.some(({ tool }) => tool === "ls .")).toBe(true);
  expect(children.pictures.at(-1)).toMatchObject({ state: "done", turns: 2, lastWords: "Let me look." });
});

test("a child that is about to stop without its report is reminded once", async () => {
  await using children = await startChildren((request) =>
    request.turn === 1 ? { text: "looks good" } : FINISH,
  );
  expect(await children.ask("c", "Review")).toMatchObject({ status: "done", turns: 2 });
  expect(children.server.requests[1]?.messages.at(-1)?.text).toContain("Call finish_review now");
});
