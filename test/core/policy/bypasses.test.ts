import { describe, expect, test } from "vitest";
import { normalizePath } from "../../../src/core/policy/glob.ts";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import type { Entry, World } from "../../../src/core/policy/world.ts";
import { rolePolicy } from "./real-world.ts";

const folders: Readonly<Record<string, readonly Entry[]>> = {
  "/work": [
    { name: "src", kind: "folder" },
    { name: "a.ts", kind: "file" },
    { name: ".env", kind: "file" },
    { name: "id_rsa", kind: "file" },
  ],
  "/work/src": [{ name: "a.ts", kind: "file" }],
};

const world: World = {
  workspace: "/work",
  cwd: "/work",
  home: "/home/me",
  temporary: [],
  gitDirs: ["/work/.git"],
  guarded: [],
  ignoresCase: false,
  realpath: normalizePath,
  list: (path) => folders[path],
};

const developer = rolePolicy("developer");
const reviewer = rolePolicy("code-review-specialist");

const functions = [
  "git() { :; }; unset -f git; git push -f",
  "git() { :; }; bash -c 'git push -f'",
  "git() { :; }; sh -c 'git commit -am x'",
  "x() { git() { :; }; }; git push -f",
  "ls() { git() { :; }; }; git reset --hard",
  "git() { :; }; eval 'unset -f git'; git push",
  "git() { unset -f git; git push; }; git",
  "cat() { :; }; unset -f cat; cat .env",
  "rm() { :; }; unset -f rm; rm -rf .git",
  "npm() { :; }; unset -f npm; npm publish",
  'git() { command git "$@"; }; git push',
  ":(){ :|:& };:",
  "a() { b & }; b() { a & }; a",
  "cd() { :; }; cd src && cat ../secretout",
  "true && cd() { :; }; cd src && cat ../secretout",
  "echo() { printf 'git push'; }; echo ls | bash",
];

const places = [
  "cd src && cd - && cat ../secretout",
  "pushd src && popd && cat ../secretout",
  "pushd -n src && cat ../secretout",
  "OLDPWD=/etc; cd -; cat passwd",
  "export OLDPWD=/etc; cd -- -; cat passwd",
  "read OLDPWD <<< /etc; cd -; cat passwd",
  "pushd src >/dev/null && echo y > a && popd >/dev/null && echo x > ../evil",
  "cd src && cd -- - && echo x > ../evil",
  "PWD=/etc; cat ~+/passwd",
  "pushd src && pushd && cat ../secretout",
  "cd - && cat passwd",
  "(cd src); cd - && cat passwd",
];

const harmless = [
  "pushd src && npm test && popd",
  "cd src && npm test && cd -",
  "cd src && cat a.ts && cd - && cat a.ts",
  "f() { npm test; }; f",
];

describe.each([
  ["developer", developer],
  ["code-review-specialist", reviewer],
])("%s", (_, policy) => {
  test.each([...functions, ...places])("is not allowed %s", (line) => {
    expect(judgeCommand(line, policy, world).decision).not.toBe("allow");
  });
});

test.each(harmless)("a developer may run %s", (line) => {
  expect(judgeCommand(line, developer, world)).toMatchObject({ decision: "allow" });
});
