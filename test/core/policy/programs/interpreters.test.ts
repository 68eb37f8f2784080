import { expect, test } from "vitest";
import {
  interpreted,
  interpreterOf,
  madeBy,
  scriptOf,
} from "../../../../src/core/policy/programs/interpreters.ts";
import { fixed, unknown, type Value } from "../../../../src/core/policy/words.ts";

/** What a call does: `read x`, `runs x` where code is given that is not judged, `input` where it comes from elsewhere. */
function does(line: string): string {
  const [name = "", ...args] = line.split(" ").filter(Boolean);
  const grammar = interpreterOf(name);
  if (grammar === undefined) return "none";
  const { uses, hazards, stranger } = interpreted(name, args.map(word), grammar);
  const said = [...uses.map((use) => `${use.access} ${use.path.text}`), ...hazards.map(shortened)];
  return [...said, ...(stranger ? ["any"] : [])].join(", ");
}

function shortened(hazard: string): string {
  return hazard
    .replace(/^.* (\S+) runs code that is not judged$/, "runs $1")
    .replace(/^\S+ runs code (from standard input|that another command prints)$/, "input")
    .replace(/^(\S+) may become code for \S+$/, "unknown $1");
}

test.each([
  ["node x.js", "read x.js, any"],
  ["node22 x.js", "read x.js, any"],
  ["python3.12 x.py", "read x.py, any"],
  ["python3x x.py", "none"],
  ["xpython3 x.py", "none"],
  ["cat x", "none"],
  ["node", "input, any"],
  ["node --version", "any"],
  ["node -v", "any"],
  ["node --v8-options", "any"],
  ["ruby --version", "any"],
  ["node --x --version", "any"],
  ["node --x", "input, any"],
  ["swipl -version", "any"],
  ["node --inspect --list", "input, any"],
  ["node --x--list", "input, any"],
  ["node -", "input"],
  ["node /dev/stdin", "input"],
  ["node /dev/fd/3", "input"],
  ["node /dev/stdinx", "read /dev/stdinx, any"],
  ["node x/dev/stdin", "read x/dev/stdin, any"],
  ["node $x", "unknown $x"],
  ["node -e 1", "runs -e"],
  ["node -pe 1", "runs -pe"],
  ["ts-node -ipe 1", "runs -ipe"],
  ["node --eval=1", "runs --eval=1"],
  ["node --evaluate y", "read y, any"],
  ["node -r ./x y.js", "runs -r"],
  ["node --import=./x y.js", "runs --import=./x"],
  ["node x.js -e 1", "read x.js, any"],
  ["node --title y -e 1", "runs -e"],
  ["node --title x -e 1", "runs -e, any"],
  ["node --title=x y -e 1", "read y, any"],
  ["node --inspect y -e 1", "read y, any"],
  ["node --test x -e 1", "runs -e, any"],
  ["node --test x", "any"],
  ["node --check x", "any"],
  ["node -C x y.js", "read y.js, any"],
  ["node --conditions x y.js", "read y.js, any"],
  ["node --env-file x y.js", "read y.js, any"],
  ["node -Cx y.js", "read y.js, any"],
  ["node run x", "any"],
  ["node run -e", "any"],
  ["node --title run -e", "runs -e, any"],
  ["node x.js --version", "read x.js, any"],
  ["nodejs -e 1", "runs -e"],
  ["deno eval 1", "runs eval"],
  ["deno run x.ts", "any"],
  ["deno evaluate", "read evaluate, any"],
  ["bun -e 1", "runs -e"],
  ["bun run build", "any"],
  ["tsx x.ts", "read x.ts, any"],
  ["ts-node -e 1", "runs -e"],
  ["python -c 1", "runs -c"],
  ["python -uc 1", "runs -uc"],
  ["python -m pytest", "any"],
  ["python -um pytest", "any"],
  ["python -W y -c 1", "runs -c"],
  ["python -u x.py -c 1", "read x.py, any"],
  ["pypy -c 1", "runs -c"],
  ["perl -e 1", "runs -e"],
  ["perl -ne 1", "runs -ne"],
  ["perl -Mx y", "runs -Mx"],
  ["perl x.pl", "read x.pl, any"],
  ["ruby -e 1", "runs -e"],
  ["ruby x.rb", "read x.rb, any"],
  ["php -r 1", "runs -r"],
  ["php --run 1", "runs --run"],
  ["php -a", "runs -a"],
  ["php x.php", "read x.php, any"],
  ["lua -e 1", "runs -e"],
  ["luajit -j x", "runs -j"],
  ["Rscript x.R", "read x.R, any"],
  ["rscript -e 1", "runs -e"],
  ["julia --print 1", "runs --print"],
  ["elixir --rpc-eval x y", "runs --rpc-eval"],
  ["erl -s x", "runs -s"],
  ["scala -e 1", "runs -e"],
  ["groovy -e 1", "runs -e"],
  ["ghc -e 1", "runs -e"],
  ["runghc -e 1", "runs -e"],
  ["swipl -g x", "runs -g"],
  ["sbcl --load x", "runs --load"],
  ["clojure -M:x", "runs -M:x"],
  ["emacs --batch -l x", "runs -l"],
  ["osascript -e 1", "runs -e"],
  ["pwsh -Command x", "runs -Command"],
  ["powershell -EncodedCommand x", "runs -EncodedCommand"],
  ["expect -c x", "runs -c"],
  ["tclsh x.tcl", "read x.tcl, any"],
  ["wish x.tcl", "read x.tcl, any"],
])("%s: %s", (line, wanted) => {
  expect(does(line)).toBe(wanted);
});

test.each([
  ["node", "-e -p -ie -ei --eval --eval=1 --print -r --require --import --loader --experimental-loader"],
  ["nodejs", "-e -p -ie -ei --eval --eval=1 --print -r --require --import --loader"],
  ["deno", "eval repl"],
  ["bun", "-e -p --eval --print -r --preload"],
  ["tsx", "-e -p --eval --print -r --require --import"],
  ["ts-node", "-e -p -ie --eval --print -r --require"],
  ["python", "-c -uc -Ec"],
  ["pypy", "-c -uc -Ec"],
  ["perl", "-e -E -Mx -Ix -x -0e -we -p -n -i -lp"],
  ["ruby", "-e -rx -Ix -we -p -n -i -x -wn"],
  ["php", "-r -B -R -E -d --run -a"],
  ["lua", "-e -lx -i"],
  ["luajit", "-e -lx -j"],
  ["Rscript", "-e"],
  ["rscript", "-e"],
  ["r", "-e"],
  ["julia", "-e -E -L -p --eval --print --load"],
  ["elixir", "-e -r --eval --rpc-eval"],
  ["erl", "-eval -s -run"],
  ["scala", "-e"],
  ["groovy", "-e"],
  ["ghc", "-e"],
  ["runghc", "-e"],
  ["swipl", "-g -t"],
  ["sbcl", "--eval --load"],
  ["clojure", "-e -M --eval"],
  ["emacs", "-eval --eval --execute -f --funcall -l --load --script"],
  ["osascript", "-e"],
  ["pwsh", "-c -Command -e -EncodedCommand"],
  ["powershell", "-c -Command -e -EncodedCommand"],
  ["expect", "-c"],
])("%s is given code behind each of %s, and only where the word begins so", (name, options) => {
  for (const option of options.split(" ")) {
    expect(does(`${name} ${option} 1`)).toBe(`runs ${option}`);
    expect(does(`${name} x${option} 1`)).toBe(`read x${option}, any`);
  }
});

test.each([
  ["node -C x", "input, any"],
  ["python -mc y", "runs -mc"],
  ["node /dev/fdx", "read /dev/fdx, any"],
  ["node xrun", "read xrun, any"],
  ["node runx", "read runx, any"],
  ["python -uB y -c 1", "read y, any"],
  ["python -uz y -c 1", "runs -c"],
  ["node --title-u y -e 1", "runs -e"],
  ["node --title--no-y y -e 1", "runs -e"],
  ["node --no-x y -e 1", "read y, any"],
  ["node --enable-x y -e 1", "read y, any"],
  ["node --experimental-x y -e 1", "read y, any"],
  ["node --expose-gc y -e 1", "read y, any"],
  ["node --harmony y -e 1", "read y, any"],
  ["node --strip-types y -e 1", "read y, any"],
  ["node --throw-x y -e 1", "read y, any"],
  ["node --watch y -e 1", "read y, any"],
  ["node --watch-path y -e 1", "runs -e"],
  ["bun --hot y -e 1", "read y, any"],
  ["bun --hotx y -e 1", "runs -e"],
  ["bun --silent y -e 1", "read y, any"],
  ["bun --silentx y -e 1", "runs -e"],
  ["bun --bun y -e 1", "read y, any"],
  ["bun --bunx y -e 1", "runs -e"],
  ["node x-C y.js", "read x-C, any"],
  ["node --test-name-pattern x y.js", "read y.js, any"],
  ["node --test-reporter x y.js", "read y.js, any"],
  ["nodejs --evaluate y", "read y, any"],
  ["deno evalx", "read evalx, any"],
  ["deno replx", "read replx, any"],
  ["ts-node -w y", "read y, any"],
  ["python -u y", "read y, any"],
  ["python x-m", "read x-m, any"],
  ["pypy -m x", "any"],
  ["pypy -um x", "any"],
  ["pypy x-m", "read x-m, any"],
  ["perl -w y", "read y, any"],
  ["ruby -w y", "read y, any"],
  ["php -ab y", "read y, any"],
  ["php -q y", "read y, any"],
  ["lua -W y", "read y, any"],
  ["luajit -b y", "read y, any"],
  ["julia -q y", "read y, any"],
  ["elixir -S y", "read y, any"],
])("%s: %s, as its options say", (line, wanted) => {
  expect(does(line)).toBe(wanted);
});

test.each([
  ["x.sh", "x.sh"],
  ["-x x.sh a", "x.sh"],
  ["-o pipefail x.sh", "x.sh"],
  ["-eo pipefail x.sh", "x.sh"],
  ["+O x x.sh", "x.sh"],
  ["-oe pipefail x.sh", "x.sh"],
  ["--norc x.sh", "x.sh"],
  ["-c x", ""],
  ["-ec x", ""],
  ["-s x", ""],
  ["-x", ""],
  ["x-c", "x-c"],
])("a shell with %s runs %s", (line, file) => {
  expect(scriptOf(line.split(" ").map(fixed)).map((use) => `${use.access} ${use.path.text}`)).toEqual(
    file === "" ? [] : [`read ${file}`],
  );
});

test.each([
  ["all", ""],
  ["-f x", "read x"],
  ["-fx", "read x"],
  ["-kf x", "read x"],
  ["--file=x", "read x"],
  ["--file x", "read x"],
  ["--makefile=x", "read x"],
  ["--makefile x", "read x"],
  ["-f", "make runs what another command prints"],
  ["-f -", "make runs what another command prints"],
  ["-f /dev/stdin", "make runs what another command prints"],
  ["-f /dev/fd/3", "make runs what another command prints"],
  ["-f x/dev/stdin", "read x/dev/stdin"],
  ["-p", "make shows the environment"],
  ["-np", "make shows the environment"],
  ["--print-data-base", "make shows the environment"],
  ["--eval=x", "make --eval=x runs code that is not judged"],
  ["-kE x", "make -kE runs code that is not judged"],
  ["-f x\ny", "read x\ny"],
  ["-E x", "make -E runs code that is not judged"],
  ["SHELL=x", "make SHELL=x runs code that is not judged"],
  ["MAKEFLAGS=x", "make MAKEFLAGS=x runs code that is not judged"],
  ["MAKEFILES=x", "make MAKEFILES=x runs code that is not judged"],
  ["XSHELL=x", ""],
  ["x-p", ""],
  ["x-fy", ""],
])("make %s: %s", (line, wanted) => {
  const { uses, hazards, stranger } = madeBy(line.split(" ").map(fixed));
  expect([...uses.map((use) => `${use.access} ${use.path.text}`), ...hazards].join(", ")).toBe(wanted);
  expect(stranger).toBe(true);
});

function word(text: string): Value {
  return text.startsWith("$") ? unknown(text, { splits: true }) : fixed(text);
}
