import { expect, test } from "vitest";
import { builtinHazards } from "../../../../src/core/policy/shell/builtin-hazards.ts";
import { pattern } from "../../../../src/core/policy/words.ts";
import { valuesOf } from "../values.ts";

function hazards(line: string): readonly string[] {
  const [first, ...args] = valuesOf(line);
  return builtinHazards(first?.text ?? "", args);
}

test.each([
  "test -v x[y]",
  "[ -v x[y] ]",
  "[ -R x[y] ]",
  "[ -v x[0+y] ]",
  "[ -v x[_] ]",
  "[ -v x[Y] ]",
  "[ ! -v x[y] ]",
  '[ -v "$x" ]',
  "[ -v x* ]",
  "[ -v x[$y] ]",
  '[ "$x" "$y" ]',
  '[ -"$x" "$y" ]',
  '[ "$x" x[y] ]',
  "[ * ]",
  "[ a = b -o -* ]",
])("%s may run code in an index", (line) => {
  expect(hazards(line)).toEqual([`${line.split(" ")[0]} -v evaluates the index of a variable`]);
});

test.each([
  "[ -v x ]",
  "[ -v x[1] ]",
  "[ -v 'x[1+1]' ]",
  "[ -v ]",
  "[ -f x[y] ]",
  "[ x-v x[y] ]",
  "[ -vx x[y] ]",
  "[ -n -e x[y] ]",
  "[ x[y] ]",
  '[ "$x" ]',
  '[ "$x" = "$y" ]',
  '[ a"$x" "$y" ]',
  '[ -x"$x" "$y" ]',
  "[ -e *.ts ]",
  "echo -v x[y]",
  "echo *",
])("%s runs no code", (line) => {
  expect(hazards(line)).toEqual([]);
});

test("a pattern of one character or another may be an option as well", () => {
  expect(builtinHazards("test", [pattern("-[v]")])).toHaveLength(1);
});
