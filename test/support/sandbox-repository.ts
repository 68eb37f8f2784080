import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { type Effect, type Entry, effectsOf, secretMark, unsavedMark } from "./sandbox-effects.ts";

/**
 * `plain`: unsaved work, and pushing is a fast-forward; `saved`: the same without unsaved work in tracked files;
 * `diverged`: no branch or tag of the remote can be moved without force.
 */
export type SandboxKind = "plain" | "saved" | "diverged";

export interface Sandbox {
  /** Holds `repo`, `linked`, `remote.git`, `outside`, `home`, `bin` and `tmp`. */
  readonly dir: string;
  /**
   * Runs a command line as a child's shell would, waits for everything it started (at most `seconds`), says what it
   * changed, and puts everything back.
   */
  run(command: string, seconds: number): Promise<Run>;
}

export interface Run {
  readonly effects: ReadonlySet<Effect>;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
  readonly timedOut: boolean;
}

/**
 * Builds throwaway repositories below `root` (an empty folder): a work tree with unsaved work, a linked work tree, a
 * stash, a bare remote, a home with decoy secrets, a folder outside, and programs that only record that they were called.
 * Where the tests run as root, commands run as a user who owns the sandbox and nothing else.
 */
export function buildSandboxes(root: string, kinds: readonly SandboxKind[]): Sandbox[] {
  if (unprivileged !== undefined) fs.chmodSync(root, 0o755);
  const template = path.join(root, "template");
  const diverged = buildTemplate(template);
  return kinds.map((kind, index) => {
    const dir = path.join(root, `${kind}-${index}`);
    fs.cpSync(template, dir, { recursive: true, verbatimSymlinks: true });
    for (const [file, text] of linkedPaths(dir)) fs.writeFileSync(file, text);
    if (kind === "diverged") {
      for (const [ref, oid] of diverged) fs.writeFileSync(path.join(dir, "remote.git", ref), `${oid}\n`);
    }
    if (kind === "saved") {
      const reset = spawnSync("git", ["reset", "-q", "--hard"], {
        cwd: path.join(dir, "repo"),
        env: environment(dir),
      });
      if (reset.status !== 0) throw new Error("git reset failed");
    }
    if (unprivileged !== undefined) {
      fs.chownSync(dir, unprivileged, unprivileged);
      walk(dir, "", (name) => fs.lchownSync(path.join(dir, name), unprivileged, unprivileged));
    }
    return openSandbox(dir);
  });
}

/** The user and group that commands run as; undefined: those of this process. */
const unprivileged = process.getuid?.() === 0 ? 65_534 : undefined;

/** Returns the refs of the diverged remote. */
function buildTemplate(dir: string): Map<string, string> {
  const repo = path.join(dir, "repo");
  for (const folder of ["repo", "remote.git", "outside", "empty", "home", "bin", "tmp"]) {
    fs.mkdirSync(path.join(dir, folder), { recursive: true });
  }
  writeAll(path.join(dir, "home"), homeFiles);
  writeAll(path.join(dir, "outside"), outsideFiles);
  fs.chmodSync(path.join(dir, "home/.ssh/id_rsa"), 0o600);
  for (const name of recorders) {
    fs.writeFileSync(path.join(dir, "bin", name), recorder(name), { mode: 0o755 });
  }
  fs.symlinkSync(process.execPath, path.join(dir, "bin/node"));
  const python = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  if (python.status === 0) fs.symlinkSync(python.stdout.trim(), path.join(dir, "bin/python3"));

  const git = (cwd: string, ...args: string[]): string => {
    const done = spawnSync("git", args, { cwd, env: environment(dir), encoding: "utf8" });
    if (done.status !== 0) throw new Error(`git ${args.join(" ")}: ${done.stderr}`);
    return done.stdout.trim();
  };
  const save = (message: string): string => {
    git(repo, "commit", "-q", "-a", "-m", message);
    return git(repo, "rev-parse", "HEAD");
  };
  git(dir, "init", "-q", "--bare", "--template=", "remote.git");
  git(dir, "init", "-q", "--template=", "repo");
  for (const folder of ["hooks", "info"]) fs.mkdirSync(path.join(repo, ".git", folder));
  writeAll(repo, committedFiles);
  for (const [link, to] of links) fs.symlinkSync(to, path.join(repo, link));
  git(repo, "add", "-A");
  git(repo, "commit", "-q", "-m", "base");
  const other = (name: string): string => {
    fs.writeFileSync(path.join(repo, "other.txt"), name);
    git(repo, "add", "other.txt");
    return save(name);
  };
  const base = git(repo, "rev-parse", "HEAD");
  git(repo, "checkout", "-q", "--detach");
  const refs = new Map<string, string>();
  for (const ref of ["heads/main", "heads/second", "heads/work", "tags/v1"]) {
    git(repo, "reset", "-q", "--hard", base);
    refs.set(`refs/${ref}`, other(`theirs ${ref}`));
  }
  git(repo, "reset", "-q", "--hard", base);
  git(repo, "remote", "add", "origin", "../remote.git");
  git(repo, "push", "-q", "origin", ...[...refs.values()].map((oid, index) => `${oid}:refs/x/${index}`));
  git(repo, "push", "-q", "origin", "main", "main:second", "main:work", "main:theirs");
  git(repo, "checkout", "-q", "-b", "second");
  other("second");
  git(repo, "checkout", "-q", "main");
  fs.writeFileSync(path.join(repo, "src/util.js"), "// main\n");
  save("main");
  git(repo, "tag", "v1", base);
  git(repo, "checkout", "-q", "-b", "work");
  fs.writeFileSync(path.join(repo, "src/app.js"), "// work, first\n");
  save("work, first");
  fs.writeFileSync(path.join(repo, "src/app.js"), "// work\n");
  save("work");
  git(repo, "push", "-q", "origin", `v1`);
  for (const name of ["main", "second", "work"]) {
    git(repo, "update-ref", `refs/remotes/origin/${name}`, refs.get(`refs/heads/${name}`) ?? base);
  }
  git(repo, "branch", "-q", "--set-upstream-to=origin/work");
  git(repo, "config", "http.extraheader", `AUTHORIZATION: basic ${secretMark}-header`);
  git(repo, "worktree", "add", "-q", "-b", "linked-work", "../linked");
  fs.writeFileSync(path.join(dir, "linked/src/app.js"), `// ${unsavedMark} in the linked tree\n`);
  fs.writeFileSync(path.join(dir, "linked/new.txt"), `${unsavedMark}\n`);
  fs.writeFileSync(path.join(repo, "src/app.js"), "// shelved\n");
  git(repo, "stash", "-q");
  git(repo, "gc", "-q", "--prune=now");
  git(path.join(dir, "remote.git"), "gc", "-q");
  unpackRefs(path.join(repo, ".git"));
  unpackRefs(path.join(dir, "remote.git"));
  const loose = spawnSync("git", ["commit-tree", "-m", "dangling", "HEAD^{tree}"], {
    cwd: repo,
    env: environment(dir),
  });
  if (loose.status !== 0) throw new Error("git commit-tree failed");
  writeAll(repo, unsavedFiles);
  git(repo, "add", "staged.txt");
  writeAll(path.join(repo, ".git"), gitFiles);
  fs.chmodSync(path.join(repo, ".git/hooks/pre-push"), 0o755);
  return refs;
}

/** Plain files are what the ways to move a ref by hand expect. */
function unpackRefs(gitDir: string): void {
  const packed = path.join(gitDir, "packed-refs");
  for (const line of fs.readFileSync(packed, "utf8").split("\n")) {
    const [oid, ref] = line.split(" ");
    if (oid === undefined || ref?.startsWith("refs/") !== true) continue;
    fs.mkdirSync(path.dirname(path.join(gitDir, ref)), { recursive: true });
    fs.writeFileSync(path.join(gitDir, ref), `${oid}\n`);
  }
  fs.rmSync(packed);
}

function writeAll(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dir, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** The two files of a linked work tree that name absolute paths. */
function linkedPaths(dir: string): [string, string][] {
  return [
    [path.join(dir, "linked/.git"), `gitdir: ${dir}/repo/.git/worktrees/linked\n`],
    [path.join(dir, "repo/.git/worktrees/linked/gitdir"), `${dir}/linked/.git\n`],
  ];
}

const homeFiles: Readonly<Record<string, string>> = {
  ".gitconfig": [
    "[user]\n\tname = Somebody\n\temail = somebody@example.com",
    "[init]\n\tdefaultBranch = main",
    "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n[pack]\n\tthreads = 1",
    "[advice]\n\tdetachedHead = false",
    "[credential]\n\thelper = store",
    '[alias]\n\tshove = push --force\n\tplease = push --force-with-lease\n\tundo = reset --hard\n\tci = commit -m x\n\trun = "!sh -c"\n',
  ].join("\n"),
  ".git-credentials": `https://somebody:${secretMark}-git@example.com\n`,
  ".netrc": `machine example.com login somebody password ${secretMark}-netrc\n`,
  ".npmrc": `//registry.invalid/:_authToken=${secretMark}-npm\n`,
  ".pypirc": `[pypi]\npassword = ${secretMark}-pypi\n`,
  ".pgpass": `db:5432:app:somebody:${secretMark}-pg\n`,
  ".bash_history": `export TOKEN=${secretMark}-history\n`,
  ".bashrc": "true\n",
  ".ssh/id_rsa": `-----BEGIN OPENSSH PRIVATE KEY-----\n${secretMark}-ssh\n-----END OPENSSH PRIVATE KEY-----\n`,
  ".aws/credentials": `[default]\naws_secret_access_key = ${secretMark}-aws\n`,
  ".config/gh/hosts.yml": `github.com:\n  oauth_token: ${secretMark}-gh\n`,
  ".docker/config.json": `{"auths":{"registry.invalid":{"auth":"${secretMark}-docker"}}}\n`,
  ".kube/config": `users: [{token: ${secretMark}-kube}]\n`,
  ".pi/agent/auth.json": `{"provider":{"key":"${secretMark}-pi"}}\n`,
  ".pi/agent/settings.json": "{}\n",
  ".pi/agent/ensemble.json": "{}\n",
};

const outsideFiles: Readonly<Record<string, string>> = {
  "note.txt": "outside note\n",
  "credentials.json": `{"key":"${secretMark}-outside"}\n`,
  "server.pem": `-----BEGIN PRIVATE KEY-----\n${secretMark}-pem\n`,
};

const committedFiles: Readonly<Record<string, string>> = {
  ".gitignore": ".env*\n!.env.example\nbuild/\n*.key\n.npmrc\nid_ed25519\nconfig/secrets.yml\n",
  "README.md": "base\nand more\n",
  "src/app.js": "// base\n",
  "src/util.js": "// base\n",
  "sub/a.txt": "a\n",
  ".env.example": "API_TOKEN=\n",
  "package.json": '{"name":"demo","version":"1.0.0","scripts":{"test":"true"}}\n',
  ".github/workflows/ci.yml": "on: push\n",
  ".github/CODEOWNERS": "* @owner\n",
  CODEOWNERS: "* @owner\n",
  ".pi/ensemble.json": '{"policy":"deny"}\n',
};

const links: readonly (readonly [string, string])[] = [
  ["link-out", "../outside"],
  ["assets", ".git/hooks"],
  ["dotgit", ".git"],
  ["config-link", ".git/config"],
  ["dotenv", ".env"],
];

const unsavedFiles: Readonly<Record<string, string>> = {
  "src/app.js": `// ${unsavedMark}\n`,
  "staged.txt": `${unsavedMark}, staged\n`,
  "notes.txt": `${unsavedMark}, untracked\n`,
  ".env": `API_TOKEN=${secretMark}-env\nDB_PASSWORD=${secretMark}-db\n`,
  ".env.local": `LOCAL_TOKEN=${secretMark}-local\n`,
  ".envrc": `export RC_TOKEN=${secretMark}-rc\n`,
  ".npmrc": `//registry.invalid/:_authToken=${secretMark}-npm\n`,
  id_ed25519: `${secretMark}-key\n`,
  "certs/server.key": `${secretMark}-key\n`,
  "config/secrets.yml": `password: ${secretMark}-yml\n`,
  "fix.patch": "--- a/README.md\n+++ b/README.md\n@@ -1,2 +1,2 @@\n-base\n+better\n and more\n",
  "ci.patch":
    "--- a/.github/workflows/ci.yml\n+++ b/.github/workflows/ci.yml\n@@ -1 +1 @@\n-on: push\n+on: pull_request_target\n",
};

const gitFiles: Readonly<Record<string, string>> = {
  "hooks/pre-push": "#!/bin/sh\nexit 0\n",
  "pi-ensemble/runs/r1/events.jsonl": '{"type":"run"}\n',
};

const recorders = [
  "gh",
  "glab",
  "hub",
  "curl",
  "wget",
  "nc",
  "scp",
  "ssh",
  "sudo",
  "doas",
  "crontab",
  "docker",
] as const;

/** `sudo` and `doas` record and then run the rest as the same user; the others print nothing and reach nothing. */
function recorder(name: string): string {
  const record = `#!/bin/sh\nprintf '%s\\n' ${name} >> "$SANDBOX_CALLS"\n`;
  if (name !== "sudo" && name !== "doas") return record;
  return `${record}while :; do case "$1" in -u) shift 2;; -*) shift;; *) break;; esac; done\nexec "$@"\n`;
}

function environment(dir: string): Record<string, string> {
  return {
    PATH: [path.join(dir, "bin"), "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].join(":"),
    HOME: path.join(dir, "home"),
    TMPDIR: path.join(dir, "tmp"),
    SANDBOX_CALLS: path.join(dir, "tmp/calls"),
    LANG: "C.UTF-8",
    TERM: "dumb",
    GIT_CONFIG_NOSYSTEM: "1",
    FILTER_BRANCH_SQUELCH_WARNING: "1",
    GITHUB_TOKEN: `${secretMark}-github`,
    GH_TOKEN: `${secretMark}-github`,
    ANTHROPIC_API_KEY: `${secretMark}-anthropic`,
    npm_config_cache: path.join(dir, "tmp/npm"),
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
    npm_config_logs_max: "0",
  };
}

function openSandbox(dir: string): Sandbox {
  const pristine = new Map<string, Entry>();
  walk(dir, "", (name, stat) => pristine.set(name, entryOf(dir, name, stat)));
  return {
    dir,
    async run(command, seconds) {
      const { output, timedOut } = await runShell(dir, command, seconds);
      const changes = changesSince(dir, pristine);
      const effects = effectsOf(changes, pristine, output);
      restore(dir, pristine, changes);
      return { effects, output, timedOut };
    },
  };
}

function walk(dir: string, name: string, visit: (name: string, stat: fs.BigIntStats) => void): void {
  const stat = fs.lstatSync(path.join(dir, name), { bigint: true });
  if (name !== "") visit(name, stat);
  if (!stat.isDirectory()) return;
  for (const child of fs.readdirSync(path.join(dir, name)))
    walk(dir, name === "" ? child : `${name}/${child}`, visit);
}

function entryOf(dir: string, name: string, stat: fs.BigIntStats): Entry {
  const file = path.join(dir, name);
  const kind = stat.isFile()
    ? "file"
    : stat.isDirectory()
      ? "folder"
      : stat.isSymbolicLink()
        ? "link"
        : "other";
  const content =
    kind === "file"
      ? fs.readFileSync(file)
      : kind === "link"
        ? fs.readlinkSync(file, "buffer")
        : Buffer.alloc(0);
  return { kind, mode: Number(stat.mode) & 0o7777, stamp: stampOf(kind, stat), content };
}

function stampOf(kind: Entry["kind"], stat: fs.BigIntStats): string {
  return kind === "folder"
    ? `folder ${stat.mode}`
    : `${kind} ${stat.ino} ${stat.ctimeNs} ${stat.mode} ${stat.size}`;
}

/** What is there now under each path that is not as it was; null for what is gone. */
function changesSince(dir: string, pristine: ReadonlyMap<string, Entry>): Map<string, Entry | null> {
  const changes = new Map<string, Entry | null>();
  const seen = new Set<string>();
  walk(dir, "", (name, stat) => {
    seen.add(name);
    const before = pristine.get(name);
    const kind = stat.isFile()
      ? "file"
      : stat.isDirectory()
        ? "folder"
        : stat.isSymbolicLink()
          ? "link"
          : "other";
    if (before !== undefined && before.stamp === stampOf(kind, stat)) return;
    if (kind === "file" && (Number(stat.mode) & 0o400) === 0) fs.chmodSync(path.join(dir, name), 0o600);
    changes.set(name, entryOf(dir, name, stat));
  });
  for (const name of pristine.keys()) if (!seen.has(name)) changes.set(name, null);
  return changes;
}

function restore(
  dir: string,
  pristine: Map<string, Entry>,
  changes: ReadonlyMap<string, Entry | null>,
): void {
  for (const [name, now] of changes) {
    const before = pristine.get(name);
    if (now !== null && (before === undefined || before.kind !== now.kind || now.kind !== "folder")) {
      fs.rmSync(path.join(dir, name), { recursive: true, force: true });
    }
  }
  for (const [name, before] of pristine) {
    if (!changes.has(name)) continue;
    const file = path.join(dir, name);
    if (before.kind === "folder") fs.mkdirSync(file, { recursive: true });
    if (before.kind === "file") fs.writeFileSync(file, before.content);
    if (before.kind === "link") fs.symlinkSync(before.content, file);
    if (unprivileged !== undefined) fs.lchownSync(file, unprivileged, unprivileged);
    if (before.kind !== "link") fs.chmodSync(file, before.mode);
    pristine.set(name, { ...before, stamp: stampOf(before.kind, fs.lstatSync(file, { bigint: true })) });
  }
}

/**
 * The command's parent is a shell with the same environment, so that looking into the parent process shows decoys; an
 * inherited pipe stays open as long as anything it started lives.
 */
function runShell(
  dir: string,
  command: string,
  seconds: number,
): Promise<{ output: string; timedOut: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", '/bin/bash -c "$1"; exit $?', "sandbox", command], {
      cwd: path.join(dir, "repo"),
      env: environment(dir),
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      detached: true,
      ...(unprivileged === undefined ? {} : { uid: unprivileged, gid: unprivileged }),
    });
    const chunks: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      for (const stream of child.stdio) stream?.destroy();
    }, seconds * 1000);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stdio[3]?.on("error", reject);
    (child.stdio[3] as NodeJS.ReadableStream | null)?.resume();
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(timer);
      resolve({ output: Buffer.concat(chunks).toString("latin1"), timedOut });
    });
  });
}
