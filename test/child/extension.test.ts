import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { locatePi } from "../../src/adapters/pi/locate.ts";
import { CHARTER_VARIABLE } from "../../src/core/agents/charter.ts";
import { PACKAGE_ROOT, startChildren } from "../support/children.ts";

test.each([undefined, "{", '{"version":1,"role":"reviewer"}'])(
  "with the charter %s every tool call is refused, and it says so",
  async (charter) => {
    await using children = await startChildren(({ turn }) =>
      turn === 1 ? { calls: [{ name: "bash", arguments: { command: "touch ran" } }] } : { text: "done" },
    );
    const { env } = children;
    const pi = await locatePi({
      execPath: process.execPath,
      script: undefined,
      env,
      packageRoot: PACKAGE_ROOT,
    });
    const extension = join(PACKAGE_ROOT, "src/child/extension.ts");
    const { stderr } = await execa(
      pi.file,
      [
        ...pi.args,
        "-p",
        "--no-extensions",
        "--no-session",
        "--no-approve",
        "-e",
        extension,
        "--tools",
        "bash",
      ],
      {
        cwd: children.dir,
        extendEnv: false,
        env: { ...env, ...(charter === undefined ? {} : { [CHARTER_VARIABLE]: charter }) },
        input: "Run it.",
      },
    );
    expect(stderr).toContain("no valid charter");
    expect(children.server.requests[1]?.messages.at(-1)).toMatchObject({
      role: "tool",
      text: expect.stringContaining("No tool may be used"),
    });
  },
);
