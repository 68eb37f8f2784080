import { expect, test } from "vitest";
import { judgeMovedLinks } from "../../../src/core/policy/moved-links.ts";
import type { Policy } from "../../../src/core/policy/policy.ts";
import { walk } from "../../../src/core/policy/shell/walk.ts";
import type { Entry } from "../../../src/core/policy/world.ts";
import { describedWorld } from "./described-world.ts";

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

const folder = (name: string): Entry => ({ name, kind: "folder" });
const file = (name: string): Entry => ({ name, kind: "file" });
const link = (name: string): Entry => ({ name, kind: "link" });

const holds: Readonly<Record<string, readonly Entry[]>> = {
  "/": [folder("work"), folder("etc"), link("out")],
  "/work": [
    folder("up"),
    folder("own"),
    folder("big"),
    folder("edge"),
    folder("packages"),
    file("a"),
    link("la"),
  ],
  "/work/up": [folder("deep"), file("b")],
  "/work/up/deep": [link("root")],
  "/work/own": [folder("sub"), link("l")],
  "/work/own/sub": [file("c")],
  "/work/big": Array.from({ length: 6001 }, (_, index) => file(`f${index}`)),
  "/work/edge": Array.from({ length: 6000 }, (_, index) => file(`f${index}`)),
  "/work/packages": [folder("node_modules"), file("d")],
  "/work/packages/node_modules": [link("linked")],
};

const leads: Readonly<Record<string, string>> = {
  "/work/up/deep/root": "/",
  "/work/own/l": "/work/own/sub",
  "/work/la": "/work/a",
  "/work/packages/node_modules/linked": "/work/own",
};

const world = describedWorld({ list: (path) => holds[path], realpath: (path) => leads[path] ?? path });

function doubts(line: string): readonly string[] {
  return judgeMovedLinks(walk(line, world), developer, world)
    .flat()
    .map(({ because }) => (/unpacks/.test(because) ? "unpacked" : "link"));
}

test.each([
  ["mv up/deep x", ["link"]],
  ["mv up x", ["link"]],
  ["mv ./up/../up x", ["link"]],
  ["mv up/* x", ["link"]],
  ["mv up/d* x", ["link"]],
  ["mv up/dee* x", ["link"]],
  ["mv *p x", ["link"]],
  ["mv la x", ["link"]],
  ["mv /out x", ["link"]],
  ["mv big x", ["link"]],
  ["cd up && mv deep ..", ["link"]],
  ["cp -r up x", ["link"]],
  ["cp -a up x", ["link"]],
  ["cp -vR up x", ["link"]],
  ["cp -d la x", ["link"]],
  ["cp -P la x", ["link"]],
  ["cp --recursive up x", ["link"]],
  ["cp --archive up x", ["link"]],
  ["cp --no-dereference la x", ["link"]],
  ["cp --preserve=links la x", ["link"]],
  ["rsync -a up/ x", ["link"]],
  ["ln la x", ["link"]],
  ["mv -t x up", ["link"]],
  ["mv -vt x up", ["link"]],
  ["mv --target-directory=x up", ["link"]],
  ["git mv up x", ["link"]],
  ["git -C own mv l ..", ["link"]],
  ["ln -s a y/z; mv y q", ["link"]],
  ["ln -vs a y/z; mv y q", ["link"]],
  ["ln --symbolic a y/z; mv y q", ["link"]],
  ["cp -s a y; mv y q", ["link"]],
  ["mkdir n; tar xf a.tar -C n; mv n/x q", ["unpacked", "link"]],
  ["ln -s y z; mv a up", []],
  ["mv own x", []],
  ["mv own/sub/* x", []],
  ["mv a x", []],
  ["mv packages x", []],
  ["mv new x", []],
  ["ln a y; mv y q", []],
  ["cat -s a; mv y q", []],
  ["cp -s a b; mv a q", []],
  ["mv y q; ln -s .. y", []],
  ["cp la x", []],
  ["cp -f la x", []],
  ["cp up/b x", []],
  ["rm -r up", []],
  ["git add up own", []],
  ["git -c own mv l ..", []],
  ["mv -C own l ..", []],
  ["cp la my-r", []],
  ["cp a-s b; mv y q", []],
  ["ln -s a b; mv a x-t", []],
  ["mv edge x", []],
  ["git mv own x", []],
  ["tar cf x.tar up", []],
] as const)("links that are moved: %j, %j", (line, expected) => {
  expect(doubts(line)).toEqual(expected);
});

test.each([
  ["mkdir n; tar xf a.tar -C n; cat n/x", ["unpacked"]],
  ["mkdir n; unzip a.zip -d n; echo x > n/y", ["unpacked"]],
  ["mkdir n; unzip a.zip -d n; wc -l < n/y", ["unpacked"]],
  ["mkdir n; tar xf a.tar -C n; cd n; cat x", ["unpacked"]],
  ["mkdir n; tar xf a.tar -C n; cat n/*", ["unpacked"]],
  ["mkdir n; tar xf a.tar -C n; ls n n/x", []],
  ["mkdir n; tar xf a.tar -C n; cat nx a", []],
  ["cat n/x; tar xf a.tar -C n", []],
  ["tar tf a.tar; cat n/x", []],
  ["mkdir n; tar xf a.tar -C n; test -d q && cd n; echo x > y", ["unpacked"]],
  ["mkdir n; tar xf a.tar -C n; rm -r n", []],
  ["echo x > a", []],
] as const)("what the same line unpacks: %j, %j", (line, expected) => {
  expect(doubts(line)).toEqual(expected);
});
