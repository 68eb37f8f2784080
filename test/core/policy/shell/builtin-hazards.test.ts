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

test.each([
  "kill 1",
  "kill -9 -1",
  "kill -- -1",
  "kill -s KILL 1",
  "kill -n 9 1",
  "kill -KILL %1 1",
  "kill $x",
  "kill 4194305x",
  "kill x4194305",
  "kill x%1",
  "kill -x -0",
  "kill x-s",
  "kill -sKILL 1",
  "kill %$x",
  "kill *",
  "kill -09 1",
  "kill -0 1 -1",
  "kill -0 -9 1",
  "kill x -0 1",
  "kill x -l",
  "kill -lx 1",
])("%s may end what the line has not started", (line) => {
  expect(hazards(line)).toEqual(["which processes kill ends is not told by the line"]);
});

test.each([
  "kill",
  "kill %1",
  "kill %npm",
  "kill -9 %1",
  "kill -s KILL %1",
  "kill -n 9 4194305",
  "kill -TERM 4194305",
  "kill -- -4194305",
  "kill -0 1",
  "kill -0 123 45",
  "kill -0 $x",
  "kill -l 9",
  "kill -l",
  "kill -L",
  "kill --list",
  "kill --table",
])("%s ends only what the line has started, if anything", (line) => {
  expect(hazards(line)).toEqual([]);
});

test("renice slows down any process", () => {
  expect(hazards("renice 5 1")).toEqual(["which processes renice slows down is not told by the line"]);
});
