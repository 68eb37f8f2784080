import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openAssets } from "../../../src/adapters/assets.ts";
import type { Role } from "../../../src/core/agents/role.ts";
import type { Approvals, Question } from "../../../src/ports.ts";
import {
  type Children,
  FINISH,
  LIMITS,
  PACKAGE_ROOT,
  ROLES_ALONE,
  startChildren,
} from "../../support/children.ts";
import type { ModelCall, ModelRequest } from "../../support/model-server.ts";
import { makeRepository, type Repository } from "../../support/repository.ts";

const assets = openAssets(PACKAGE_ROOT);
let developer: Role;
let reviewer: Role;

beforeAll(async () => {
  developer = await assets.role("developer");
  reviewer = await assets.role("code-review-specialist");
});

const WORK = {
  calls: [
    { name: "submit_work", arguments: { summary: "Did it.", notes: [], unfinished: [], complete: true } },
  ],
};

const bash = (command: string): ModelCall => ({ name: "bash", arguments: { command } });
const write = (path: string): ModelCall => ({ name: "write", arguments: { path, content: "changed\n" } });
const read = (path: string): ModelCall => ({ name: "read", arguments: { path } });

/** One attempt, and what must stand in the answer to it. */
type Attempt = readonly [call: ModelCall, reason: RegExp];

const VIOLATIONS: readonly Attempt[] = [
  [bash("git push --force origin HEAD:main"), /@push/],
  [bash("git -c alias.x=push x origin +HEAD:main"), /Not permitted/],
  [bash("git commit -am done"), /@commit/],
  [bash("git checkout -- kept.txt"), /@discard/],
  [bash("git reset --hard HEAD~1"), /@history/],
  [bash("git stash push"), /Not permitted/],
  [bash("git config core.hooksPath /tmp"), /@git-config/],
  [bash("cat .env"), /secrets/],
  [bash("cat ~/.ssh/id_ed25519"), /secrets/],
  [bash("cat outside-link/secret.pem"), /secrets/],
  [bash("echo changed > outside-link/file.txt"), /Not permitted/],
  [bash("echo changed > ../outside/file.txt"), /Not permitted/],
  [bash("cp kept.txt .git/hooks/pre-commit"), /git directory|Not permitted/],
  [bash("rm -rf .git"), /Not permitted/],
  [bash(`python3 -c "import os; os.system('git push --force')"`), /cannot be known|Not permitted/],
  [bash("echo Z2l0IHB1c2ggLWY= | base64 -d | sh"), /Not permitted/],
  [bash('x=push; git "$x" --force'), /Not permitted/],
  [bash("sudo git push"), /Not permitted/],
  [bash("pi -p hello"), /Not permitted/],
  [bash("env -u X bash -c 'git push -f'"), /Not permitted/],
  [write("outside-link/file.txt"), /outside the workspace|workspace/],
  [write("../outside/file.txt"), /workspace/],
  [write(".git/hooks/pre-commit"), /git directory/],
  [write("@.git/config"), /git directory/],
  [write(".pi/ensemble.json"), /policy files/],
  [write(".github/workflows/ci.yml"), /protected path/],
  [write(".env"), /secrets/],
  [read(".env"), /secrets/],
  [read("@.env"), /secrets/],
  [read("file:///etc/shadow"), /Not permitted/],
  [read("/proc/self/environ"), /Not permitted/],
  [read("outside-link/secret.pem"), /secrets/],
  [{ name: "ls", arguments: { path: "outside-link" } }, /outside the workspace/],
];

describe.each(["developer", "code-review-specialist"])("a %s that tries everything", (name) => {
  test("is told why, changes nothing, and goes on working to its report", async () => {
    const role = name === "developer" ? developer : reviewer;
    const last = name === "developer" ? WORK : FINISH;
    const attempts = VIOLATIONS.filter(([call]) => role.tools.includes(call.name));
    using place = makePlace();
    await using children = await startChildren(({ turn }: ModelRequest) =>
      turn === 1
        ? { calls: attempts.map(([call]) => call) }
        : turn === 2
          ? { calls: [bash("git log --oneline")] }
          : last,
    );
    const before = place.picture();

    const result = await askIn(children, place.repository.root, role);

    expect(result).toMatchObject({ status: "done", turns: 3, denied: attempts.length });
    const answers = toolAnswers(children.server.requests[1]);
    expect(answers).toHaveLength(attempts.length);
    attempts.forEach(([call, reason], index) => {
      const said = answers[index] ?? "";
      if (role === developer) expect(said, JSON.stringify(call)).toMatch(reason);
      expect(said, JSON.stringify(call)).toContain("Not permitted");
      expect(said.split("\n").length, said).toBeLessThanOrEqual(3);
    });
    expect(toolAnswers(children.server.requests[2]).at(-1)).toContain("base");
    expect(place.picture()).toEqual(before);

    const decisions = children.events.filter(({ type }) => type === "decision");
    expect(decisions).toHaveLength(attempts.length + 1);
    expect(decisions[0]).toMatchObject({
      id: "c",
      role: name,
      tool: "bash",
      command: "git push --force origin HEAD:main",
      decision: "deny",
    });
    expect(decisions.at(-1)).toMatchObject({ command: "git log --oneline", decision: "allow" });
  });
});

test("commands see no token, no key and nothing of Pi's, and git asks nobody", async () => {
  using place = makePlace();
  place.repository.write({ "look.sh": "env\n" });
  await using children = await startChildren(
    ({ turn }: ModelRequest) => (turn === 1 ? { calls: [bash("sh look.sh")] } : WORK),
    {
      environment: {
        ANTHROPIC_API_KEY: "sk-ant-0123456789abcdef0123",
        GITHUB_TOKEN: "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
        DATABASE_URL: "postgres://me:hunter2@db/x",
        SSH_AUTH_SOCK: "/tmp/agent.sock",
        NODE_ENV: "test",
        PI_CODING_AGENT: "true",
      },
    },
  );
  await askIn(children, place.repository.root, developer);

  const [said = ""] = toolAnswers(children.server.requests[1]);
  const names = said.split("\n").map((line) => line.slice(0, line.indexOf("=")));
  expect(said).toContain("NODE_ENV=test");
  expect(said).toContain("GIT_TERMINAL_PROMPT=0");
  expect(said).not.toMatch(/sk-ant|ghp_|hunter2|agent\.sock/);
  // The mark is the one thing of ours: by it a child's commands are found and ended with it.
  expect(names.filter((each) => /^PI(_|$)/.test(each))).toEqual(["PI_ENSEMBLE_CHILD"]);
});

test("a call is judged when the calls before it in the same message have run", async () => {
  using place = makePlace();
  place.repository.write({ "make.sh": "ln -s ../outside made\n" });
  const calls = [bash("sh make.sh"), bash("cat made/file.txt"), read("made/file.txt")];
  await using children = await startChildren(({ turn }: ModelRequest) => (turn === 1 ? { calls } : WORK));

  await askIn(children, place.repository.root, developer);

  const decisions = children.events.filter(({ type }) => type === "decision");
  expect(decisions.map(({ decision }) => decision)).toEqual(["allow", "ask", "ask"]);
});

test("each call that is denied leaves a decision, however long its path, and of a tool that there is not", async () => {
  using place = makePlace();
  const far = `/etc/${"x/".repeat(600_000)}`;
  const calls = [
    read(far),
    { name: "Read", arguments: { path: ".env" } },
    bash(`echo > '${far.slice(0, 20_000)}'`),
    read(".env"),
  ];
  await using children = await startChildren(({ turn }: ModelRequest) => (turn === 1 ? { calls } : WORK));

  expect(await askIn(children, place.repository.root, developer)).toMatchObject({
    status: "done",
    denied: 4,
  });

  const decisions = children.events.filter(({ type }) => type === "decision");
  expect(decisions).toMatchObject([
    { tool: "read", decision: "deny" },
    { tool: "Read", decision: "deny", rule: "tools", because: "there is no such tool" },
    { tool: "bash", decision: "deny" },
    { tool: "read", decision: "deny", rule: "secrets" },
  ]);
  expect(JSON.stringify(decisions).length).toBeLessThan(20_000);
});

test("grep shows nothing of what it finds in files for secrets", async () => {
  using place = makePlace();
  await using children = await startChildren(({ turn }: ModelRequest) =>
    turn === 1
      ? { calls: [bash("git grep -n kept"), { name: "grep", arguments: { pattern: "hunter2", path: "." } }] }
      : WORK,
  );
  await askIn(children, place.repository.root, developer);
  const answers = toolAnswers(children.server.requests[1]);
  expect(answers[0]).toContain("kept.txt:1:kept");
  // Where ripgrep is not installed the tool only says so.
  expect(answers[1]).not.toContain("PASSWORD");
});

test.each([
  ["permissions that are not valid", { bash: { allow: "everything" } }, /permissions/],
  ["rules that nobody can read", { bash: { allow: ["@nothing"] } }, /permissions/],
  ["no permissions", undefined, /no rule names it/],
])("a role with %s may run nothing", async (_, permissions, reason) => {
  using place = makePlace();
  await using children = await startChildren(({ turn }: ModelRequest) =>
    turn === 1 ? { calls: [bash("git status"), write("new.txt")] } : WORK,
  );
  const before = place.picture();
  const result = await askIn(children, place.repository.root, { ...developer, permissions });
  expect(result).toMatchObject({ status: "done", denied: 2 });
  const answers = toolAnswers(children.server.requests[1]);
  expect(answers[0]).toMatch(reason);
  expect(place.picture()).toEqual(before);
});

test("a question waits longer than a child may be silent, and a yes lets the call through", async () => {
  using place = makePlace();
  const asked: Question[] = [];
  const approvals: Approvals = {
    async ask(question) {
      asked.push(question);
      await delay(2500);
      return asked.length === 1 ? "once" : "denied";
    },
  };
  await using children = await startChildren(
    ({ turn }: ModelRequest) =>
      turn === 1 ? { calls: [write(".github/ci.yml"), bash("npm publish")] } : WORK,
    { guard: { ...ROLES_ALONE, approvals } },
  );
  const agent = children.agents.open(
    children.spec("c", {
      role: developer,
      cwd: place.repository.root,
      limits: { ...LIMITS, silenceMs: 1500 },
    }),
  );
  agent.feed([Buffer.from("Work.")]);

  const waiting = await children.shown(({ state, note }) => state === "waiting" && note !== undefined);
  expect(waiting.note).toMatch(/^asks: .*ci\.yml/);
  expect(await agent.result).toMatchObject({ status: "done", denied: 1 });
  expect(asked).toMatchObject([
    { child: "c", role: "developer", tool: "write", command: join(place.repository.root, ".github/ci.yml") },
    { child: "c", role: "developer", tool: "bash", command: "npm publish" },
  ]);
  expect(readFileSync(join(place.repository.root, ".github/ci.yml"), "utf8")).toBe("changed\n");
  expect(toolAnswers(children.server.requests[1]).at(-1)).toContain("the user said no");
  expect(children.events.filter(({ type }) => type === "decision").map(({ answer }) => answer)).toEqual([
    "once",
    "denied",
  ]);
});

function askIn(children: Children, cwd: string, role: Role) {
  const agent = children.agents.open(children.spec("c", { role, cwd, limits: LIMITS }));
  agent.feed([Buffer.from("Work.")]);
  return agent.result;
}

/** What the tools of the last turn said, in the order of the calls. */
function toolAnswers(request: ModelRequest | undefined): string[] {
  const messages = request?.messages ?? [];
  const from = messages.findLastIndex(({ role }) => role === "assistant");
  return messages.slice(from + 1).flatMap(({ toolCallId, text }) => (toolCallId === undefined ? [] : [text]));
}

interface Place extends Disposable {
  readonly repository: Repository;
  /** Everything there is in the repository, the remote and outside, as one value. */
  picture(): Record<string, string>;
}

function makePlace(): Place {
  const repository = makeRepository();
  const { base } = repository;
  execFileSync("git", ["init", "-q", "--bare", join(base, "remote.git")]);
  mkdirSync(join(base, "outside"));
  writeFileSync(join(base, "outside", "secret.pem"), "PASSWORD hunter2\n");
  writeFileSync(join(base, "outside", "file.txt"), "outside\n");
  repository.write({ "kept.txt": "kept\n" });
  repository.commit("base");
  repository.git("remote", "add", "origin", join(base, "remote.git"));
  repository.git("push", "-q", "origin", "main");
  repository.write({ "kept.txt": "kept, changed\n", ".env": "PASSWORD=hunter2\n" });
  repository.link("outside-link", "../outside");
  return {
    repository,
    picture: () => Object.fromEntries(pictureOf(base)),
    [Symbol.dispose]: () => repository[Symbol.dispose](),
  };
}

function* pictureOf(folder: string): Generator<[string, string]> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = lstatSync(path);
    // Git refreshes the index when it is only asked for the state.
    if (name === "index") continue;
    if (stat.isSymbolicLink()) yield [path, readlinkSync(path)];
    else if (stat.isDirectory()) yield* pictureOf(path);
    else yield [path, createHash("sha256").update(readFileSync(path)).digest("hex")];
  }
}

const ripgrep = (() => {
  try {
    execFileSync("rg", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();
if (!ripgrep) console.log("without ripgrep: what Pi's grep finds is not tried");

test.skipIf(!ripgrep)(
  "grep does not look into files for secrets, so that no search tells what is in them",
  async () => {
    using repository = makeRepository();
    repository.write({ ".env": "SECRET=abc\n", "z.txt": "SECRET=abc here\n", "deep/.npmrc": "SECRET=abc\n" });
    const searches = [
      { pattern: "^SECRET=[a-m]+$" },
      { pattern: "^SECRET=[n-z]+$" },
      { pattern: "SECRET", limit: 1 },
      { pattern: "SECRET", glob: "*.txt" },
      { pattern: "SECRET", glob: "*" },
      { pattern: "token-in-config|refs/heads", path: ".git" },
    ];
    repository.git("config", "remote.origin.url", "https://token-in-config@example.com/x");
    repository.commit("base");
    await using children = await startChildren(({ turn }: ModelRequest) =>
      turn === 1
        ? { calls: searches.map((arguments_) => ({ name: "grep", arguments: arguments_ })) }
        : FINISH,
    );
    const agent = children.agents.open(
      children.spec("c", { role: reviewer, cwd: repository.root, limits: LIMITS }),
    );
    agent.feed([Buffer.from("Search.")]);
    expect(await agent.result).toMatchObject({ status: "done", denied: 1 });
    const answers =
      children.server.requests[1]?.messages.slice(-searches.length).map(({ text }) => text) ?? [];
    expect(answers.slice(0, 2)).toEqual(["No matches found", "No matches found"]);
    expect(answers[2]).toContain("z.txt:1: SECRET=abc here");
    expect(answers[3]).toBe("z.txt:1: SECRET=abc here");
    expect(answers[4]).toContain("Not permitted");
    expect(answers[5]).toContain("HEAD:1: ref: refs/heads");
    expect(answers[5]).not.toContain("config");
  },
);
