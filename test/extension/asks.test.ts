import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  type ModelRequest,
  type ModelServer,
  startModelServer,
  writeAgentDir,
} from "../support/model-server.ts";
import { makeRepository, type Repository } from "../support/repository.ts";

const PI = fileURLToPath(new URL("../../node_modules/.bin/pi", import.meta.url));
const EXTENSION = fileURLToPath(new URL("../../src/extension.ts", import.meta.url));

/** Pi in a repository with a change, whose reviewers ask before `git rev-parse`. */
interface Session extends AsyncDisposable {
  readonly pi: ChildProcess;
  readonly server: ModelServer;
  readonly repository: Repository;
  send(record: object): void;
  /** What the run's log says of the decisions of its children. */
  decisions(): readonly Record<string, unknown>[];
}

async function startSession(
  script: (request: ModelRequest) => object,
  args: readonly string[],
): Promise<Session> {
  const repository = makeRepository();
  repository.write({ "a.ts": "one\n" });
  repository.commit("base");
  repository.git("checkout", "-q", "-b", "change");
  repository.write({ "a.ts": "two\n" });
  repository.commit("change");
  const server = await startModelServer((request) => script(request));
  const agentDir = join(repository.base, "agent");
  const env = { ...repository.env, ...(await writeAgentDir(agentDir, server.url)) };
  const ask = { permissions: { "code-review-specialist": { ask: ["git rev-parse"] } } };
  writeFileSync(join(agentDir, "ensemble.json"), JSON.stringify(ask));
  const path = `${fileURLToPath(new URL("../../node_modules/.bin", import.meta.url))}:${env["PATH"]}`;
  const options = ["--no-extensions", "-e", EXTENSION, "--model", "fake/m1", "--no-session", ...args];
  const pi = spawn(PI, options, { cwd: repository.root, env: { ...env, PATH: path }, stdio: "pipe" });
  return {
    pi,
    server,
    repository,
    send: (record) => void pi.stdin?.write(`${JSON.stringify(record)}\n`),
    decisions() {
      const runs = join(repository.root, ".git", "pi-ensemble", "runs");
      return readdirSync(runs)
        .flatMap((run) =>
          readFileSync(join(runs, run, "events.jsonl"), "utf8")
            .trimEnd()
            .split("\n"),
        )
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ type }) => type === "decision");
    },
    async [Symbol.asyncDispose]() {
      if (pi.exitCode === null && pi.signalCode === null) {
        pi.kill("SIGKILL");
        await once(pi, "close");
      }
      await server.close();
      repository[Symbol.dispose]();
    },
  };
}

const RECEIPT = { summary: "Looked.", examined: ["a.ts"], complete: true };

const askThenFinish = ({ turn }: ModelRequest) => ({
  calls: [
    turn === 1
      ? { name: "bash", arguments: { command: "git rev-parse HEAD" } }
      : { name: "finish_review", arguments: RECEIPT },
  ],
});

async function* records({ stdout }: ChildProcess): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let rest = "";
  if (stdout === null) throw new Error("stdout is not a pipe");
  for await (const chunk of stdout.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Readonly<Record<string, unknown>>;
  }
}

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
