import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
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
    { type: "sandbox" },
    { type: "child-started", id: "security" },
    { type: "decision", id: "security" },
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

test("nobody waits for long for the first words of a child that hangs", async () => {
  await using children = await startChildren(() => "hang", { leadMs: 10 });
  const agent = children.agents.open(children.spec("c"));
  agent.feed([Buffer.from("Review")]);
  expect(await agent.answered).toBe(false);
  expect(children.pictures.at(-1)).toMatchObject({ state: "running" });
  children.abort();
  expect(await agent.result).toMatchObject({ status: "failed", cause: "cancelled" });
});

test("a child that is about to stop without its report is reminded once", async () => {
  await using children = await startChildren((request) =>
    request.turn === 1 ? { text: "looks good" } : FINISH,
  );
  expect(await children.ask("c", "Review")).toMatchObject({ status: "done", turns: 2 });
  expect(children.server.requests[1]?.messages.at(-1)?.text).toContain("Call finish_review now");
});

test("a prompt of 5 MB with a line of 2 MB arrives whole, from buffers that children share", async () => {
  await using children = await startChildren(() => FINISH);
  const shared = [
    Buffer.from(`${"x".repeat(2_000_000)}\n`),
    Buffer.from("a line of the diff é\u2028\n".repeat(130_000)),
  ];
  const results = ["security", "performance"].map((lens) => {
    const agent = children.agents.open(children.spec(lens));
    agent.feed([...shared, Buffer.from(`Lens: ${lens}\n`)]);
    return agent.result;
  });
  expect((await Promise.all(results)).map(({ status }) => status)).toEqual(["done", "done"]);
  const whole = Buffer.concat(shared).toString("utf8");
  for (const { prompt, lens } of children.server.requests)
    expect(prompt === `${whole}Lens: ${lens}`).toBe(true);
});

test("children of one run share the key of the provider's prompt cache", async () => {
  await using children = await startChildren(() => FINISH, { environment: { PI_CACHE_RETENTION: "long" } });
  await Promise.all([children.ask("a", "Review"), children.ask("b", "Review")]);
  expect(children.server.requests.map(({ body }) => body["prompt_cache_key"])).toEqual([
    "test-run",
    "test-run",
  ]);
});

test("a hostile checkout has no say", async () => {
  await using children = await startChildren(() => FINISH);
  const checkout = join(children.dir, "checkout");
  const evil = "EVIL INSTRUCTIONS";
  const files = {
    "AGENTS.md": evil,
    "CLAUDE.md": evil,
    ".pi/SYSTEM.md": evil,
    ".pi/APPEND_SYSTEM.md": evil,
    ".pi/settings.json": JSON.stringify({ defaultModel: "evil", defaultProvider: "evil" }),
    ".pi/extensions/evil.ts": 'throw new Error("EVIL");',
    ".pi/skills/evil/SKILL.md": `---\nname: evil\ndescription: ${evil}\n---\n${evil}`,
    ".pi/prompts/evil.md": evil,
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(checkout, path)), { recursive: true });
    await writeFile(join(checkout, path), text);
  }
  expect(await children.ask("c", "Review", { cwd: checkout })).toMatchObject({
    status: "done",
    model: "fake/m1",
  });
  expect(JSON.stringify(children.server.requests.map(({ body }) => body))).not.toContain("EVIL");
});
