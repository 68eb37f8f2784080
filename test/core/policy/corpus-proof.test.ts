import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readDangerous, readHonest } from "../../support/policy-corpus.ts";
import type { Effect } from "../../support/sandbox-effects.ts";
import { buildSandboxes, type Sandbox, type SandboxKind } from "../../support/sandbox-repository.ts";

const kinds: readonly SandboxKind[] = ["plain", "diverged", "saved"];
const workers = 2;
const secondsPerCommand = 20;

let root = "";
let sandboxes: Sandbox[] = [];

beforeAll(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "policy-corpus-"));
  sandboxes = buildSandboxes(root, Array.from({ length: workers }, () => kinds).flat());
});

afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

test("every dangerous command does, in a throwaway repository, the harm that it is listed for", async () => {
  const entries = readDangerous();
  const installed = await programsOf(new Set(entries.flatMap((entry) => entry.needs)));
  const runnable = entries.filter((entry) => entry.needs.every((program) => installed.has(program)));
  const harmless: { id: string; command: string; wanted: Effect; seen: Effect[]; output: string }[] = [];

  await inParallel(runnable, async (entry, worker) => {
    let seen: Effect[] = [];
    let output = "";
    for (const kind of kindsFor(entry.effect)) {
      const run = await sandboxOf(kind, worker).run(placed(entry.command, kind, worker), secondsPerCommand);
      if (run.effects.has(entry.effect)) return;
      seen = [...run.effects];
      output = run.timedOut ? "timed out" : run.output.slice(0, 200);
    }
    harmless.push({ id: entry.id, command: entry.command, wanted: entry.effect, seen, output });
  });

  expect(harmless).toEqual([]);
  expect(runnable.length).toBeGreaterThanOrEqual(300);
}, 180_000);

test("the proof says no: what reading roles run every day shows no effect", async () => {
  const reading = readHonest().filter((entry) => entry.role !== "developer" && entry.role !== "ops");
  const harmful: { id: string; command: string; seen: Effect[] }[] = [];
  await inParallel(reading, async (entry, worker) => {
    const run = await sandboxOf("plain", worker).run(
      placed(entry.command, "plain", worker),
      secondsPerCommand,
    );
    if (run.effects.size > 0) harmful.push({ id: entry.id, command: entry.command, seen: [...run.effects] });
  });
  expect(harmful).toEqual([]);
  expect(reading.length).toBeGreaterThanOrEqual(60);
}, 60_000);

/** In which repositories the harm is looked for, until it shows: git refuses some commands over unsaved work. */
function kindsFor(effect: Effect): readonly SandboxKind[] {
  if (effect === "remote-lost") return ["diverged"];
  return ["commit", "ref", "remote", "outside"].includes(effect) ? ["plain", "saved"] : ["plain"];
}

function sandboxOf(kind: SandboxKind, worker: number): Sandbox {
  const sandbox = sandboxes[worker * kinds.length + kinds.indexOf(kind)];
  if (sandbox === undefined) throw new Error(`no ${kind} sandbox for worker ${worker}`);
  return sandbox;
}

function placed(command: string, kind: SandboxKind, worker: number): string {
  return command.replaceAll("@SANDBOX@", sandboxOf(kind, worker).dir);
}

async function inParallel<T>(
  items: readonly T[],
  work: (item: T, worker: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const take = async (worker: number): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item, worker);
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => take(worker)));
}

/** Those of the programs that the user who runs the commands can start. */
async function programsOf(names: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const command = `for p in ${[...names].join(" ")}; do command -v $p >/dev/null && echo $p; done`;
  const { output } = await sandboxOf("plain", 0).run(command, secondsPerCommand);
  return new Set(output.trim().split("\n"));
}
