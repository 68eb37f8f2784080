import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A real repository in a temporary folder, with its own home so that the machine's configuration has no say. */
export interface Repository extends Disposable {
  /** The folder that holds everything below; removed at the end. */
  readonly base: string;
  readonly root: string;
  /** The environment that git runs in: a home of its own. */
  readonly env: Record<string, string>;
  /** Runs git and gives its output without the last line feed. */
  git(...args: string[]): string;
  /** Writes files, folders included. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  link(path: string, target: string): void;
  remove(...paths: string[]): void;
  /** Makes a hook of this shell command. */
  hook(name: string, command: string): void;
  /** Stages everything and commits it; gives the commit's object id. */
  commit(message?: string): string;
}

/** Makes an empty repository on the branch `main`, or in `name` below the same base as another one. */
export function makeRepository(
  options: {
    readonly name?: string;
    readonly beside?: Repository;
    readonly objectFormat?: "sha1" | "sha256";
  } = {},
): Repository {
  const base = options.beside?.base ?? realpathSync(mkdtempSync(join(tmpdir(), "pi-ensemble-repository-")));
  const root = join(base, options.name ?? "work");
  mkdirSync(root);
  mkdirSync(join(base, "home"), { recursive: true });
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: join(base, "home"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "A. Author",
    GIT_AUTHOR_EMAIL: "author@example.com",
    GIT_AUTHOR_DATE: "2026-01-02T03:04:05Z",
    GIT_COMMITTER_NAME: "A. Author",
    GIT_COMMITTER_EMAIL: "author@example.com",
    GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z",
  };
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: root,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).replace(/\n$/, "");
  git("init", "--quiet", "--initial-branch=main", `--object-format=${options.objectFormat ?? "sha1"}`);

  return {
    base,
    root,
    env,
    git,
    write(files) {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    },
    link: (path, target) => symlinkSync(target, join(root, path)),
    hook: (name, command) =>
      writeFileSync(join(root, ".git/hooks", name), `#!/bin/sh\n${command}\n`, { mode: 0o755 }),
    remove(...paths) {
      for (const path of paths) rmSync(join(root, path), { recursive: true });
    },
    commit(message = "a change") {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
}
