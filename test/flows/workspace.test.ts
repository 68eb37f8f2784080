import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/clock.ts";
import { openGit } from "../../src/adapters/git/git.ts";
import { openStore } from "../../src/adapters/store.ts";
import type { Target } from "../../src/core/review/target.ts";
import { openWorkspace, type Workspace } from "../../src/flows/workspace.ts";
import type { RunLog } from "../../src/ports.ts";
import { makeRepository, type Repository } from "../support/repository.ts";

interface Opened extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly log: RunLog;
}

async function open(repository: Repository, target: Partial<Target>): Promise<Opened> {
  const head = repository.git("rev-parse", "HEAD");
  const git = await openGit({
    cwd: repository.root,
    env: repository.env,
    cacheDir: join(repository.base, "cache"),
  });
  const store = openStore({
    commonDir: git.commonDir,
    clock: systemClock,
    random: () => Uint8Array.from([1, 2]),
  });
  const log = await store.start("review", {});
  const display = { step: () => undefined, child: () => undefined, budget: () => undefined };
  const whole: Target = { kind: "commit", base: head, head, paths: [], ...target };
  const workspace = await openWorkspace(whole, { git, log, display });
  return {
    workspace,
    log,
    async [Symbol.asyncDispose]() {
      await workspace.close();
      await log.close();
    },
  };
}

describe("openWorkspace", () => {
  it("is the user's work tree where that holds what is reviewed, else a checkout", async () => {
    using repository = makeRepository();
    repository.write({ "a.ts": "1\n" });
    repository.commit();
    {
      await using opened = await open(repository, {});
      expect(opened.workspace.path).toBe(repository.root);
    }
    repository.write({ "a.ts": "2\n" });
    let path = "";
    {
      await using opened = await open(repository, {});
      path = opened.workspace.path;
      expect(readFileSync(join(path, "a.ts"), "utf8")).toBe("1\n");
    }
    expect(existsSync(path)).toBe(false);
  });

  it("is a checkout while a merge is unfinished", async () => {
    using repository = makeRepository();
    repository.write({ "a.ts": "1\n" });
    repository.commit();
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ "a.ts": "2\n" });
    repository.commit();
    repository.git("checkout", "--quiet", "main");
    repository.write({ "a.ts": "3\n" });
    repository.commit();
    expect(() => repository.git("merge", "topic")).toThrow();
    await using opened = await open(repository, {});
    expect(opened.workspace.path).not.toBe(repository.root);
    expect(readFileSync(join(opened.workspace.path, "a.ts"), "utf8")).toBe("3\n");
  });

  it("clears away what a process that has died left behind, also for the work tree itself", async () => {
    using repository = makeRepository();
    repository.write({ "a.ts": "1\n" });
    const commit = repository.commit();
    const left = abandonedCheckout(repository, commit);
    expect(existsSync(left)).toBe(true);
    await using _opened = await open(repository, {});
    expect(existsSync(left)).toBe(false);
    expect(repository.git("worktree", "list").split("\n")).toHaveLength(1);
  });
});

/** Makes a checkout in a process of its own that dies without removing it, and gives its path. */
function abandonedCheckout(repository: Repository, commit: string): string {
  const adapter = join(import.meta.dirname, "../../src/adapters/git/git.ts");
  const program = `
    const { openGit } = await import(${JSON.stringify(adapter)});
    const cacheDir = ${JSON.stringify(join(repository.base, "cache"))};
    const git = await openGit({ cwd: process.cwd(), env: process.env, cacheDir });
    const checkout = await git.checkout(${JSON.stringify(commit)});
    require("node:fs").writeSync(1, checkout.path);
    process.kill(process.pid, "SIGKILL");`;
  return spawnSync(process.execPath, ["--no-warnings", "--eval", `(async () => {${program}})()`], {
    cwd: repository.root,
    env: repository.env,
    encoding: "utf8",
  }).stdout;
}
