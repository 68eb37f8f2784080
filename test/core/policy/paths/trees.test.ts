import { expect, test } from "vitest";
import { normalizePath } from "../../../../src/core/policy/paths/glob.ts";
import { judgeWord } from "../../../../src/core/policy/paths/path-words.ts";
import { judgePath } from "../../../../src/core/policy/paths/paths.ts";
import { judgeTree } from "../../../../src/core/policy/paths/trees.ts";
import type { Policy } from "../../../../src/core/policy/policy.ts";
import { fixed, pattern, unknown } from "../../../../src/core/policy/words.ts";
import type { Entry, World } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";

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
const reader: Policy = { ...developer, role: "explore", otherwise: "deny", write: "none" };

const links: Readonly<Record<string, string>> = {
  "/work/disk": "/dev/sda",
  "/work/key": "/work/.env",
  "/work/deep/key": "/work/.env",
};

/** A machine on which these files stand, and no others. */
function machine(...files: readonly string[]): World {
  return linked({}, ...files);
}

/** The same, with links. */
function linked(more: Readonly<Record<string, string>>, ...files: readonly string[]): World {
  const all = { ...links, ...more };
  const realpath = (path: string): string => {
    const plain = normalizePath(path);
    const link = Object.keys(all).find((one) => plain === one || plain.startsWith(`${one}/`));
    return link === undefined ? plain : realpath((all[link] ?? "") + plain.slice(link.length));
  };
  const standing = [...files, ...Object.keys(more)];
  return describedWorld({
    gitDirs: ["/work/.git", "/repo/.git"],
    guarded: ["/home/me/.pi"],
    realpath,
    list: (folder) => {
      const below = standing
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1));
      const names = new Set(below.map((file) => file.split("/")[0] ?? ""));
      return [...names].map((name): Entry => {
        const kind =
          all[`${folder}/${name}`] !== undefined ? "link" : below.includes(name) ? "file" : "folder";
        return { name, kind };
      });
    },
  });
}

const bare = machine();

test("a tree that holds the workspace, git's folder or the run's state is not removed, whatever is in it", () => {
  expect(judgeTree(".", "write", developer, bare)).toEqual({
    decision: "deny",
    rule: "paths",
    because: ". holds the whole workspace",
    instead: "name the files that you mean",
  });
  const wide = { ...developer, paths: { ...developer.paths, writable: ["/"] } };
  expect(judgeTree("/repo", "write", wide, bare).because).toBe("/repo holds /repo/.git");
  expect(judgeTree("~/", "write", wide, bare).because).toBe("~/ holds /home/me/.pi");
  expect(judgeTree("~/x", "write", wide, bare).decision).toBe("allow");
  expect(judgeTree(".", "read", developer, bare).decision).toBe("allow");
});

test("a tree is looked through: names, links, what is hidden, what is passed over", () => {
  const read = (world: World, options = {}) => judgeTree(".", "read", developer, world, options);
  expect(read(machine("/work/a/b/.env"))).toMatchObject({
    decision: "deny",
    rule: "secrets",
    because: "/work/a/b/.env is a file for secrets (a/b/.env)",
  });
  expect(read(machine("/work/a/b/.env"), { hidden: false }).decision).toBe("allow");
  expect(read(machine("/work/a/x.pem"), { hidden: false }).decision).toBe("deny");
  expect(read(machine("/work/.x/a.pem"), { hidden: false }).decision).toBe("allow");
  expect(read(machine("/work/key")).decision).toBe("deny");
  expect(read(machine("/work/deep/key")).decision).toBe("deny");
  expect(read(machine("/work/node_modules/a/.npmrc")).decision).toBe("allow");
  expect(read(machine("/work/.git/objects/x.pem")).decision).toBe("allow");
  expect(read(machine("/work/.git/config")).decision).toBe("deny");
  expect(read(machine("/work/a.pem/readme.md")).decision).toBe("allow");
  expect(judgeTree("src", "write", developer, machine("/work/src/key", "/work/src/a.ts")).decision).toBe(
    "allow",
  );
  expect(judgeTree("src", "write", developer, machine("/work/src/.github/a.yml")).decision).toBe("ask");
  expect(judgeTree("src", "write", developer, machine("/work/src/.github/a", "/work/src/x")).decision).toBe(
    "ask",
  );
  expect(judgeTree("deep", "write", developer, machine("/work/deep/key")).decision).toBe("allow");
});

test.each([
  // root, what stands there, read, removed
  [".git", "/work/.git/config", "deny", "deny"],
  [".git", "/work/.git/HEAD", "allow", "deny"],
  ["sub/.git", "/work/sub/.git/config", "deny", "deny"],
  ["sub", "/work/sub/.git/objects/x.pem", "allow", "deny"],
  ["sub", "/work/sub/a/.git/objects/x.pem", "allow", "deny"],
  ["a/.ssh", "/work/a/.ssh/known", "deny", "deny"],
  ["src", "/work/src/.aws/x/y", "deny", "deny"],
  ["src", "/work/src/aws/x/y", "allow", "allow"],
  ["src", "/work/src/.config/gh/hosts", "deny", "deny"],
  ["src", "/work/src/gh/hosts", "allow", "allow"],
  ["src", "/work/src/.PEM/A.PEM", "deny", "deny"],
  ["src", "/work/src/.github/workflows/ci.yml", "allow", "ask"],
  ["src", "/work/src/.pi/ensemble.json", "allow", "deny"],
] as const)("the tree %s, where %s stands: read %s, removed %s", (root, file, read, removed) => {
  expect(judgeTree(root, "read", developer, machine(file)).decision).toBe(read);
  expect(judgeTree(root, "write", developer, machine(file)).decision).toBe(removed);
});

test("the worst of a tree counts, wherever it stands in it", () => {
  const judge = (...files: readonly string[]) => judgeTree("src", "write", developer, machine(...files));
  expect(judge("/work/src/.github/a", "/work/src/.env.example").decision).toBe("ask");
  expect(judge("/work/src/.env.example", "/work/src/.github/a").decision).toBe("ask");
  expect(judge("/work/src/.github/a", "/work/src/a.pem").decision).toBe("deny");
  expect(judge("/work/src/a.pem", "/work/src/.github/a").decision).toBe("deny");
  const outside = linked({ "/work/src/l": "/etc" }, "/etc/passwd", "/etc/.env.example", "/etc/shadow");
  const read = (text: string) =>
    judgeWord(pattern(text), "read", developer, outside, ["/work"], undefined).decision;
  expect([read("src/*/*"), read("src/*/.e*"), read("src/*/x")]).toEqual(["ask", "ask", "allow"]);
});

test("what belongs to git or to the guard is found by its place, whatever it is called", () => {
  const world = { ...machine("/work/a/store/config", "/work/a/state/x"), gitDirs: ["/work/a/store"] };
  expect(judgeTree("a", "read", developer, world)).toMatchObject({ decision: "deny", rule: "secrets" });
  expect(judgeTree("a/store", "read", developer, world).decision).toBe("deny");
  expect(judgeTree("a/state", "read", developer, world).decision).toBe("allow");
  const judge = (text: string) =>
    judgeWord(
      pattern(text),
      "write",
      developer,
      { ...world, guarded: ["/work/a/state"] },
      ["/work"],
      undefined,
    );
  expect(judge("a/*")).toMatchObject({ decision: "deny" });
  expect(judge("a/stat?")).toMatchObject({ decision: "deny", rule: "run state" });
  expect(judge("a/stat?/x")).toMatchObject({ decision: "deny", rule: "run state" });
  expect(judge("a/x*").decision).toBe("allow");
  const own = { ...machine("/work/a/state/x"), guarded: ["/home/me/.pi", "/work/a/state"] };
  const written = (text: string) => judgeWord(pattern(text), "write", developer, own, ["/work"], undefined);
  expect(written("a/stat?")).toMatchObject({ decision: "deny", rule: "run state" });
  expect(written("a/stat?/x")).toMatchObject({ decision: "deny", rule: "run state" });
});

test.each([
  // links, what stands there, read, removed
  [{ "/work/src/l": "/work/certs" }, "/work/certs/a.pem", "deny", "allow"],
  [{ "/work/src/l": "/work/certs" }, "/work/certs/a.md", "allow", "allow"],
  [{ "/work/src/l": "/work/.git" }, "/work/.git/config", "deny", "allow"],
  [{ "/work/src/l": "/etc" }, "/etc/passwd", "ask", "allow"],
  [{ "/work/src/l": "/work/b", "/work/b/l": "/work/c" }, "/work/c/a.pem", "deny", "allow"],
  [{ "/work/src/l": "/work", "/work/l": "/work/src" }, "/work/src/a.md", "allow", "allow"],
  [{ "/work/src/l": "/work/src" }, "/work/src/a.md", "allow", "allow"],
  [{ "/work/src/l": "/etc" }, "/etc/a.pem", "ask", "allow"],
  [{ "/work/src/l": "/work/b", "/work/b/l": "/work/src" }, "/work/b/a.md", "allow", "allow"],
  [
    { "/work/src/l": "/work/b", "/work/b/l": "/work/c", "/work/c/l": "/work/b" },
    "/work/b/a.md",
    "allow",
    "allow",
  ],
  [{ "/work/src/l": "/work/sub" }, "/work/sub/.git/config", "deny", "allow"],
  [{ "/work/src/l": "/work/sub/.git" }, "/work/sub/.git/config", "deny", "allow"],
  [{ "/work/src/l": "/work/node_modules" }, "/work/node_modules/a/b.pem", "allow", "allow"],
  [{ "/work/src/l": "/work/node_modules/a" }, "/work/node_modules/a/b.pem", "allow", "allow"],
] as const)("the links %j, where %s stands: read %s, removed %s", (more, file, read, removed) => {
  const world = linked(more, file);
  expect(judgeTree("src", "read", developer, world).decision).toBe(read);
  expect(judgeTree("src", "write", developer, world).decision).toBe(removed);
});

test("a search that leaves out the link's own name still goes through it", () => {
  const selects = (path: string) => path.endsWith(".conf");
  const world = linked({ "/work/src/l": "/etc" }, "/etc/a.conf", "/etc/b");
  expect(judgeTree("src", "read", developer, world, { selects })).toMatchObject({
    decision: "ask",
    rule: "workspace",
  });
  expect(
    judgeTree("src", "read", developer, linked({ "/work/src/l": "/etc" }, "/etc/b"), { selects }).decision,
  ).toBe("allow");
  expect(judgeTree("src", "read", reader, world, { selects })).toMatchObject({
    decision: "deny",
    because: "/work/src/l is outside the workspace /work (l/a.conf)",
  });
});

test.each([
  // pattern, links, what stands there, read, written, removed
  ["src/*.txt", { "/work/src/a.txt": "/etc/passwd" }, "/etc/passwd", "ask", "deny", "allow"],
  ["src/*.txt", { "/work/src/a.txt": "/work/.env" }, "/work/.env", "deny", "deny", "allow"],
  ["src/*.txt", { "/work/src/a.txt": "/work/b" }, "/work/b", "allow", "allow", "allow"],
  ["src/*.md", { "/work/src/a.txt": "/work/.env" }, "/work/.env", "allow", "allow", "allow"],
  ["src/*/*", { "/work/src/l": "/work/certs" }, "/work/certs/a.pem", "deny", "deny", "deny"],
  ["src/*/a.pem", { "/work/src/l": "/work/certs" }, "/work/certs/a.pem", "deny", "deny", "deny"],
  ["src/*", { "/work/src/l": "/work/certs" }, "/work/certs/a.pem", "allow", "allow", "allow"],
  ["src/*/config", { "/work/src/l": "/work/.git" }, "/work/.git/config", "deny", "deny", "deny"],
  ["src/*/HEAD", { "/work/src/l": "/work/.git" }, "/work/.git/HEAD", "allow", "deny", "deny"],
  ["src/*/passwd", { "/work/src/l": "/etc" }, "/etc/passwd", "ask", "deny", "deny"],
  ["src/*/group", { "/work/src/l": "/etc" }, "/etc/passwd", "allow", "allow", "allow"],
  ["src/l/*.x", { "/work/src/l": "/work/certs" }, "/work/certs/a.x", "allow", "allow", "allow"],
  ["**/l/l/.e*", { "/work/l": "/work" }, "/work/.env", "deny", "deny", "deny"],
] as const)(
  "%s, with the links %j, where %s stands: read %s, written %s, removed %s",
  (text, more, file, ...wanted) => {
    const judge = (access: "read" | "write", tree: object | undefined) =>
      judgeWord(pattern(text), access, developer, linked(more, file), ["/work"], tree).decision;
    expect([judge("read", undefined), judge("write", undefined), judge("write", {})]).toEqual(wanted);
  },
);

test("a tree that a pattern names is read through its links", () => {
  const world = linked({ "/work/src/l": "/work/certs" }, "/work/certs/a.pem");
  expect(judgeWord(pattern("s*"), "read", developer, world, ["/work"], {}).decision).toBe("deny");
  expect(judgeWord(pattern("s*"), "read", developer, world, ["/work"], undefined).decision).toBe("allow");
  expect(judgeWord(pattern("*"), "read", developer, machine("/work/a.ts"), ["/work"], {}).decision).toBe(
    "allow",
  );
  const file = linked({ "/work/src/l": "/etc/passwd" });
  expect(judgeWord(pattern("src/*"), "read", developer, file, ["/work"], {}).decision).toBe("ask");
});

test("a project's own names of secrets are looked for, too", () => {
  const own = { ...developer, paths: { ...developer.paths, secret: ["*.vault"] } };
  expect(judgeTree(".", "read", own, machine("/work/a/x.vault")).decision).toBe("deny");
  expect(judgeTree(".", "read", developer, machine("/work/a/x.vault")).decision).toBe("allow");
});

test("a tree of 6000 files is looked through, one more is too many", () => {
  const many = (count: number) => ({
    ...bare,
    list: (): readonly Entry[] =>
      Array.from({ length: count }, (_, at) => ({ name: `f${at}`, kind: "file" })),
  });
  expect(judgeTree("src", "read", developer, many(6000)).decision).toBe("allow");
  expect(judgeTree("src", "read", developer, many(6001))).toMatchObject({
    decision: "ask",
    rule: "paths",
    because: "/work/src holds too many files to be looked through",
    instead: "write the path out",
  });
});

test("a pattern is looked for only as deep as it reaches", () => {
  const many = Array.from({ length: 3000 }, (_, at): Entry => ({ name: `f${at}`, kind: "file" }));
  const sub: Entry = { name: "sub", kind: "folder" };
  const link: Entry = { name: "key", kind: "link" };
  const world = {
    ...bare,
    list: (folder: string) => (folder.length < 40 ? [...many, folder.includes("links") ? link : sub] : []),
    realpath: (path: string) => normalizePath(path).replaceAll("/key", "/real"),
  };
  const judge = (text: string) =>
    judgeWord(pattern(text), "read", developer, world, ["/work"], undefined).decision;
  expect([judge("src/*.json"), judge("src/**/*.json"), judge("src/*/*.json")]).toEqual([
    "allow",
    "ask",
    "ask",
  ]);
  expect([judge("links/*.json"), judge("links/**/*.json"), judge("links/*/*.json")]).toEqual([
    "allow",
    "ask",
    "ask",
  ]);
});

test("a pattern that can name nothing guarded may stand above any number of files", () => {
  const many = {
    ...bare,
    list: (): readonly Entry[] => Array.from({ length: 6001 }, (_, at) => ({ name: `f${at}`, kind: "file" })),
  };
  const judge = (text: string, tree: object | undefined) =>
    judgeWord(pattern(text), "read", developer, many, ["/work"], tree).decision;
  expect(judge("src/*.ts", undefined)).toBe("allow");
  expect(judge("src/*.mts", undefined)).toBe("allow");
  expect(judge("src/**/*.ts", undefined)).toBe("allow");
  expect(judge("src/c*/*.ts", undefined)).toBe("ask");
  const written = judgeWord(pattern("src/*.ts"), "write", developer, many, ["/work"], undefined);
  expect(written.decision).toBe("ask");
  expect(judge("src/*.json", undefined)).toBe("ask");
  expect(judge("src/*.ts", {})).toBe("ask");
});

test("a listing that comes again is not read again, and another one is", () => {
  let listing: readonly Entry[] = [{ name: "a.pem", kind: "folder" }];
  const world = { ...bare, list: (folder: string) => (folder === "/work/src" ? listing : []) };
  expect(judgeTree("src", "read", developer, world).decision).toBe("allow");
  expect(judgeTree("src", "read", developer, world).decision).toBe("allow");
  expect(judgeTree("src", "write", developer, world).decision).toBe("deny");
  listing = [...listing, { name: "b.pem", kind: "file" }];
  expect(judgeTree("src", "read", developer, world).decision).toBe("deny");
});

test.each([
  // pattern, reaches into folders, what stands there, read, written, written as trees
  ["*", false, "/work/a.ts", "allow", "allow", "deny"],
  ["**/*", true, "/work/a.ts", "allow", "allow", "deny"],
  ["src/*", false, "/work/src/a.ts", "allow", "allow", "allow"],
  ["src*", false, "/work/src/a.ts", "allow", "allow", "allow"],
  ["*c", false, "/work/src/.env", "allow", "allow", "deny"],
  ["*c", false, "/work/doc/x/a.pem", "allow", "allow", "deny"],
  ["x*", false, "/work/src/.env", "allow", "allow", "allow"],
  ["*.pem", false, "/work/a.pem", "deny", "deny", "deny"],
  ["*.pem", false, "/work/a/b.pem", "allow", "allow", "allow"],
  ["**/*.pem", true, "/work/a/b.pem", "deny", "deny", "deny"],
  ["**/*.pem", false, "/work/a/b/c/d.pem", "deny", "deny", "deny"],
  ["**/s*", false, "/work/a/src/.env", "allow", "allow", "deny"],
  ["**/*.md", true, "/work/a/.ssh/b.md", "deny", "deny", "deny"],
  [".ssh/*.md", false, "/work/.ssh/b.md", "deny", "deny", "deny"],
  ["*/.ssh/*.md", false, "/work/a/.ssh/b.md", "deny", "deny", "deny"],
  ["**/x", true, "/work/.github/x", "allow", "ask", "ask"],
  ["**/*.yml", true, "/work/.github/a.yml", "allow", "ask", "ask"],
  ["../*", false, "/work/a.ts", "deny", "deny", "deny"],
  ["/repo/.git/co*", false, "/repo/.git/config", "deny", "deny", "deny"],
  ["*/../../x", false, "/work/a.ts", "ask", "ask", "ask"],
  ["src/*/..", false, "/work/src/a/b.ts", "ask", "ask", "ask"],
  ["*./x", false, "/work/a./x", "allow", "allow", "allow"],
  ["/etc/x*", false, "/etc/x", "deny", "deny", "deny"],
  ["/etc/host?", false, "/etc/x", "ask", "deny", "deny"],
  ["/etc/cred*", false, "/etc/x", "deny", "deny", "deny"],
] as const)(
  "%s, deep %s, where %s stands: read %s, written %s, as trees %s",
  (text, deep, file, ...wanted) => {
    const judge = (access: "read" | "write", tree: object | undefined) =>
      judgeWord(pattern(text, deep), access, developer, machine(file), ["/work"], tree).decision;
    expect([judge("read", undefined), judge("write", undefined), judge("write", {})]).toEqual(wanted);
  },
);

test("a pattern is no way for a reader to write, and says which files it means", () => {
  expect(judgeWord(pattern("x*"), "write", reader, bare, ["/work"], undefined)).toMatchObject({
    rule: "write: none",
  });
  expect(judgeWord(pattern("*"), "write", developer, bare, ["/work"], {})).toMatchObject({
    decision: "deny",
    rule: "paths",
    because: "* is the whole workspace",
  });
  const selects = (path: string) => path !== "a.pem";
  expect(
    judgeWord(pattern("*.pem"), "read", developer, machine("/work/a.pem"), ["/work"], { selects }).decision,
  ).toBe("allow");
});

test.each([
  ["src/*", true, "allow"],
  ["src/*", false, "allow"],
  ["s*", true, "deny"],
  ["s*", false, "allow"],
  [".h*", true, "deny"],
  [".h*", false, "allow"],
] as const)("%s, and what is in it, hidden %s: %s", (text, hidden, decision) => {
  const world = machine("/work/src/a/.x", "/work/src/.y/.env", "/work/.hidden/a.pem");
  expect(judgeWord(pattern(text), "read", developer, world, ["/work"], { hidden }).decision).toBe(decision);
});

test.each([
  ["[[]id[]]/*.pem", "/work/[id]/a.pem", "deny"],
  ["\\[id\\]/*.pem", "/work/[id]/a.pem", "deny"],
  ["\\[id\\]/*.pem", "/work/i/a.pem", "allow"],
  ["/work/src/../*.pem", "/work/a.pem", "deny"],
  ["*.PEM", "/work/a.PEM", "deny"],
] as const)("%s, where %s stands: %s", (text, file, decision) => {
  const value = { ...pattern(text), prefix: text.replaceAll("\\", "").replace(/(\*|\[\[).*/, "") };
  expect(judgeWord(value, "read", developer, machine(file), ["/work"], undefined).decision).toBe(decision);
});

test("an absolute path is judged wherever the command runs", () => {
  expect(judgeWord(fixed("/work/.env"), "read", developer, bare, undefined, undefined).decision).toBe("deny");
  const glob = judgeWord(
    pattern("/work/*.pem"),
    "read",
    developer,
    machine("/work/a.pem"),
    undefined,
    undefined,
  );
  expect(glob.decision).toBe("deny");
});

test("a pattern above a folder that may not be read says so", () => {
  expect(judgeWord(pattern("x?"), "read", developer, bare, ["/data"], undefined).because).toBe(
    ". is outside the workspace /work",
  );
  expect(judgeWord(pattern("/data/x?"), "read", developer, bare, ["/work"], undefined).because).toBe(
    "/data/ is outside the workspace /work",
  );
  expect(judgeWord(pattern("/ID_*"), "read", developer, bare, ["/work"], undefined).decision).toBe("deny");
  expect(judgeWord(pattern("/data/ID_*/x"), "read", developer, bare, ["/work"], undefined).decision).toBe(
    "deny",
  );
});

test("what cannot be known says whether it would be read or written", () => {
  expect(judgeWord(unknown("$x"), "read", developer, bare, ["/work"], undefined)).toEqual({
    decision: "ask",
    rule: "paths",
    because: "the path $x that would be read cannot be known before it runs",
    instead: "write the path out",
  });
  expect(judgeWord(fixed("x"), "write", developer, bare, undefined, undefined).because).toBe(
    "the path x, in a folder that is not known, that would be written cannot be known before it runs",
  );
  expect(judgeWord(fixed("x"), "read", developer, bare, ["/etc", "/work"], undefined).decision).toBe("ask");
});

test("home, a link to a device, and a zero byte", () => {
  expect(judgePath("~", "read", developer, bare).because).toBe("~ is outside the workspace /work");
  expect(judgePath("~/.cargo/registry/x", "read", developer, bare).decision).toBe("allow");
  expect(judgePath("~x", "write", developer, bare).decision).toBe("allow");
  expect(judgePath("disk", "read", developer, bare)).toMatchObject({ decision: "deny", rule: "paths" });
  expect(judgePath("a\0", "read", developer, bare)).toEqual({
    decision: "deny",
    rule: "paths",
    because: "a path with a zero byte",
  });
});

test.each([
  ["/work/.ignore", "!.env", "deny"],
  ["/work/.ignore", "x\n!/.e*\r\ny", "deny"],
  ["/work/.ignore", "\uFEFF!.env", "deny"],
  ["/work/.ignore", "!**/.env  ", "deny"],
  ["/work/.ignore", "!.[e]nv", "deny"],
  ["/work/.ignore", "!.{env,x}", "deny"],
  ["/work/.ignore", "!\\.env", "deny"],
  ["/work/.ignore", "!*", "deny"],
  ["/work/.ignore", "!a/.env", "deny"],
  ["/work/.ignore", "!/.env/", "deny"],
  ["/work/.ignore", ".env\n #!.env\n\\!.env", "allow"],
  ["/work/.ignore", "!.env.example", "allow"],
  ["/work/.ignore", "!x/.envx", "allow"],
  ["/work/a/.ignore", "!.env", "deny"],
  ["/work/a/.x/.ignore", "!.env", "allow"],
  ["/work/b/.ignore", "!.env", "allow"],
  ["/x/.ignore", "!.env", "allow"],
  ["/work/.other", "!.env", "allow"],
] as const)("what %s says with %j brings back what is hidden: %s", (file, text, decision) => {
  const world = {
    ...machine("/work/a/.env", "/work/b/c", "/work/a/.x/.env", file),
    read: (path: string) => (path === file ? text : undefined),
  };
  const options = { hidden: false, ignores: [".ignore"] };
  expect(judgeTree("a", "read", developer, world, options).decision).toBe(decision);
  expect(judgeTree("a", "read", developer, world, { hidden: false }).decision).toBe("allow");
});

test("a hidden folder that is brought back is looked into, and a file that cannot be read may bring back any", () => {
  const options = { hidden: false, ignores: [".ignore"] };
  const world = machine("/work/.x/a.pem", "/work/.ignore");
  const saying = (text: string) => ({ ...world, read: () => text });
  expect(judgeTree(".", "read", developer, saying("!.x/"), options).decision).toBe("deny");
  expect(judgeTree(".", "read", developer, saying("!.y/"), options).decision).toBe("allow");
  expect(judgeTree(".", "read", developer, world, options).decision).toBe("deny");
  expect(
    judgeTree(".", "read", developer, machine("/work/.x/a.pem", "/work/.ignore/x"), options).decision,
  ).toBe("allow");
});
