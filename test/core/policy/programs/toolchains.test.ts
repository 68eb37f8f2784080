import { expect, test } from "vitest";
import { cargo, go } from "../../../../src/core/policy/programs/toolchains.ts";
import { fixed } from "../../../../src/core/policy/words.ts";

const CARGO = "cargo --config can name a program that it runs";

test.each([
  [["build", "--config", 'build.rustc="./x"'], [CARGO]],
  [["build", "--config=x.toml"], [CARGO]],
  [
    ["--config", "x", "build", "--config=y"],
    [CARGO, CARGO],
  ],
  [["build", "--config", "xprofile.dev.debug=0"], [CARGO]],
  [["build", "--config", "profile.dev"], [CARGO]],
  [["build", "--config=profile=x.y\nz"], [CARGO]],
  [["build", "--config"], []],
  [["build", "--config", "profile.dev.debug = 0"], []],
  [["build", "--config=net.git-fetch-with-cli=true"], []],
  [["build", "--config", "term.color='never'"], []],
  [["build", "--configs=x"], []],
  [["build", "x--config=x"], []],
  [["fmt", "--", "--config", "x"], []],
  [["test", "--release"], []],
])("cargo %j: %j", (words, hazards) => {
  expect(cargo(words.map(fixed))).toEqual({ uses: [], hazards, stranger: true });
});

test.each([
  ["test -exec x", "-exec"],
  ["test --exec=x", "--exec=x"],
  ["build -toolexec x", "-toolexec"],
  ["vet -vettool=x", "-vettool=x"],
  ["build -ldflags=-extld=x", "-ldflags=-extld=x"],
  ["build -ldflags=-extld x", "-ldflags=-extld"],
  ["test -execute x", ""],
  ["test x-exec", ""],
  ["build -ldflags=-extldflags=x", ""],
  ["test ./... -args -exec x", ""],
  ["test --args -exec x", ""],
  ["run x -- -exec x", ""],
  ["-- -exec x", ""],
  ["test x-- -exec x", "-exec"],
  ["test -argsx -exec x", "-exec"],
  ["test x-args -exec x", "-exec"],
  ["test --x -exec x", "-exec"],
])("go %s: %s", (line, runs) => {
  const { hazards, uses, stranger } = go(line.split(" ").map(fixed));
  expect(hazards).toEqual(runs === "" ? [] : [`go ${runs} runs another program`]);
  expect({ uses, stranger }).toEqual({ uses: [], stranger: true });
});

test("the settings of go's linker stand in one word", () => {
  expect(go([fixed("-ldflags"), fixed("-s -extld x")]).hazards).toHaveLength(1);
  expect(go([fixed("-ldflags"), fixed("-X a=b -extldflags -static")]).hazards).toEqual([]);
});
