import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openGit } from "../../src/adapters/git/git.ts";
import { parseTarget, type Target } from "../../src/core/review/target.ts";
import { resolveTarget } from "../../src/flows/target.ts";
import { makeRepository, type Repository } from "../support/repository.ts";

const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

async function resolve(
  repository: Repository,
  target: string[],
  more: { paths?: string[]; whole?: boolean; cwd?: string } = {},
): Promise<Target> {
  const parsed = parseTarget({ target, paths: more.paths ?? [], whole: more.whole ?? false });
  if (parsed.status !== "ok") throw new Error(parsed.message);
  const cwd = join(repository.root, more.cwd ?? "");
  const git = await openGit({ cwd, env: repository.env, cacheDir: repository.base });
  return resolveTarget(parsed.value, git);
}

/** `main` has moved on since `topic` left it; `topic` is checked out. */
function parted(repository: Repository): { fork: string; main: string; topic: string } {
  repository.write({ "src/a.ts": "1\n" });
  const fork = repository.commit();
  repository.git("checkout", "--quiet", "-b", "topic");
  repository.write({ "src/topic.ts": "1\n" });
  const topic = repository.commit();
  repository.git("checkout", "--quiet", "main");
  repository.write({ "src/main.ts": "1\n" });
  const main = repository.commit();
  repository.git("checkout", "--quiet", "topic");
  return { fork, main, topic };
}

describe("the work in progress", () => {
  it("begins where the branch left the default branch", async () => {
    using repository = makeRepository();
    const { fork, topic } = parted(repository);
    expect(await resolve(repository, [])).toEqual({ kind: "work", base: fork, head: topic, paths: [] });
    repository.write({ "new.ts": "1\n" });
    const target = await resolve(repository, [], { paths: ["src", "new.ts", "src"] });
    expect(target).toMatchObject({ base: fork, head: topic, paths: ["new.ts", "src"] });
    expect(target.tree).toMatch(/^[0-9a-f]{40}$/);
  });

  it("begins at the upstream on the default branch itself, and at HEAD without one", async () => {
    using repository = makeRepository();
    const first = repository.commit();
    const second = repository.commit();
    expect(await resolve(repository, [])).toMatchObject({ base: second, head: second });
    repository.git("update-ref", "refs/remotes/fork/main", first);
    repository.git("config", "remote.fork.url", "/nowhere");
    repository.git("config", "remote.fork.fetch", "+refs/heads/*:refs/remotes/fork/*");
    repository.git("config", "branch.main.remote", "fork");
    repository.git("config", "branch.main.merge", "refs/heads/main");
    expect(await resolve(repository, [])).toMatchObject({ base: first, head: second });
  });

  it("is everything before the first commit", async () => {
    using repository = makeRepository();
    repository.write({ "a.ts": "1\n" });
    const target = await resolve(repository, []);
    expect(target).toMatchObject({ kind: "work", base: EMPTY_TREE, head: EMPTY_TREE });
    expect(target.tree).not.toBe(EMPTY_TREE);
    expect((await resolve(repository, ["a.ts"])).paths).toEqual(["a.ts"]);
  });

  it("is what is not committed on the only branch of a repository without a remote", async () => {
    using repository = makeRepository();
    repository.git("branch", "-m", "trunk");
    repository.commit();
    const head = repository.commit();
    repository.write({ "new.ts": "1\n" });
    expect(await resolve(repository, [])).toMatchObject({ base: head, head });
    expect((await resolve(repository, ["new.ts"])).paths).toEqual(["new.ts"]);
  });

  it("begins at HEAD where HEAD is all that others have", async () => {
    using repository = makeRepository();
    const head = repository.commit();
    repository.git("update-ref", "refs/remotes/origin/main", head);
    repository.git("checkout", "--quiet", "--detach");
    repository.write({ "new.ts": "1\n" });
    expect(await resolve(repository, [])).toMatchObject({ base: head, head });
  });

  it.each([
    ["another branch", (repository: Repository) => repository.git("branch", "other")],
    ["a remote", (repository: Repository) => repository.git("remote", "add", "origin", "/nowhere")],
    [
      "a branch of a remote",
      (repository: Repository) => repository.git("update-ref", "refs/remotes/fork/trunk", "HEAD"),
    ],
    ["a detached HEAD", (repository: Repository) => repository.git("checkout", "--quiet", "--detach")],
    [
      "a default branch that is configured but not there",
      (repository: Repository) => {
        repository.git("config", "init.defaultBranch", "nowhere");
        repository.git("branch", "other");
      },
    ],
  ])("refuses to guess what to compare with: no default branch, but %s", async (_, prepare) => {
    using repository = makeRepository();
    repository.git("branch", "-m", "trunk");
    repository.write({ "a.ts": "1\n" });
    repository.commit();
    prepare(repository);
    repository.write({ "coverage.txt": "99%\n" });
    await expect(resolve(repository, [])).rejects.toMatchObject({
      code: "unknown-revision",
      message: expect.stringContaining("no default branch"),
      remedy: expect.stringContaining("BASE..HEAD"),
    });
    expect(await resolve(repository, ["HEAD"])).toMatchObject({ kind: "commit" });
    await expect(resolve(repository, ["nothing"])).rejects.toMatchObject({
      message: expect.stringContaining('"nothing"'),
    });
  });

  it.each([
    ["a detached HEAD", ["--detach"]],
    ["a branch", ["feature"]],
    ["a branch that has the default branch's name", ["--no-track", "-B", "main"]],
  ])("refuses to guess in a shallow clone of one branch with %s", async (_, checkout) => {
    using repository = makeRepository();
    repository.commit();
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.write({ "a.ts": "evil\n" });
    repository.commit();
    using clone = makeRepository({ beside: repository, name: "clone" });
    clone.git("fetch", "--quiet", "--depth=1", `file://${repository.root}`, "feature:refs/heads/feature");
    clone.git("checkout", "--quiet", "feature");
    clone.git("checkout", "--quiet", ...checkout);
    clone.write({ "coverage.txt": "99%\n" });
    await expect(resolve(clone, [])).rejects.toMatchObject({
      code: "unknown-revision",
      message: expect.stringContaining("to compare"),
    });
  });

  it("refuses to guess where a shallow clone of the default branch has only a commit checked out", async () => {
    using repository = makeRepository();
    repository.commit();
    repository.write({ "a.ts": "evil\n" });
    const head = repository.commit();
    using clone = makeRepository({ beside: repository, name: "clone" });
    clone.git("remote", "add", "origin", `file://${repository.root}`);
    clone.git("fetch", "--quiet", "--depth=1", "origin", "main");
    clone.git("checkout", "--quiet", "--detach", "origin/main");
    clone.write({ "coverage.txt": "99%\n" });
    await expect(resolve(clone, [])).rejects.toMatchObject({
      code: "unknown-revision",
      message: expect.stringContaining("shallow clone"),
    });
    clone.git("checkout", "--quiet", "--track", "-b", "main", "origin/main");
    expect(await resolve(clone, [])).toMatchObject({ base: head, head });
  });

  it("may be limited to what it has deleted, but not to what git ignores", async () => {
    using repository = makeRepository();
    repository.write({ "a.ts": "1\n", "b.ts": "1\n", ".gitignore": "secret.ts\n" });
    repository.commit();
    repository.git("checkout", "--quiet", "-b", "topic");
    repository.remove("a.ts");
    repository.commit();
    repository.write({ "secret.ts": "evil\n", "b.ts": "2\n" });
    expect((await resolve(repository, ["a.ts"])).paths).toEqual(["a.ts"]);
    expect((await resolve(repository, ["a.ts", "b.ts"])).paths).toEqual(["a.ts", "b.ts"]);
    for (const words of [["secret.ts"], ["b.ts", "secret.ts"]]) {
      const ignored = { code: "usage", exitCode: 64, message: expect.stringContaining("ignored by git") };
      await expect(resolve(repository, words)).rejects.toMatchObject(ignored);
      await expect(resolve(repository, words, { whole: true })).rejects.toMatchObject(ignored);
    }
  });

  it("refuses a default branch that it has nothing in common with", async () => {
    using repository = makeRepository();
    repository.commit();
    repository.git("checkout", "--quiet", "--orphan", "other");
    repository.commit("another beginning");
    await expect(resolve(repository, [])).rejects.toMatchObject({ code: "unknown-revision" });
  });
});

describe("a range", () => {
  it("begins at the merge base, with two dots as with three", async () => {
    using repository = makeRepository();
    const { fork, topic } = parted(repository);
    const expected = { kind: "range", base: fork, head: topic, paths: [] };
    expect(await resolve(repository, ["main..topic"])).toEqual(expected);
    expect(await resolve(repository, ["main...topic"])).toEqual(expected);
    expect(await resolve(repository, ["main.."])).toEqual(expected);
    expect(await resolve(repository, ["main..", "src"])).toEqual({ ...expected, paths: ["src"] });
  });

  it("does not take in work that is not committed", async () => {
    using repository = makeRepository();
    const { topic } = parted(repository);
    repository.write({ "new.ts": "1\n" });
    expect(await resolve(repository, ["main..HEAD"])).not.toHaveProperty("tree");
    expect((await resolve(repository, ["main..HEAD"])).head).toBe(topic);
  });

  it("may be limited to what is at one of its ends, and to nothing else", async () => {
    using repository = makeRepository();
    parted(repository);
    repository.git("checkout", "--quiet", "main");
    repository.write({ "new.ts": "1\n" });
    expect(await resolve(repository, ["main..topic", "src/topic.ts"])).toMatchObject({
      kind: "range",
      paths: ["src/topic.ts"],
    });
    await expect(resolve(repository, ["main..topic", "new.ts"])).rejects.toMatchObject({ code: "usage" });
    expect(await resolve(repository, ["topic"], { paths: ["src/topic.ts"] })).toMatchObject({
      kind: "commit",
    });
  });

  it("names the end that is unknown", async () => {
    using repository = makeRepository();
    parted(repository);
    await expect(resolve(repository, ["main..nowhere"])).rejects.toMatchObject({
      code: "unknown-revision",
      message: expect.stringContaining('"nowhere"'),
    });
    await expect(resolve(repository, ["--output=x..HEAD"])).rejects.toMatchObject({
      code: "unknown-revision",
    });
  });

  it("may be the name of a file", async () => {
    using repository = makeRepository();
    repository.write({ "a..b": "1\n", "main..HEAD": "1\n" });
    repository.commit();
    expect(await resolve(repository, ["a..b"])).toMatchObject({ kind: "work", paths: ["a..b"] });
    await expect(resolve(repository, ["main..HEAD"])).rejects.toMatchObject({ code: "usage", exitCode: 64 });
  });
});

describe("one word", () => {
  it("is a commit against its first parent, or against nothing", async () => {
    using repository = makeRepository();
    const { fork, main, topic } = parted(repository);
    repository.git("merge", "--quiet", "--no-edit", "main");
    const merge = repository.git("rev-parse", "HEAD");
    repository.git("tag", "-a", "-m", "a tag", "v1", main);
    expect(await resolve(repository, [merge.slice(0, 10)])).toMatchObject({
      kind: "commit",
      base: topic,
      head: merge,
    });
    expect(await resolve(repository, ["v1"])).toMatchObject({ kind: "commit", base: fork, head: main });
    expect(await resolve(repository, [fork])).toMatchObject({ kind: "commit", base: EMPTY_TREE, head: fork });
  });

  it("is a path from the folder of the user", async () => {
    using repository = makeRepository();
    const { fork, topic } = parted(repository);
    expect(await resolve(repository, ["topic.ts"], { cwd: "src" })).toEqual({
      kind: "work",
      base: fork,
      head: topic,
      paths: ["src/topic.ts"],
    });
    expect((await resolve(repository, [".."], { cwd: "src" })).paths).toEqual([]);
  });

  it("must not be both, nor neither", async () => {
    using repository = makeRepository();
    parted(repository);
    repository.write({ topic: "1\n" });
    await expect(resolve(repository, ["topic"])).rejects.toMatchObject({
      code: "usage",
      remedy: expect.stringContaining("./topic"),
    });
    expect((await resolve(repository, ["./topic"])).paths).toEqual(["topic"]);
    await expect(resolve(repository, ["nothing"])).rejects.toMatchObject({ code: "unknown-revision" });
    await expect(resolve(repository, [], { paths: ["nothing"] })).rejects.toMatchObject({ code: "usage" });
  });
});

describe("files as they stand", () => {
  it("are compared with nothing", async () => {
    using repository = makeRepository();
    const { topic } = parted(repository);
    expect(await resolve(repository, ["src/a.ts"], { whole: true })).toEqual({
      kind: "files",
      base: EMPTY_TREE,
      head: topic,
      paths: ["src/a.ts"],
    });
    expect((await resolve(repository, ["."], { whole: true })).paths).toEqual([]);
    repository.remove("src/a.ts");
    const gone = resolve(repository, ["src/topic.ts", "src/a.ts"], { whole: true });
    await expect(gone).rejects.toMatchObject({ code: "usage" });
  });
});
