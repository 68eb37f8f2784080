import { forEachChild, parse, type SyntaxNode } from "unbash";
import { expect, test } from "vitest";
import { Descriptors } from "../../../../src/core/policy/shell/descriptors.ts";

function crossed(line: string): boolean {
  const descriptors = new Descriptors();
  const visit = (node: SyntaxNode): void => {
    if (node.type === "Redirect" || node.type === "HereString" || node.type === "HereDoc")
      descriptors.note(node);
    forEachChild(node, visit);
  };
  visit(parse(line));
  return descriptors.crossed();
}

test.each([
  ["a < f", false],
  ["a < f > g 2>&1", false],
  ["a > f 2>&1", false],
  ["a 1< f", true],
  ["a 2< f", true],
  ["a 3< f", false],
  ["a 1<> f", false],
  ["a 1<<< f", false],
  ["a 1<<E\nE\n", false],
  ["a < f >&0", true],
  ["a < f 2>&0", true],
  ["a >&0", false],
  ["a < f <&1", false],
  ["a < f 1<&0", true],
  ["a 3< f >&3", true],
  ["a 3< f >&3-", true],
  ["a 3> f >&3", false],
  ["a 3< f >&4", false],
  ["a 3< f 4>&3 >&4", true],
  ["a >&5 5>&4 4>&3 3< f", true],
  ["a 13< f >&13", true],
  ["a 13< f >&3", false],
  ["a 3< f >&$x", true],
  ["a >&$x", false],
  ["a < f >&x3", true],
  ["a 3< f <&3", false],
  ["a 3>&$x 4>&3 <f >&4", true],
  ["a {x}< f", false],
  ["a {x}< f {y}>&0 < g", false],
  ["{ a >&3; } 3< f", true],
  ["a > f <&-", false],
] as const)("%j may print to what was opened to be read: %j", (line, expected) => {
  expect(crossed(line)).toBe(expected);
});
