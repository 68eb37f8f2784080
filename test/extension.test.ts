import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Review } from "../src/core/review/review.ts";
import { isAlive } from "./support/is-alive.ts";
import {
  type ModelRequest,
  type ModelScript,
  type ModelServer,
  startModelServer,
  writeAgentDir,
} from "./support/model-server.ts";

const PI = fileURLToPath(new URL("../node_modules/.bin/pi", import.meta.url));
const EXTENSION = fileURLToPath(new URL("../src/extension.ts", import.meta.url));

let repository: string;
let server: ModelServer | undefined;
const dirs: string[] = [];
const processes: ChildProcess[] = [];

beforeAll(async () => {
  repository = await mkdtemp(join(tmpdir(), "pi-ensemble-repository-"));
  dirs.push(repository);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: repository,
    });
  git("init", "-q", "-b", "main");
  await mkdir(join(repository, "src"));
  await writeFile(join(repository, "src", "find.ts"), "export const table = 1;\n");
  git("add", ".");
  git("commit", "-qm", "base");
  git("checkout", "-qb", "change");
  await writeFile(join(repository, "src", "find.ts"), 'export const table = 1;\nrun("DELETE " + id);\n');
  git("commit", "-qam", "change");
});

afterEach(async () => {
  for (const child of processes.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "close");
    }
  }
  await server?.close();
  server = undefined;
});
afterAll(async () => {
  for (const dir of dirs) await rm(dir, { recursive: true, force: true });
});

const FINDING = {
  path: "src/find.ts",
  line: 2,
  severity: "HIGH",
  title: "SQL is built from id",
  scenario: "An id with a quote in it deletes every row.",
  quote: 'run("DELETE " + id);',
  confidence: 90,
  complete: true,
};
const RECEIPT = { summary: "Looked at it.", examined: ["src/find.ts"], complete: true };

/** One finding of the security lens, and receipts of all. */
function oneFinding({ lens, turn }: ModelRequest) {
  if (lens === null) return { text: "I have read the review." };
  const report = { name: "report_finding", arguments: FINDING };
  const receipt = { name: "finish_review", arguments: RECEIPT };
  return { calls: lens === "security" && turn === 1 ? [report] : [receipt] };
}

/** Starts `pi` in the repository with the extension, and the scripted model as its only one. */
async function startPi(script: ModelScript, args: readonly string[]): Promise<ChildProcess> {
  server = await startModelServer(script);
  const dir = await mkdtemp(join(tmpdir(), "pi-ensemble-agent-"));
  dirs.push(dir);
  const env = await writeAgentDir(join(dir, "agent"), server.url);
  const node = `${fileURLToPath(new URL("../node_modules/.bin", import.meta.url))}:${env["PATH"]}`;
  const options = ["--no-extensions", "-e", EXTENSION, "--model", "fake/m1", "--no-session", ...args];
  const child = spawn(PI, options, { cwd: repository, env: { ...env, PATH: node }, stdio: "pipe" });
  processes.push(child);
  return child;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin?.end();
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** The JSON lines of a child's stdout as they come. */
async function* records(child: ChildProcess): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let rest = "";
  if (child.stdout === null) throw new Error("stdout is not a pipe");
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Readonly<Record<string, unknown>>;
  }
}

interface CustomMessage {
  readonly role: string;
  readonly customType: string;
  readonly content: string;
  readonly details: Review;
}

describe("pi -p", () => {
  test("prints the review on stdout, progress on stderr, and ends with the verdict's exit code", async () => {
    const result = await ended(await startPi(oneFinding, ["-p", "/review main..HEAD"]));
    expect(result.stdout).toContain("ISSUES_FOUND");
    expect(result.stdout).toContain("src/find.ts:2");
    expect(result.stdout).not.toContain("\u001b");
    expect(result.stderr).toMatch(/security {2}running/);
    expect(result.stderr).toMatch(/simplicity {2}done/);
    expect(result.code).toBe(1);
  });

  test("the next sentence knows the review", async () => {
    const result = await ended(await startPi(oneFinding, ["-p", "/review main..HEAD", "fix the first one"]));
    expect(result.stdout).toContain("I have read the review.");
    const sentence = server?.requests.find((request) => request.lens === null);
    const said = sentence?.messages.map((message) => message.text).join("\n");
    expect(said).toContain("fix the first one");
    expect(said).toContain("SQL is built from id");
    expect(said).toContain("src/find.ts:2");
  });

  test.each([
    ["/review --lens speed", 64, "There is no lens speed"],
    ["/review 'main", 64, "is not closed"],
    ["/review main..main", 64, ""],
    ["/review nowhere..HEAD", 64, "nowhere"],
    ["/review cancel", 0, "no review to cancel"],
  ])("%s ends with %i and says why on stderr", async (command, code, said) => {
    const result = await ended(await startPi(oneFinding, ["-p", command]));
    expect(result.stderr).toContain(said);
    expect(result.stdout).toBe("");
    expect(result.code).toBe(code);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends the review, its children and Pi, with exit code %i", async (signal, code) => {
    const child = await startPi(() => "hang", ["-p", "/review main..HEAD"]);
    const over = ended(child);
    await server?.seen((request) => request.lens !== null);
    const children = descendants(child.pid ?? 0);
    expect(children.length).toBeGreaterThanOrEqual(1);
    child.kill(signal);
    expect((await over).code).toBe(code);
    expect(children.filter(isAlive)).toEqual([]);
  });
});

test("pi --mode json carries the whole review as a message and nothing else disturbs its lines", async () => {
  const child = await startPi(oneFinding, ["--mode", "json", "/review main..HEAD"]);
  child.stdin?.end();
  const messages: CustomMessage[] = [];
  for await (const record of records(child)) {
    if (record["type"] === "message_end") messages.push(record["message"] as CustomMessage);
  }
  expect(messages).toHaveLength(1);
  const [message] = messages;
  expect(message?.customType).toBe("pi-ensemble-review");
  expect(message?.content).toContain("SQL is built from id");
  expect(message?.details.verdict).toBe("ISSUES_FOUND");
  expect(message?.details.findings.map((finding) => finding.lenses)).toEqual([["security"]]);
  expect(message?.details.lenses.map((lens) => lens.status)).toEqual(Array(6).fill("done"));
});

describe("pi --mode rpc", () => {
  const prompt = (child: ChildProcess, message: string) =>
    child.stdin?.write(`${JSON.stringify({ type: "prompt", message })}\n`);

  test("shows the children as widget lines, then the message, and takes the widget away", async () => {
    const child = await startPi(oneFinding, ["--mode", "rpc"]);
    prompt(child, "/review main..HEAD");
    const widgets: (readonly string[] | undefined)[] = [];
    let message: CustomMessage | undefined;
    for await (const record of records(child)) {
      if (record["method"] === "setWidget")
        widgets.push(record["widgetLines"] as readonly string[] | undefined);
      if (record["type"] === "message_end") message = record["message"] as CustomMessage;
      if (record["type"] === "response") break;
    }
    expect(message?.details.verdict).toBe("ISSUES_FOUND");
    expect(widgets[0]?.[0]).toContain("/review cancel");
    expect(widgets.at(-1)).toBeUndefined();
  });

  test("one review at a time, and /review cancel ends it", async () => {
    const child = await startPi(() => "hang", ["--mode", "rpc"]);
    const notices: string[] = [];
    prompt(child, "/review main..HEAD");
    await server?.seen((request) => request.lens !== null);
    prompt(child, "/review");
    for await (const record of records(child)) {
      if (record["method"] !== "notify") continue;
      notices.push(String(record["message"]));
      if (notices.length === 1) prompt(child, "/review cancel");
      if (notices.length === 3) break;
    }
    expect(notices[0]).toContain("going on already");
    expect(notices.slice(1)).toEqual(["Ending the review and its children.", "The review was cancelled."]);
  });

  test("the end of the session ends the children", async () => {
    const child = await startPi(() => "hang", ["--mode", "rpc"]);
    prompt(child, "/review main..HEAD");
    await server?.seen((request) => request.lens !== null);
    const children = descendants(child.pid ?? 0);
    expect(children.length).toBeGreaterThanOrEqual(1);
    child.stdin?.end();
    child.stdout?.resume();
    await once(child, "close");
    expect(children.filter(isAlive)).toEqual([]);
  });
});

function descendants(pid: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    table.filter(([, ppid]) => ppid === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}
