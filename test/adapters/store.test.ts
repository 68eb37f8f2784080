import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../src/adapters/clock.ts";
import { openStore, type RunRecord, type Store } from "../../src/adapters/store.ts";
import type { Clock } from "../../src/ports.ts";

const WRITER = fileURLToPath(new URL("store-writer.ts", import.meta.url));

let commonDir: string;
beforeEach(async () => {
  commonDir = await mkdtemp(join(tmpdir(), "store-"));
});
afterEach(() => rm(commonDir, { recursive: true, force: true }));

function clockAt(iso: string): Clock {
  return { monotonic: () => 0, now: () => new Date(iso) };
}

function storeAt(clock: Clock = systemClock): Store {
  return openStore({ commonDir, clock, random: randomBytes });
}

async function record(store: Store, id: string): Promise<RunRecord> {
  const read = await store.read(id);
  if (read.status !== "ok") throw new Error(JSON.stringify(read));
  return read.value;
}

async function finishedRun(at: string): Promise<string> {
  const log = await storeAt(clockAt(at)).start("review", {});
  await log.append({ type: "run-ended" });
  await log.close();
  return log.id;
}

test("a folder that cannot be written to is named, with a remedy", async () => {
  await writeFile(join(commonDir, "pi-ensemble"), "");
  await expect(storeAt().start("review", {})).rejects.toMatchObject({
    code: "unavailable",
    exitCode: 69,
    message: expect.stringContaining(join(commonDir, "pi-ensemble", "runs")),
    remedy: expect.stringContaining("writable"),
  });
});

describe("a run's log", () => {
  test("keeps events in the order they were appended, one line each", async () => {
    const store = storeAt(clockAt("2026-11-20T18:45:12.345Z"));
    const log = await store.start("review", { target: "work" });
    expect(log.id).toMatch(/^20261120-184512-[0-9a-f]{4}$/);
    const text = "a\nb\u2028c\u2029d";
    await Promise.all(Array.from({ length: 50 }, (_, n) => log.append({ type: "tick", n, text })));
    await log.append({ type: "run-ended" });
    await log.close();

    const run = await record(store, log.id);
    expect(run).toMatchObject({
      kind: "review",
      startedAt: "2026-11-20T18:45:12.345Z",
      state: "finished",
      torn: false,
    });
    expect(run.events[0]).toMatchObject({ type: "run-started", kind: "review", target: "work" });
    const ticks = run.events.filter((event) => event.type === "tick");
    expect(ticks.map((event) => event["n"])).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(ticks[7]).toMatchObject({ at: "2026-11-20T18:45:12.345Z", text });
    expect((await readFile(join(log.dir, "events.jsonl"), "utf8")).split("\n")).toHaveLength(53);
  });

  test("lives in folders and files that only their owner can read", async () => {
    const log = await storeAt().start("review", {});
    await log.close();
    expect((await stat(log.dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(commonDir, "pi-ensemble", "runs"))).mode & 0o777).toBe(0o700);
    expect((await stat(join(log.dir, "events.jsonl"))).mode & 0o777).toBe(0o600);
  });

  test("refuses an event after it was closed", async () => {
    const log = await storeAt().start("review", {});
    await log.close();
    await log.close();
    await expect(log.append({ type: "late" })).rejects.toThrow("closed");
  });
});

describe("reading", () => {
  test("an unknown run is empty, and a path is not an id", async () => {
    const store = storeAt();
    expect(await store.read("20260101-000000-0000")).toEqual({ status: "empty" });
    await expect(store.read("../../etc")).rejects.toThrow("not the id of a run");
    await expect(store.transcript("20260101-000000-0000", "../events")).rejects.toThrow(
      "not the id of a child",
    );
  });

  test("leaves out a torn last line and says so", async () => {
    const store = storeAt();
    const log = await store.start("review", {});
    await log.close();
    await appendFile(join(log.dir, "events.jsonl"), '{"at":"2026-11-20T18:45:12.345Z","type":"run-en');
    const run = await record(store, log.id);
    expect(run).toMatchObject({ torn: true, state: "running" });
    expect(run.events).toHaveLength(1);
  });

  test("names the line of a damaged log, and the list goes on without it", async () => {
    const good = await finishedRun("2026-11-20T18:45:12Z");
    const store = storeAt();
    const log = await store.start("review", {});
    await log.close();
    await appendFile(join(log.dir, "events.jsonl"), 'rubbish\n{"at":"x","type":"run-ended"}\n');
    const read = await store.read(log.id);
    expect(read.status === "unreadable" && read.reason).toContain("events.jsonl: line 2");
    const listed = await store.list();
    expect(listed.runs.map((run) => run.id)).toEqual([good]);
    expect(listed.unreadable.map((run) => run.id)).toEqual([log.id]);
  });

  test("gives a child's transcript", async () => {
    const store = storeAt();
    const log = await store.start("review", {});
    await log.close();
    await writeFile(join(log.dir, "security.jsonl"), '{"type":"x"}\n');
    const read = await store.transcript(log.id, "security");
    expect(read.status === "ok" && Buffer.from(read.value).toString()).toBe('{"type":"x"}\n');
    expect(await store.transcript(log.id, "nobody")).toEqual({ status: "empty" });
  });

  test("a repository without runs has an empty list", async () => {
    expect(await storeAt().list()).toEqual({ runs: [], unreadable: [] });
  });
});

describe("processes", () => {
  test("two that start runs at the same time never share one", async () => {
    const outputs = await Promise.all(
      [1, 2].map(() =>
        execa(process.execPath, [WRITER, commonDir, "8", "20"]).then((result) => result.stdout),
      ),
    );
    const ids = outputs.flatMap((output) => output.split("\n"));
    expect(ids).toHaveLength(16);
    expect(new Set(ids).size).toBe(16);
    const { runs, unreadable } = await storeAt().list();
    expect(unreadable).toEqual([]);
    expect(runs).toHaveLength(16);
    for (const run of runs) {
      expect(run.state).toBe("finished");
      expect(run.events).toHaveLength(22);
    }
  });

  test("a run is running while its process lives, and interrupted once it was killed", async () => {
    const child = spawn(process.execPath, [WRITER, commonDir, "1", "3", "stay"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [output] = (await once(child.stdout, "data")) as [Buffer];
    const id = output.toString().trim();
    expect((await record(storeAt(), id)).state).toBe("running");
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    const run = await record(storeAt(), id);
    expect(run.state).toBe("interrupted");
    expect(run.events).toHaveLength(4);
  });

  test("a run of another host is unknown; a process with the pid but another start is not its owner", async () => {
    const store = storeAt();
    const dirs = await Promise.all([store.start("review", {}), store.start("review", {})]);
    const owners = [
      { pid: process.pid, host: "elsewhere.invalid", started: "1" },
      { ...((await record(store, dirs[1].id)).events[0]?.["process"] as object), started: "another boot:1" },
    ];
    for (const [index, log] of dirs.entries()) {
      await log.close();
      const first = {
        at: "2026-11-20T18:45:12.345Z",
        type: "run-started",
        kind: "review",
        process: owners[index],
      };
      await writeFile(join(log.dir, "events.jsonl"), `${JSON.stringify(first)}\n`);
    }
    expect((await record(store, dirs[0].id)).state).toBe("unknown");
    expect((await record(store, dirs[1].id)).state).toBe("interrupted");
  });
});

describe("pruning", () => {
  test("deletes by count and by age, and never a run that is not finished", async () => {
    const veryOld = await storeAt(clockAt("2020-01-01T00:00:00Z")).start("work", {});
    await veryOld.close();
    const old = await finishedRun("2026-10-01T00:00:00Z");
    const third = await finishedRun("2026-11-18T00:00:00Z");
    const second = await finishedRun("2026-11-19T00:00:00Z");
    const first = await finishedRun("2026-11-20T00:00:00Z");
    const store = storeAt(clockAt("2026-11-20T12:00:00Z"));

    expect(await store.prune({ keep: 10, days: 30 })).toEqual([old]);
    expect(await store.prune({ keep: 2, days: 30 })).toEqual([third]);
    expect(await store.prune({ keep: 2, days: 30 })).toEqual([]);
    const left = await readdir(join(commonDir, "pi-ensemble", "runs"));
    expect(left.toSorted()).toEqual([veryOld.id, second, first].toSorted());
  });
});
