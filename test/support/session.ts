import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type ModelReply,
  type ModelRequest,
  type ModelServer,
  startModelServer,
  writeAgentDir,
} from "./model-server.ts";
import { makeRepository, type Repository } from "./repository.ts";

const PI = fileURLToPath(new URL("../../node_modules/.bin/pi", import.meta.url));
const EXTENSION = fileURLToPath(new URL("../../src/extension.ts", import.meta.url));

/** Pi in a repository with a change, whose reviewers ask before `git rev-parse`. */
export interface Session extends AsyncDisposable {
  readonly pi: ChildProcess;
  readonly server: ModelServer;
  readonly repository: Repository;
  send(record: object): void;
  /** What the run's log says of the decisions of its children. */
  decisions(): readonly Record<string, unknown>[];
}

/** Starts Pi with the extension in a repository of its own. */
export async function startSession(
  script: (request: ModelRequest) => ModelReply,
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

/** The JSON lines of its stdout as they come. */
export async function* records({ stdout }: ChildProcess): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let rest = "";
  if (stdout === null) throw new Error("stdout is not a pipe");
  for await (const chunk of stdout.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Readonly<Record<string, unknown>>;
  }
}
