import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { Duplex, type Readable, type Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import { MARK_VARIABLE } from "../../core/agents/charter.ts";
import {
  type FromChild,
  LIFELINE_FD,
  lifelineLine,
  splitMessages,
  type ToChild,
} from "../../core/agents/lifeline.ts";
import type { RecordSplitter } from "../../core/agents/records.ts";
import type { Failure, ProcessEnd } from "../../core/agents/watch.ts";
import { type Family, findFamily, kill, killRest } from "./processes.ts";

/** How long a child has to end by itself after SIGTERM, in milliseconds. */
const GRACE_MS = 2000;

/** How much of stderr is kept, in characters. */
const STDERR_TAIL = 4000;

export interface ProcessSpec {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The value of `MARK_VARIABLE` for it and everything it starts. */
  readonly mark: string;
  /** Whether `file` is a sandbox, which passes no signal on and has the child proper as its grandchild. */
  readonly sandboxed: boolean;
  /** Every byte of stdout is appended here. */
  readonly transcript: string;
  readonly records: RecordSplitter;
  /** Called whenever bytes arrive on stdout. */
  readonly onBytes: () => void;
  readonly onMessage: (message: FromChild) => void;
  /** Called for what came over the lifeline and could not be read, with what is wrong with it. */
  readonly onLost: (why: string) => void;
}

/** A running child process. */
export interface ChildProcess {
  readonly pid: number | undefined;
  /** Writes the prompt to stdin, as fast as the child takes it, and closes it. */
  feed(prompt: readonly Uint8Array[]): void;
  send(message: ToChild): void;
  /** Ends it and everything it has started; the first reason counts. */
  stop(why: Failure): void;
  /** Settles when the process and everything it has started are gone. */
  readonly ended: Promise<ChildEnd>;
}

export interface ChildEnd extends ProcessEnd {
  /** Why the transcript is not whole; null when it is. */
  readonly transcriptError: string | null;
}

/** Starts a child in a process group of its own, with a lifeline. */
export function startProcess(spec: ProcessSpec): ChildProcess {
  const subprocess = execa(spec.file, spec.args, {
    cwd: spec.cwd,
    env: { ...spec.env, [MARK_VARIABLE]: spec.mark },
    extendEnv: false,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    buffer: false,
    reject: false,
    // Ctrl-C in a terminal goes to the parent alone, which then ends its children in order.
    detached: true,
    cleanup: false,
  });
  const { pid, nodeChildProcess: node } = subprocess;
  const lifeline = subprocess.stdio[LIFELINE_FD];
  const stderr = tailOf(subprocess.stderr);
  const transcript = openTranscript(spec.transcript);
  let stopped: Failure | undefined;
  let seen: Family = new Map();
  let problem: unknown;
  const giveUp = (error: unknown) => {
    problem ??= error;
    node.kill("SIGKILL");
  };

  const heard = lifeline instanceof Duplex ? listen(lifeline, spec) : Promise.resolve();
  // The pipe breaks when the child ends before it has read everything; how it ended is what counts.
  subprocess.stdin.on("error", () => subprocess.stdin.destroy());

  const exited = pid === undefined ? Promise.resolve() : once(node, "exit").then(() => undefined);
  // A stream that nobody reads would keep the child waiting for ever.
  const pumped = pump(subprocess.stdout, spec, transcript).catch(giveUp);

  async function end(): Promise<ChildEnd> {
    await exited;
    // What the child has left behind may hold its output open.
    if (pid !== undefined) await killRest(pid, spec.mark, seen);
    const result = await subprocess;
    await pumped;
    if (pid !== undefined) await heard;
    if (problem !== undefined) throw problem;
    return {
      code: result.exitCode ?? null,
      signal: result.signal ?? null,
      stderr: stderr(),
      transcriptError: await transcript.close(),
      ...(pid === undefined ? { startError: result.shortMessage ?? "the process could not be started" } : {}),
      ...(stopped === undefined ? {} : { stopped }),
    };
  }

  async function terminate(root: number): Promise<void> {
    seen = await findFamily(root, spec.mark);
    for (const member of spec.sandboxed ? insideOf(root, seen) : [root]) kill(member, "SIGTERM");
    if (await gone()) return;
    const family = await findFamily(root, spec.mark);
    // A sandbox that outlives what is in it collects its dead.
    if (!spec.sandboxed) kill(root);
    for (const member of family.keys()) kill(member);
    if (!(await gone())) kill(root);
  }

  /** Whether it has ended, or ends within the grace period. */
  function gone(): Promise<boolean> {
    return Promise.race([exited.then(() => true), delay(GRACE_MS, false, { ref: false })]);
  }

  const ended = end();
  return {
    pid,
    ended,
    feed: (prompt) => void write(subprocess.stdin, prompt, exited),
    send(message) {
      if (lifeline instanceof Duplex && lifeline.writable) lifeline.write(lifelineLine(message));
    },
    stop(why) {
      if (stopped !== undefined) return;
      stopped = why;
      if (pid !== undefined && node.exitCode === null && node.signalCode === null) {
        void terminate(pid).catch(giveUp);
      }
    },
  };
}

/** What runs in the sandbox `root`: the children of its first process; the sandbox itself before there is one. */
function insideOf(root: number, family: Family): number[] {
  const entries = [...family.values()];
  const first = entries.filter(({ parent }) => parent === root).map(({ pid }) => pid);
  const inside = entries.filter(({ parent }) => first.includes(parent)).map(({ pid }) => pid);
  return inside.length > 0 ? inside : [root];
}

async function write(stdin: Writable, prompt: readonly Uint8Array[], exited: Promise<void>): Promise<void> {
  for (const part of prompt) {
    if (stdin.destroyed) return;
    if (!stdin.write(part)) await Promise.race([drained(stdin), exited]);
  }
  stdin.end();
}

/** Settles when the stream takes more, or never will. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle);
      stream.off("close", settle);
      resolve();
    };
    stream.on("drain", settle);
    stream.on("close", settle);
  });
}

async function pump(stdout: Readable, spec: ProcessSpec, transcript: Transcript): Promise<void> {
  for await (const chunk of stdout) {
    spec.onBytes();
    spec.records.push(chunk as Uint8Array);
    await transcript.write(chunk as Uint8Array);
  }
  spec.records.end();
}

interface Transcript {
  /** Settles when there is room for more. */
  write(chunk: Uint8Array): Promise<void> | undefined;
  /** Why it is not whole; null when it is. */
  close(): Promise<string | null>;
}

function openTranscript(path: string): Transcript {
  const file: WriteStream = createWriteStream(path, { flags: "a", mode: 0o600 });
  let problem: string | null = null;
  file.on("error", (error) => {
    problem ??= error.message;
  });
  return {
    write: (chunk) => (file.destroyed || file.write(chunk) ? undefined : drained(file)),
    async close() {
      if (!file.destroyed) {
        file.end();
        if (!file.closed) await new Promise<void>((resolve) => file.once("close", () => resolve()));
      }
      return problem;
    },
  };
}

function tailOf(stream: Readable): () => string {
  let tail = "";
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL);
  });
  return () => tail;
}

/** Settles when the child's end of the lifeline is closed. */
function listen(lifeline: Duplex, { onMessage, onLost }: ProcessSpec): Promise<void> {
  lifeline.setEncoding("utf8");
  lifeline.on("data", splitMessages(onMessage, onLost));
  // It ends with the child, in whatever way the child ends.
  lifeline.on("error", () => lifeline.destroy());
  return new Promise((resolve) => {
    lifeline.on("end", resolve);
    lifeline.on("close", resolve);
  });
}
