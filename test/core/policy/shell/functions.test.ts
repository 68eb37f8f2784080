import { parse, type SyntaxNode } from "unbash";
import { expect, test } from "vitest";
import { Functions } from "../../../../src/core/policy/shell/functions.ts";

const body: SyntaxNode = parse("true");
const other: SyntaxNode = parse("false");

test("a function that may be defined is not one that surely is", () => {
  const functions = new Functions();
  functions.define("f", body, true);
  functions.define("g", body, false);
  expect([functions.has("f"), functions.has("g"), functions.has("h")]).toEqual([true, true, false]);
  expect([functions.surely("f"), functions.surely("g"), functions.surely("h")]).toEqual([true, false, false]);
});

test("each body counts once", () => {
  const functions = new Functions();
  expect(functions.size).toBe(0);
  functions.define("f", body, true);
  functions.define("f", body, true);
  functions.define("f", other, false);
  functions.define("g", body, false);
  expect(functions.size).toBe(3);
  expect(functions.bodies("f")).toEqual([body, other]);
  expect(functions.bodies("h")).toEqual([]);
});

test("the walk is in a body until it has left it", () => {
  const functions = new Functions();
  const seen: boolean[] = [];
  functions.within("f", () => {
    functions.within("g", () => seen.push(functions.isInside("f"), functions.isInside("g")));
    seen.push(functions.isInside("g"));
  });
  expect([...seen, functions.isInside("f")]).toEqual([true, true, false, false]);
});

test("another shell knows no function for sure", () => {
  const functions = new Functions();
  const seen: boolean[] = [];
  functions.define("f", body, true);
  functions.without(() => seen.push(functions.surely("f"), functions.has("f")));
  expect([...seen, functions.surely("f")]).toEqual([false, true, true]);
});

test("local belongs to a function, and to none in another shell", () => {
  const functions = new Functions();
  const seen: boolean[] = [functions.local];
  functions.within("f", () => {
    functions.without(() => seen.push(functions.local));
    seen.push(functions.local);
  });
  expect([...seen, functions.local]).toEqual([false, false, true, false]);
});

const graphs: readonly (readonly [Readonly<Record<string, readonly string[]>>, readonly string[]])[] = [
  [{ f: [] }, []],
  [{ f: ["f"] }, ["f"]],
  [{ f: ["ls", "f"] }, ["f"]],
  [{ f: ["g"], g: ["f"] }, ["f", "g"]],
  [{ f: ["g"], g: ["h"], h: ["f"] }, ["f", "g", "h"]],
  [{ f: ["g"], g: ["g"] }, ["g"]],
  [{ f: ["g", "h"], g: ["h"], h: [] }, []],
  [{ f: ["ls", "cat"] }, []],
];

test.each(graphs)("of %j these call themselves: %j", (graph, recursive) => {
  const functions = new Functions();
  for (const [name, calls] of Object.entries(graph)) {
    functions.define(name, body, true);
    functions.within(name, () => {
      for (const call of calls) functions.called(call);
    });
  }
  functions.called("ls");
  expect(functions.recursive()).toEqual(recursive);
});

test("what a function in a function calls is called by both", () => {
  const functions = new Functions();
  functions.define("f", body, true);
  functions.define("g", body, true);
  functions.within("f", () => functions.within("g", () => functions.called("f")));
  expect(functions.recursive()).toEqual(["f"]);
});
