import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openGit } from "../../../src/adapters/git/git.ts";
import type { Checkout, Git } from "../../../src/ports.ts";
import { makeRepository, type Repository } from "../../support/repository.ts";

function open(repository: Repository, cacheDir = join(repository.base, "cache")): Promise<Git> {
  return openGit({ cwd: repository.root, env: repository.env, cacheDir });
}

async function checkoutOf(repository: Repository, commit: string): Promise<Checkout> {
  return (await open(repository)).checkout(commit);
}

/** Makes a checkout in a process of its own that dies without removing it, and gives its path. */
function abandonedCheckout(repository: Repository, commit: string): string {
  const program = `
    const { openGit } = await import(${JSON.stringify(join(import.meta.dirname, "../../../src/adapters/git/git.ts"))});
    const git = await openGit({ cwd: process.cwd(), env: process.env, cacheDir: ${JSON.stringify(join(repository.base, "cache"))} });
    const checkout = await git.checkout(${JSON.stringify(commit)});
    require("node:fs").writeSync(1, checkout.path);
    process.kill(process.pid, "SIGKILL");`;
  const child = spawnSync(process.execPath, ["--no-warnings", "--eval", `(async () => {${program}})()`], {
    cwd: repository.root,
    env: repository.env,
    encoding: "utf8",
  });
  expect(child.stderr).toBe("");
  expect(child.signal).toBe("SIGKILL");
  return child.stdout;
}

function worktrees(repository: Repository): string[] {
  return repository
    .git("worktree", "list", "--porcelain")
    .split("\n")
    .filter((line) => line.startsWith("worktree "))
    .map((line) => line.slice("worktree ".length));
}

describe("checkout", () => {
  it("holds the commit, runs no hook, and goes without a trace", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    const first = repository.commit();
    repository.write({ "a.txt": "2\n" });
    repository.commit();
    const trap = join(repository.base, "trap");
    for (const hook of ["post-checkout", "post-index-change"]) repository.hook(hook, `touch ${trap}`);

    const checkout = await checkoutOf(repository, first);
    expect(readFileSync(join(checkout.path, "a.txt"), "utf8")).toBe("1\n");
    expect(checkout.path.startsWith(join(repository.base, "cache"))).toBe(true);
    expect(repository.git("branch", "--list")).toBe("* main");

    expect(await checkout.remove()).toEqual({ status: "removed" });
    expect(existsSync(trap)).toBe(false);
    expect(worktrees(repository)).toEqual([repository.root]);
    expect(readdirSync(join(repository.base, "cache/pi-ensemble/worktrees"))).toEqual([]);
  });

  it.each([
    ["a changed file", (path: string) => writeFileSync(join(path, "a.txt"), "mine\n"), /changed/],
    ["a new file", (path: string) => writeFileSync(join(path, "new.txt"), "mine\n"), /changed/],
    [
      "a commit",
      (path: string) => git(path, "commit", "--quiet", "--allow-empty", "-m", "mine"),
      /another commit/,
    ],
    [
      "a staged change that is not in the files",
      (path: string) => {
        writeFileSync(join(path, "a.txt"), "mine\n");
        git(path, "add", "a.txt");
        writeFileSync(join(path, "a.txt"), "1\n");
      },
      /staged/,
    ],
  ])("is kept with %s in it", async (_, change, reason) => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    const checkout = await checkoutOf(repository, repository.commit());
    change(checkout.path);
    expect(await checkout.remove()).toEqual({
      status: "kept",
      path: checkout.path,
      reason: expect.stringMatching(reason),
    });
    expect(existsSync(join(checkout.path, "a.txt"))).toBe(true);
  });

  it("goes although git converts line ends in it, and although somebody removed it already", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\r\n" });
    repository.commit();
    repository.write({ ".gitattributes": "* text=auto\n" });
    repository.git("add", ".gitattributes");
    repository.git("commit", "--quiet", "-m", "attributes");
    const converted = await checkoutOf(repository, repository.git("rev-parse", "HEAD"));
    expect(await converted.remove()).toEqual({ status: "removed" });

    const gone = await checkoutOf(repository, repository.git("rev-parse", "HEAD"));
    repository.git("worktree", "remove", "--force", gone.path);
    expect(await gone.remove()).toEqual({ status: "removed" });
  });

  it("says why it cannot be made, and leaves nothing", async () => {
    using repository = makeRepository();
    repository.commit();
    await expect(checkoutOf(repository, "f".repeat(40))).rejects.toMatchObject({ code: "unavailable" });
    expect(readdirSync(join(repository.base, "cache/pi-ensemble/worktrees"))).toEqual([]);
  });

  it("names a folder that cannot be written to, and there is nothing to clear away in it", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    const commit = repository.commit();
    const git = await open(repository, join(repository.root, "a.txt"));
    await expect(git.checkout(commit)).rejects.toMatchObject({
      code: "unavailable",
      exitCode: 69,
      message: expect.stringContaining("a.txt/pi-ensemble"),
      remedy: expect.stringContaining("XDG_CACHE_HOME"),
    });
    await git.removeAbandoned();
  });

  it("clears away what dead processes left unchanged, and nothing else", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    const commit = repository.commit();
    const live = await checkoutOf(repository, commit);
    const changed = abandonedCheckout(repository, commit);
    writeFileSync(join(changed, "work.txt"), "mine\n");
    const abandoned = abandonedCheckout(repository, commit);
    expect(existsSync(join(abandoned, "a.txt"))).toBe(true);

    await (await open(repository)).removeAbandoned();
    expect(worktrees(repository).toSorted()).toEqual([repository.root, live.path, changed].toSorted());
    expect(existsSync(abandoned)).toBe(false);
    expect(readFileSync(join(changed, "work.txt"), "utf8")).toBe("mine\n");
  });
});

function git(cwd: string, ...args: string[]): void {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  expect(spawnSync("git", [...identity, ...args], { cwd }).status).toBe(0);
}
