import { expect, test } from "vitest";
import type { Policy } from "../../../src/core/policy/policy.ts";
import type { CommandStep } from "../../../src/core/policy/ruling.ts";
import { judgeStranger } from "../../../src/core/policy/stranger.ts";
import { fixed, unknown, type Value } from "../../../src/core/policy/words.ts";
import { describedWorld } from "./described-world.ts";

const world = describedWorld();
const developer: Policy = {
  role: "developer",
  rules: [],
  otherwise: "allow",
  strict: false,
  write: "workspace",
  push: false,
  approved: [],
  paths: { protected: [], secret: [], readable: [], writable: [] },
};
const reader: Policy = { ...developer, otherwise: "deny", write: "none" };

interface Options {
  readonly policy?: Policy;
  readonly folders?: readonly string[] | undefined;
  readonly wraps?: boolean;
  readonly feed?: CommandStep["feed"];
}

/** What is said of it, without what is allowed; what it may run is noted and denied. */
function judge(words: readonly Value[], options: Options = {}) {
  const { policy = developer, wraps = false, feed = { kind: "none" } } = options;
  const folders = "folders" in options ? options.folders : ["/work"];
  const step: CommandStep = { kind: "command", words, feed, folders, wraps, local: false };
  const ran: string[] = [];
  const reasons = judgeStranger(step, policy, world, {
    words: (inner) => {
      ran.push(inner.map((word) => word.text).join(" "));
      return [{ decision: "deny", rule: "inner", because: "inner" }];
    },
    line: (text) => {
      ran.push(`"${text}"`);
      return { decision: text.includes("fine") ? "allow" : "deny", rule: "line", because: "line" };
    },
  });
  const found = reasons.filter(({ decision }) => decision !== "allow");
  return { found: [...new Set(found.map(({ decision, rule }) => `${decision} ${rule}`))], ran, reasons };
}

function split(text: string): readonly Value[] {
  return text
    .split(" ")
    .map((word) => (word.includes("$") ? unknown(word, { prefix: word.replace(/\$.*/, "") }) : fixed(word)));
}

test.each([
  ["foo a.ts src/b", []],
  ["foo .env", ["deny secrets"]],
  ["foo /etc/passwd", ["ask workspace"]],
  ["foo .env:x", ["deny secrets"]],
  ["foo x:.env", ["deny secrets"]],
  ["foo x=.env", ["deny secrets"]],
  ["foo a,.env", ["deny secrets"]],
  ["foo a@.env", ["deny secrets"]],
  ["foo -o.env", ["deny secrets"]],
  ["foo -o=.env", ["deny secrets"]],
  ["foo --out=/etc/x", ["ask workspace"]],
  ["foo ab.netrc", []],
  ["foo -Dssl.key=x", []],
  ["foo --no-x.key", []],
  ["foo file:///work/.env", ["deny secrets"]],
  ["foo FILE://localhost/work/.env", ["deny secrets"]],
  ["foo file:///work/a", []],
  ["foo file:///etc/passwd", ["ask workspace"]],
  ["foo x=file:///etc/passwd", ["ask workspace"]],
  ["foo https://host/.env", []],
  ["foo git+ssh://host/.env", []],
  ["foo 1://host/.env", ["deny secrets"]],
  ["foo a=https://host/.env", ["deny secrets"]],
  ["foo .github/x", ["ask protected path .github/"]],
  ["foo /dev/fd/063", ["ask cannot be known"]],
  ["foo a/dev/fd/63", []],
  ["foo /dev/null", []],
  ["credentials a", []],
  ["./credentials a", ["deny secrets"]],
  ["/etc/foo a", ["ask workspace"]],
  ["foo .github/$x", ["ask protected path .github/"]],
  ["foo credentials$x", []],
  ["foo .ssh/$x", ["deny secrets"]],
  ["foo $x/.env", ["deny secrets"]],
  ["foo -f=$x/id_rsa", ["deny secrets"]],
  ["foo $x:/etc/passwd", []],
  ["$x/.env a", []],
] as const)("the words %s: %j", (text, found) => {
  expect(judge(split(text)).found).toEqual(found);
});

test("a path that is too long for any system is none", () => {
  const long = (length: number) => fixed(`${"a/".repeat(3000).slice(0, length - 5)}/.env`);
  expect(judge([fixed("foo"), long(4095)]).found).toEqual(["deny secrets"]);
  expect(judge([fixed("foo"), long(4096)]).found).toEqual([]);
});

test("what may only be written outside the workspace is asked about", () => {
  const policy = { ...developer, paths: { ...developer.paths, writable: ["/out"] } };
  expect(judge(split("foo /out/x"), { policy }).found).toEqual(["ask workspace"]);
});

test("a role that never writes is asked about reading alone", () => {
  expect(judge(split("foo .github/x"), { policy: reader }).found).toEqual([]);
  expect(judge(split("foo .env"), { policy: reader }).found).toEqual(["deny secrets"]);
  expect(judge(split("foo /usr/bin/x")).found).toEqual([]);
});

test("words are judged in each folder in which it may run, and so are the folders", () => {
  const found = (text: string, folders: readonly string[] | undefined, policy = developer) =>
    judge(split(text), { folders, policy }).found;
  expect(found("foo ../x", ["/work/src"])).toEqual([]);
  expect(found("foo ../x", ["/work/src", "/work"])).toEqual(["ask workspace"]);
  expect(found("foo", ["/work", "/etc"])).toEqual(["ask workspace"]);
  expect(found("foo", ["/work/.github"])).toEqual(["ask protected path .github/"]);
  expect(found("foo", ["/work/.ssh"])).toEqual(["deny secrets"]);
  expect(found("foo", undefined)).toEqual(["ask cannot be known"]);
  expect(found("foo .env", undefined)).toEqual(["ask cannot be known", "deny secrets"]);
  expect(found("foo a", undefined, reader)).toEqual([]);
});

test.each(
  "bash sh zsh git gh glab hub tea ssh scp sudo su doas pi pi-ensemble rm eval env xargs docker kubectl".split(
    " ",
  ),
)("%s among its words may be a command that it runs", (name) => {
  const run = `${name} push`;
  expect(judge(split(`foo ${run}`))).toMatchObject({ found: ["deny inner"], ran: [run] });
  expect(judge(split(`foo -x /usr/bin/${run}`)).ran).toEqual([`/usr/bin/${run}`]);
  expect(judge(split(`foo ${name}`)).ran).toEqual([]);
  expect(judge(split(`foo ${run}`), { wraps: true }).ran).toEqual([]);
});

test.each("install i add remove uninstall search info show view why list ls help outdated".split(" "))(
  "behind %s stand names of packages",
  (verb) => {
    expect(judge(split(`foo ${verb} git x`)).ran).toEqual([]);
    expect(judge(split(`foo x${verb} git x`)).ran).toEqual(["git x"]);
    expect(judge(split(`foo ${verb}x git x`)).ran).toEqual(["git x"]);
    expect(judge(split(`foo -x ${verb} git x`)).ran).toEqual(["git x"]);
  },
);

test.each([
  ["git push", true],
  ["a; gh pr merge", true],
  ["a&&rm x", true],
  ["(bash -c x)", true],
  ["x|sh -c", true],
  ["/usr/bin/git x", true],
  ["cat\nx", true],
  ["git", false],
  ["digit x", false],
  ["push git", false],
  ["gitx y", false],
] as const)("the word %j is a line that it may run: %s", (text, runs) => {
  const { ran, reasons } = judge([fixed("foo"), fixed(text)]);
  expect(ran).toEqual(runs ? [`"${text}"`] : []);
  expect(reasons.some(({ rule }) => rule === "line")).toBe(runs);
  expect(judge([fixed("foo"), fixed(text)], { wraps: true }).ran).toEqual([]);
});

test("a line that it may run is asked about, whatever would become of it alone", () => {
  const line = judge([fixed("foo"), fixed("git push")]).reasons.find(({ rule }) => rule === "line");
  expect(line).toMatchObject({ decision: "ask", because: "it may run git push: line" });
  expect(judge([fixed("foo"), fixed("git fine")]).found).toEqual([]);
  expect(judge([fixed("foo"), fixed("git push")], { policy: reader }).found).toEqual(["deny line"]);
});

test("what a shell behind it is told to run is judged, however it is spelt", () => {
  expect(judge(split("foo exec x sh -c code")).ran).toContain('"code"');
  expect(judge(split("foo /bin/bash -ec code")).ran).toContain('"code"');
  expect(judge(split("foo -c code sh")).ran).not.toContain('"code"');
  expect(judge(split("foo sh code")).ran).not.toContain('"code"');
  expect(judge(split("foo sh x-c code")).ran).not.toContain('"code"');
  expect(judge(split("foo sh -c- code")).ran).not.toContain('"code"');
  expect(judge(split("foo sh -c1 code")).ran).not.toContain('"code"');
  expect(judge(split("foo sh -ce code")).ran).toContain('"code"');
  expect(judge(split("foo sh -c code more")).ran).not.toContain('"more"');
  expect(judge(split("sh -c code")).ran).toEqual([]);
});

test("a command behind a quote or an exclamation mark is judged without it", () => {
  const ran = (text: string) => judge([fixed("foo"), fixed(text)]).ran;
  expect(ran("!git push")).toEqual(['"!git push"', '"git push"']);
  expect(ran("x 'git push'")).toEqual(["\"x 'git push'\"", '"git push\'"']);
  expect(ran("x git push")).toEqual(['"x git push"']);
  expect(ran("git push")).toEqual(['"git push"']);
});

test("an address of the web inside a text is no path", () => {
  const found = (text: string) => judge([fixed("foo"), fixed(text)]).found;
  expect(found("see https://x/y")).toEqual([]);
  expect(found("see HTTP://x//etc/passwd")).toEqual([]);
  expect(found("see x:/etc/passwd")).toEqual(["ask workspace"]);
  expect(found("see https://x/y?z=/etc/passwd")).toEqual([]);
  expect(found("see https://x and https://y or z=/etc/passwd")).toEqual(["ask workspace"]);
});

test.each([
  ["foo -Wl,-o../../x", ["ask workspace"]],
  ["foo a,-o.env", ["deny secrets"]],
  ["foo .e-xnv", []],
])("the words %s: %j", (words, wanted) => {
  expect(judge(split(words)).found).toEqual(wanted);
});

const TEXT = { kind: "text", text: "x" } as const;
const FILE = { kind: "file", path: fixed("x") } as const;

test.each([
  ["foo python -c x", ["python -c x"]],
  ["foo /usr/bin/perl -ne x", ["/usr/bin/perl -ne x"]],
  ["foo node a.js", []],
  ["foo node a.js -e x", ["node a.js -e x"]],
  ["foo node", []],
  ["foo nodex -e x", []],
  ["foo make x", ["make x"]],
  ["foo make", []],
  ["foo gcc-12 x", ["gcc-12 x"]],
  ["foo gcc", []],
  ["foo install python -c x", []],
  ["foo -c python", []],
])("a program that runs code, among the words of %s: %j", (words, wanted) => {
  expect(judge(split(words)).ran).toEqual(wanted);
});

test.each([
  ["foo perl", true],
  ["foo -- perl", true],
  ["foo x--y perl", true],
  ["foo -x perl", false],
  ["foo --lang perl", false],
  ["foo - perl", true],
  ["foo x-y perl", true],
  ["foo git", false],
  ["perl x", false],
])("an interpreter among %s reads what is printed: %s", (words, runs) => {
  expect(judge(split(words), { feed: TEXT }).ran.length > 0).toBe(runs);
  expect(judge(split(words), { feed: { kind: "unknown" } }).ran.length > 0).toBe(runs);
  expect(judge(split(words), { feed: { kind: "lines", values: [] } }).ran.length > 0).toBe(runs);
  expect(judge(split(words), { feed: FILE }).ran).toEqual([]);
  expect(judge(split(words)).ran).toEqual([]);
});

test.each([
  "irb",
  "foo irb",
  "/usr/bin/psql db",
  "foo shell",
  "python manage.py shell",
  "foo console",
  "foo repl",
  "foo tinker",
  "foo dbshell",
  "node inspect x",
  "rails runner x",
  ..."pry ipython ipython3 bpython ptpython jshell ghci iex gosh gore xonsh ammonite amm kotlinc".split(" "),
  ..."mysql mariadb mongo mongosh redis-cli cqlsh clickhouse-client isql usql litecli pgcli mycli".split(" "),
])("%s reads code from what is printed", (words) => {
  const { found, reasons } = judge(split(words), { feed: TEXT });
  expect(found).toContain("ask cannot be known");
  expect(reasons.some(({ because }) => because === "it reads code from what another command prints")).toBe(
    true,
  );
  expect(judge(split(words), { feed: FILE }).found).toEqual([]);
  expect(judge(split(words)).found).toEqual([]);
});

test.each(["shell x", "foo shellx", "foo x.irb", "foo x"])("%s reads none", (words) => {
  expect(judge(split(words), { feed: TEXT }).found).toEqual([]);
});

/** What becomes of the words: lines that are judged, or code in a language that is not. */
function code(...words: readonly string[]): string {
  const { ran, reasons } = judge(words.map(fixed));
  const opaque = reasons.some(({ because }) => because.endsWith("is code that is not judged"));
  return opaque ? "opaque" : ran.join(", ");
}

test.each([
  [["foo", "-c", "a b"], '"a b"'],
  [["foo", "--command", "a b"], '"a b"'],
  [["foo", "--run", "a;b"], '"a;b"'],
  [["foo", "--run=a|b"], '"a|b"'],
  [["foo", "--command=a\nb"], '"a\nb"'],
  [["foo", "-c", "a"], ""],
  [["foo", "-c", "a&b"], '"a&b"'],
  [["foo", "-c", "a<b"], '"a<b"'],
  [["foo", "-c", "a>b"], '"a>b"'],
  [["foo", "-c", "a(b"], '"a(b"'],
  [["foo", "-c", "a`b"], '"a`b"'],
  [["foo", "-c", "a --x=b"], '"a --x=b"'],
  [["foo", "-xc", "a b"], ""],
  [["foo", "x-c", "a b"], ""],
  [["foo", "-cx", "a b"], ""],
  [["foo", "--commands", "a b"], ""],
  [["foo", "x--run=a b"], ""],
  [["foo", "-e", "a b"], "opaque"],
  [["foo", "--eval", "a(b)"], "opaque"],
  [["foo", "--eval=a b"], "opaque"],
  [["foo", "-e", "a"], ""],
  [["foo", "-ex", "a b"], ""],
  [["foo", "x-e", "a b"], ""],
  [["rails", "runner", "puts x"], "opaque"],
  [["bin/rails", "runner", "puts x"], "opaque"],
  [["rails", "runner", "x"], ""],
  [["concurrently", "a b", "-x"], '"a b"'],
  [["foo", "concurrently", "a b"], '"a b"'],
  [["hyperfine", "a b"], '"a b"'],
  [["conc", "a b"], '"a b"'],
  [["cross-env-shell", "a b"], '"a b"'],
  [["start-server-and-test", "a b"], '"a b"'],
  [["server-test", "a b"], '"a b"'],
  [["foo", "a b"], ""],
  [["node", "x.js", "-e", "a b"], ""],
  [["node", "x.js", "shell", "-e", "a b"], "opaque"],
  [["./x", "-e", "a b"], ""],
  [["src/x", "-c", "a b"], ""],
  [["/usr/bin/x", "-e", "a b"], "opaque"],
  [["node_modules/.bin/x", "-e", "a b"], "opaque"],
  [["x", "y/z", "-e", "a b"], "opaque"],
  ...["npm", "pnpm", "yarn", "bun", "cargo", "go", "dotnet"].map(
    (name) => [[name, "run", "-e", "a b"], ""] as [string[], string],
  ),
  ...["run-script", "test", "t", "start"].map(
    (command) => [["npm", command, "-e", "a b"], ""] as [string[], string],
  ),
  [["xnpm", "run", "-e", "a b"], "opaque"],
  [["npmx", "run", "-e", "a b"], "opaque"],
  [["npm", "runs", "-e", "a b"], "opaque"],
  [["npm", "rerun", "-e", "a b"], "opaque"],
  [["uv", "run", "-e", "a b"], "opaque"],
  [["psql", "-c", "select 1"], ""],
  [["psql", "-c", "\\! x"], "opaque"],
  [["psql", "--command=copy t to program 'x'"], "opaque"],
  [["psql", "x", "\\! x"], ""],
  [["psql", "--commands", "\\! x"], ""],
  [["psql", "x-c", "\\! x"], ""],
  [["foo", "mysql", "-e", "SYSTEM x"], "opaque"],
  [["mysql", "--execute", "source x"], "opaque"],
  [["mysql", "--execute", "sourced"], ""],
  [["mysql", "--execute", "resource"], ""],
  [["mongosh", "--eval", "load('x')"], "opaque"],
  [["mongosh", "--eval", "require('x')"], "opaque"],
  [["mongosh", "--eval", "process.exit()"], "opaque"],
  [["psql", "-c", "git push x"], '"git push x"'],
  [["foo", "X=git push"], '"X=git push", "git push"'],
  [["foo", 'X="git" push'], '"X=git push", "git push"'],
  [["foo", "g'i't push"], '"git push"'],
  [["foo", "g\\it push"], '"git push"'],
  [["foo", "it's a dog"], ""],
] as const)("code in %j: %s", (words, wanted) => {
  expect(code(...words)).toBe(wanted);
});

test("of very many programs among the words nobody may run any", () => {
  expect(judge(split(`foo${" git x".repeat(20)}`)).ran).toHaveLength(20);
  const { found, reasons } = judge(split(`foo${" git x".repeat(21)}`));
  expect(found).toEqual(["deny cannot be known"]);
  expect(reasons).toHaveLength(1);
});
