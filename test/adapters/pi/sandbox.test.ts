import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { openAssets } from "../../../src/adapters/assets.ts";
import { gitFolders } from "../../../src/adapters/git/folders.ts";
import { NO_SANDBOX, openSandbox, type Sandbox } from "../../../src/adapters/pi/sandbox.ts";
import type { Role } from "../../../src/core/agents/role.ts";
import { sandboxArguments, shellProgram } from "../../../src/core/policy/sandbox.ts";
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
try "network" "exec 9<>/dev/tcp/127.0.0.1/$2"
`;

async function probe(role: Role, chosen: Sandbox): Promise<Record<string, string>> {
  using repository = makeRepository();
  const home = join(repository.base, "home");
  mkdirSync(join(home, ".ssh"));
  mkdirSync(join(repository.base, "outside"));
  writeFileSync(join(home, ".ssh/id_ed25519"), "KEY\n");
  writeFileSync(join(home, ".netrc"), "password x\n");
  repository.write({ "a.txt": "a\n" });
  repository.commit("base");
  repository.write({ "probe.sh": PROBE });
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const permissive = { ...role, permissions: { ...(role.permissions as object), otherwise: "allow" } };
  await using children = await startChildren(
    ({ turn }: ModelRequest) => {
      const command = `bash probe.sh ${agentDir} ${port} ${tmpdir()}`;
      if (turn === 1) return { calls: [{ name: "bash", arguments: { command } }] };
      return role === developer ? WORK : FINISH;
    },
    {
      guard: { ...ROLES_ALONE, sandbox: chosen },
      environment: { HOME: home, PI_ENSEMBLE_TEST_SECRET: "secret" },
    },
  );
  const agentDir = children.env["PI_CODING_AGENT_DIR"] ?? "";
  const agent = children.agents.open(
    children.spec("c", { role: permissive, cwd: repository.root, limits: LIMITS }),
  );
  agent.feed([Buffer.from("Work.")]);
  const result = await agent.result;
  server.close();
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

test("without a sandbox it can do all that, which is why there is one", async () => {
  expect(await probe(developer, NO_SANDBOX)).toMatchObject({
    "write outside": "yes",
    "write hook": "yes",
    "read ssh key": "yes",
    network: "yes",
  });
});

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

test("the command line hides what is secret last, so that nothing lies over it", () => {
  const plan = {
    bwrap: "/usr/bin/bwrap",
    cwd: "/work",
    serviceFolders: ["/run/user"],
    serviceSockets: ["/run/docker.sock"],
    writable: ["/work", "/tmp/mine"],
    readOnly: ["/work/.git"],
    hiddenFolders: ["/home/me/.ssh"],
    hiddenFiles: ["/home/me/.netrc"],
    nested: true,
  };
  const mounts =
    "/usr/bin/bwrap --ro-bind / / --dev /dev --proc /proc --tmpfs /run/user --ro-bind /dev/null /run/docker.sock " +
    "--bind /work /work --bind /tmp/mine /tmp/mine --ro-bind /work/.git /work/.git " +
    "--tmpfs /home/me/.ssh --ro-bind /dev/null /home/me/.netrc --unshare-pid --die-with-parent";
  expect(sandboxArguments(plan, ["pi", "-p"]).join(" ")).toBe(`${mounts} --chdir /work -- pi -p`);
  expect(sandboxArguments({ ...plan, nested: false }, ["pi"]).join(" ")).toBe(
    `${mounts} --cap-drop ALL --chdir /work -- pi`,
  );
});

test("the program that stands for bash quotes every path", () => {
  const plan = {
    bwrap: "/usr/bin/bwrap",
    bash: "/bin/bash",
    hiddenFolders: ["/home/o'neil/a b"],
    readOnly: [],
    network: false,
  };
  const text = shellProgram(plan);
  expect(text).toContain("'--tmpfs' '/home/o'\\''neil/a b'");
  expect(text).toContain("'--unshare-net'");
  expect(text).toMatch(/ '\/bin\/bash' "\$@"\n$/);
  expect(shellProgram({ ...plan, network: true })).not.toContain("unshare-net");
});
