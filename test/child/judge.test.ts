import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Judge, openJudge } from "../../src/child/judge.ts";
import type { GuardCharter } from "../../src/core/agents/charter.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "child-judge-")));
let workspace = "";
let count = 0;

beforeEach(() => {
  count += 1;
  workspace = join(base, String(count));
  mkdirSync(join(workspace, "src/deep"), { recursive: true });
  writeFileSync(join(workspace, "src/deep/a.ts"), "");
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function judgeOf(rules: unknown = { bash: { allow: ["grep *"] } }): Judge {
  const guard: GuardCharter = {
    layers: [{ layer: "role", origin: "role reviewer", permissions: rules }],
    environment: [],
    asks: false,
    workspace,
    home: join(base, "home"),
    temporary: join(base, "tmp"),
    gitDirs: [],
    guarded: [],
    ignoresCase: false,
    sandboxed: false,
  };
  return openJudge({ role: "reviewer", guard });
}

const everything = (judge: Judge) => judge.call("bash", { command: "grep -rn needle ." }).reason;

test("what was looked at beforehand is looked at again when it has changed", () => {
  const judge = judgeOf();
  judge.lookAround();
  expect(everything(judge).decision).toBe("allow");
  writeFileSync(join(workspace, "src/deep/.env"), "");
  expect(everything(judge)).toMatchObject({ decision: "deny", because: expect.stringContaining(".env") });
  rmSync(join(workspace, "src/deep/.env"));
  expect(everything(judge).decision).toBe("allow");
});

test("looking around decides nothing, whatever stands there", () => {
  writeFileSync(join(workspace, ".env"), "");
  const judge = judgeOf();
  judge.lookAround();
  expect(everything(judge).decision).toBe("deny");
  expect(judge.call("read", { path: "src/deep/a.ts" }).reason.decision).toBe("allow");
});

test("looking around in a workspace that is gone, or with permissions that are not valid, is no failure", () => {
  const gone = judgeOf();
  rmSync(workspace, { recursive: true });
  gone.lookAround();
  const invalid = judgeOf({ bash: { allow: [""] } });
  invalid.lookAround();
  expect(invalid.call("read", { path: "x" }).reason).toMatchObject({ decision: "deny", rule: "permissions" });
});
