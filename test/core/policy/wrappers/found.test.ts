import { expect, test } from "vitest";
import { fixed, pattern } from "../../../../src/core/policy/words.ts";
import { below, found, startsOf } from "../../../../src/core/policy/wrappers/found.ts";
import { valuesOf } from "../values.ts";

test.each([
  ["", "./**/*"],
  ["src", "src/**/*"],
  ["src/ a*", "src/**/* a*/**/*"],
  ["-H src", "src/**/*"],
  ["-P src", "src/**/*"],
  [". -name x", "./**/x"],
  ["-name x", "./**/x"],
  ["-iname .Env", "./**/.Env ./**/.env ./**/.ENV"],
  [". -name x -name y", "./**/x"],
  [". -iname x -name y", "./**/x ./**/x ./**/X"],
  [". -name x -iname y", "./**/x"],
  [". -type f -name x", "./**/x"],
  [". -name x -o -name y", "./**/x ./**/y"],
  [". -name x -or -name y", "./**/x ./**/y"],
  [". -name x , -name y", "./**/x ./**/y"],
  [". -name x -o -type f", "./**/*"],
  [". -type f -o -name x", "./**/*"],
  [". -name x -o", "./**/*"],
  [". ( -name x -o -name y )", "./**/x ./**/y"],
  [". ( -name x -o -name y ) -name z", "./**/x ./**/y"],
  [". -name z ( -name x -o -name y )", "./**/z"],
  [". ( -name x -o -type f ) -name z", "./**/z"],
  [". ( -name x -o -type f )", "./**/*"],
  [". ( -name x ) -o -name y", "./**/x ./**/y"],
  [". ( ( -name x ) -o -name y", "./**/x ./**/y"],
  [". ! -name x", "./**/*"],
  [". -not -name x", "./**/*"],
  [". ! -name x -name y", "./**/y"],
  [". ! -print -name y", "./**/y"],
  [". ! ! -name x", "./**/x"],
  [". ! ( -name x -o -name y ) -name z", "./**/z"],
  [". ! ( -name x -o -name y )", "./**/*"],
  [". !", "./**/*"],
  [". -path x -prune -o -name y -print", "./**/y"],
  [". -path x -prune -o -name y -print0", "./**/y"],
  [". -path x -prune -o -name y", "./**/*"],
  [". -path x -o ( -name y -print )", "./**/y"],
  [". -name -print -o -name y", "./**/-print ./**/y"],
  [". -type f -o -path -print -name y", "./**/*"],
  [". -newer -name -name .env", "./**/.env"],
  [". -newermt -name -name x", "./**/x"],
  [". -mtime -name -name x", "./**/x"],
  [". -cmin -name -name x", "./**/x"],
  [". -anewer -name -name x", "./**/x"],
  [". -maxdepth -name -name x", "./**/x"],
  [". -mindepth -name -name x", "./**/x"],
  [". -xtype -name -name x", "./**/x"],
  [". -gid -name -name x", "./**/x"],
  [". -iregex -name -name x", "./**/x"],
  [". -lname -name -name x", "./**/x"],
  [". -iwholename -name -name x", "./**/x"],
  [". -perm -name -name x", "./**/x"],
  [". -xname y -name x", "./**/x"],
  [". -named y -name x", "./**/x"],
  [". -name", "./**/"],
  ["x-H src", "x-H/**/* src/**/*"],
  ["-Hx src", "./**/*"],
  [". -name -H", "./**/-H"],
  [". -path x -o ( -name z -o -name y -print )", "./**/z ./**/y"],
  [". ! ! ! -name x", "./**/*"],
  [". ! -iname x -name y", "./**/y"],
  [". ! -true -name y", "./**/y"],
  [". -true a-type -name x", "./**/x"],
  ["'a*b'", "a\\*b/**/*"],
])("find %s names %s", (line, names) => {
  expect((found(valuesOf(line)) ?? []).map((value) => value.text).join(" ")).toBe(names);
});

test.each([
  "-L src",
  "-D x src",
  "-O3 src",
  ". -follow",
  ". -files0-from x",
  ". -ls",
  ". -fls x",
  ". -fprint x",
  ". -printf x",
  ". -exec ls {} ;",
  ". -ok ls {} ;",
  ". -delete",
  '"$x"',
  '. -name "$x"',
])("what find %s names cannot be told", (line) => {
  expect(found(valuesOf(line))).toBeUndefined();
});

test("a name that stands for one starts at the beginning", () => {
  expect(found(valuesOf(". -name x-ls"))).toHaveLength(1);
});

test("where the starting points end", () => {
  const parts = (line: string): readonly number[] => {
    const { starts, tests } = startsOf(valuesOf(line));
    return [starts.length, tests.length];
  };
  expect(["", "a b", "a -x b", "( a", "a ! b", "a-b -x"].map(parts)).toEqual([
    [0, 0],
    [2, 0],
    [1, 2],
    [0, 2],
    [1, 2],
    [1, 1],
  ]);
});

test("what is below a folder, whatever its name holds", () => {
  expect(below(fixed("a[1]/"), "*.ts")).toEqual(pattern("a\\[1\\]/**/*.ts", true));
  expect(below(pattern("a*"), "x").text).toBe("a*/**/x");
  expect(below(fixed("a/b"), "x").text).toBe("a/b/**/x");
});
