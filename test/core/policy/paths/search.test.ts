import { expect, test } from "vitest";
import { judgeSearch, searchConfiguration } from "../../../../src/core/policy/paths/search.ts";
import type { Entry } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";
import { rolePolicy } from "../real-world.ts";

const folders: Readonly<Record<string, readonly Entry[]>> = {
  "/work": [
    { name: "src", kind: "folder" },
    { name: ".env", kind: "file" },
    { name: "test.pem", kind: "file" },
    { name: "README.md", kind: "file" },
  ],
  "/work/src": [{ name: "a.ts", kind: "file" }],
};

const world = describedWorld({ list: (path) => folders[path] });
const reviewer = rolePolicy("code-review-specialist");

const globs: readonly (readonly [string | undefined, "allow" | "deny"])[] = [
  [undefined, "allow"],
  ["*.ts", "allow"],
  ["**/*.spec.ts", "allow"],
  ["*.{ts,tsx}", "allow"],
  ["src/**/*.py", "allow"],
  ["package.json", "allow"],
  ["!*.ts", "allow"],
  ["*a*", "allow"],
  [".env", "deny"],
  [".ENV", "deny"],
  ["*", "deny"],
  ["**", "deny"],
  ["**/*", "deny"],
  ["x/", "deny"],
  ["*test*", "deny"],
  [".[e]nv", "deny"],
  [".e?v", "deny"],
  ["*.{ts,pem}", "deny"],
  ["{.env,a.ts}", "deny"],
  ["{a.ts,.env}", "deny"],
  ["\\.env", "deny"],
  ["![x]", "allow"],
  ["[x]!", "deny"],
  ["[.a]*.ts", "allow"],
];

test.each(globs)("files that fit %j are searched: %s", (glob, decision) => {
  expect(judgeSearch("/work", glob, reviewer, world).decision).toBe(decision);
});

test("a pattern is harmless where nothing secret stands, and a way out is named", () => {
  expect(judgeSearch("/work/src", "*", reviewer, world).decision).toBe("allow");
  expect(judgeSearch("/work/src", "*", reviewer, world).instead).toBe(undefined);
  expect(judgeSearch("/etc", undefined, reviewer, world).decision).toBe("deny");
  expect(judgeSearch("/work", "*", reviewer, world)).toMatchObject({
    rule: "secrets",
    instead: "leave the pattern out, or let it name an ending: *.ts",
  });
  expect(judgeSearch("/etc", "*", reviewer, world)).toMatchObject({ rule: "workspace" });
});

test("a link is not followed", () => {
  const linked = describedWorld({
    list: (path) =>
      path === "/work"
        ? [{ name: "a", kind: "link" }]
        : path === "/work/b"
          ? [{ name: ".env", kind: "file" }]
          : [],
    realpath: (path) => (path === "/work/a" ? "/work/b" : path),
  });
  expect(judgeSearch("/work", "*", reviewer, linked).decision).toBe("allow");
  expect(judgeSearch("/work/b", "*", reviewer, linked).decision).toBe("deny");
});

test("what is secret is not searched, unless the user says that it may be read", () => {
  const policy = {
    ...reviewer,
    paths: { ...reviewer.paths, secret: ["vault/", "deep/token"], readable: [".npmrc"] },
  };
  const lines = searchConfiguration(policy).split("\n");
  for (const name of [
    ".env",
    "*.pem",
    ".ssh",
    ".config/gh",
    "vault",
    "deep/token",
    ".git",
    ".git/**/config*",
    ".git/**/*credential*",
  ])
    expect(lines).toContain(`--iglob=!**/${name}`);
  expect(lines.includes("--iglob=!**/.npmrc")).toBe(false);
  expect(searchConfiguration(reviewer)).toMatch(/^--iglob=!\*\*\/\.npmrc$/m);
  expect(lines.at(-1)).toBe("");
});
