import { expect, test } from "vitest";
import { compiled, isCompiler } from "../../../../src/core/policy/programs/compilers.ts";
import { fixed } from "../../../../src/core/policy/words.ts";

test.each(
  "gcc g++ cc c++ c99 cpp clang clang++ gfortran gdc gccgo ld gold lld bfd as gcc-12 clang-15.0 arm-none-eabi-gcc x86_64-w64-mingw32-g++-12 ld.bfd-ld".split(
    " ",
  ),
)("%s understands gcc's options", (name) => {
  expect(isCompiler(name)).toBe(true);
});

test.each("tcc rustc gccx xgcc gcc-x gcc- c cxx clang-tidy gas ascii c999 .gcc".split(" "))(
  "%s does not",
  (name) => {
    expect(isCompiler(name)).toBe(false);
  },
);

test.each([
  "-wrapper",
  "@options",
  "-B.",
  "-B./x",
  "-B",
  "-fplugin=x.so",
  "-fpass-plugin=x.so",
  "-fplugin",
  "-specs=x",
  "--specs=x",
  "-specs",
  "-wrapper=--specs=nano.specs",
  "--specs",
  "-specs=x/nano.specs",
  "-specs=nano.specs.x",
  "x-specs=nano.specs,-wrapper",
  "-specs=xnano.specs",
  "-fmodule-mapper=|x",
  "-fuse-ld=/x",
  "-fuse-ld=./x",
  "--ld-path=x",
  "--config=x",
  "--config",
  "-load",
  "-plugin",
  "--plugin=x",
  "-add-plugin",
  "--prefix=x",
  "-gcc-toolchain=x",
  "--gcc-toolchain=x",
  "-iplugindir=x",
  "-Wl,-plugin,x.so",
  "-Wl,--plugin=x.so",
  "-Wp,@x",
  "--for-linker=-plugin",
  "--for-assembler=@x",
])("a compiler that is told %s runs or loads something", (option) => {
  const { hazards, stranger } = compiled("gcc", [fixed(option)]);
  expect(hazards).toEqual([`gcc ${option} runs, or loads, what is not judged`]);
  expect(stranger).toBe(true);
});

test.each([
  "-Wall",
  "-O2",
  "x.c",
  "a@b.c",
  "-fPIC",
  "-fuse-ld=lld",
  "-fuse-linker-plugin",
  "-Wl,-Bstatic",
  "-Bdynamic",
  "-Bsymbolic-functions",
  "-Wl,-rpath,@loader_path/lib",
  "-Wl,-rpath,@executable_path/lib",
  "-Wl,-rpath,@rpath",
  "-specs=nano.specs",
  "--specs=nosys.specs",
  "--specs=rdimon.specs",
  "-DX=@y",
  "-DX=-wrapper",
  "--prefixed",
  "--for-linker=-x",
  "x-fuse-ld=/x",
  "-Wl,-plugin-opt=O3",
])("a compiler that is told %s does not", (option) => {
  expect(compiled("gcc", [fixed(option)])).toEqual({ uses: [], hazards: [], stranger: true });
});

test.each([
  ["-includex.h", "read x.h"],
  ["-imacrosx.h", "read x.h"],
  ["-isystemx", "read x"],
  ["-idirafterx", "read x"],
  ["-iquotex", "read x"],
  ["-iprefixx", "read x"],
  ["-isysrootx", "read x"],
  ["-iwithprefixx", "read x"],
  ["-iwithprefixbeforex", "read x"],
  ["-MFx", "write x"],
  ["-MJx", "write x"],
  ["-aux-infox", "write x"],
  ["-dumpdirx", "write x"],
  ["-dumpbasex", "write x"],
  ["-include", ""],
  ["-MF", ""],
  ["x-MFy", ""],
])("%s names a file: %s", (option, use) => {
  const { uses } = compiled("gcc", [fixed(option)]);
  expect(uses.map(({ access, path }) => `${access} ${path.text}`).join()).toBe(use);
});
