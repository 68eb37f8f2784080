import fc from "fast-check";
import { expect, test } from "vitest";
import {
  globMatcher,
  globsMeet,
  isInside,
  matchesGlob,
  normalizePath,
  pathPattern,
} from "../../../../src/core/policy/paths/glob.ts";
import { judgeWord } from "../../../../src/core/policy/paths/path-words.ts";
import { judgePath } from "../../../../src/core/policy/paths/paths.ts";
import { judgeTree } from "../../../../src/core/policy/paths/trees.ts";
import type { Policy } from "../../../../src/core/policy/policy.ts";
import { fixed, pattern, unknown } from "../../../../src/core/policy/words.ts";
import type { Entry, World } from "../../../../src/core/policy/world.ts";
import { describedWorld } from "../described-world.ts";

const links: Readonly<Record<string, string>> = {
  "/work/out": "/etc",
  "/work/dotenv": "/work/.env",
  "/work/hooks": "/work/.git/hooks",
  "/work/deploy/out": "/etc",
  "/work/deploy/dotenv": "/work/.env",
  "/work/deploy/own": "/work/src",
};
const folders: Readonly<Record<string, readonly Entry[]>> = {
  "/work": [
    file("a.ts"),
    file(".env"),
    folder("src"),
    folder("certs"),
    folder(".git"),
    folder(".github"),
    { name: "out", kind: "link" },
  ],
  "/work/src": [file("a.ts"), file("b.ts")],
  "/work/certs": [file("server.key"), file("readme.md")],
  "/work/.git": [file("config"), file("HEAD")],
  "/work/.github": [file("ci.yml")],
};

const world = describedWorld({
  gitDirs: ["/work/.git", "/repo/.git"],
  guarded: ["/home/me/.pi"],
  realpath: (path) => {
    const plain = normalizePath(path);
    const link = Object.keys(links).find((one) => isInside(plain, one));
    return link === undefined ? plain : (links[link] ?? "") + plain.slice(link.length);
  },
  list: (path) => folders[path],
});

const developer: Policy = {
  role: "developer",
  rules: [],
  otherwise: "allow",
  strict: false,
  write: "workspace",
  push: false,
  approved: [],
  paths: { protected: ["deploy/"], secret: ["*.vault"], readable: ["/data"], writable: ["/out"] },
};
const reader: Policy = { ...developer, role: "explore", otherwise: "deny", write: "none" };

const cases: readonly (readonly [string, string, string, string])[] = [
  // path, read by a developer, written by a developer, read by a reader
  ["src/a.ts", "allow", "allow", "allow"],
  ["/work/src/a.ts", "allow", "allow", "allow"],
  ["new/deep/file", "allow", "allow", "allow"],
  ["src/../../x", "ask", "deny", "deny"],
  ["/etc/passwd", "ask", "deny", "deny"],
  ["/usr/include/stdio.h", "allow", "deny", "allow"],
  ["/usrx/a", "ask", "deny", "deny"],
  ["/workx/a", "ask", "deny", "deny"],
  ["~/x", "ask", "deny", "deny"],
  ["/data/x", "allow", "deny", "allow"],
  ["/out/x", "ask", "allow", "deny"],
  ["/tmp/child/x", "allow", "allow", "allow"],
  ["/tmp/x", "ask", "deny", "deny"],
  ["out/passwd", "ask", "deny", "deny"],
  [".env", "deny", "deny", "deny"],
  [".ENV", "deny", "deny", "deny"],
  ["src/.env.local", "deny", "deny", "deny"],
  [".env.example", "allow", "allow", "allow"],
  ["prod.env", "deny", "deny", "deny"],
  ["dotenv", "deny", "deny", "deny"],
  ["certs/server.pem", "deny", "deny", "deny"],
  ["id_ed25519", "deny", "deny", "deny"],
  ["id_ed25519.pub", "allow", "allow", "allow"],
  [".npmrc", "deny", "deny", "deny"],
  ["x.vault", "deny", "deny", "deny"],
  ["~/.aws/credentials", "deny", "deny", "deny"],
  ["~/.config/gh/hosts.yml", "deny", "deny", "deny"],
  ["~/.docker/config.json", "deny", "deny", "deny"],
  ["~/.pi/agent/auth.json", "deny", "deny", "deny"],
  ["~/.pi/x", "ask", "deny", "deny"],
  [".git/config", "deny", "deny", "deny"],
  [".git/HEAD", "allow", "deny", "allow"],
  ["hooks/pre-commit", "allow", "deny", "allow"],
  ["/repo/.git/config", "deny", "deny", "deny"],
  [".pi/ensemble.json", "allow", "deny", "allow"],
  [".pi/roles/x.md", "allow", "ask", "allow"],
  [".github/workflows/ci.yml", "allow", "ask", "allow"],
  ["docs/CODEOWNERS", "allow", "ask", "allow"],
  [".gitattributes", "allow", "ask", "allow"],
  ["deploy/x", "allow", "ask", "allow"],
  ["/dev/null", "allow", "allow", "allow"],
  ["/dev/fd/063", "allow", "allow", "allow"],
  ["/dev/fd/1", "allow", "allow", "allow"],
  ["/dev/fd/2", "allow", "allow", "allow"],
  ["/dev/fd/0", "allow", "deny", "allow"],
  ["/dev/fd/63", "allow", "deny", "allow"],
  ["/dev/stdin", "allow", "deny", "allow"],
  ["/dev/stdinx", "deny", "deny", "deny"],
  ["/dev/fd/63/x", "deny", "deny", "deny"],
  ["/dev/fd/x", "deny", "deny", "deny"],
  ["/a/dev/fd/63", "ask", "deny", "deny"],
  ...["zero", "full", "random", "urandom", "stdout", "stderr", "tty"].map(
    (name) => [`/dev/${name}`, "allow", "allow", "allow"] as const,
  ),
  ...`/bin/x /sbin/x /lib/x /lib64/x /opt/x /nix/store/x /etc/os-release /etc/debian_version /etc/alpine-release
    /etc/lsb-release /etc/hosts /etc/timezone /etc/localtime /Library/Developer/x /Applications/Xcode.app/x
    /proc/meminfo /proc/version /proc/loadavg ~/.cargo/registry/x ~/.rustup/toolchains/x ~/go/pkg/mod/x
    ~/.m2/repository/x ~/.nvm/versions/x ~/.gradle/caches/x ~/.local/lib/x ~/.pyenv/versions/x ~/.rbenv/versions/x
    ~/.volta/tools/x`
    .split(/\s+/)
    .map((path) => [path, "allow", "deny", "allow"] as const),
  ["/dev/tcp/host/80", "deny", "deny", "deny"],
  ["/dev/sda", "deny", "deny", "deny"],
  ["/proc/self/environ", "deny", "deny", "deny"],
  ["/proc/self/cwd/x", "deny", "deny", "deny"],
  ["/proc/cpuinfo", "allow", "deny", "allow"],
  ["a\0b", "deny", "deny", "deny"],
];

test.each(cases)("%j: read %s, written %s, read by a reader %s", (path, read, write, reads) => {
  expect(judgePath(path, "read", developer, world).decision).toBe(read);
  expect(judgePath(path, "write", developer, world).decision).toBe(write);
  expect(judgePath(path, "read", reader, world).decision).toBe(reads);
});

test("a reader writes nowhere but to devices", () => {
  expect(judgePath("src/a.ts", "write", reader, world)).toMatchObject({
    decision: "deny",
    rule: "write: none",
    because: "this role reads and never writes",
    instead: "report what should change instead of changing it",
  });
  expect(judgePath("/tmp/child/x", "write", reader, world).decision).toBe("deny");
  expect(judgePath("/dev/null", "write", reader, world).decision).toBe("allow");
});

test("a path is relative to the folder in which the command runs", () => {
  expect(judgePath("x", "write", developer, world, "/etc").decision).toBe("deny");
  expect(judgePath("../x", "write", developer, world, "/work/src").decision).toBe("allow");
});

test("where case does not matter, it does not help", () => {
  expect(judgePath("/WORK/a", "write", developer, world).decision).toBe("deny");
  expect(judgePath("/WORK/a", "write", developer, { ...world, ignoresCase: true }).decision).toBe("allow");
  expect(judgePath(".GIT/hooks/x", "write", developer, world).decision).toBe("deny");
});

test("what the user makes readable is no secret any more", () => {
  const policy: Policy = { ...developer, paths: { ...developer.paths, readable: ["test/", ".npmrc"] } };
  expect(judgePath("test/server.pem", "read", policy, world).decision).toBe("allow");
  expect(judgePath(".npmrc", "read", policy, world).decision).toBe("allow");
  expect(judgePath("server.pem", "read", policy, world).decision).toBe("deny");
});

test("a tree is judged by what is in it", () => {
  expect(judgeTree("src", "read", developer, world).decision).toBe("allow");
  expect(judgeTree("certs", "read", developer, world)).toMatchObject({ decision: "deny", rule: "secrets" });
  expect(
    judgeTree("certs", "read", developer, world, { selects: (path) => path.endsWith(".md") }).decision,
  ).toBe("allow");
  expect(judgeTree(".", "read", developer, world, { hidden: false }).decision).toBe("deny");
  expect(judgeTree("src", "write", developer, world).decision).toBe("allow");
  expect(judgeTree(".", "write", developer, world).decision).toBe("deny");
  expect(judgeTree("..", "write", developer, world).decision).toBe("deny");
  expect(judgeTree("certs", "write", developer, world).decision).toBe("deny");
  const vast: World = { ...world, list: () => Array.from({ length: 7000 }, (_, at) => file(`f${at}`)) };
  expect(judgeTree("src", "read", developer, vast)).toMatchObject({ decision: "ask" });
});

test("a pattern is judged by what it may name", () => {
  const judge = (text: string, access: "read" | "write", deep = false) =>
    judgeWord(pattern(text, deep), access, developer, world, ["/work"], undefined).decision;
  expect(judge("src/*.ts", "read")).toBe("allow");
  expect(judge("a*", "read")).toBe("allow");
  expect(judge("*", "read")).toBe("ask");
  expect(judge(".*", "read")).toBe("deny");
  expect(judge(".e[n]v", "read")).toBe("deny");
  expect(judge("certs/*", "read")).toBe("deny");
  expect(judge("certs/*.md", "read")).toBe("allow");
  expect(judge("./**/*", "read", true)).toBe("deny");
  expect(judge("./**/*.ts", "read", true)).toBe("allow");
  expect(judge("./**/HEAD", "write", true)).toBe("deny");
  expect(judge("./**/*.yml", "write", true)).toBe("ask");
  expect(judge("/etc/*", "read")).toBe("deny");
  expect(judge("/etc/host?", "read")).toBe("ask");
  expect(judge("/home/me/.s*/id_*", "read")).toBe("deny");
  expect(judge("src/*/../../x", "write")).toBe("ask");
  expect(judgeWord(pattern("*"), "write", developer, world, ["/work"], {}).decision).toBe("deny");
  expect(judgeWord(pattern("src/*"), "write", reader, world, ["/work"], undefined).decision).toBe("deny");
});

test("what cannot be known is asked about, or denied to those who may do little", () => {
  expect(judgeWord(unknown("$x"), "read", developer, world, ["/work"], undefined).decision).toBe("ask");
  expect(judgeWord(unknown("$x"), "read", reader, world, ["/work"], undefined).decision).toBe("deny");
  expect(judgeWord(fixed("x"), "write", developer, world, undefined, undefined).decision).toBe("ask");
  expect(judgeWord(fixed("/work/x"), "write", developer, world, undefined, undefined).decision).toBe("allow");
  expect(judgeWord(fixed("x"), "write", developer, world, ["/work", "/etc"], undefined).decision).toBe(
    "deny",
  );
});

test.each([
  ["*.ts", "flat", "a/b.ts", true],
  ["a*c", "flat", "a\nc", true],
  ["a?c", "flat", "a/c", true],
  ["a.c", "flat", "abc", false],
  ["a[b", "flat", "a[b", true],
  ["*.mjs", "path", "a.mjs", true],
  ["*.mjs", "path", ".a.mjs", false],
  ["*.mjs", "path", "x/a.mjs", false],
  ["x/*.mjs", "path", "x/.a.mjs", false],
  ["a*.mjs", "path", "a.b.mjs", true],
  ["a?.cts", "path", "a..cts", true],
  ["?.cts", "path", ".cts", false],
  ["?x.cts", "path", ".x.cts", false],
  ["[ab]x.cts", "path", "ax.cts", true],
  ["[.]x.cts", "path", ".x.cts", false],
  ["[]x.cts", "path", "[]x.cts", true],
  ["\\*.cts", "path", "*.cts", true],
  ["\\*.cts", "path", "a.cts", false],
  ["**/m.cts", "path", "m.cts", true],
  ["**/m.cts", "path", "a/b/m.cts", true],
  ["**/m.cts", "path", "a/bm.cts", false],
  ["n/**", "path", "n/a/.b", true],
  ["p/*.cts", "deep", "p/a/.b.cts", true],
  ["p/?.cts", "deep", "p/..cts", true],
] as const)("the pattern %s, %s, names %j: %s", (glob, kind, text, matches) => {
  expect(kind === "flat" ? matchesGlob(glob, text) : pathPattern(glob, kind === "deep")(text)).toBe(matches);
});

test("many patterns at once say what each of them says", () => {
  const globs = ["a", "*b", "a*", "*a*", "?", "a?b", "**", "", "*"];
  const texts = ["", "a", "b", "ab", "aab", "bab", "ba", "xay", "c", "*b", "a\nb"];
  for (const glob of globs)
    for (const other of globs)
      for (const text of texts)
        expect([glob, other, text, globMatcher([glob, other])(text)]).toEqual([
          glob,
          other,
          text,
          matchesGlob(glob, text) || matchesGlob(other, text),
        ]);
});

test("two patterns meet exactly when some text matches both", () => {
  const glob = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 5 }).map((chars) => chars.join(""));
  const texts = fc.sample(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 }), 300).concat("");
  fc.assert(
    fc.property(glob, glob, (one, other) => {
      const both = texts.some((text) => pathPattern(one, true)(text) && pathPattern(other, true)(text));
      return !both || globsMeet(one, other);
    }),
  );
  expect(globsMeet("*.ts", "*.pem")).toBe(false);
  expect(globsMeet("id_*", "id_rsa*")).toBe(true);
  expect(globsMeet("[ab]", "a")).toBe(true);
  expect(globsMeet("[ab", "[ab")).toBe(true);
  expect(globsMeet("a", "[a]")).toBe(false);
  expect(globsMeet("?", "a")).toBe(true);
  expect(globsMeet("?", "ab")).toBe(false);
  expect(globsMeet("a\\?", "ab")).toBe(false);
  expect(globsMeet("\\*", "*x")).toBe(false);
  expect(isInside("/A/b", "/a")).toBe(false);
});

function file(name: string): Entry {
  return { name, kind: "file" };
}

function folder(name: string): Entry {
  return { name, kind: "folder" };
}

test.each([
  ["deploy/a", "ask"],
  ["deploy/own/a.ts", "ask"],
  ["deploy/out/passwd", "deny"],
  ["deploy/dotenv", "deny"],
])(
  "what needs the user's word is denied where it leads to what is out of reach: %s is %s",
  (path, decision) => {
    expect(judgePath(path, "write", developer, world).decision).toBe(decision);
  },
);

test("what may stand for a file that was opened to be read is not written", () => {
  expect(judgePath("/dev/stdin", "write", developer, world)).toMatchObject({
    decision: "deny",
    rule: "paths",
    because: "/dev/stdin may stand for a file that was opened to be read",
  });
});
