import { once } from "node:events";
import { watch } from "node:fs";
import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Children, spawnParent, startChildren } from "../../support/children.ts";

/** A command in a group of its own, one that has lost its parents, one that holds on, one that talks; all of them say when they run. */
const COMMANDS = [
  "(setsid sleep 600 &) ; sleep 600 & echo $! ; touch running ; exec sleep 600",
  "trap '' TERM HUP ; touch running ; while true ; do sleep 600 ; done",
  "setsid sleep 600 & touch running ; while true ; do echo a word ; sleep 0.01 ; done",
];

const runs = (command: string) => () => ({ calls: [{ name: "bash", arguments: { command } }] });

describe.each(COMMANDS)("in the middle of %s", (command) => {
  test("cancelling leaves nothing behind", async () => {
    await using children = await startChildren(runs(command));
    const result = children.ask("c", "Run the command.");
    await appears(children.dir, "running");
    expect(await family(children)).not.toEqual([]);
    const start = performance.now();
    children.abort();
    expect(await result).toMatchObject({ status: "failed", cause: "cancelled" });
    expect(await family(children)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test("SIGKILL of the parent leaves nothing behind", async () => {
    await using children = await startChildren(runs(command));
    using parent = await startParent(children, "fed");
    await appears(children.dir, "running");
    expect((await family(children)).length).toBeGreaterThanOrEqual(2);
    parent.kill();
    await gone(children);
  });
});

test("SIGKILL of the parent ends a child that waits for its prompt", async () => {
  await using children = await startChildren(() => "hang");
  using parent = await startParent(children, "unfed");
  await appears(children.dir, "c.jsonl");
  parent.kill();
  await gone(children);
});

test("a command that was left running in the background ends with its child", async () => {
  await using children = await startChildren(({ turn }) =>
    turn === 1
      ? { calls: [{ name: "bash", arguments: { command: "nohup setsid sleep 600 >/dev/null 2>&1 &" } }] }
      : { calls: [{ name: "finish_review", arguments: { summary: "s", examined: [], complete: true } }] },
  );
  expect(await children.ask("c", "Run the command.")).toMatchObject({ status: "done" });
  expect(await family(children)).toEqual([]);
});

test("commands see neither charter nor lifeline", async () => {
  await using children = await startChildren(({ turn }) =>
    turn === 1
      ? { calls: [{ name: "bash", arguments: { command: "./look" } }] }
      : { calls: [{ name: "finish_review", arguments: { summary: "s", examined: [], complete: true } }] },
  );
  const program = "#!/bin/sh\nenv > env.txt ; ls /proc/$$/fd > fds.txt\n";
  await writeFile(join(children.dir, "look"), program, { mode: 0o755 });
  await children.ask("c", "Run the command.");
  expect(await readFile(join(children.dir, "env.txt"), "utf8")).not.toContain("PI_ENSEMBLE_CHARTER");
  expect((await readFile(join(children.dir, "fds.txt"), "utf8")).split("\n")).not.toContain("3");
});

test("close ends children that were never fed, and those that wait for room", async () => {
  await using children = await startChildren(() => "hang", { concurrency: 1 });
  const agents = ["a", "b"].map((id) => children.agents.open(children.spec(id)));
  await children.agents.close();
  for (const agent of agents) {
    expect(await agent.result).toMatchObject({ status: "failed", cause: "cancelled" });
    expect(await agent.answered).toBe(false);
  }
  expect(await family(children)).toEqual([]);
});

/** Starts a program that runs one child; it is killed at the latest when it goes out of scope. */
async function startParent(children: Children, label: string) {
  const parent = spawnParent(children, children.spec("c", { label }));
  await once(parent, "spawn");
  const kill = () => void parent.kill("SIGKILL");
  return { kill, [Symbol.dispose]: kill };
}

/** The processes that work in the children's folder or for it: our parent program, pi, its commands. */
async function family({ dir }: Children): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      if (!environment.split("\0").includes(`FAMILY=${dir}`)) return [];
      return [(await readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => pid)).replaceAll("\0", " ")];
    }),
  );
  return found.flat();
}

async function gone(children: Children): Promise<void> {
  const deadline = performance.now() + 5000;
  while (performance.now() < deadline && (await family(children)).length > 0) await delay(20);
  expect(await family(children)).toEqual([]);
}

async function appears(dir: string, name: string): Promise<void> {
  const watcher = watch(dir);
  try {
    const path = join(dir, name);
    while (
      !(await access(path).then(
        () => true,
        () => false,
      ))
    )
      await once(watcher, "change");
  } finally {
    watcher.close();
  }
}
