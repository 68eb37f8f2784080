import { expect, test } from "vitest";
import { judgeEffects } from "../../../src/core/policy/effects.ts";
import type { Policy } from "../../../src/core/policy/policy.ts";
import type { Effects, Use } from "../../../src/core/policy/programs/program.ts";
import type { CommandStep } from "../../../src/core/policy/ruling.ts";
import { fixed, pattern, unknown } from "../../../src/core/policy/words.ts";
import { TRACKED } from "../../../src/core/policy/wrappers/feed.ts";
import { describedWorld } from "./described-world.ts";

const developer: Policy = {
  role: "developer",
  rules: [],
  otherwise: "allow",
  strict: false,
  write: "workspace",
  push: false,
  approved: [],
  paths: { protected: [], secret: [], readable: [], writable: ["/out"] },
};

interface Options {
  readonly files?: readonly string[];
  readonly folders?: readonly string[];
  readonly written?: readonly string[];
  readonly effects?: Partial<Effects>;
}

/** What is said of a program that has these uses, without what is allowed. */
function judge(program: string, uses: readonly Use[], options: Options = {}) {
  const world = describedWorld({
    list: (folder) =>
      folder === "/work" ? (options.files ?? []).map((name) => ({ name, kind: "file" as const })) : undefined,
  });
  const step: CommandStep = {
    kind: "command",
    words: [fixed(program)],
    feed: { kind: "none" },
    folders: options.folders ?? ["/work"],
    wraps: false,
    local: false,
  };
  const written = new Set(options.written);
  const effects: Effects = { uses, hazards: [], stranger: false, ...options.effects };
  const reasons = judgeEffects(step, effects, developer, world, written);
  const found = reasons.filter(({ decision }) => decision !== "allow");
  return { found: found.map(({ decision, rule }) => `${decision} ${rule}`), written: [...written] };
}

const read = (path: string): Use => ({ access: "read", path: fixed(path) });
const write = (path: string): Use => ({ access: "write", path: fixed(path) });
const link = (path: string): Use => ({ access: "link", path: fixed(path) });

test("each use is judged as what it is", () => {
  expect(judge("cat", [read("a"), read(".env"), read("/etc/x")]).found).toEqual([
    "deny secrets",
    "ask workspace",
  ]);
  expect(judge("tee", [write(".github/x")]).found).toEqual(["ask protected path .github/"]);
  expect(judge("cat", [read(".github/x")]).found).toEqual([]);
  expect(judge("grep", [{ ...read("."), tree: {} }], { files: [".env"] }).found).toEqual(["deny secrets"]);
  expect(judge("env", [], { effects: { exposes: "variables" } }).found).toEqual(["deny exposure"]);
});

test.each([
  // path, read, linked
  ["a", [], []],
  [".env", ["deny secrets"], ["deny secrets"]],
  [".github/x", [], ["ask protected path .github/"]],
  ["/etc/x", ["ask workspace"], ["ask workspace"]],
  ["/usr/include/x", [], []],
  ["/out/x", ["ask workspace"], ["ask workspace"]],
] as const)("%s is read: %j, and given a second name: %j", (path, reads, links) => {
  expect(judge("ln", [read(path)]).found).toEqual(reads);
  expect(judge("ln", [link(path)]).found).toEqual(links);
});

test.each([
  ["cp", read("/usr/bin/git"), ["ask cannot be known"]],
  ["ln", link("/usr/bin/git"), ["ask cannot be known"]],
  ["install", read("/opt/x/bin/gh"), ["ask cannot be known"]],
  ["rsync", read("/usr/bin/sudo"), ["ask cannot be known"]],
  ["cat", read("/usr/bin/git"), []],
  ["cp", read("/usr/bin/ls"), []],
  ["cp", read("git"), []],
  ["cp", write("git"), []],
] as const)("%s of %j may hide which program it is: %j", (program, use, found) => {
  expect(judge(program, [use]).found).toEqual(found);
});

test.each([
  ["rm", write("/dev/null"), ["/work"], ["deny paths"]],
  ["rm", write("null"), ["/work", "/dev"], ["deny paths"]],
  ["rm", write("null"), ["/work"], []],
  ["cp", read("/dev/null"), ["/work"], []],
  ["tee", write("/dev/null"), ["/work"], []],
  ["mv", { access: "write", path: pattern("/dev/n*") }, ["/work"], ["deny paths"]],
] as const)("%s, which uses %j in %j, replaces a device: %j", (program, use, folders, found) => {
  expect(judge(program, [use], { folders }).found.slice(0, 1)).toEqual(found);
});

test.each([
  ["./x.sh", [], { written: ["x.sh"] }, true],
  ["x.sh", [], { written: ["x.sh"] }, false],
  ["./y.sh", [], { written: ["x.sh"] }, false],
  ["bash", [read("a/x.sh")], { written: ["x.sh"] }, true],
  ["source", [read("x.sh")], { written: ["x.sh"] }, true],
  [".", [read("x.sh")], { written: ["x.sh"] }, true],
  ["foo", [read("x.sh")], { written: ["x.sh"], effects: { stranger: true } }, true],
  ["foo", [read("x.sh")], { written: ["x.sh"] }, false],
  ["bash", [read("y.sh")], { written: ["x.sh"] }, false],
] as const)("%s, which uses %j, after %j: runs what was written: %s", (program, uses, options, runs) => {
  expect(judge(program, uses, options).found).toEqual(runs ? ["ask cannot be known"] : []);
});

test("what is written is remembered, and what only has its mode or time set is not", () => {
  expect(judge("cp", [read("a"), write("b/c")]).written).toEqual(["c"]);
  expect(judge("chmod", [write("b")]).written).toEqual([]);
  expect(judge("touch", [write("b")]).written).toEqual([]);
});

test("any file under version control stands for all of them", () => {
  const any: Use = { access: "read", path: TRACKED };
  expect(judge("cat", [any], { files: ["a.ts"] }).found).toEqual([]);
  expect(judge("cat", [any], { files: [".env"] }).found).toEqual(["deny secrets"]);
  expect(judge("ls", [{ ...any, lists: true }], { files: [".env"] }).found).toEqual([]);
  expect(judge("rm", [{ access: "write", path: TRACKED }], { files: ["a.ts"] }).found).toEqual(["ask paths"]);
});

test("who only lists names may list those of secrets, and not those outside the workspace", () => {
  const lists = (use: Use) => judge("ls", [{ ...use, lists: true }]).found;
  expect(lists(read(".env"))).toEqual([]);
  expect(lists(read("/etc"))).toEqual(["ask workspace"]);
  expect(lists({ access: "read", path: { ...pattern("$x"), kind: "dynamic" } })).toEqual([]);
  expect(lists(read("/proc/1"))).toEqual(["deny paths"]);
});

test.each([
  [fixed("new"), ["/work"], []],
  [fixed("full"), ["/work"], ["ask cannot be known"]],
  [fixed("."), ["/work/empty"], []],
  [fixed("full"), ["/work/empty", "/work"], ["ask cannot be known"]],
  [fixed("/tmp/child/full"), ["/work"], []],
  [fixed("full"), undefined, ["ask paths", "ask cannot be known"]],
  [unknown("$x"), ["/work"], ["ask paths", "ask cannot be known"]],
  [pattern("n*"), ["/work"], ["ask cannot be known"]],
] as const)("what is unpacked into %j from %j can overwrite something: %j", (path, folders, found) => {
  const world = describedWorld({
    temporary: ["/tmp/other", "/tmp/child"],
    list: (folder) =>
      ["/work/full", "/tmp/child/full"].includes(folder) ? [{ name: "a", kind: "file" }] : [],
  });
  const step: CommandStep = {
    kind: "command",
    words: [fixed("tar")],
    feed: { kind: "none" },
    folders,
    wraps: false,
    local: false,
  };
  const use: Use = { access: "write", path, tree: {}, unpacks: true };
  const effects: Effects = { uses: [use], hazards: [], stranger: false };
  const reasons = judgeEffects(step, effects, developer, world, new Set());
  expect(
    reasons.filter(({ decision }) => decision !== "allow").map((one) => `${one.decision} ${one.rule}`),
  ).toEqual(found);
});

test("what the line writes into a file that brings back what is hidden is not known", () => {
  const tree = { hidden: false, ignores: [".ignore", ".gitignore"] };
  const use: Use = { ...read("."), tree };
  const files = [".env"];
  expect(judge("rg", [use], { files }).found).toEqual([]);
  expect(judge("rg", [use], { files, written: [".ignore"] }).found).toEqual(["deny secrets"]);
  expect(judge("rg", [use], { files, written: ["x", ".gitignore"] }).found).toEqual(["deny secrets"]);
  expect(judge("rg", [use], { files, written: ["x"] }).found).toEqual([]);
  const others: Use = { ...use, tree: { ...tree, selects: (path) => path !== ".env" } };
  expect(judge("rg", [others], { files, written: [".ignore"] }).found).toEqual([]);
  expect(judge("ag", [{ ...use, tree: { hidden: false } }], { files, written: [".ignore"] }).found).toEqual(
    [],
  );
});

test.each([
  ["json.tool", "a.json b.js", "allow"],
  ["json.tool", "argparse.py", "deny"],
  ["json.tool", "json.pyc", "deny"],
  ["json.tool", "json.so", "deny"],
  ["json.tool", "re.pyd", "deny"],
  ["json.tool", "a.pyi", "allow"],
  ["json.tool", "json/__init__.py", "deny"],
  ["json.tool", "json/tool.py", "allow"],
  ["json.tool", "json/x__init__.py", "allow"],
] as const)("Python finds modules for %s among %s: %s", (program, names, decision) => {
  const files = names.split(" ").map((name) => `/work/${name}`);
  const world = describedWorld({
    list: (folder) => {
      const entries = files.flatMap((file) => {
        const [name = "", ...inner] = file.startsWith(`${folder}/`)
          ? file.slice(folder.length + 1).split("/")
          : [];
        return name === ""
          ? []
          : [{ name, kind: inner.length > 0 ? ("folder" as const) : ("file" as const) }];
      });
      return entries.length === 0 ? undefined : entries;
    },
  });
  const judged = (folders: readonly string[] | undefined, policy: Policy, imports = true) => {
    const step: CommandStep = {
      kind: "command",
      words: [fixed(program)],
      feed: { kind: "none" },
      folders,
      wraps: false,
      local: false,
    };
    return judgeEffects(step, { uses: [], hazards: [], stranger: false, imports }, policy, world, new Set());
  };
  const reader: Policy = { ...developer, otherwise: "deny" };
  expect(judged(["/work"], reader).map((one) => one.decision)).toEqual(decision === "deny" ? ["deny"] : []);
  expect(judged(["/work"], developer)).toEqual([]);
  expect(judged(["/work"], reader, false)).toEqual([]);
  expect(judged(["/else"], reader)).toEqual([]);
  expect(judged(["/else", "/work"], reader)).toHaveLength(decision === "deny" ? 1 : 0);
  expect(judged(undefined, reader)).toHaveLength(1);
});
