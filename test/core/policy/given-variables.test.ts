import { expect, test } from "vitest";
import { judgeVariable } from "../../../src/core/policy/given-variables.ts";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import { fixed, unknown, type Value } from "../../../src/core/policy/words.ts";
import { describedWorld } from "./described-world.ts";
import { rolePolicy } from "./real-world.ts";

const world = describedWorld();
const developer = rolePolicy("developer");

/** What is said of `NAME=VALUE`, without what is allowed; lines that may be run are denied, or in doubt with a `?`. */
function judge(
  name: string,
  value: string | Value,
  options: { given?: boolean; folders?: string[] | undefined } = {},
) {
  const { given = true } = options;
  const folders = "folders" in options ? options.folders : ["/work"];
  const ran: string[] = [];
  const step = {
    kind: "assign",
    name,
    value: typeof value === "string" ? fixed(value) : value,
    given,
    folders,
  } as const;
  const reasons = judgeVariable(step, developer, world, {
    line: (text) => {
      ran.push(text);
      return { decision: "deny", rule: text.includes("?") ? "cannot be known" : "line", because: "" };
    },
  });
  const found = reasons
    .filter(({ decision }) => decision !== "allow")
    .map(({ decision, rule }) => `${decision} ${rule}`);
  return { found: [...new Set(found)].join(), ran: ran.join(", ") };
}

test.each([
  ["FOO", "bar", "", ""],
  ["FOO", "a;b", "", ""],
  ["FOO", "a b", "", ""],
  ["FOO", "a; b", "ask line", "a; b"],
  ["FOO", "a; b?", "", "a; b?"],
  ["FOO", "git push x", "ask line", "git push x"],
  ["FOO", "`a`", "ask cannot be known", ""],
  ["FOO", "$(a)", "ask cannot be known", ""],
  ["FOO", `$\{shell a}`, "ask cannot be known", ""],
  ["FOO", `$\{a}`, "", ""],
  ["FOO", "$a", "", ""],
  ["FOO", "a'; b", "ask line", "a; b"],
  ["CC", "gcc", "", ""],
  ["CC", "a b", "ask line", "a b"],
  ["CC", "a b?", "ask cannot be known", "a b?"],
  ["CC", "a;b", "ask line", "a;b"],
  ["CC", "a';b", "ask cannot be known", ""],
  ["FOO", "../x", "ask workspace", ""],
  ["FOO", "a:/etc/x", "ask workspace", ""],
  ["FOO", "https://x/etc", "", ""],
  ["FOO", "CODEOWNERS", "ask protected path CODEOWNERS", ""],
  ["FOO", ".env", "", ""],
  ["FOO", ".git/x", "deny git directory", ""],
  ...[
    "NODE_V8_COVERAGE",
    "NODE_REDIRECT_WARNINGS",
    "PYTHONPYCACHEPREFIX",
    "SSLKEYLOGFILE",
    "DEPENDENCIES_OUTPUT",
  ].map((name): [string, string, string, string] => [name, ".env", "deny secrets", ""]),
  ...[
    "SUNPRO_DEPENDENCIES",
    "TAPE",
    "GCOV_PREFIX",
    "LLVM_PROFILE_FILE",
    "COVERAGE_FILE",
    "GMON_OUT_PREFIX",
  ].map((name): [string, string, string, string] => [name, ".env", "deny secrets", ""]),
  ...["GOCOVERDIR", "X_HISTORY", "MYSQL_HISTFILE", "X_LOG", "XLOGFILE", "X_LOG_FILE"].map(
    (name): [string, string, string, string] => [name, ".env", "deny secrets", ""],
  ),
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "X_CA_BUNDLE", "JAVA_HOME", "TZ", "TZDIR"].map(
    (name): [string, string, string, string] => [name, "/etc/x", "", ""],
  ),
  ["TZDIR", "CODEOWNERS", "ask protected path CODEOWNERS", ""],
])("%s=%s: %j, run %j", (name, value, found, ran) => {
  expect(judge(name, value)).toEqual({ found, ran });
});

test("what is set for the shell alone counts where make's rules begin a command with it", () => {
  const given = false;
  expect(judge("CC", "a b", { given }).found).toBe("ask line");
  expect(judge("CC", "$(a)", { given }).found).toBe("ask cannot be known");
  expect(judge("CC", "../x", { given }).found).toBe("");
  expect(judge("FOO", "../x", { given }).found).toBe("");
  expect(judge("FOO", "git push x", { given }).ran).toBe("");
});

test("a value that is not known is not judged, and a path in each folder", () => {
  expect(judge("CC", unknown("$(a b)")).found).toBe("");
  expect(judge("FOO", "../x", { folders: ["/work/a"] }).found).toBe("");
  expect(judge("FOO", "../x", { folders: ["/work/a", "/work"] }).found).toBe("ask workspace");
  expect(judge("FOO", "../x", { folders: [] }).found).toBe("");
  expect(judge("FOO", "../x", { folders: undefined }).found).toBe("ask workspace");
});

test.each([
  ["X=../x node a.js", "ask"],
  ["export X=../x; node a.js", "ask"],
  ["declare -x X=../x; node a.js", "ask"],
  ["X=../x; export X", "ask"],
  ["X=../x; declare -x X", "ask"],
  ["env X=../x node a.js", "ask"],
  ["cd src; X=../../x node a.js", "ask"],
  ["CC='git push x' make", "ask"],
  ["CC='git push x'; make", "ask"],
  ["X=../x", "allow"],
  ["X=../x; node a.js", "allow"],
  ["export X", "allow"],
  ["f() { local X=../x; ls; }; f", "allow"],
  ["declare X=../x", "allow"],
  ["readonly X=../x", "allow"],
  ["cd src && X=../x node a.js", "allow"],
])("the environment of commands, %s: %s", (line, decision) => {
  expect(judgeCommand(line, developer, world).decision).toBe(decision);
});
