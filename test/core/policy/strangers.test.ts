import { expect, test } from "vitest";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import { describedWorld } from "./described-world.ts";
import { rolePolicy } from "./real-world.ts";

const world = describedWorld({
  read: (path) => (path === "/work/x.patch" ? "--- a/a.ts\n+++ b/a.ts\n" : undefined),
});
const developer = rolePolicy("developer");
const explore = rolePolicy("explore");

test.each([
  ["foo https://host/.env", "allow", "no rule names it"],
  ["foo x://host/.env", "allow", "no rule names it"],
  ["foo file:///work/.env", "deny", "secrets"],
  ["foo FILE://localhost/work/.env", "deny", "secrets"],
  ["foo a@.env", "deny", "secrets"],
  ["foo a=b,x/.netrc", "deny", "secrets"],
  ["foo a:id_rsa", "deny", "secrets"],
  ["foo --x=a:id_rsa", "deny", "secrets"],
  ["foo -o.env", "deny", "secrets"],
  ["foo -- .env", "deny", "secrets"],
  ["foo --out=.github/x", "ask", "protected path .github/"],
  ["foo src/$x", "allow", "no rule names it"],
  ["foo .github/$x", "ask", "protected path .github/"],
  ["foo /dev/fd/063", "ask", "cannot be known"],
  ["/etc/x/foo", "ask", "workspace"],
  ["/usr/bin/foo", "allow", "no rule names it"],
  ["./.github/foo", "ask", "protected path .github/"],
  ["cd .github && foo", "ask", "protected path .github/"],
  ["cd /etc && foo", "ask", "workspace"],
  ["cd src && foo", "allow", "no rule names it"],
  ['cd "$d" && foo', "ask", "cannot be known"],
  ["foo git", "allow", "no rule names it"],
  ["foo install git x", "allow", "no rule names it"],
  ["foo git push", "deny", "git push"],
  ["foo 'git push'", "ask", "git push"],
  ["foo 'a && git push'", "ask", "git push"],
  ["foo 'git status'", "allow", "no rule names it"],
  ["foo git status", "allow", "no rule names it"],
] as const)("a program that nothing is known of, %s: %s by %s", (line, decision, rule) => {
  expect(judgeCommand(line, developer, world)).toMatchObject({ decision, rule });
});

test.each([
  ["git log -p -- .env", "deny", "secrets"],
  ["git diff .env", "deny", "secrets"],
  ["git diff HEAD -- src/.env", "deny", "secrets"],
  ["git log -p HEAD:.env", "deny", "secrets"],
  ["git grep x -- .env", "deny", "secrets"],
  ["git grep -e x .env", "deny", "secrets"],
  ["git grep .env", "allow", "git grep *"],
  ["git grep -e .env", "allow", "git grep *"],
  ["git blame .env", "deny", "secrets"],
  ["git log -- a.ts", "allow", "git log *"],
  ["git diff a.ts", "allow", "git diff *"],
  ["git ls-files .env", "allow", "git ls-files *"],
  ["git -C /etc log", "deny", "workspace"],
  ["cd /etc && git log", "deny", "workspace"],
] as const)("what git shows, %s: %s by %s", (line, decision, rule) => {
  expect(judgeCommand(line, explore, world)).toMatchObject({ decision, rule });
});

test.each([
  ["git apply x.patch", "allow"],
  ["cat x | git apply --check", "allow"],
  ["cat x | git apply --stat", "allow"],
  ["cat x | git apply --numstat", "allow"],
  ["cat x | git apply --summary", "allow"],
  ["cat x | git apply", "ask"],
  ["git diff > x; git apply x", "ask"],
])("git applies only what is known: %s: %s", (line, decision) => {
  expect(judgeCommand(line, developer, world).decision).toBe(decision);
});
