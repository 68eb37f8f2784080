import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Review } from "../../src/core/review/review.ts";
import { reviewSchema } from "../../src/core/review/review-schema.ts";
import {
  type AgentDirOptions,
  type ModelScript,
  type ModelServer,
  startModelServer,
  writeAgentDir,
} from "./model-server.ts";
import { makeRepository, type Repository } from "./repository.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

/** What the command line did. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running `pi-ensemble`. */
export interface RunningCommand {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** Goes away as the reader of its stdout and stderr. */
  closeOutput(): void;
  readonly ended: Promise<Outcome>;
}

/** A repository, a scripted model and the command line between them. */
export interface Bench extends AsyncDisposable {
  readonly repository: Repository;
  readonly server: ModelServer;
  readonly env: Record<string, string>;
  start(...words: string[]): RunningCommand;
  run(...words: string[]): Promise<Outcome>;
  /** `pi-ensemble review --json …`; checks the JSON against its schema. */
  review(...words: string[]): Promise<Outcome & { readonly review: Review }>;
}

/** Puts a command line, a repository of its own and a scripted model together; nothing of the machine's user is seen. */
export async function openBench(script: ModelScript, options: AgentDirOptions = {}): Promise<Bench> {
  const repository = makeRepository();
  const server = await startModelServer(script);
  const env = {
    ...repository.env,
    ...(await writeAgentDir(join(repository.base, "agent"), server.url, options)),
    HOME: join(repository.base, "home"),
    XDG_CACHE_HOME: join(repository.base, "cache"),
  };

  function start(...words: string[]): RunningCommand {
    const child = spawn(process.execPath, [cli, ...words], {
      cwd: repository.root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const out = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      out.stderr += text;
    });
    const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...out }) as Outcome);
    if (child.pid === undefined) throw new Error("the command line could not be started");
    return {
      pid: child.pid,
      kill: (signal) => child.kill(signal),
      closeOutput() {
        child.stdout.destroy();
        child.stderr.destroy();
      },
      ended,
    };
  }

  return {
    repository,
    server,
    env,
    start,
    run: (...words) => start(...words).ended,
    async review(...words) {
      const outcome = await start("review", "--json", ...words).ended;
      if (outcome.stdout === "") throw new Error(`no review: ${outcome.stderr}`);
      return { ...outcome, review: reviewSchema.parse(JSON.parse(outcome.stdout)) };
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      repository[Symbol.dispose]();
    },
  };
}

/** The model's call that ends a review. */
export const RECEIPT = {
  name: "finish_review",
  arguments: { summary: "Read all of it.", examined: ["src/pay.ts"], complete: true },
};

/** The model's call that reports a finding, with sensible values for what is not given. */
export function findingCall(finding: Record<string, unknown>) {
  return {
    name: "report_finding",
    arguments: {
      path: "src/pay.ts",
      line: 1,
      severity: "HIGH",
      title: "Something is wrong",
      scenario: "It goes wrong when it is called.",
      quote: "export",
      confidence: 80,
      ...finding,
      complete: true,
    },
  };
}
