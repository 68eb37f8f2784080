import { type Command, forEachChild, parse, type Redirect, type SyntaxNode } from "unbash";
import { expect, test } from "vitest";
import {
  filesOpened,
  printed,
  type Surroundings,
  standardInput,
  wordsListed,
} from "../../../../src/core/policy/shell/redirections.ts";
import { fixed } from "../../../../src/core/policy/words.ts";
import type { Feed } from "../../../../src/core/policy/wrappers/feed.ts";

const around: Surroundings = {
  scope: {
    home: "/home/me",
    cwd: "/work",
    dotglob: false,
    nullglob: false,
    isNumber: () => false,
    variable: (name) =>
      ({ x: [fixed("a"), fixed("b")], one: [fixed("1")], two: [fixed("a b")], empty: [fixed("")] })[name],
    output: () => undefined,
  },
  isFunction: (name) => name === "find",
};

function command(line: string): Command {
  const node = parse(line).commands[0]?.command;
  if (node?.type !== "Command") throw new Error(line);
  return node;
}

/** What is said of a feed, in short. */
function short(feed: Feed | undefined): string | undefined {
  if (feed === undefined) return undefined;
  if (feed.kind === "text") return `text ${feed.text}`;
  if (feed.kind === "file") return `file ${feed.path.text}`;
  if (feed.kind === "lines") return `lines ${feed.values.map((value) => value.text).join(" ")}`;
  return feed.kind;
}

const files: readonly (readonly [string, readonly string[]])[] = [
  ["cat < in", ["read in"]],
  ["cat <& in", ["read in"]],
  ["cat > out", ["write out"]],
  ["cat >> out", ["write out"]],
  ["cat >| out", ["write out"]],
  ["cat <> both", ["write both"]],
  ["cat >& out", ["write out"]],
  ["cat &> out", ["write out"]],
  ["cat &>> out", ["write out"]],
  ["cat >&2 2>&1 <&0 <&- 3>&4-", []],
  ["cat >&12", []],
  ["cat >&1x", ["write 1x"]],
  ["cat >&x1", ["write x1"]],
  ["cat >& a.b/c-d_e:f@g%h+i,j=k", ["write a.b/c-d_e:f@g%h+i,j=k"]],
  ["cat >& 'x[$(y)]'", ["write x[$(y)]?"]],
  ["cat >& '$y'out", ["write $yout?"]],
  ["cat >& out'$y'", ["write out$y?"]],
  ["cat > '$y'", ["write $y"]],
  ["cat &> '$y'", ["write $y"]],
  ["cat > 1", ["write 1"]],
  ["cat < 1", ["read 1"]],
  ["cat >&$one", []],
  ["cat > $x", ["write a", "write b"]],
  ["cat > $two", ["write $two?"]],
  ["cat > $y", ["write $y?"]],
  ["cat < <(ls) > >(tee log)", []],
];

test.each(files)("%s opens %j", (line, opened) => {
  const redirects = command(line).redirects.filter((one): one is Redirect => one.type === "Redirect");
  const got = redirects.flatMap((one) => filesOpened(one, around.scope));
  expect(got.map(({ access, path }) => `${access} ${path.text}${path.splits ? "?" : ""}`)).toEqual(opened);
});

const inputs: readonly (readonly [string, string | undefined])[] = [
  ["cat < in", "file in"],
  ["cat 0< in", "file in"],
  ["cat 3< in", undefined],
  ["cat {fd}< in", undefined],
  ["cat > out", undefined],
  ["cat 0> out", undefined],
  ["cat < $x", "unknown"],
  ["cat < $y", "unknown"],
  ["cat < *.ts", "unknown"],
  ["cat < $two", "unknown"],
  ["cat <& 3", "unknown"],
  ["cat <> both", "unknown"],
  ["cat <<< 'a b'", "text a b"],
  ["cat 3<<< 'a b'", undefined],
  ["cat {fd}<<< 'a b'", undefined],
  ["cat <<< $x", "unknown"],
  ["cat <<< $y", "unknown"],
  ["cat <<< $two", "text a b"],
  ["cat < <(git ls-files)", "lines a-file-under-version-control"],
  ["cat < <(git ls-files; ls)", "unknown"],
  ["cat < <()", "unknown"],
  ["cat < <(make)", "unknown"],
  ["cat <<'E'\n$x \\$ `y`\nE", "text $x \\$ `y`\n"],
  ["cat <<E\nplain\nE", "text plain\n"],
  ["cat <<E\n\\$x \\\\ \\` \\n a\\\nb\nE", "text $x \\ ` \\n ab\n"],
  ["cat <<E\n$x\nE", "unknown"],
  ["cat <<E\na $(ls)\nE", "unknown"],
  ["cat <<-E\n\t\ta\n\tb\tc\n\tE", "text a\nb\tc\n"],
  ["cat <<-'E'\n\ta\n\tE", "text a\n"],
  ["cat <<E\n\ta\nE", "text \ta\n"],
  ["cat 3<<E\na\nE", undefined],
];

test.each(inputs)("%j puts %j on standard input", (line, feed) => {
  expect(command(line).redirects.map((one) => short(standardInput(one, around)))).toEqual([feed]);
});

test("a redirection without a target puts nobody knows what there", () => {
  for (const operator of ["<", "<<<"] as const) {
    const type = operator === "<" ? "Redirect" : "HereString";
    const node = { type, operator, pos: 0, end: 0, descriptor: undefined, target: undefined } as const;
    expect(filesOpened({ ...node, type: "Redirect", operator: ">" }, around.scope)).toEqual([]);
    expect(short(standardInput(node as Parameters<typeof standardInput>[0], around))).toBe("unknown");
  }
});

test("a here-document without a word at its end is written as it stands", () => {
  const [node] = command("cat <<E\n\\$x\nE").redirects;
  if (node?.type !== "HereDoc") throw new Error("no here-document");
  expect(short(standardInput({ ...node, delimiter: undefined }, around))).toBe("text $x\n");
});

const outputs: readonly (readonly [string, string])[] = [
  ["echo a b", "text a b"],
  ["echo a | cat", "text a"],
  ["echo a | sort | cat", "unknown"],
  ["git ls-files | sort", "lines a-file-under-version-control"],
  ["cat", "text given"],
  ["cat <<< other", "text other"],
  ["cat 3<<< other", "text given"],
  ["cat <<< one <<< two", "text two"],
  ["echo a; echo b", "unknown"],
  ["echo $x", "unknown"],
  ["find .", "unknown"],
  ["y=1", "unknown"],
  ["$none", "unknown"],
  ["$empty", "unknown"],
  ["(echo a)", "unknown"],
  ["echo a && echo b", "unknown"],
];

test.each(outputs)("%s prints %j", (line, feed) => {
  expect(short(printed(parse(line), { kind: "text", text: "given" }, around))).toBe(feed);
});

test("a statement prints what its command prints", () => {
  expect(short(printed(parse("echo a").commands[0], { kind: "none" }, around))).toBe("text a");
  expect(short(printed(undefined, { kind: "none" }, around))).toBe("unknown");
});

const loops: readonly (readonly [string, readonly string[] | undefined])[] = [
  ["for f in $(git ls-files); do :; done", ["a-file-under-version-control"]],
  ["for f in $(git ls-files src); do :; done", ["src", "src/**/*"]],
  ["for f in $(git ls-files | sort); do :; done", ["a-file-under-version-control"]],
  ["for f in $(git ls-files 'a b'); do :; done", undefined],
  ["for f in $(git ls-files a 'b c'); do :; done", undefined],
  ["for f in $(git ls-files) b; do :; done", undefined],
  ["for f in x$(git ls-files); do :; done", undefined],
  ["for f in $(echo a); do :; done", undefined],
  ["for f in $(cat); do :; done", undefined],
  ["for f in $(git ls-files; ls); do :; done", undefined],
  ["for f in $y; do :; done", undefined],
  ["for f in a; do :; done", undefined],
];

test.each(loops)("%s goes over %j", (line, values) => {
  const words: SyntaxNode[] = [];
  forEachChild(parse(line), (statement) => forEachChild(statement, (node) => words.push(node)));
  const [loop] = words;
  const list = loop?.type === "For" ? (loop.wordlist ?? []) : [];
  expect(wordsListed(list, around)?.map((value) => value.text)).toEqual(values);
});

test("nothing listed is nothing known", () => {
  expect(wordsListed([], around)).toBe(undefined);
});
