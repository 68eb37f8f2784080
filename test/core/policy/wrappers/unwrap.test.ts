import { expect, test } from "vitest";
import { fixed, pattern, unknown } from "../../../../src/core/policy/words.ts";
import { type Feed, NOTHING, UNKNOWN } from "../../../../src/core/policy/wrappers/feed.ts";
import type { Inner } from "../../../../src/core/policy/wrappers/inner.ts";
import { unwrap } from "../../../../src/core/policy/wrappers/unwrap.ts";
import { valuesOf } from "../values.ts";

/** What the words run, in short: `run` words, `code`, or `?` for what cannot be known and `!` where nobody may. */
const wrappers: readonly (readonly [string, string])[] = [
  ["ls x", "nothing known"],
  ["$x", "nothing known"],
  ["constructor x", "nothing known"],
  ..."builtin command nohup setsid unbuffer chronic valgrind busybox toybox eatmydata linux32 linux64 i386 x86_64 setarch exec nice ionice chrt time stdbuf caffeinate arch ltrace unshare nsenter setpriv prlimit fakeroot cross-env sudo doas env strace"
    .split(" ")
    .map((name) => [`${name} -- cmd -x`, "run cmd -x"] as const),
  ..."taskset timeout gtimeout chroot flock"
    .split(" ")
    .map((name) => [`${name} 5 cmd -x`, "run cmd -x"] as const),
  ["nohup", ""],
  ["nohup $x", "?"],
  ['nohup "$x"', "?"],
  ["/usr/bin/NOHUP cmd", "run cmd"],
  ["command -v cmd", ""],
  ["command -V cmd", ""],
  ["command -pv cmd", ""],
  ["command -p cmd", "run cmd"],
  ["command cmd -v", "run cmd -v"],
  ["command x-v", "run x-v"],
  ["nohup A=1 cmd", "run A=1 cmd"],
  ["nohup --here cmd", "run cmd"],
  ["cross-env --here cmd", "run cmd"],
  ["taskset --here 1 cmd", "run cmd"],
  ["command", ""],
  ["exec -a x -cl cmd", "run cmd"],
  ["nice -n 5 cmd", "run cmd"],
  ["nice --adjustment 5 cmd", "run cmd"],
  ["nice -5 cmd", "run cmd"],
  ["ionice -c 3 -n 5 cmd", "run cmd"],
  ["ionice --class 3 --classdata 5 cmd", "run cmd"],
  ["chrt 1 cmd", "run cmd"],
  ["chrt -i cmd 5", "run cmd 5"],
  ["chrt x5 cmd", "run x5 cmd"],
  ["chrt 5x cmd", "run 5x cmd"],
  ["chrt -T 1 -P 1 -D 1 0 cmd", "run cmd"],
  ["chrt --sched-runtime 1 --sched-period 1 --sched-deadline 1 12 cmd", "run cmd"],
  ["taskset -c 0,1 cmd", "run cmd"],
  ["timeout -s KILL -k 1 5 cmd", "run cmd"],
  ["timeout --signal KILL --kill-after 1 5 cmd", "run cmd"],
  ["gtimeout -s KILL --kill-after 1 5 cmd", "run cmd"],
  ["timeout 5", ""],
  ["timeout", ""],
  ["timeout -- $x cmd", "?"],
  ['timeout -- "$x" cmd', "run cmd"],
  ["timeout -- x* cmd", "?"],
  ["time -f %e -o x cmd", "run cmd"],
  ["time --format %e --output x cmd", "run cmd"],
  ["stdbuf -i 0 -o 0 -e 0 cmd", "run cmd"],
  ["stdbuf --input 0 --output 0 --error 0 cmd", "run cmd"],
  ["caffeinate -t 5 -w 1 cmd", "run cmd"],
  ["arch -arch arm64 cmd", "run cmd"],
  ["arch -d X -e A=1 cmd", "run cmd {A=1}"],
  ["ltrace -e x -o x cmd", "run cmd"],
  ["chroot --userspec x --groups x / cmd", "run cmd"],
  ["unshare -R / -w / -S 0 -G 0 cmd", "run cmd"],
  ["nsenter -t 1 -S 0 -G 0 -W / cmd", "run cmd"],
  ["setpriv --reuid 1 --groups 1 cmd", "run cmd"],
  ["prlimit -p 1 -o x cmd", "run cmd"],
  ["fakeroot -l x -f x -i x -s x -b 1 cmd", "run cmd"],
  ["fakeroot --lib x --faked x --fd-base 1 cmd", "run cmd"],
  ["cross-env A=1 b.c=2 cmd", "run cmd {A=1}"],
  ["sudo -u x A=1 cmd", "run cmd {A=1}"],
  ["doas -u x cmd", "run cmd"],
  ["env", ""],
  ["env A=1", ""],
  ["env - A=1 1=2 B%%=3 cmd C=4", "run cmd C=4 {A=1 B%%=3}"],
  ['env A="$x" cmd', 'run cmd {A="$x"}'],
  ["env A=1 B=$x cmd", "?"],
  ["env A=$x cmd", "?"],
  ["env x-A=1 cmd", "run cmd"],
  ["env -u X -a x -P / -iv0 cmd", "run cmd"],
  ["env --unset X --argv0 x cmd", "run cmd"],
  ["env -C a cmd", "run cmd @a"],
  ["env -C a -C b cmd", "run cmd @b"],
  ["env --chdir=a cmd", "run cmd @a"],
  ["env -C a", ""],
  ["env -C a $x", "?"],
  ["env -S 'cmd -x' -u y", "run cmd -x -u y"],
  ["env -S ' -u X  A=1 cmd ' y", "run cmd y {A=1}"],
  ["env '--split-string=cmd x'", "run cmd x"],
  ["env -C a -S cmd", "run cmd @a"],
  ["env -C a -S '-C b cmd'", "run cmd @b"],
  ["env -S", ""],
  ["env -S 'a\\b'", "!"],
  ["env -S a$x", "?"],
  ['env -S "$x"', "!"],
  ["env -S 'a\"b'", "!"],
  ["env -S 'a #b'", "!"],
  ["strace -f cmd", "run cmd"],
  ["strace -a 1 -b x -e x -I 1 -o x -O 1 -p 1 -P x -s 1 -S x -u x -U x -X x cmd", "run cmd"],
  ["strace --output x --trace x --string-limit 5 cmd", "run cmd"],
  ["strace -E A=1 -E B cmd", "run cmd {A=1 B}"],
  ["strace --env A=1 cmd", "run cmd {A=1}"],
  ["strace -o '|cmd x' true", "code cmd x; run true"],
  ["strace -o '!cmd' true", "code cmd; run true"],
  ["strace -o x|y true", "run true"],
  ['strace -o |"$x" true', 'code? |"$x"; run true'],
  ["strace -o", ""],
  ["strace $x", "?"],
  ["watch", ""],
  ["watch -n 5 -q 2 -d cmd x", "code cmd x"],
  ["watch --interval 5 --equexit 2 --shotsdir x --differences=permanent cmd", "code cmd"],
  ["watch -s x cmd", "code cmd"],
  ["watch -x cmd x", "run cmd x"],
  ["watch --exec cmd x", "run cmd x"],
  ["watch cmd $x", "code? cmd $x"],
  ["watch $x", "?"],
  ["flock x", ""],
  ["flock", ""],
  ["flock 9", ""],
  ["flock -w 1 -E 1 x cmd", "run cmd"],
  ["flock --timeout 1 --wait 1 --conflict-exit-code 1 x cmd", "run cmd"],
  ["flock x -c 'cmd y'", "code cmd y"],
  ["flock x --command 'cmd y'", "code cmd y"],
  ["flock x -c", ""],
  ["flock $x cmd", "?"],
  ["flock x* cmd", "?"],
  ["ssh", ""],
  ["ssh host", ""],
  ["ssh -p 22 -i key host cmd x", "code cmd x"],
  ["ssh host -p 22 -t cmd x", "code cmd x"],
  ["ssh host cmd $x", "code? cmd $x"],
  ["ssh host $x cmd", "code? $x cmd"],
  ["ssh $x cmd", "?"],
  ["git -c alias.x=!cmd x", "code cmd "],
  ["git log", "nothing known"],
];

const shells: readonly (readonly [string, string])[] = [
  ..."bash sh dash ash rbash bash5 bash-static"
    .split(" ")
    .map((name) => [`${name} -c cmd`, "code cmd"] as const),
  ..."zsh ksh mksh rzsh zsh-static ksh93 lksh oksh loksh yash osh"
    .split(" ")
    .map((name) => [`${name} -c cmd`, "?"] as const),
  ..."fish csh tcsh nu elvish xonsh".split(" ").map((name) => [`${name} x`, "?"] as const),
  ["bash -c 'cmd x' y", "code cmd x"],
  ["bash -c -e cmd", "code cmd"],
  ["bash -ec -- cmd", "code cmd"],
  ["bash -c - cmd", "code cmd"],
  ["bash +c cmd", "code cmd"],
  ["bash -c", ""],
  ["bash -c $x", "code? $x"],
  ["bash -o errexit -c cmd", "code cmd"],
  ["bash -co errexit cmd", "code cmd"],
  ["bash +O extglob -c cmd", "code cmd"],
  ["bash -oc errexit cmd", "?"],
  ["bash -Oc extglob cmd", "?"],
  ["bash --norc -c cmd", "code cmd"],
  ..."debug debugger dump-po-strings dump-strings login noediting noprofile norc posix pretty-print protected restricted verbose wordexp"
    .split(" ")
    .map((name) => [`bash -${name} -c cmd`, "code cmd"] as const),
  ["bash -logins x", "?"],
  ["bash --rcfile x", "?"],
  ["bash -init-file x", "?"],
  ["bash -rcfile", "?"],
  ["bash --rcfilex x", ""],
  ["bash --version", ""],
  ["bash -help", ""],
  ["bash --versions", "?in"],
  ["bash -xversion", "?"],
  ["bash -n--rcfile x", "code x"],
  ["bash x -c cmd", ""],
  ["bash x.sh", ""],
  ["bash -- x", ""],
  ["bash -e x", ""],
  ["bash a-b", ""],
  ["bash", "?in"],
  ["bash -", "?in"],
  ["bash -s x", "?in"],
  ["bash +s x", "?in"],
  ["bash -e", "?in"],
  ["bash stdin", "?in"],
  ["bash stdin.sh", ""],
  ["bash xstdin", ""],
  ["bash /dev//stdin", "?in"],
  ["bash /dev/fd/0", "?in"],
  ["bash /dev/fd/3", "!"],
  ["bash /dev/fd/63", "!"],
  ["bash 0x", ""],
  ["bash 3", "!"],
  ['bash "$x"', "?"],
  ["bash *", "?"],
  ["bash *.sh", ""],
  ["bash test/*", ""],
  ["bash -*", "?"],
  ["bash +*", "?"],
  ["bash x/dev/*", ""],
  ["bash /dev/*", "?"],
  ["bash //dev/*", "?"],
  ["bash *.sh*", "?"],
  ['bash -e"$x" y', "?"],
  ['bash x"$x" y', ""],
  ["source x", "nothing known"],
  [". x", "nothing known"],
  ["source", "nothing known"],
  ["source /dev/stdin", "?in"],
  [". -- /dev/stdin", "?in"],
  ["source -- x", "nothing known"],
  ["source /dev/fd/63", "!"],
  ["eval", ""],
  ["eval --", ""],
  ["eval cmd x", "code cmd x"],
  ["eval -- cmd x", "code cmd x"],
  ["eval cmd $x", "code? cmd $x"],
  ["trap cmd EXIT", "code cmd"],
  ["trap -- cmd EXIT", "code cmd"],
  ["trap $x EXIT", "code? $x"],
  ["trap cmd", ""],
  ["trap", ""],
  ["trap - EXIT", ""],
  ["trap '' EXIT", ""],
  ["trap -lp EXIT", ""],
  ["trap -x EXIT", "code -x"],
  ["trap x- EXIT", "code x-"],
  ["script", "?in"],
  ["script x", "?in"],
  ["script -c cmd", "code cmd"],
  ["script x --command 'cmd y'", "code cmd y"],
  ["script -qe -t x -I x -O x -B x -T x -m x -E x -o 5 -c cmd", "code cmd"],
  ["script -q x cmd -y", "run cmd -y"],
  ["script --here x cmd", "run cmd"],
  ["bash -- -c x", ""],
  ["bash - -c x", ""],
  ["bash -x--version", "?"],
  ["bash -x-login -c cmd", "?"],
  ["script $x", "?in"],
  ["su", "?in"],
  ["su - me", "?in"],
  ["su -c cmd", "code cmd"],
  ["su me --command cmd", "code cmd"],
  ["runuser --session-command=cmd me", "code cmd"],
  ["sg me cmd", "code cmd"],
  ["sg me -c cmd", "code cmd"],
  ["newgrp me cmd", "?in"],
];

const packages: readonly (readonly [string, string])[] = [
  ["npx --script-shell=x cmd --git", "?; run cmd --git"],
  ["npx --scri x -c y", "?; code y"],
  ["bunx --node-o=x cmd", "?; run cmd"],
  ["npx --no cmd", "run cmd"],
  ["npx cmd x", "run cmd x"],
  ["npx -y -p x cmd -p y", "run cmd -p y"],
  ["npx --package x -- cmd", "run cmd"],
  ["npx cmd@1 x@2", "run cmd x@2"],
  ["npx @a/cmd@1", "run @a/cmd"],
  ["npx @a/cmd", "run @a/cmd"],
  ["npx cmd*", "run cmd*"],
  ["npx a@b/c", "run a@b/c"],
  ["npx --helper", "?in"],
  ["npm exec cmd -p x", "run cmd -p x"],
  ["pnpm exec", "?in"],
  ['npx a@"$x"', 'run a@"$x"'],
  ["npx -c 'cmd x'", "code cmd x"],
  ["npx '--call=cmd x' y", "code cmd x"],
  ["npx --version", ""],
  ["npx -v", ""],
  ["npx --help", ""],
  ["npx -h", ""],
  ["npx", "?in"],
  ["npx -q", "?in"],
  ["npx $x", "?"],
  ["bunx cmd x", "run cmd x"],
  ["npm exec cmd x", "run cmd x"],
  ["npm exe cmd x", "run cmd x"],
  ["pnpm exe cmd x", "nothing known"],
  ["npm exec -- cmd -x", "run cmd -x"],
  ["npm x -p y -- cmd", "run cmd"],
  ["npm exec -c cmd", "code cmd"],
  ["npm -c cmd exec", "code cmd"],
  ["npm -w a --prefix b exec cmd", "run cmd"],
  ["npm exec $x", "?"],
  ["npm explore x -- cmd -y", "run cmd -y"],
  ["npm explore -y x cmd", "run cmd"],
  ["npm test", "nothing known"],
  ["npm run exec", "nothing known"],
  ["npm execute", "nothing known"],
  ["npm reexec", "nothing known"],
  ["npm", "nothing known"],
  ["npm $x", "?"],
  ["pnpm exec cmd x", "run cmd x"],
  ["pnpm -r --filter a -C b exec cmd", "run cmd"],
  ["pnpm exec -c cmd x", "code cmd x"],
  ["pnpm --shell-mode exec cmd x", "code cmd x"],
  ["pnpm dlx cmd", "run cmd"],
  ["yarn exec 'cmd x'", "code cmd x"],
  ["yarn exec cmd x", "run cmd x"],
  ["yarn --cwd a dlx cmd x", "run cmd x"],
  ["yarn workspace a exec cmd x", "run cmd x"],
  ["yarn workspace a build", "nothing known"],
  ["npm workspace a exec cmd", "nothing known"],
  ["bun x cmd y", "run cmd y"],
  ["bun exec 'cmd y'", "code cmd y"],
  ["bun test", "nothing known"],
  ["python -m cmd -x", "run cmd -x"],
  ["python3.11 -um cmd", "run cmd"],
  ["pypy -mcmd x", "run cmd x"],
  ["python -W x -X y --check-hash-based-pycs z -m cmd", "run cmd"],
  ["python -m", "nothing known"],
  ["python -c x -m y", "nothing known"],
  ["python x.py -m y", "nothing known"],
  ["python", "nothing known"],
  ["python $x", "?"],
  ["xpython -m cmd", "nothing known"],
  ["pythonx -m cmd", "nothing known"],
];

test.each([...wrappers, ...shells, ...packages])("%s: %s", (line, inner) => {
  expect(shown(line, NOTHING)).toBe(inner);
});

test.each([
  ["bash", "code cmd x"],
  ["bash -s", "code cmd x"],
  ["bash /dev/stdin", "code cmd x"],
  ["bash /dev/fd/0", "code cmd x"],
  ["bash /dev/fd/3", "!"],
  ["source /dev/stdin", "code cmd x"],
  ["npx", "code cmd x"],
  ["npm exec", "code cmd x"],
])("with a text at its standard input, %s: %s", (line, inner) => {
  expect(shown(line, { kind: "text", text: "cmd x" })).toBe(inner);
});

test("code that another program prints is nobody's to run, that of a file is asked about", () => {
  expect(shown("bash", UNKNOWN)).toBe("!");
  expect(shown("bash", { kind: "lines", values: [fixed("x")] })).toBe("!");
  expect(shown("bash", { kind: "file", path: fixed("x") })).toBe("?in");
});

test.each(["nohup cmd", "env cmd", "strace cmd", "flock x cmd"])("%s hands its standard input on", (line) => {
  const feed: Feed = { kind: "text", text: "x" };
  expect(unwrap(valuesOf(line), feed)).toMatchObject([{ kind: "words", feed }]);
});

const text: Feed = { kind: "text", text: "a b\n c\n" };
const quoted: Feed = { kind: "text", text: "a 'b c'" };
const trailing: Feed = { kind: "text", text: "a \nb" };
const listed: Feed = { kind: "lines", values: [fixed("a b"), pattern("c*")] };
const one: Feed = { kind: "lines", values: [pattern("c*")] };

test.each<readonly [string, Feed, string]>([
  ["xargs", text, "run echo a b c"],
  ["xargs cmd x", text, "run cmd x a b c"],
  ["xargs cmd", NOTHING, "run cmd"],
  ["xargs cmd", UNKNOWN, "run cmd ?"],
  ["xargs cmd", { kind: "file", path: fixed("x") }, "run cmd ?"],
  ["xargs cmd", quoted, "run cmd ?"],
  ["xargs cmd", { kind: "text", text: 'a "b"' }, "run cmd ?"],
  ["xargs cmd", { kind: "text", text: "a\\ b" }, "run cmd ?"],
  ["xargs cmd", trailing, "run cmd ?"],
  ["xargs cmd", listed, "run cmd a b c*"],
  ["xargs cmd", { kind: "lines", values: [pattern("it's*"), fixed("x")] }, "run cmd it's* x"],
  ["xargs -0 cmd", listed, "run cmd a b c*"],
  ["xargs -0 cmd", quoted, "run cmd a 'b c'"],
  ["xargs --null -n1 cmd", listed, "run cmd a b; run cmd c*"],
  ["xargs -d '\\n' cmd", trailing, "run cmd a b"],
  ["xargs -d '\\n' -n1 cmd", text, "run cmd a b; run cmd c"],
  ["xargs -d '\\0' cmd", listed, "run cmd a b c*"],
  ["xargs -d , cmd", text, "run cmd ?"],
  ["xargs -d '\\nx' cmd", text, "run cmd ?"],
  ["xargs -d 'x\\n' cmd", text, "run cmd ?"],
  ["xargs --delimiter=, cmd", listed, "run cmd ?"],
  ["xargs -a x cmd", text, "run cmd ?"],
  ["xargs --arg-file=x cmd", NOTHING, "run cmd ?"],
  ["xargs -rt -P 4 -E x -R 5 -S 5 cmd", text, "run cmd a b c"],
  ["xargs --max-procs 4 --process-slot-var X -e cmd", text, "run cmd a b c"],
  ["xargs -n1 cmd", text, "run cmd a; run cmd b; run cmd c"],
  ["xargs -n 2 cmd", text, "run cmd a b; run cmd c"],
  ["xargs --max-args=1 cmd", listed, "run cmd a; run cmd b; run cmd c*"],
  ["xargs -n1 cmd", one, "run cmd c*"],
  ["xargs -n1 cmd", NOTHING, "run cmd"],
  ["xargs -n0 cmd", text, "run cmd ?"],
  ["xargs -n x cmd", text, "run cmd ?"],
  ["xargs -L1 cmd", text, "run cmd a b; run cmd c"],
  ["xargs --max-lines=2 cmd", text, "run cmd a b c"],
  ["xargs -l cmd", text, "run cmd a b; run cmd c"],
  ["xargs -l2 cmd", text, "run cmd a b c"],
  ["xargs -s 99 cmd", text, "run cmd ?"],
  ["xargs --max-chars 1 cmd", one, "run cmd c*"],
  ["xargs -I{} cmd x{} y", text, "run cmd xa b y; run cmd xc y"],
  ["xargs -I % cmd %", listed, "run cmd a b; run cmd c*"],
  ["xargs -I{} cmd x{}", listed, "run cmd xa b; run cmd xc*"],
  ["xargs -I{} cmd x{}{}", one, "run cmd xc*c*"],
  ["xargs -I{} cmd {}*", one, "run cmd {}*"],
  ["xargs -I{} cmd '{}[x]'", one, "run cmd {}[x]"],
  ["xargs -I{} cmd x{}", UNKNOWN, "run cmd x{}"],
  ["xargs -I{} cmd", NOTHING, ""],
  ['xargs -I{} cmd a{}"$x"', text, 'run cmd a{}"$x"; run cmd a{}"$x"'],
  ['xargs -I{} cmd a{}"$x"', one, 'run cmd a{}"$x"'],
  ["xargs -i cmd {}", text, "run cmd a b; run cmd c"],
  ["xargs --replace cmd {}", text, "run cmd a b; run cmd c"],
  ["xargs -i% cmd %", text, "run cmd a b; run cmd c"],
  ["xargs -J % cmd % x", text, "run cmd a b x; run cmd c x"],
  ["xargs -I{} cmd {}", quoted, "run cmd ?"],
  ["xargs -I{} -n2 cmd {}", text, "run cmd a b; run cmd c; run cmd {} a b c"],
  ["xargs -L1 -I{} cmd {}", text, "run cmd a b; run cmd c; run cmd {} a b; run cmd {} c"],
  ["xargs $x", text, "?"],
])("%s, fed with %j: %s", (line, feed, inner) => {
  expect(shown(line, feed)).toBe(inner);
});

test.each([
  ["find . -name x", ""],
  ["find . -name x -exec cmd {} ;", "run cmd ./**/x"],
  ["find . -name x -ok cmd {} ;", "run cmd ./**/x"],
  ["gfind a b -exec cmd {} +", "run cmd a/**/*; run cmd b/**/*"],
  ["find . -name x -exec cmd + {} +", "run cmd + ./**/x"],
  ["find . -name x -exec cmd y{} ; -print", "run cmd y./**/x"],
  ["find . -name x -exec cmd", "run cmd"],
  ["find . -name x -exec a ; -exec b {} ;", "run a; run b {}"],
  ["find . -path x -prune -o -name y -exec cmd {} ;", "run cmd ./**/y"],
  ['find . -name "$x" -exec cmd {} ;', "run cmd {}"],
  ["find . -executable", ""],
  ["find . -exec + {} ;", "run + ./**/*"],
  ["find . -exec ; -print", "run "],
  ["find x-exec cmd ;", ""],
  ["find . -name x -execdir cmd {} ;", "run cmd ./* @.; run cmd ./* @."],
  ["find -okdir cmd {} ;", "run cmd ./* @.; run cmd ./* @."],
  ["find a -execdir cmd {} ;", "run cmd ./* @a/..; run cmd ./* @a"],
  ["fd x", ""],
  ["fd x -x cmd", "run cmd {}"],
  ["fdfind -HX cmd y {} ;", "run cmd y {}"],
  ["fd --exec cmd", "run cmd {}"],
  ["fd --exec-batch cmd", "run cmd {}"],
  ["fd -x cmd {.}{/}{//}{/.}", "run cmd {}{}{}{}"],
  ['fd -x cmd "$x"', 'run cmd "$x" {}'],
  ["fd --exec=cmd", "?"],
  ["fd --exec-batch=cmd", "?"],
  ["fd -xcmd", "?"],
  ["fd -Hxcmd", "?"],
  ["fd --executor", ""],
  ["fd x-x", ""],
  ["parallel", "?"],
  ["parallel cmd x", "code cmd x; run cmd x ?"],
  ["parallel -j 4 cmd ::: a b", "code cmd; run cmd ?"],
  ["parallel ::: 'cmd x' y", "code cmd x; code y; ?"],
  ["parallel :::: x", "code x; ?"],
  ["parallel cmd :::+ a", "code cmd; run cmd ?"],
  ["parallel $x", "?"],
])("%s: %s", (line, inner) => {
  expect(shown(line, NOTHING)).toBe(inner);
});

test("what is run for each input has none of its own", () => {
  for (const line of [
    "xargs cmd",
    "find . -exec cmd ;",
    "find . -execdir cmd ;",
    "fd -x cmd",
    "parallel cmd",
  ])
    for (const inner of unwrap(valuesOf(line), UNKNOWN) ?? [])
      if (inner.kind === "words") expect(inner.feed).toEqual(NOTHING);
});

test("what is not known keeps what stands before it", () => {
  const words = (line: string, feed: Feed) =>
    (unwrap(valuesOf(line), feed) ?? []).flatMap((inner) => (inner.kind === "words" ? inner.words : []));
  const splitting = unknown("what xargs reads", { splits: true });
  expect(words("xargs cmd", UNKNOWN)).toEqual([fixed("cmd"), splitting]);
  expect(words("xargs -I{} cmd a{}", UNKNOWN)[1]).toEqual(unknown("a{}", { prefix: "a" }));
  expect(words("xargs -I{} cmd {}*", one)[1]).toMatchObject({ kind: "dynamic", prefix: "" });
  expect(words("xargs -I{} cmd x{}", one)[1]).toEqual(pattern("xc*"));
  expect(words("find . -exec cmd x{} ;", NOTHING)[1]).toEqual(pattern("x./**/*", true));
  expect(words("find . -execdir cmd {} ;", NOTHING)[1]).toEqual(pattern("./*", true));
  expect(words('find . -name "$x" -exec cmd {} ;', NOTHING)[1]).toEqual(unknown("{}", { prefix: "./" }));
  expect(words('fd -x cmd "$x"', NOTHING)[1]?.kind).toBe("dynamic");
  expect(unwrap([fixed("env"), fixed("-S"), unknown("x")], NOTHING)).toMatchObject([{ severe: true }]);
  expect(unwrap(valuesOf("find a -execdir cmd ;"), NOTHING)).toMatchObject([
    { folder: fixed("a/..") },
    { folder: fixed("a") },
  ]);
  expect(words("fd -x cmd", NOTHING)[1]).toMatchObject({ kind: "dynamic", prefix: "./", splits: false });
  expect(words("parallel cmd", NOTHING)[1]).toMatchObject({ kind: "dynamic", splits: true });
});

function shown(line: string, feed: Feed): string {
  return unwrap(valuesOf(line), feed)?.map(short).join("; ") ?? "nothing known";
}

function short(inner: Inner): string {
  if (inner.kind === "code") return `code${inner.code.kind === "static" ? "" : "?"} ${inner.code.text}`;
  if (inner.kind === "opaque") {
    if (inner.severe) return "!";
    return inner.because.includes("standard input") && !inner.because.startsWith("it ") ? "?in" : "?";
  }
  if (inner.kind !== "words") return "neither";
  const words = inner.words.map((word) =>
    word.text.startsWith("what ") ? (word.text.includes("fd") ? "{}" : "?") : word.text,
  );
  const sets = (inner.sets ?? []).map((set) => set.text);
  return [
    `run ${words.join(" ")}`,
    ...(inner.folder === undefined ? [] : [`@${inner.folder.text}`]),
    ...(sets.length === 0 ? [] : [`{${sets.join(" ")}}`]),
  ].join(" ");
}

test.each(["pdb", "bdb", "ipdb", "pudb", "pdbpp"])("python -m %s reads code where there is some", (name) => {
  const line = `python -m ${name} x.py`;
  expect(shown(line, NOTHING)).toBe(`run ${name} x.py`);
  expect(shown(line, UNKNOWN)).toBe(`?; run ${name} x.py`);
});

test.each(["timeit", "code", "asyncio", "idlelib", "IPython", "bpython", "ptpython"])(
  "python -m %s runs code",
  (name) => {
    expect(shown(`python -m ${name}`, NOTHING)).toBe(`?; run ${name}`);
  },
);
