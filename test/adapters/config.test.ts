import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { agentDir, loadConfig, readInWorkTree, savePick } from "../../src/adapters/config.ts";
import { parseConfig } from "../../src/core/config/parse.ts";
import { OperatorError } from "../../src/core/errors.ts";

const SAVER = fileURLToPath(new URL("config-saver.ts", import.meta.url));
const CRASH = new URL("crash-at.ts", import.meta.url).href;
const NONE = () => Promise.resolve({ status: "empty" as const });

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), "config-")));
  file = join(dir, "ensemble.json");
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function modelsIn(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8");
  parseConfig(text, path, "user");
  return JSON.parse(text).models;
}

test("what is no file, or too large for one, is an operator's mistake", async () => {
  const load = () => loadConfig({ agentDir: dir, readProject: NONE });
  await symlink("/dev/zero", file);
  await expect(load()).rejects.toThrow(`${file}: it is not a regular file`);
  await rm(file);
  await execa("mkfifo", [file]);
  await expect(load()).rejects.toMatchObject({ code: "invalid-configuration" });
  await rm(file);
  await writeFile(file, `{}${" ".repeat(1024 * 1024)}`);
  await expect(load()).rejects.toThrow(`${file}: it is larger than 1 MiB`);
});

test.each([
  [undefined, join(homedir(), ".pi", "agent")],
  ["", join(homedir(), ".pi", "agent")],
  ["/x/y", "/x/y"],
  ["~", homedir()],
  ["~/z", join(homedir(), "z")],
  ["file:///x/y%20z", "/x/y z"],
  ["relative", resolve("relative")],
])("PI_CODING_AGENT_DIR=%s is the folder %s", (value, expected) => {
  expect(agentDir(value === undefined ? {} : { PI_CODING_AGENT_DIR: value })).toBe(expected);
});

describe("loadConfig", () => {
  test("without files it is the defaults", async () => {
    const effective = await loadConfig({ agentDir: join(dir, "nowhere"), readProject: NONE });
    expect(effective.config.review.concurrency).toBe(6);
  });

  test("joins the user's file and the one of the work tree", async () => {
    await writeFile(file, '{"limits": {"turns": 10}, "sandbox": "off"}');
    await mkdir(join(dir, "work", ".pi"), { recursive: true });
    await writeFile(join(dir, "work", ".pi", "ensemble.json"), '{"limits": {"turns": 5}, "sandbox": "auto"}');
    const effective = await loadConfig({ agentDir: dir, readProject: readInWorkTree(join(dir, "work")) });
    expect(effective.config.limits.turns).toBe(5);
    expect(effective.config.sandbox).toBe("auto");
    expect(effective.settings.find(({ key }) => key === "limits.turns")?.origins).toEqual([
      { level: "project", file: ".pi/ensemble.json" },
    ]);
  });

  test("reads the project's file through what it is given, never from the work tree", async () => {
    const asked: string[] = [];
    const readProject = (path: string) => {
      asked.push(path);
      return Promise.resolve({ status: "ok" as const, value: Buffer.from('{"limits": {"turns": 3}}') });
    };
    const effective = await loadConfig({ agentDir: dir, readProject });
    expect(asked).toEqual([".pi/ensemble.json"]);
    expect(effective.config.limits.turns).toBe(3);
  });

  test("what cannot be read or is not valid is an error, never the defaults", async () => {
    const unreadable = () =>
      Promise.resolve({ status: "unreadable" as const, reason: "the object is missing" });
    await expect(loadConfig({ agentDir: dir, readProject: unreadable })).rejects.toThrow(
      "the object is missing",
    );
    await writeFile(file, Buffer.from([0x7b, 0xff, 0x7d]));
    await expect(loadConfig({ agentDir: dir, readProject: NONE })).rejects.toThrow("not UTF-8");
    await writeFile(file, '{"sandbox": "offf"}');
    await expect(loadConfig({ agentDir: dir, readProject: NONE })).rejects.toThrow(`${file}:1:2: sandbox`);
    await rm(file);
    await mkdir(file);
    await expect(loadConfig({ agentDir: dir, readProject: NONE })).rejects.toBeInstanceOf(OperatorError);
  });
});

describe("savePick", () => {
  test("makes folder and file for their owner alone, and leaves nothing beside the file", async () => {
    const fresh = join(dir, "a", "agent");
    expect(await savePick(fresh, { for: "lens", lens: "security" }, "p/m:high")).toBe(
      join(fresh, "ensemble.json"),
    );
    expect(await modelsIn(join(fresh, "ensemble.json"))).toEqual({ lenses: { security: "p/m:high" } });
    expect((await stat(fresh)).mode & 0o777).toBe(0o700);
    expect((await stat(join(fresh, "ensemble.json"))).mode & 0o777).toBe(0o600);
    expect(await readdir(fresh)).toEqual(["ensemble.json"]);
  });

  test("keeps the file's mode and its other keys, and clears a pick", async () => {
    await writeFile(file, '{"sandbox": "off"}');
    await chmod(file, 0o640);
    await savePick(dir, { for: "all" }, "p/m");
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ sandbox: "off", models: { default: "p/m" } });
    await savePick(dir, { for: "all" }, null);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ sandbox: "off" });
  });

  test("follows a link to the file and keeps it", async () => {
    await mkdir(join(dir, "dotfiles"));
    await writeFile(join(dir, "dotfiles", "e.json"), "{}");
    await symlink(join("dotfiles", "e.json"), file);
    await savePick(dir, { for: "role", role: "ops" }, "p/m");
    expect(await readlink(file)).toBe(join("dotfiles", "e.json"));
    expect((await lstat(join(dir, "dotfiles", "e.json"))).isFile()).toBe(true);
    expect(await modelsIn(join(dir, "dotfiles", "e.json"))).toEqual({ roles: { ops: "p/m" } });
  });

  test("refuses a link to nowhere, a file that is not valid, and what is no model, and leaves the file alone", async () => {
    await symlink("nowhere.json", file);
    await expect(savePick(dir, { for: "all" }, "p/m")).rejects.toThrow("link to nowhere");
    await rm(file);
    await writeFile(file, '{"modles": {}}');
    await expect(savePick(dir, { for: "all" }, "p/m")).rejects.toThrow("modles");
    expect(await readFile(file, "utf8")).toBe('{"modles": {}}');
    await writeFile(file, "{}");
    await expect(savePick(dir, { for: "all" }, "no-model")).rejects.toThrow("models.default");
    expect(await readFile(file, "utf8")).toBe("{}");
    expect(await readdir(dir)).toEqual(["ensemble.json"]);
  });

  test("processes that save at the same time lose no pick, and a reader sees only whole files", async () => {
    const roles = ["developer", "ops", "explore"];
    await savePick(dir, { for: "all" }, "p/m");
    let saving = true;
    const savers = Promise.all(
      roles.map((role) => execa(process.execPath, [SAVER, dir, role, "12"])),
    ).finally(() => {
      saving = false;
    });
    while (saving) expect(await modelsIn(file)).toMatchObject({ default: "p/m" });
    await savers;
    const picks = Object.fromEntries(roles.map((role) => [role, `${role}/m11`]));
    expect(await modelsIn(file)).toEqual({ default: "p/m", roles: picks });
    expect(await readdir(dir)).toEqual(["ensemble.json"]);
  });

  test("a crash in the middle of saving leaves the old file whole, and the next save works", async () => {
    const moments = { write: "old/m", sync: "old/m", rename: "old/m", renamed: "ops/m0" };
    await Promise.all(
      Object.entries(moments).map(async ([moment, left]) => {
        const here = join(dir, moment);
        const saved = await savePick(here, { for: "role", role: "ops" }, "old/m");
        const crash = await execa(process.execPath, ["--import", CRASH, SAVER, here, "ops", "1"], {
          env: { CRASH_AT: moment },
          reject: false,
        });
        expect(crash.signal, crash.stderr).toBe("SIGKILL");
        expect(await modelsIn(saved)).toEqual({ roles: { ops: left } });
        expect((await readdir(here)).length).toBeGreaterThan(1);
        await savePick(here, { for: "role", role: "ops" }, "new/m");
        expect(await modelsIn(saved)).toEqual({ roles: { ops: "new/m" } });
        expect(await readdir(here)).toEqual(["ensemble.json"]);
      }),
    );
  });

  test("a process that is killed at a random point leaves a whole file, with the last pick it saved or the one after", async () => {
    // Each round kills at another moment of the saving that goes on and on.
    for (let round = 0; round < 6; round += 1) {
      const here = join(dir, String(round));
      const child = spawn(process.execPath, [SAVER, here, "ops", "1000000"], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let printed = "";
      const ended = once(child, "close");
      child.stdout.on("data", (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.split("\n").length <= round + 1) return;
        // Some microseconds into the next save, more in each round.
        const until = performance.now() + round * 0.7;
        while (performance.now() < until);
        child.kill("SIGKILL");
      });
      await ended;
      const saved = printed.trimEnd().split("\n").length;
      const after = [saved - 1, saved].map((n) => ({ roles: { ops: `ops/m${n}` } }));
      expect(after).toContainEqual(await modelsIn(join(here, "ensemble.json")));
    }
  });

  test("the lock and the half-written file of a process that died do not stay", async () => {
    await writeFile(file, "{}");
    await mkdir(`${file}.lock`);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${file}.lock`, longAgo, longAgo);
    await writeFile(join(dir, ".ensemble.json.0a1b2c.tmp"), '{"mod');
    await savePick(dir, { for: "all" }, "p/m");
    expect(await modelsIn(file)).toEqual({ default: "p/m" });
    expect(await readdir(dir)).toEqual(["ensemble.json"]);
  });
});
