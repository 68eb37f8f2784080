import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { judgeCommand } from "../../../src/core/policy/judge.ts";
import { quoted } from "../../../src/core/policy/words.ts";
import { describedWorld } from "./described-world.ts";
import { rolePolicy } from "./real-world.ts";

const world = describedWorld({ list: () => [] });

const guarded: readonly (readonly string[])[] = [
  ["git", "push"],
  ["git", "push", "-f", "origin", "main"],
  ["git", "-C", "src", "push", "origin", "+main"],
  ["git", "commit", "-am", "x"],
  ["git", "reset", "--hard"],
  ["git", "checkout", "--", "."],
  ["git", "clean", "-fdx"],
  ["git", "stash", "drop"],
  ["git", "rebase", "main"],
  ["git", "branch", "-D", "x"],
  ["git", "config", "core.hooksPath", "x"],
  ["git", "worktree", "remove", "x"],
  ["gh", "pr", "merge", "1"],
  ["cat", ".env"],
  ["cat", "/home/me/.ssh/id_rsa"],
  ["rm", "-rf", ".git"],
  ["touch", "/etc/x"],
  ["cp", "a", "../b"],
  ["sudo", "true"],
];

/** A word in one of the ways in which bash can be told to make it. */
const written = (word: string): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom("bare", "single", "double", "escaped", "ansi", "joined", "continued"), {
      minLength: word.length,
      maxLength: word.length,
    })
    .map((styles) => [...word].map((char, at) => styled(char, styles[at] ?? "bare")).join(""));

function styled(char: string, style: string): string {
  switch (style) {
    case "single":
      return `'${char}'`;
    case "double":
      return `"${char}"`;
    case "escaped":
      return /[A-Za-z0-9]/.test(char) ? `\\${char}` : char;
    case "ansi":
      return `$'\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}'`;
    case "joined":
      return `''${char}""`;
    case "continued":
      return `${char}\\\n`;
    default:
      return char;
  }
}

const command = fc
  .constantFrom(...guarded)
  .chain((words) => fc.tuple(...words.map(written)))
  .map((words) => words.join(" "));

const WRAPPERS = [
  ...[
    "env A=1",
    "nohup",
    "nice -n 5",
    "timeout 5",
    "timeout -k 1 -s KILL 9",
    "command",
    "exec",
    "time -p",
    "stdbuf -oL",
    "setsid -w",
  ],
  ...[
    "xargs",
    "xargs -0 -n1",
    "ionice -c 3",
    "env -u X -i",
    "builtin command",
    "A=1",
    "find . -maxdepth 0 -exec",
    "busybox",
  ],
];

const wrapped = fc
  .tuple(fc.array(fc.constantFrom(...WRAPPERS), { maxLength: 3 }), command)
  .map(
    ([wrappers, text]) =>
      `${wrappers.join(" ")} ${text}${wrappers.some((one) => one.startsWith("find")) ? " \\;" : ""}`,
  );

const ticks = (text: string): string => `\`${text.replace(/[\\`$]/g, "\\$&")}\``;
const double = (text: string): string => `"${text.replace(/[\\"$`]/g, "\\$&")}"`;

/** Places in which a shell runs something. */
const PLACES: readonly ((text: string, n: number) => string)[] = [
  (text) => `true; ${text}`,
  (text) => `true && ${text}`,
  (text) => `false || ${text}`,
  (text) => `! {\n${text}\n}`,
  (text) => `{\n${text}\n} | cat`,
  (text) => `echo a |& {\n${text}\n}`,
  (text) => `(\n${text}\n)`,
  (text) => `{\n${text}\n} &`,
  (text) => `{\n${text}\n} > /dev/null 2>&1`,
  (text) => `if true; then\n${text}\nfi`,
  (text) => `if\n${text}\nthen :; fi`,
  (text) => `if false; then :; elif true; then\n${text}\nelse :; fi`,
  (text) => `if false; then :; else\n${text}\nfi`,
  (text) => `while\n${text}\ndo break; done`,
  (text) => `until false; do\n${text}\ndone`,
  (text) => `for i in 1 2; do\n${text}\ndone`,
  (text) => `for ((i=0; i<1; i++)); do\n${text}\ndone`,
  (text) => `select i in 1; do\n${text}\ndone`,
  (text) => `case a in\n  b) : ;;\n  *)\n${text}\n;;\nesac`,
  (text, n) => `f${n}() {\n${text}\n}; f${n}`,
  (text, n) => `function f${n} {\n${text}\n}\nf${n}`,
  (text) => `echo $(\n${text}\n)`,
  (text) => `echo "$(\n${text}\n)"`,
  (text) => `echo ${ticks(text)}`,
  (text) => `x=$(\n${text}\n)`,
  (text) => `x=$(\n${text}\n) true`,
  (text) => `cat <(\n${text}\n)`,
  (text) => `echo a > >(\n${text}\n)`,
  (text) => `: \${y:-$(\n${text}\n)}`,
  (text) => `echo $(( 1 + $(\n${text}\n) ))`,
  (text) => `(( $(\n${text}\n) ))`,
  (text) => `[[ -n $(\n${text}\n) ]]`,
  (text) => `arr=(a $(\n${text}\n))`,
  (text) => `cat <<EOT\n$(\n${text}\n)\nEOT\n`,
  (text) => `cat <<< "$(\n${text}\n)"`,
  (text, n) => `bash <<'EOF${n}'\n${text}\nEOF${n}\n`,
  (text, n) => `cat <<'EOF${n}' | sh\n${text}\nEOF${n}\n`,
  (text) => `bash <<< ${quoted(text)}`,
  (text) => `echo ${quoted(text)} | bash`,
  (text) => `bash -c ${quoted(text)}`,
  (text) => `sh -ec ${double(text)}`,
  (text) => `env -i bash -c ${quoted(text)}`,
  (text) => `eval ${quoted(text)}`,
  (text) => `trap ${quoted(text)} EXIT`,
  (text) => `watch -n 1 ${quoted(text)}`,
  (text) => `script -qc ${quoted(text)} /dev/null`,
  (text) => `git -c alias.z=${quoted(`!${text}`)} z`,
  (text) => `find . -exec sh -c ${quoted(text)} \\;`,
  (text) => `echo x | xargs -I% sh -c ${quoted(text)}`,
  (text) => `coproc {\n${text}\n}`,
  (text) => `time {\n${text}\n}`,
  (text) => `declare z=$(\n${text}\n)`,
  (text) => `alias al=${quoted(text)}\nal`,
  (text) => `x=1; y=2\n# a comment\n${text}`,
  ...["git", "gh", "cat", "rm", "touch", "cp", "sudo"].flatMap((name) => [
    (text: string) => `${name}() { :; }\n${text}`,
    (text: string) => `${name}() { :; }; unset -f ${name}\n${text}`,
    (text: string) => `f() { ${name}() { :; }; }; f\n${text}`,
  ]),
];

const line = fc
  .tuple(wrapped, fc.array(fc.tuple(fc.constantFrom(...PLACES), fc.nat(99)), { maxLength: 4 }))
  .map(([text, places]) => places.reduce((inner, [place, n], at) => place(inner, n * 10 + at), text));

test.each([
  ["developer", 900],
  ["explore", 400],
])("%s: no line that holds a guarded command where a shell would run it is allowed", (role, numRuns) => {
  const policy = rolePolicy(role);
  fc.assert(
    fc.property(line, (text) => judgeCommand(text, policy, world).decision !== "allow"),
    { numRuns },
  );
});

test("each guarded command is guarded by itself, and in each place", () => {
  const policy = rolePolicy("developer");
  for (const words of guarded) {
    expect([words, judgeCommand(words.join(" "), policy, world).decision]).toEqual([words, "deny"]);
  }
  for (const place of PLACES) {
    const text = place("git push -f", 1);
    expect([text, judgeCommand(text, policy, world).decision]).not.toEqual([text, "allow"]);
    const harmless = place("git status", 1);
    // What git prints is no number.
    const computes = /\(\( (1 \+ )?\$\(/.test(text);
    if (computes || /^alias|alias\.z|watch|script|select/.test(text)) continue;
    expect([harmless, judgeCommand(harmless, policy, world)]).toMatchObject([
      harmless,
      { decision: "allow" },
    ]);
  }
});

test("the generator writes what bash accepts", () => {
  const lines = fc.sample(line, { numRuns: 120, seed: 3 });
  const script = lines
    .map((text) => `( set -n; eval ${quoted(text)} ) || echo bad; bash -n -c ${quoted(text)} || echo bad`)
    .slice(0, 40)
    .join("\n");
  const run = spawnSync("bash", ["--norc", "-c", script], { encoding: "utf8" });
  expect(run.stdout).toBe("");
});
