import { expect, test } from "vitest";
import { readArguments } from "../../../../src/core/policy/programs/arguments.ts";
import { PROGRAMS } from "../../../../src/core/policy/programs/program.ts";
import { fixed, unknown } from "../../../../src/core/policy/words.ts";

const files = ["a.ts", ".env", "conf/.env", "conf/a.pem", "conf/deep/a.ts", "s.yml"];

/** Which of the files above a search looks at; those in folders, and hidden ones, where `tree.hidden` lets it. */
test.each([
  ["grep -r x", "all"],
  ["grep -r x --include=*.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x --include *.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x --incl=*.ts", "a.ts conf/deep/a.ts"],
  ["egrep -r x --include=*.ts", "a.ts conf/deep/a.ts"],
  ["fgrep -r x --include=*.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x --include=.e[n]v", ".env conf/.env"],
  ["grep -r x --include=.e[[:alpha:]]v", ".env conf/.env"],
  ["grep -r x --include=*.{ts,pem}", "all"],
  ["grep -r x --include=*.ts --include=*.pem", "a.ts conf/a.pem conf/deep/a.ts"],
  ["grep -r x --exclude=.env", "a.ts conf/a.pem conf/deep/a.ts s.yml"],
  ["grep -r x --exclude=.e?v", "a.ts conf/a.pem conf/deep/a.ts s.yml"],
  ["grep -r x --exclude=*.ts --exclude=.*", "conf/a.pem s.yml"],
  ["grep -r x --exclude=.e[x]v", "all"],
  ["grep -r x --exclude=.e\\nv", "all"],
  ["grep -r x --exclude=.{env}", "all"],
  ["grep -r x --exclude=conf", "all"],
  ["grep -r x --exclude=.env --include=.env", ".env conf/.env"],
  ["grep -r x --include", "all"],
  ["grep -r x --exclude-dir=conf", "a.ts .env s.yml"],
  ["grep -r x --exclude-dir=deep", "a.ts .env conf/.env conf/a.pem s.yml"],
  ["grep -r x --exclude-dir=con[x]", "all"],
  ["grep -r x --exclude-dir=.env", "all"],
  ["grep -r x --exclude-dir=conf --include=.env", ".env"],
  ["grep -r x --include=*.ts --include=$x", "all"],
  ["grep -r x --exclude=.env --exclude=$x", "all"],
  ["rg x", "all but hidden"],
  ["rg x --hidden", "all"],
  ["rg x -u", "all"],
  ["rg x -.", "all"],
  ["rg x -i.", "all"],
  ["rg x --no-ignore", "all"],
  ["rg x --no-ignore-vcs", "all"],
  ["rg x --unrestricted", "all"],
  ["rg x --no-hidden", "all but hidden"],
  ["rg x -i", "all but hidden"],
  ["rg x -g *.ts", "a.ts conf/deep/a.ts"],
  ["rg x -g conf/*.ts", "a.ts conf/deep/a.ts"],
  ["rg x -g **/.env", ".env conf/.env"],
  ["rg x --glob=.e[mn]v", ".env conf/.env"],
  ["rg x -g conf/", "all"],
  ["rg x -g conf/**", "all"],
  ["rg x -g *.{ts,yml}", "all"],
  ["rg x -g !conf", "a.ts .env s.yml but hidden"],
  ["rg x -g !.env --hidden", "a.ts conf/a.pem conf/deep/a.ts s.yml"],
  ["rg x -g !**/.env --hidden", "a.ts conf/a.pem conf/deep/a.ts s.yml"],
  ["rg x --glob !conf --hidden", "a.ts .env s.yml"],
  ["rg x --glob !conf/ --hidden", "a.ts .env s.yml"],
  ["rg x --glob !conf/** --hidden", "a.ts .env s.yml"],
  ["rg x --glob !conf/deep --hidden", "all"],
  ["rg x --glob !co/nf --hidden", "all"],
  ["rg x --glob !co**/nf --hidden", "all"],
  ["rg x --glob !a/**/ --hidden", "all"],
  ["rg x -g !.env -g .env", ".env conf/.env"],
  ["rg x -g $x", "all"],
  ["rg x -tts", "a.ts conf/deep/a.ts"],
  ["rg x --type ts", "a.ts conf/deep/a.ts"],
  ["rg x -tyaml", "all"],
  ["rg x -txts", "all"],
  ["rg x -ttsx", "all"],
  ["rg x -tts --type-add ts:.env", "all"],
  ["ag x", "all but hidden"],
  ["ag x --hidden", "all"],
  ["ag x -u", "all"],
  ["ack x", "all"],
  ["cp -r --include=*.ts a b", "all"],
  ["rsync --exclude=.env --include=*.ts a b", "all"],
])("%s looks at %s", (line, expected) => {
  const [name = "", ...args] = line.split(" ");
  const words = args.map((arg) =>
    arg.includes("$") ? unknown(arg, { prefix: arg.slice(0, arg.indexOf("$")) }) : fixed(arg),
  );
  const grammar = PROGRAMS[name.replace(/^[ef]grep/, "grep")] ?? {};
  const tree = readArguments(name, words, grammar).uses.findLast((use) => use.tree !== undefined)?.tree;
  const selected = files.filter((file) => tree?.selects?.(file) ?? true).join(" ");
  const hidden = tree?.hidden === false ? " but hidden" : "";
  expect(tree === undefined).toBe(false);
  expect((selected === files.join(" ") ? "all" : selected) + hidden).toBe(expected);
});
