import { expect, test } from "vitest";
import { awk, jq, sed, yq } from "../../../../src/core/policy/programs/languages.ts";
import { valuesOf } from "../values.ts";

test.each([
  ["-i p a", ["write a"], []],
  ["-i.b p a", ["write a", "write a.b"], []],
  ["-ni.b p a", ["write a", "write a.b"], []],
  ["-i.b -i.c p a", ["write a", "write a.c"], []],
  ["--in-place=.b p a", ["write a", "write a.b"], []],
  ["-i.b p *.c", ["write *.c"], []],
  [
    "-i.b -f s a",
    ["read s", "write s", "write a", "write s.b", "write a.b"],
    ["sed runs a script from a file"],
  ],
  ["-ic/ p a", ["write a", "write ac/"], ["sed keeps copies where its -i says"]],
] as const)("sed %s touches %j: %j", (line, touched, hazards) => {
  const effects = sed(valuesOf(line));
  expect(effects.uses.map(({ access, path }) => `${access} ${path.text}`)).toEqual([...touched]);
  expect(effects.hazards).toEqual([...hazards]);
});

test.each(["-i x", "-l x", "-e x", "-E x"])("awk %s runs another program", (option) => {
  expect(awk(valuesOf(`${option} 1 a`)).hazards).toContain("awk runs another program");
});

test.each([
  ["{import:.a}", []],
  ["'{import : .a}'", []],
  ["'import \"a\" as a; .'", ["jq loads files that its words do not name"]],
] as const)("jq %s: %j", (filter, hazards) => {
  expect(jq(valuesOf(filter)).hazards).toEqual([...hazards]);
});

test.each([
  ["'import \"a\" as $a; 1' x", true],
  ["'include \"a\"; 1' x", true],
  ["'1|include#\n\"a\"; 1' x", true],
  ["-L. .a x", true],
  ["-rL . .a x", true],
  ["--library-path . .a x", true],
  ["-f a.jq x", true],
  ["--from-file a.jq x", true],
  ["--run-tests a", true],
  ["--expression 'import \"a\" as $a; 1' x", true],
  [".a import.yml", false],
  ["'.import \"x\"' y", false],
  ["'{import: \"x\"}' y", false],
  ["'{import : \"x\"}' y", false],
  ["'.\"import\"' y", false],
  ["-y .a x", false],
] as const)("yq %s runs what stands elsewhere: %s", (line, loads) => {
  expect(yq(valuesOf(line)).hazards).toEqual(loads ? ["yq runs an expression from a file"] : []);
});
