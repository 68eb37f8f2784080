import { type FileHandle, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, OperatorError } from "../core/errors.ts";
import { isFinished, parseLog, type RunEvent } from "../core/runs/event.ts";
import { type Retention, runsToPrune } from "../core/runs/retention.ts";
import type { Clock, Read, RunLog } from "../ports.ts";
import { makeFolder } from "./folder.ts";
import { livenessOf, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

const LOG = "events.jsonl";
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** What is known of a run from its log and its process. */
export interface RunRecord {
  readonly id: string;
  readonly dir: string;
  readonly kind: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** `interrupted`: its process is gone and it never ended. `unknown`: nobody can tell from here. */
  readonly state: "finished" | "running" | "interrupted" | "unknown";
  readonly events: readonly RunEvent[];
  /** The last event was cut off by a crash. */
  readonly torn: boolean;
}

/** A run whose log cannot be read, and why. */
export interface UnreadableRun {
  readonly id: string;
  readonly reason: string;
}

/** The runs of one repository. */
export interface Store {
  /** Begins a run: its folder, and its first event with `facts`. Throws an OperatorError where it cannot be kept. */
  start(kind: string, facts: Readonly<Record<string, unknown>>): Promise<RunLog>;
  /** All runs, newest first, and those that cannot be read. */
  list(): Promise<{ readonly runs: readonly RunRecord[]; readonly unreadable: readonly UnreadableRun[] }>;
  read(id: string): Promise<Read<RunRecord>>;
  /** What a child wrote, as JSON lines. */
  transcript(id: string, child: string): Promise<Read<Uint8Array>>;
  /** Deletes old finished runs and returns their ids. */
  prune(retention: Retention): Promise<readonly string[]>;
}

/**
 * Keeps runs below a repository's common git directory, where they never make the work tree dirty.
 * `random(n)` gives n random bytes.
 */
export function openStore(options: {
  readonly commonDir: string;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
}): Store {
  const { clock } = options;
  const root = join(options.commonDir, "pi-ensemble", "runs");

  async function start(kind: string, facts: Readonly<Record<string, unknown>>): Promise<RunLog> {
    await makeFolder(root, "Make it writable for this user: what a run does is recorded there.");
    const { id, dir } = await makeRunFolder(root, clock, options.random);
    const log = await openRunLog(id, dir, clock);
    await log.append({ type: "run-started", id, kind, process: await ownIdentity(), ...facts });
    return log;
  }

  async function read(id: string): Promise<Read<RunRecord>> {
    const dir = join(root, checkedName(id, "run"));
    const log = await readLog(join(dir, LOG));
    if (log.status !== "ok") return log;
    const state = await stateOf(log.value);
    if (state !== "interrupted") return { status: "ok", value: record(id, dir, state, log.value) };
    // It can have written its end between the reading and the look at its process.
    const again = await readLog(join(dir, LOG));
    if (again.status !== "ok") return again;
    const outcome = isFinished(again.value.events) ? "finished" : state;
    return { status: "ok", value: record(id, dir, outcome, again.value) };
  }

  async function list() {
    const runs: RunRecord[] = [];
    const unreadable: UnreadableRun[] = [];
    for (const id of await runIds(root)) {
      const run = await read(id);
      if (run.status === "ok") runs.push(run.value);
      else if (run.status === "unreadable") unreadable.push({ id, reason: run.reason });
    }
    runs.sort((a, b) => b.startedAt.localeCompare(a.startedAt) || b.id.localeCompare(a.id));
    return { runs, unreadable };
  }

  async function transcript(id: string, child: string): Promise<Read<Uint8Array>> {
    return readBytes(join(root, checkedName(id, "run"), `${checkedName(child, "child")}.jsonl`));
  }

  async function prune(retention: Retention): Promise<readonly string[]> {
    const { runs } = await list();
    const stored = runs.map((run) => ({ ...run, finished: run.state === "finished" }));
    const old = runsToPrune(stored, retention, clock.now());
    for (const run of old) await rm(run.dir, { recursive: true, force: true });
    return old.map((run) => run.id);
  }

  return { start, list, read, transcript, prune };
}

/** Makes a folder that nobody else has: `mkdir` is atomic, so two processes never share one. */
async function makeRunFolder(
  root: string,
  clock: Clock,
  random: (bytes: number) => Uint8Array,
): Promise<{ id: string; dir: string }> {
  for (;;) {
    const id = `${timestamp(clock.now())}-${Buffer.from(random(2)).toString("hex")}`;
    const dir = join(root, id);
    try {
      await mkdir(dir, { mode: 0o700 });
      return { id, dir };
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
  }
}

/** `20261120-184512`, UTC: sorts by time as text. */
function timestamp(date: Date): string {
  const [day = "", time = ""] = date.toISOString().split("T");
  return `${day.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
}

async function openRunLog(id: string, dir: string, clock: Clock): Promise<RunLog> {
  const file = await open(join(dir, LOG), "ax", 0o600);
  let tail: Promise<void> = Promise.resolve();
  let closing: Promise<void> | null = null;

  function append(event: { readonly type: string } & Readonly<Record<string, unknown>>): Promise<void> {
    if (closing !== null) {
      return Promise.reject(new Error(`run ${id}: event "${event.type}" came after the log was closed`));
    }
    const line = Buffer.from(`${JSON.stringify({ at: clock.now().toISOString(), ...event })}\n`);
    // After a failed write every later one fails too: half a line must stay the last one.
    tail = tail.then(() => writeWhole(file, line));
    return tail;
  }

  function close(): Promise<void> {
    closing ??= tail.then(() => file.datasync()).finally(() => file.close());
    return closing;
  }

  return { id, dir, append, close };
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written)).bytesWritten;
  }
}

interface ReadLog {
  readonly kind: string;
  readonly startedAt: string;
  readonly owner: unknown;
  readonly events: readonly RunEvent[];
  readonly torn: boolean;
}

async function readLog(path: string): Promise<Read<ReadLog>> {
  const bytes = await readBytes(path);
  if (bytes.status !== "ok") return bytes;
  const { events, torn, damaged } = parseLog(Buffer.from(bytes.value).toString("utf8"));
  if (damaged !== null) return { status: "unreadable", reason: `${path}: line ${damaged} is not an event` };
  const [first] = events;
  // A run whose process was stopped before its first event was whole holds nothing.
  if (first === undefined) return { status: "empty" };
  const kind = first["kind"];
  if (first.type !== "run-started" || typeof kind !== "string") {
    return { status: "unreadable", reason: `${path}: it does not begin with run-started` };
  }
  return { status: "ok", value: { kind, startedAt: first.at, owner: first["process"], events, torn } };
}

function record(id: string, dir: string, state: RunRecord["state"], log: ReadLog): RunRecord {
  return { id, dir, kind: log.kind, startedAt: log.startedAt, state, events: log.events, torn: log.torn };
}

async function stateOf(log: ReadLog): Promise<RunRecord["state"]> {
  if (isFinished(log.events)) return "finished";
  if (!isIdentity(log.owner)) return "unknown";
  const liveness = await livenessOf(log.owner);
  if (liveness === "unknown") return "unknown";
  return liveness === "alive" ? "running" : "interrupted";
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    Number.isInteger(value.pid) &&
    Number(value.pid) > 0 &&
    "host" in value &&
    typeof value.host === "string" &&
    "started" in value &&
    (value.started === null || typeof value.started === "string")
  );
}

async function runIds(root: string): Promise<string[]> {
  try {
    const entries = await readdir(root, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && NAME.test(entry.name)).map((entry) => entry.name);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

async function readBytes(path: string): Promise<Read<Uint8Array>> {
  try {
    return { status: "ok", value: await readFile(path) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { status: "empty" };
    return {
      status: "unreadable",
      reason: `${path}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** Names come from a person's command line: a path never does. */
function checkedName(name: string, what: string): string {
  if (NAME.test(name)) return name;
  throw new OperatorError(
    "usage",
    `"${name}" is not the id of a ${what}`,
    "Take an id from the list of runs.",
  );
}
