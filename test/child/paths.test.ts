import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createReadTool } from "@earendil-works/pi-coding-agent";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withoutSecrets } from "../../src/child/grep.ts";
import { openJudge } from "../../src/child/judge.ts";
import { pathOfTool } from "../../src/child/tool-path.ts";
import { childWorld, realPath } from "../../src/child/world.ts";
import type { Charter, GuardCharter } from "../../src/core/agents/charter.ts";
import { policyFrom } from "../../src/core/policy/sources.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "pi-ensemble-paths-")));
const work = join(base, "work");
mkdirSync(join(work, "sub"), { recursive: true });
mkdirSync(join(base, "outside"));
writeFileSync(join(work, "a.txt"), "a\n");
symlinkSync("../outside", join(work, "link"));
symlinkSync(join(base, "outside", "not-yet"), join(work, "dangling"));
symlinkSync("loop-b", join(work, "loop-a"));
symlinkSync("loop-a", join(work, "loop-b"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const guard: GuardCharter = {
  layers: [
    {
      layer: "role",
      origin: "role developer",
      permissions: { write: "workspace", otherwise: "allow", bash: { deny: ["git push"] } },
    },
  ],
  environment: [],
  asks: false,
  workspace: work,
  home: join(base, "home"),
  temporary: join(base, "tmp"),
  gitDirs: [],
  guarded: [],
  ignoresCase: false,
  sandboxed: false,
};
const charter: Charter = {
  version: 1,
  role: "developer",
  reports: ["submit_work"],
  final: "submit_work",
  reminder: "Report.",
  asked: 0,
  mark: "m",
  guard,
  limits: { turns: 1 },
};
const judge = openJudge(charter);

test.each([
  ["a.txt", "a.txt"],
  ["sub/../a.txt", "a.txt"],
  ["link/x", "../outside/x"],
  ["link/../a.txt", "../a.txt"],
  ["dangling", "../outside/not-yet"],
  ["dangling/below", "../outside/not-yet/below"],
  ["new/folder/../file", "new/file"],
])("%s is really %s", (path, real) => {
  expect(realPath(`${work}/${path}`)).toBe(join(work, real));
});

test("links that lead round in a circle are not followed for ever", () => {
  expect(realPath(`${work}/loop-a`)).toBe(`${work}/loop-a`);
  expect(realPath(`${work}/loop-a/../../x`)).toBe(`${base}/x`);
});

const long = "n".repeat(300);

test.each([
  [long, long],
  [`sub/${long}/x`, `sub/${long}/x`],
  [`${long}/../link/x`, "../outside/x"],
  [`no/../nolink/x`, "nolink/x"],
  [`miss/../missing-link/x`, "../outside/x"],
  [`${"deep/".repeat(1500)}x`, `${"deep/".repeat(1500)}x`],
  [`link/${long}`, `../outside/${long}`],
  ["many-0/x", "../outside/x"],
])("%#: a path that cannot be opened at once is resolved as far as it goes", (path, real) => {
  if (path.startsWith("miss/")) symlinkSync("../outside", join(work, "missing-link"));
  if (path.startsWith("many")) {
    for (let at = 0; at < 60; at += 1) {
      symlinkSync(at === 59 ? "../outside" : `many-${at + 1}`, join(work, `many-${at}`));
    }
  }
  expect(realPath(`${work}/${path}`)).toBe(join(work, real));
});

test("a long word is no reason to stop a command", () => {
  expect(judge.call("bash", { command: `npm test -- -t '${long}'` }).reason.decision).toBe("allow");
  expect(judge.call("bash", { command: `cat link/${long}` }).reason.decision).toBe("ask");
  expect(judge.call("bash", { command: `echo x > link/${long}` }).reason.decision).toBe("deny");
});

test.each([
  ["@a.txt", "a.txt"],
  ["./sub/../a.txt", "a.txt"],
  ["a\u00a0b", "a b"],
  ["~/x", "../home/x"],
  ["@~/x", "../home/x"],
  ["file:///etc/passwd", "/etc/passwd"],
])("Pi opens %j as %j", (text, path) => {
  const expected = path.startsWith("/") ? path : join(work, path);
  expect(pathOfTool(text, childWorld(guard))).toBe(expected);
});

test.each([
  ["read", { path: "a.txt" }, "allow"],
  ["read", {}, "allow"],
  ["read", { path: 7 }, "deny"],
  ["write", { path: "link/x" }, "deny"],
  ["write", { path: "dangling" }, "deny"],
  ["bash", { command: "git push" }, "deny"],
  ["bash", { command: "ls" }, "allow"],
  ["bash", {}, "deny"],
  ["grep", { pattern: "x", glob: 7 }, "deny"],
  ["grep", { pattern: "x", glob: "*.ts" }, "allow"],
  ["powershell", { command: "ls" }, "deny"],
  ["fetch_url", { url: "https://example.com" }, "deny"],
])("%s %j: %s", (tool, input, decision) => {
  expect(judge.call(tool, input).reason.decision).toBe(decision);
});

test("Pi's tools are kept from what may have no end", () => {
  execFileSync("mkfifo", [join(work, "pipe")]);
  symlinkSync("pipe", join(work, "to-pipe"));
  symlinkSync("/dev/zero", join(work, "to-device"));
  for (const path of ["pipe", "to-pipe", "to-device", "/dev/zero", "/dev/null", "/dev/tty", "/dev/fd/0"]) {
    for (const tool of ["read", "grep", "write", "edit", "ls", "find"]) {
      const { reason } = judge.call(tool, { path, pattern: "x" });
      expect([tool, path, reason.decision]).toEqual([tool, path, "deny"]);
    }
  }
  expect(judge.call("read", { path: "pipe" }).reason).toMatchObject({
    rule: "paths",
    because: `${join(work, "pipe")} is neither a file nor a folder`,
  });
  for (const path of ["a.txt", "sub", "not-there", "a.txt/below"])
    expect(judge.call("read", { path }).reason.decision).toBe("allow");
  expect(judge.call("bash", { command: "echo x > /dev/null" }).reason.decision).toBe("allow");
});

test("a path that is too long to be opened is denied before it is followed", () => {
  const begun = performance.now();
  expect(judge.call("read", { path: "d/".repeat(600_000) }).reason.decision).toBe("deny");
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(realPath(`${work}/no/${"d/".repeat(50_000)}../x`)).toBe(`${work}/no/${"d/".repeat(49_999)}x`);
  expect(performance.now() - begun).toBeLessThan(3000);
  expect(judge.call("read", { path: "é".repeat(2047) }).reason.decision).toBe("allow");
  expect(judge.call("read", { path: "é".repeat(2048) }).reason).toMatchObject({
    because: "its path is longer than any that can be opened",
  });
});

test("Pi is handed the path that was judged, without links", () => {
  mkdirSync(join(work, "real"));
  symlinkSync("real", join(work, "alias"));
  const input = { path: "alias/new.txt" };
  expect(judge.call("write", input).reason.decision).toBe("allow");
  expect(input.path).toBe(join(work, "real", "new.txt"));
});

describe("what read opens is what was judged", () => {
  const names: readonly (readonly [asked: string, found: string])[] = [
    ["Shot 9.41 PM.png", "Shot 9.41\u202fPM.png"],
    ["caf\u00e9.txt", "cafe\u0301.txt"],
    ["it's.txt", "it\u2019s.txt"],
    ["l'\u00e9t\u00e9.txt", "l\u2019e\u0301te\u0301.txt"],
  ];
  const dirs = { secret: join(work, "variants-secret"), plain: join(work, "variants-plain") };
  beforeAll(() => {
    for (const dir of Object.values(dirs)) mkdirSync(dir);
    writeFileSync(join(work, ".env"), "SECRET=1\n");
    for (const [, found] of names) {
      symlinkSync("../.env", join(dirs.secret, found));
      writeFileSync(join(dirs.plain, found), `content of ${found}\n`);
    }
  });

  const open = (input: { path: string }) => createReadTool(work).execute("1", input);

  test.each(names)("%j as %j", async (asked, found) => {
    // Without a judgement Pi does return the secret.
    const { content } = await open({ path: `variants-secret/${asked}` });
    expect(JSON.stringify(content)).toContain("SECRET=1");
    const denied = judge.call("read", { path: `variants-secret/${asked}` });
    expect(denied.reason).toMatchObject({ decision: "deny", rule: "secrets" });

    const input = { path: `variants-plain/${asked}` };
    expect(judge.call("read", input)).toMatchObject({
      command: join(dirs.plain, found),
      reason: { decision: "allow" },
    });
    expect(JSON.stringify((await open(input)).content)).toContain(`content of ${found}`);
  });

  test("a name that is there as it is written is not looked for under another", async () => {
    writeFileSync(join(dirs.secret, "it's.txt"), "harmless\n");
    const input = { path: "variants-secret/it's.txt" };
    expect(judge.call("read", input).reason.decision).toBe("allow");
    expect(JSON.stringify((await open(input)).content)).toContain("harmless");
    rmSync(join(dirs.secret, "it's.txt"));
  });

  test("a link to a name with a space of another kind is opened as that name", async () => {
    writeFileSync(join(work, "wide\u2003name.txt"), "wide\n");
    writeFileSync(join(work, "wide name.txt"), "narrow\n");
    symlinkSync("wide\u2003name.txt", join(work, "to-wide"));
    const input = { path: "to-wide" };
    expect(judge.call("read", input).reason.decision).toBe("allow");
    expect(JSON.stringify((await open(input)).content)).toContain("wide");
  });
});

test("a command that nobody could read is denied instead of asked about", () => {
  const asking = openJudge({
    ...charter,
    guard: {
      ...guard,
      layers: [{ layer: "role", origin: "r", permissions: { otherwise: "allow", bash: { ask: ["echo"] } } }],
    },
  });
  expect(asking.call("bash", { command: "echo a" }).reason.decision).toBe("ask");
  expect(asking.call("bash", { command: `echo ${"a ".repeat(3000)}` }).reason.decision).toBe("deny");
});

test("lines from files for secrets are left out, whatever the files are called", () => {
  const built = policyFrom("developer", guard.layers);
  if (!built.ok) throw new Error(built.problems.join());
  const text = [
    "a.ts:1: const password = 1;",
    ".env:3: PASSWORD=x",
    ".env-4- OTHER=y",
    "sub/:1: /.env:2: PASSWORD=z",
    "strange",
    "name/id_rsa:1: KEY",
    "b.ts-7- the file .env is read here",
  ].join("\n");
  const content = [{ type: "text", text }, { type: "image" }];
  const [first, second] = withoutSecrets(content, work, built.policy, childWorld(guard));
  expect(first?.text?.split("\n")).toEqual([
    "a.ts:1: const password = 1;",
    "strange",
    "b.ts-7- the file .env is read here",
  ]);
  expect(second).toEqual({ type: "image" });
  const limited = (lines: string) => [
    { type: "text", text: `${lines}\n\n[2 matches limit reached. Use limit=4]` },
  ];
  expect(withoutSecrets(limited("a.ts:1: x\n.env:3: y"), work, built.policy, childWorld(guard))).toEqual([
    { type: "text", text: "a.ts:1: x" },
  ]);
  expect(withoutSecrets(limited("a.ts:1: x\nb.ts:3: y"), work, built.policy, childWorld(guard))).toEqual(
    limited("a.ts:1: x\nb.ts:3: y"),
  );
  const secrets = [{ type: "text", text: ".env:3: PASSWORD=x\n\n[1 matches limit reached]" }];
  expect(withoutSecrets(secrets, work, built.policy, childWorld(guard))).toEqual([
    { type: "text", text: "No matches found" },
  ]);
});
