import { expect, test } from "vitest";
import { readArguments } from "../../../../src/core/policy/programs/arguments.ts";
import { PROGRAMS } from "../../../../src/core/policy/programs/program.ts";
import { selectionOf } from "../../../../src/core/policy/programs/selection.ts";
import { fixed, pattern, unknown } from "../../../../src/core/policy/words.ts";

const files = ["a.ts", ".env", "conf/.env", "conf/a.pem", "conf/deep/a.ts", "s.yml"];

/** Which of the files above a search looks at, hidden ones where `tree.hidden` lets it; `~` stands before an unquoted pattern. */
test.each([
  ["grep -r x", "all"],
  ["grep -r x --include=*.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x --include *.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x --incl=*.ts", "a.ts conf/deep/a.ts"],
  ["egrep -r x --include=*.ts", "a.ts conf/deep/a.ts"],
  ["fgrep -r x --include=*.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x --include=.e[n]v", ".env conf/.env"],
  ["grep -r x --include=.e[!x]v", ".env conf/.env"],
  ["grep -r x --include=.e[[:alpha:]]v", "all"],
  ["grep -r x --include=.en[v/]", "all"],
  ["grep -r x --include=.e\\nv", "all"],
  ["grep -r x --include=*.PEM", "conf/a.pem"],
  ["grep -r x --include=*.{ts,pem}", ""],
  ["grep -r x --include=*.ts --include=*.pem", "a.ts conf/a.pem conf/deep/a.ts"],
  ["grep -r x --exclude=.env", "a.ts conf/a.pem conf/deep/a.ts s.yml"],
  ["grep -r x --exclude=.e?v", "a.ts conf/a.pem conf/deep/a.ts s.yml"],
  ["grep -r x --exclude=*.ts --exclude=.*", "conf/a.pem s.yml"],
  ["grep -r x --exclude=.e[x]v", "all"],
  ["grep -r x --exclude=.e\\nv", "all"],
  ["grep -r x --exclude=.{env}", "all"],
  ["grep -r x --exclude=conf", "all"],
  ["grep -r x --exclude=.env --include=.env", "all"],
  ["grep -r x --include=.env --exclude=.env", ""],
  ["grep -r x --exclude=a.ts --include=*.yml", ".env conf/.env conf/a.pem s.yml"],
  ["grep -r x --exclude-from=f --include=*.yml", "all"],
  ["grep -r x --include=*.yml --exclude-from=f", "s.yml"],
  ["grep -r x --exclude-dir=conf --include=*.yml", "s.yml"],
  ["grep -r x ~--include=*.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x ~--include=conf?", ""],
  ["grep -r x ~--include=.[e]nv", "all"],
  ["grep -r x ~--include=*e*v", "all"],
  ["grep -r x ~--include=*v]", "all"],
  ["grep -r x --include ~*.ts", "all"],
  ["grep -r x ~--exclude=.env*", "all"],
  ["grep -r x --include=*.ts ~--exclude=.env*", "a.ts conf/deep/a.ts"],
  ["grep -r x ~--exclude=.env* --include=*.ts", "all"],
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
  ["rg x -g *.{ts,yml}", "a.ts conf/deep/a.ts s.yml"],
  ["rg x -g *.{t{s,x},y[m]l}", "a.ts conf/deep/a.ts s.yml"],
  ["rg x -g {.env,conf/*.yml}", ".env conf/.env s.yml"],
  ["rg x -g {a,b}{a,b}{a,b}{a,b}", ""],
  ["rg x -g {a,b}{a,b}{a,b}{a,b}{a,b}", "all"],
  ["rg x -g {.env", "all"],
  ["rg x -g .env}", "all"],
  ["rg x -g .en[v/]", "all"],
  ["rg x -g .[!e]nv", ".env conf/.env"],
  ["rg x -g .[!\\]nv", "all"],
  ["rg x -g \\.env", "all"],
  ["rg x -g #x", "all"],
  ["rg x -g .env\t", "all"],
  ["rg x -g x#", ""],
  ["rg x -g *.PEM", "conf/a.pem"],
  ["rg x --iglob *.PEM", "conf/a.pem"],
  ["rg x --iglob !*.ts", ".env conf/.env conf/a.pem s.yml but hidden"],
  ["rg x -g !*.TS", "all but hidden"],
  ["rg x ~-g*.ts", "all"],
  ["rg x -g", "all"],
  ["grep -r x ~--include=**.ts", "a.ts conf/deep/a.ts"],
  ["grep -r x ~--include=.env??", ".env conf/.env"],
  ["rg x --ignore-file f", "all"],
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
  ["rg x --glob !.env/ --hidden", "all"],
  ["rg x -g !conf -g .env", ".env"],
  ["rg x -g !conf -g c* -g .env", ".env conf/.env"],
  ["rg x -g !conf -tts -g .env", "a.ts .env"],
  ["rg x -g .env -g !.env", ""],
  ["rg x -g !*.ts -g *.yml", "s.yml"],
  ["rg x -g !.env -g .env", ".env conf/.env"],
  ["rg x -g $x", "all"],
  ["rg x -tts", "a.ts conf/deep/a.ts"],
  ["rg x --type ts", "a.ts conf/deep/a.ts"],
  ["rg x -trust", ""],
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
  const words = args.map((arg) => {
    if (arg.startsWith("~")) return pattern(arg.slice(1));
    return arg.includes("$") ? unknown(arg, { prefix: arg.slice(0, arg.indexOf("$")) }) : fixed(arg);
  });
  const grammar = PROGRAMS[name.replace(/^[ef]grep/, "grep")] ?? {};
  const tree = readArguments(name, words, grammar).uses.findLast((use) => use.tree !== undefined)?.tree;
  const selected = files.filter((file) => tree?.selects?.(file) ?? true).join(" ");
  const hidden = tree?.hidden === false ? " but hidden" : "";
  expect(tree === undefined).toBe(false);
  expect((selected === files.join(" ") ? "all" : selected) + hidden).toBe(expected);
});

test.each([
  ["ts", "a.ts a.tsx a.mts a.cts"],
  ["js", "a.js a.jsx a.mjs a.cjs a.vue"],
  ["py", "a.py a.pyi"],
  ["rust", "a.rs"],
  ["go", "a.go"],
  ["java", "A.java a.jsp a.jspx a.properties"],
  ["c", "a.c a.h a.C a.H a.c.in a.cats"],
  ["cpp", "a.c a.C a.cc a.cpp a.cxx a.h a.hh a.hpp a.hxx a.inl a.cc.in"],
  ["css", "a.css a.scss"],
  ["html", "a.htm a.html a.ejs"],
  ["md", "a.md a.markdown a.mdown a.mkd a.mkdn a.mdwn a.mdx"],
  ["ruby", "a.rb a.rbw a.gemspec .irbrc a.ru"],
  ["php", "a.php a.php3 a.php4 a.php5 a.php7 a.php8 a.pht a.phtml"],
  ["kotlin", "a.kt a.kts"],
  ["swift", "a.swift"],
])("ripgrep's type %s are the files %s, and none for secrets", (type, names) => {
  const options = [{ option: "t", kind: "plain", value: fixed(type), glued: false }] as const;
  const { selects, hidden } = selectionOf("rg", options);
  const selected = [...names.split(" "), ".env", "a.pem"].filter((name) => selects?.(name));
  expect([selected.join(" "), hidden]).toEqual([names, true]);
});

test("ripgrep reads which files are brought back, unless it looks at hidden ones anyway", () => {
  expect(selectionOf("rg", []).ignores).toEqual([".ignore", ".rgignore", ".gitignore"]);
  expect(selectionOf("ag", []).ignores).toBe(undefined);
  expect(selectionOf("grep", []).ignores).toBe(undefined);
});
