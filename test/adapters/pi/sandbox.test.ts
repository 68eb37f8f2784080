import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openAssets } from "../../../src/adapters/assets.ts";
import { gitFolders } from "../../../src/adapters/git/folders.ts";
import { NO_SANDBOX, openSandbox, type Sandbox } from "../../../src/adapters/pi/sandbox.ts";
import type { Role } from "../../../src/core/agents/role.ts";
import { FINISH, LIMITS, PACKAGE_ROOT, ROLES_ALONE, startChildren } from "../../support/children.ts";
import type { ModelRequest } from "../../support/model-server.ts";
import { makeRepository } from "../../support/repository.ts";

const sandbox = await openSandbox({ mode: "auto", network: true }, process.env);
const closed = await openSandbox({ mode: "auto", network: false }, process.env);
if (sandbox.bwrap === null) console.log(`without a sandbox: ${sandbox.reason}`);

const WORK = {
  calls: [{ name: "submit_work", arguments: { summary: "s", notes: [], unfinished: [], complete: true } }],
};

let developer: Role;
let reviewer: Role;
beforeAll(async () => {
  const assets = openAssets(PACKAGE_ROOT);
  developer = await assets.role("developer");
  reviewer = { ...(await assets.role("code-review-specialist")) };
});

/** What a permitted test runner could try: a program of the repository, which no rule can look into. */
const PROBE = `#!/bin/bash
try() { if eval "$2" >/dev/null 2>&1; then echo "$1: yes"; else echo "$1: no"; fi; }
try "write workspace" "echo x > written.txt"
try "write temporary" "echo x > \\$TMPDIR/x"
try "write outside" "echo x > ../outside/x"
try "write compiled" "echo x > $3/jiti/probe && rm $3/jiti/probe"
try "write home" "echo x > \\$HOME/x"
try "write hook" "echo x > .git/hooks/pre-commit"
try "write git config" "git config user.name x"
try "git add" "git add probe.sh"
try "replace git" "mv .git .old || rm -rf .git/refs || echo x > .git/commondir"
try "unmount" "umount .git || mount -o remount,rw,bind .git || umount $HOME/.ssh"
try "read ssh key" "grep -q KEY \\$HOME/.ssh/id_ed25519"
try "read netrc" "grep -q password \\$HOME/.netrc"
try "read models" "grep -q apiKey $1/models.json"
try "see parent" "grep -q PI_CODING /proc/\\$PPID/environ"
try "see others" "grep -lqs PI_ENSEMBLE_TEST_SECRET /proc/[0-9]*/environ"
try "read git credentials" "grep -q password \\$HOME/.config/git/credentials"
try "read linked secret" "grep -q password \\$HOME/dotfiles/aws/credentials"
try "kernel settings" "exec 9>>/proc/sys/vm/swappiness"
try "same ipc" "[ \\$(readlink /proc/self/ns/ipc) = $4 ]"
try "reach service" "node connect.js ../service.sock"
try "reach ssh agent" "node connect.js ../agent.sock"
try "see display" "env | grep -q ^DISPLAY="
try "network" "exec 9<>/dev/tcp/127.0.0.1/$2"
`;

const CONNECT = `require("net").connect(process.argv[2], () => process.exit(0)).on("error", () => process.exit(1))`;

async function probe(role: Role, chosen: Sandbox): Promise<Record<string, string>> {
  using repository = makeRepository();
  const home = join(repository.base, "home");
  mkdirSync(join(home, ".ssh"));
  mkdirSync(join(repository.base, "outside"));
  writeFileSync(join(home, ".ssh/id_ed25519"), "KEY\n");
  mkdirSync(join(home, ".config/git"), { recursive: true });
  mkdirSync(join(home, "dotfiles/aws"), { recursive: true });
  symlinkSync(join(home, "dotfiles/aws"), join(home, ".aws"));
  for (const secret of [".netrc", ".config/git/credentials", "dotfiles/aws/credentials"])
    writeFileSync(join(home, secret), "password x\n");
  repository.write({ "a.txt": "a\n" });
  repository.commit("base");
  repository.write({ "probe.sh": PROBE, "connect.js": CONNECT });
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sockets = ["service.sock", "agent.sock"].map((name) =>
    createSocket().listen(join(repository.base, name)),
  );
  await Promise.all(sockets.map((socket) => once(socket, "listening")));
  const ipc = process.platform === "linux" ? readlinkSync("/proc/self/ns/ipc") : "";
  const permissive = { ...role, permissions: { ...(role.permissions as object), otherwise: "allow" } };
  await using children = await startChildren(
    ({ turn }: ModelRequest) => {
      const command = `bash probe.sh ${agentDir} ${port} ${tmpdir()} ${ipc}`;
      if (turn === 1) return { calls: [{ name: "bash", arguments: { command } }] };
      return role.name === "developer" ? WORK : FINISH;
    },
    {
      guard: { ...ROLES_ALONE, sandbox: chosen },
      environment: {
        HOME: home,
        PI_ENSEMBLE_TEST_SECRET: "secret",
        SSH_AUTH_SOCK: join(repository.base, "agent.sock"),
        DISPLAY: ":0",
      },
    },
  );
  const agentDir = children.env["PI_CODING_AGENT_DIR"] ?? "";
  const agent = children.agents.open(
    children.spec("c", { role: permissive, cwd: repository.root, limits: LIMITS }),
  );
  agent.feed([Buffer.from("Work.")]);
  const result = await agent.result;
  for (const each of [server, ...sockets]) each.close();
  expect(result, JSON.stringify(result)).toMatchObject({ status: "done" });
  expect(children.events.find(({ type }) => type === "sandbox")).toMatchObject({
    used: chosen.bwrap !== null,
    commands: chosen.commands,
    network: chosen.network,
  });
  expect(existsSync(join(repository.base, "outside/x"))).toBe(chosen.bwrap === null);
  expect(readFileSync(join(home, ".ssh/id_ed25519"), "utf8")).toBe("KEY\n");
  const said = children.server.requests[1]?.messages.at(-1)?.text ?? "";
  return Object.fromEntries(said.split("\n").map((line) => line.split(": ") as [string, string]));
}

test.skipIf(!sandbox.commands)(
  "in the sandbox even a program of the repository reaches only its workspace",
  async () => {
    expect(await probe(developer, sandbox)).toEqual({
      "write workspace": "yes",
      "write temporary": "yes",
      "write outside": "no",
      "write compiled": "no",
      "write home": "no",
      "write hook": "no",
      "write git config": "no",
      "git add": "no",
      "replace git": "no",
      unmount: "no",
      "read ssh key": "no",
      "read netrc": "no",
      "read models": "no",
      "see parent": "no",
      "see others": "no",
      "read git credentials": "no",
      "read linked secret": "no",
      "kernel settings": "no",
      "same ipc": "no",
      "reach service": "no",
      "reach ssh agent": "no",
      "see display": "no",
      network: "yes",
    });
  },
);

test.skipIf(!sandbox.commands)(
  "a role that writes nothing cannot, and a closed network is closed",
  async () => {
    expect(closed.network).toBe(false);
    expect(await probe(reviewer, closed)).toMatchObject({
      "write workspace": "no",
      "write temporary": "yes",
      "git add": "no",
      network: "no",
    });
  },
);

test.skipIf(!sandbox.commands)(
  "a role that may push reaches the ssh agent and no other service",
  async () => {
    const pushing = { ...developer, permissions: { ...(developer.permissions as object), push: true } };
    expect(await probe(pushing, sandbox)).toMatchObject({
      "read ssh key": "yes",
      "read netrc": "yes",
      "read linked secret": "no",
      "reach ssh agent": "yes",
      "reach service": "no",
    });
  },
);

test("without a sandbox it can do all that, which is why there is one", async () => {
  expect(await probe(developer, NO_SANDBOX)).toMatchObject({
    "write outside": "yes",
    "write hook": "yes",
    "read ssh key": "yes",
    "read linked secret": "yes",
    "reach service": "yes",
    network: "yes",
  });
});

test.skipIf(sandbox.bwrap === null)(
  "where commands share the child's view they change nothing that Pi or pi-ensemble goes by",
  async () => {
    const evil = [
      "mkdir -p $1/extensions && echo x > $1/extensions/evil.ts",
      "echo x > $1/bin/rg",
      "for file in settings models trust ensemble ensemble-approvals; do echo x > $1/$file.json; rm $1/$file.json; done",
      "mv $1/extensions $1/old",
      "mv $1 $1.old",
    ];
    await using children = await startChildren(
      ({ turn }: ModelRequest) =>
        turn === 1 ? { calls: [{ name: "bash", arguments: { command: `bash evil.sh ${agent}` } }] } : FINISH,
      { guard: { ...ROLES_ALONE, sandbox: { ...sandbox, commands: false } } },
    );
    const agent = children.env["PI_CODING_AGENT_DIR"] ?? "";
    const read = (name: string) => readFileSync(join(agent, name), "utf8");
    const before = ["models.json", "settings.json"].map(read);
    const work = join(children.dir, "work");
    mkdirSync(work);
    writeFileSync(join(work, "evil.sh"), evil.join("\n"));
    const result = await children.ask("c", "Work.", { cwd: work });
    expect(result, JSON.stringify(result)).toMatchObject({ status: "done" });
    expect(children.server.requests[1]?.messages.at(-1)?.text).toContain("Read-only file system");
    expect(readdirSync(join(agent, "extensions"))).toEqual([]);
    expect(["models.json", "settings.json"].map(read)).toEqual(before);
    expect(read("ensemble.json")).toBe("{}\n");
    expect(read("ensemble-approvals.json")).toContain('"projects": {}');
  },
);

test.skipIf(!sandbox.commands)(
  "in a linked work tree nothing can be put in the place of git's folder",
  async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "a\n" });
    repository.commit("base");
    const linked = join(repository.base, "linked");
    repository.git("worktree", "add", "-q", "-b", "other", linked);
    const own = join(repository.root, ".git/worktrees/linked");
    expect(await gitFolders(linked)).toEqual({ own, common: join(repository.root, ".git") });
    const tries = [
      "echo 'gitdir: /tmp/evil' > .git",
      "rm -f .git",
      "mv .git old",
      `echo x > ${own}/commondir`,
      `echo x > ${own}/config.worktree`,
      `echo x > ${own}/HEAD`,
      `echo x > ${repository.root}/.git/hooks/pre-commit`,
      `echo x > ${repository.root}/.git/objects/info/alternates`,
    ];
    writeFileSync(join(linked, "evil.sh"), `${tries.join("\n")}\ngit status --short\n`);
    await using children = await startChildren(
      ({ turn }: ModelRequest) =>
        turn === 1 ? { calls: [{ name: "bash", arguments: { command: "bash evil.sh" } }] } : WORK,
      { guard: { ...ROLES_ALONE, sandbox } },
    );
    const agent = children.agents.open(children.spec("c", { role: developer, cwd: linked }));
    agent.feed([Buffer.from("Work.")]);
    expect(await agent.result).toMatchObject({ status: "done", denied: 0 });
    expect(children.server.requests[1]?.messages.at(-1)?.text).toContain("?? evil.sh");
    expect(readFileSync(join(linked, ".git"), "utf8")).toBe(`gitdir: ${own}\n`);
    expect(existsSync(join(own, "config.worktree"))).toBe(false);
    expect(existsSync(join(repository.root, ".git/hooks/pre-commit"))).toBe(false);
    expect(existsSync(join(repository.root, ".git/objects/info/alternates"))).toBe(false);
    expect(repository.git("-C", linked, "status", "--short")).toBe("?? evil.sh");
  },
);

test.skipIf(sandbox.bwrap === null)("cancelling a child in the sandbox leaves nothing behind", async () => {
  await using children = await startChildren(
    () => ({ calls: [{ name: "bash", arguments: { command: "sleep 600 & touch running; sleep 600" } }] }),
    { guard: { ...ROLES_ALONE, sandbox } },
  );
  const agent = children.agents.open(children.spec("c"));
  agent.feed([Buffer.from("Sleep.")]);
  await children.shown(({ tool }) => tool?.includes("sleep") === true);
  const start = performance.now();
  children.abort();
  expect(await agent.result).toMatchObject({ status: "failed", cause: "cancelled" });
  expect(performance.now() - start).toBeLessThan(4000);
  const { default: fs } = await import("node:fs");
  const left = fs.readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
    try {
      return fs.readFileSync(`/proc/${pid}/environ`, "latin1").includes(`FAMILY=${children.dir}`);
    } catch {
      return false;
    }
  });
  expect(left).toEqual([]);
});

test("off is off, and a program that is not there is said to be missing", async () => {
  expect(await openSandbox({ mode: "off", network: true }, process.env)).toEqual(NO_SANDBOX);
  const none = await openSandbox({ mode: "auto", network: true }, { PATH: "/nowhere" });
  expect(none.bwrap).toBeNull();
  if (process.platform === "linux") expect(none.reason).toContain("not installed");
});

test("a bwrap that the repository brings along is never run", async () => {
  using repository = makeRepository();
  repository.write({
    "node_modules/.bin/bwrap": "#!/bin/sh\ntouch ran\nwhile [ $1 != -- ]; do shift; done; shift; exec $@\n",
  });
  const folder = join(repository.root, "node_modules/.bin");
  chmodSync(join(folder, "bwrap"), 0o755);
  const alone = await openSandbox({ mode: "auto", network: true }, { PATH: folder });
  expect(alone.bwrap).toBeNull();
  const both = await openSandbox(
    { mode: "auto", network: true },
    { PATH: `${folder}:${process.env["PATH"]}` },
  );
  expect(both).toEqual(sandbox);
  expect(existsSync(join(folder, "ran"))).toBe(false);
});
