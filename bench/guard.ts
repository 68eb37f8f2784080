import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openAssets } from "../src/adapters/assets.ts";
import { gitFolders } from "../src/adapters/git/folders.ts";
import { packageRoot } from "../src/adapters/package.ts";
import { BASE_FLAGS } from "../src/adapters/pi/invocation.ts";
import { locatePi } from "../src/adapters/pi/locate.ts";
import { openJudge } from "../src/child/judge.ts";
import { CHARTER_VARIABLE, type Charter, type GuardCharter } from "../src/core/agents/charter.ts";
import { writeAgentDir } from "../test/support/model-server.ts";

export interface GuardBench {
  /** Milliseconds that judging one tool call takes: the middle one, and the 99th of a hundred. */
  readonly call: { readonly median: number; readonly p99: number };
  /** The same for commands that read a whole tree, through which the guard looks. */
  readonly trees: readonly TreeBench[];
  /** Milliseconds until a child is ready for its prompt, with the guard and without; the middle ones. */
  readonly start: { readonly guarded: number; readonly unguarded: number };
}

export interface TreeBench {
  readonly files: number;
  readonly folders: number;
  /** Milliseconds of the look around while the model writes its first call, and of a command after it; medians. */
  readonly around: number;
  readonly call: number;
}

const CALLS: readonly (readonly [tool: string, input: Record<string, unknown>])[] = [
  ["read", { path: "src/cli.ts" }],
  ["read", { path: "src/../package.json" }],
  ["grep", { pattern: "x", path: "src" }],
  ["ls", { path: "." }],
  ["edit", { path: "src/cli.ts" }],
  ["write", { path: "src/new/file.ts" }],
  ...[
    "npm test",
    "npm run build && npm test -- --run",
    "git status",
    "git log --oneline -20 | head",
    "git diff HEAD~1 -- src",
    "cat src/cli.ts | sed -n '1,20p'",
    'for f in a b c; do echo "$f"; done',
    "node -e 'console.log(1)'",
    "npx tsc --noEmit 2>&1 | tail -5",
    "mkdir -p dist && cp package.json dist/",
    "git push --force origin HEAD:main",
  ].map((command) => ["bash", { command }] as const),
];

/** Measures what the guard adds to a tool call and to a child's start, and prints both. */
export async function benchGuard(rounds = 9): Promise<GuardBench> {
  const guard = await guardOf();
  const judge = openJudge({ role: "developer", guard });
  const repeat = (calls: typeof CALLS, times: number) => {
    const all = Array.from({ length: times }, () =>
      calls.map(([tool, input]) => timed(() => judge.call(tool, { ...input }))),
    ).flat();
    return all.toSorted((a, b) => a - b);
  };
  repeat(CALLS, 20);
  const calls = repeat(CALLS, 200);
  const result: GuardBench = {
    call: { median: at(calls, 0.5), p99: at(calls, 0.99) },
    trees: await benchTrees(guard),
    start: await benchStart(guard, rounds),
  };
  const { start } = result;
  console.log(
    `guard: ${result.call.median.toFixed(3)} ms a tool call (99th of 100: ${result.call.p99.toFixed(2)} ms)`,
  );
  for (const { files, folders, around, call } of result.trees)
    console.log(
      `guard: ${call.toFixed(2)} ms a command that reads ${files} files in ${folders} folders; ` +
        `${around.toFixed(2)} ms to look around there while the model writes its first call`,
    );
  console.log(
    `guard: ${(start.guarded - start.unguarded).toFixed(0)} ms added to a child's start ` +
      `(${start.guarded.toFixed(0)} ms with it, ${start.unguarded.toFixed(0)} ms without)`,
  );
  return result;
}

/** Milliseconds that it takes. */
function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Sizes of trees: about that of a small project, and almost the most that the guard looks through. */
const SIZES = [
  { files: 500, folders: 40 },
  { files: 5000, folders: 400 },
];

async function benchTrees(guard: GuardCharter): Promise<readonly TreeBench[]> {
  const dir = await mkdtemp(join(await realpath(tmpdir()), "pi-ensemble-bench-tree-"));
  try {
    for (const size of SIZES) await growTree(join(dir, String(size.files)), size);
    // What has changed a moment ago is always looked at again.
    await setTimeout(4000);
    return SIZES.map((size) =>
      benchTree({ ...guard, workspace: join(dir, String(size.files)), gitDirs: [] }, size),
    );
  } finally {
    await rm(dir, { recursive: true, force: true });
  }

  function benchTree(guarded: GuardCharter, size: { files: number; folders: number }): TreeBench {
    const around: number[] = [];
    const calls: number[] = [];
    for (let round = -10; round < 30; round += 1) {
      const judge = openJudge({ role: "developer", guard: guarded });
      const first = timed(() => judge.lookAround());
      const call = timed(() => judge.call("bash", { command: "grep -rn needle ." }));
      if (round < 0) continue;
      around.push(first);
      calls.push(call);
    }
    return { ...size, around: middle(around), call: middle(calls) };
  }
}

async function growTree(dir: string, { files, folders }: { files: number; folders: number }): Promise<void> {
  for (let folder = 0; folder < folders; folder += 1) {
    const path = join(dir, `group-${folder % 20}`, `part-${folder}`);
    await mkdir(path, { recursive: true });
    for (let file = folder; file < files; file += folders) await writeFile(join(path, `file-${file}.ts`), "");
  }
}

async function guardOf(): Promise<GuardCharter> {
  const role = await openAssets(packageRoot).role("developer");
  const workspace = await realpath(packageRoot);
  const git = await gitFolders(workspace);
  return {
    layers: [{ layer: "role", origin: "role developer", permissions: role.permissions }],
    environment: [],
    asks: false,
    workspace,
    home: await realpath(tmpdir()),
    temporary: join(await realpath(tmpdir()), "pi-ensemble-bench"),
    gitDirs: git === null ? [] : [git.own],
    guarded: [],
    ignoresCase: false,
    sandboxed: false,
  };
}

async function benchStart(guard: GuardCharter, rounds: number): Promise<GuardBench["start"]> {
  const dir = await mkdtemp(join(tmpdir(), "pi-ensemble-bench-"));
  try {
    const env = await writeAgentDir(join(dir, "agent"), "http://127.0.0.1:9/v1");
    const pi = await locatePi({ execPath: process.execPath, script: undefined, env, packageRoot });
    const charter: Charter = {
      version: 1,
      role: "developer",
      reports: ["submit_work"],
      final: "submit_work",
      reminder: "Report.",
      asked: 0,
      mark: "bench",
      guard: { ...guard, workspace: dir },
      limits: { turns: 1 },
    };
    const ready = (extension: string) =>
      untilReady(pi.file, [...pi.args, ...FLAGS, "-e", join(packageRoot, extension)], dir, {
        ...env,
        [CHARTER_VARIABLE]: JSON.stringify(charter),
      });
    const guarded: number[] = [];
    const unguarded: number[] = [];
    // The first start of each compiles it.
    for (let round = -1; round < rounds; round += 1) {
      const both = [
        { extension: "src/child/extension.ts", times: guarded },
        { extension: "bench/unguarded.ts", times: unguarded },
      ];
      for (const { extension, times } of round % 2 === 0 ? both : both.toReversed()) {
        const elapsed = await ready(extension);
        if (round >= 0) times.push(elapsed);
      }
    }
    return { guarded: middle(guarded), unguarded: middle(unguarded) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const FLAGS = [...BASE_FLAGS, "--model", "fake/m1", "--tools", "bash,submit_work"];

/** Milliseconds from the start of a process to its first word on the lifeline. */
async function untilReady(
  file: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string>,
): Promise<number> {
  const start = performance.now();
  const child = spawn(file, args, { cwd, env, stdio: ["pipe", "ignore", "ignore", "pipe"] });
  const lifeline = child.stdio[3];
  if (lifeline === null || lifeline === undefined) throw new Error("no lifeline");
  lifeline.on("error", () => undefined);
  await Promise.race([once(lifeline, "data"), once(child, "exit")]);
  const elapsed = performance.now() - start;
  if (child.exitCode !== null) throw new Error(`pi exited with code ${child.exitCode}`);
  child.kill("SIGKILL");
  await once(child, "close");
  return elapsed;
}

function middle(values: readonly number[]): number {
  return at(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
