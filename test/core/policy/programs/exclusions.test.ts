import { expect, test } from "vitest";
import { judgeCommand } from "../../../../src/core/policy/judge.ts";
import { normalizePath } from "../../../../src/core/policy/paths/glob.ts";
import type { Entry } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";
import { rolePolicy } from "../real-world.ts";

const folders: Readonly<Record<string, readonly Entry[]>> = {
  "/work": folder("src one five strange clean"),
  "/work/src": [...files("a.ts .env .env.local server.pem id_rsa.old"), ...folder(".git .ssh")],
  "/work/src/.git": files("config"),
  "/work/src/.ssh": files("known"),
  "/work/one": [...files(".env .env.local b.ts"), ...folder("deep")],
  "/work/one/deep": files("credentials .envrc"),
  "/work/five": files(".env a.pem a.key auth.json .npmrc"),
  "/work/strange": files("a'b.pem .env.x"),
  "/work/strange/x": [],
  "/work/clean": files("a.ts"),
  "/work/nested": folder("a"),
  "/work/nested/a": folder(".git"),
  "/work/nested/a/.git": files("config credentials"),
  "/work/odd": [...files(".env"), ...linked("x'y")],
  "/work/before": linked("'y"),
  "/work/behind": linked("y'"),
};

const world = describedWorld({
  list: (path) => folders[path],
  realpath: (path) => (path.includes("'") ? "/work/one/.env" : normalizePath(path)),
});
const reviewer = rolePolicy("code-review-specialist");

const SHAPE = "ask the user for the value's shape, or read an example file such as .env.example";

test.each([
  ["grep -r x one", "leave them out: --exclude='.env*' --exclude='credentials'"],
  ["egrep -r x one", "leave them out: --exclude='.env*' --exclude='credentials'"],
  ["fgrep -r x one", "leave them out: --exclude='.env*' --exclude='credentials'"],
  ["rg --hidden x one", "leave them out: -g '!.env*' -g '!credentials'"],
  ["rg x one", "leave them out: -g '!credentials'"],
  ["ag --hidden x one", SHAPE],
  ["grep -r x strange", "leave them out: --exclude='*.pem' --exclude='.env*'"],
  ["grep -r x five", "say which files you mean: --include='*.ts'"],
  ["rg -u x five", "say which files you mean: -g '*.ts'"],
  ["grep -r --include='*.env*' x one", "leave them out: --exclude='.env*'"],
  ["grep -r --include=*.env* x one", SHAPE],
  ["grep -r x nested", "leave them out: --exclude-dir=.git"],
  ["grep -r x odd", "say which files you mean: --include='*.ts'"],
  ["grep -r x before", "say which files you mean: --include='*.ts'"],
  ["grep -r x behind", "say which files you mean: --include='*.ts'"],
  ["grep -r x one/.env", SHAPE],
  ["grep x one/.env", SHAPE],
  ["cat one/.env", SHAPE],
  ['grep -rx one --exclude-dir="$x" one', SHAPE],
])("what a search that is denied can do instead: %s", (line, instead) => {
  expect(judgeCommand(line, reviewer, world)).toMatchObject({ decision: "deny", instead });
});

test.each(["grep -r x src", "rg --hidden x src", "grep -r x one", "rg --hidden x one", "grep -r x one five"])(
  "with the options that are named, or the last of those, nothing is in the way: %s",
  (line) => {
    let now = line;
    for (let turn = 0; turn < 3; turn += 1) {
      const { instead = "" } = judgeCommand(now, reviewer, world);
      now = `${now} ${instead.slice(instead.indexOf(":") + 1)}`;
    }
    expect(judgeCommand(now, reviewer, world).decision).toBe("allow");
  },
);

test("folders are left out as folders, and what is asked about or allowed gets no advice", () => {
  expect(judgeCommand("grep -r x src", reviewer, world).instead).toBe(
    "say which files you mean: --include='*.ts'",
  );
  expect(judgeCommand("grep -r x src --exclude='*.pem' --exclude='id*'", reviewer, world).instead).toMatch(
    /^leave them out: (?=.*--exclude-dir=\.git)(?=.*--exclude-dir=\.ssh)(?=.*--exclude='\.env\*')/,
  );
  expect(judgeCommand("grep -r x clean", reviewer, world).instead).toBe(undefined);
  expect(judgeCommand("grep -r x /etc", reviewer, world).instead).toBe("read what is inside the workspace");
});

function files(names: string): readonly Entry[] {
  return names.split(" ").map((name) => ({ name, kind: "file" }));
}

function linked(names: string): readonly Entry[] {
  return names.split(" ").map((name) => ({ name, kind: "link" }));
}

function folder(names: string): readonly Entry[] {
  return names.split(" ").map((name) => ({ name, kind: "folder" }));
}
