import { describe, expect, it } from "vitest";
import { GitFailure, gitCommands } from "../../../src/adapters/git/command.ts";
import { makeRepository } from "../../support/repository.ts";

describe("gitCommands", () => {
  it("reads no more than it was allowed to", async () => {
    using repository = makeRepository();
    repository.write({ "a.txt": "x".repeat(100_000) });
    repository.commit();
    const commands = gitCommands(repository.root, repository.env);
    const args = ["cat-file", "blob", "HEAD:a.txt"];
    expect(await commands.bytes(args, { maxBytes: 50_000 })).toMatchObject({ status: "unreadable" });
    expect(await commands.bytes(args, { maxBytes: 100_000 })).toMatchObject({ status: "ok" });
  });

  it("takes every exit code but 0 for a failure, whether git gives a reason or not", async () => {
    using repository = makeRepository();
    const commands = gitCommands(repository.root, repository.env);
    const silent = ["rev-parse", "--verify", "--quiet", "nothing"];
    await expect(commands.text(silent)).rejects.toMatchObject({ exitCode: 1, stderr: "" });
    await expect(commands.terse(silent)).rejects.toBeInstanceOf(GitFailure);
    expect(await commands.answer(silent)).toBeNull();
    await expect(commands.text(["cat-file", "-t", "HEAD"])).rejects.toMatchObject({ exitCode: 128 });
    expect(await commands.bytes(silent, { maxBytes: 10 })).toMatchObject({ status: "unreadable" });
    expect(await commands.bytes(silent, { maxBytes: 10, acceptable: [1] })).toEqual({ status: "empty" });
  });

  it("shows git a clean environment", async () => {
    using repository = makeRepository();
    const commands = gitCommands(repository.root, {
      ...repository.env,
      GIT_EDITOR: "touch trap",
      GIT_SSH_COMMAND: "touch trap",
      PAGER: "touch trap",
      SECRET_TOKEN: "secret",
    });
    const print = ["-c", "alias.print=!env", "print"];
    const seen = Buffer.from(
      await commands.bytes(print, { maxBytes: 100_000 }).then((read) => {
        if (read.status !== "ok") throw new Error(JSON.stringify(read));
        return read.value;
      }),
    ).toString();
    expect(seen).toContain("GIT_TERMINAL_PROMPT=0\n");
    expect(seen).toContain("GIT_OPTIONAL_LOCKS=0\n");
    expect(seen).not.toMatch(/secret|trap/);
  });
});
