import { expect, test } from "vitest";
import { readGiven } from "../../../../src/core/policy/programs/given-options.ts";
import { fixed, unknown, type Value } from "../../../../src/core/policy/words.ts";

const KNOWN = { long: "file= files force sort=", short: "f:file= F:force i:in-place?" };

test.each([
  ["a b", "a b"],
  ["-f x a", "--file=x a"],
  ["-fx a", "--file=x a"],
  ["-Ff x a", "--force --file=x a"],
  ["-f -F a", "--file=-F a"],
  ["-f", "--file"],
  ["-zF a", "-z --force a"],
  ["-iF a", "--in-place a"],
  ["-i a", "--in-place a"],
  ["--file x a", "--file=x a"],
  ["--file=x a", "--file=x a"],
  ["--file= a", "--file= a"],
  ["--file", "--file"],
  ["--fo a", "--force a"],
  ["--so x a", "--sort=x a"],
  ["--s=x=y a", "--sort=x=y a"],
  ["--files a", "--files a"],
  ["--new=x a", "--new a"],
  ["--new a", "--new a"],
  ["--file x --file y", "--file=x,y --file=x,y"],
  ["a -F", "--force a"],
  ["- -F", "--force -"],
  ["-- -F --", "-F --"],
  ["$x a", "$x a ?"],
  ["-- $x", "$x ?"],
  ["-$x", "-$ -x ?"],
  ["--file=$x", "--file=$x ?"],
  ["a$x", "a$x"],
  ["-f $x", "--file=$x"],
])("%s: %s", (line, means) => {
  const { options, operands, values, unclear } = readGiven(KNOWN, line.split(" ").map(word));
  const given = options.map((option) => {
    const value = values.get(option.slice(2));
    return value === undefined ? option : `${option}=${value.map((one) => one.text).join(",")}`;
  });
  const said = [...given, ...operands.map((operand) => operand.text), ...(unclear ? ["?"] : [])];
  expect(said.join(" ")).toBe(means);
});

test("a value that is not known stays so behind its option", () => {
  const glued = readGiven(KNOWN, [unknown("-f$x", { prefix: "-f" })]).values.get("file");
  expect(glued).toMatchObject([{ kind: "dynamic", text: "$x", prefix: "" }]);
  const long = readGiven(KNOWN, [unknown("--file=a$x", { prefix: "--file=a" })]).values.get("file");
  expect(long).toMatchObject([{ kind: "dynamic", text: "a$x", prefix: "a" }]);
});

function word(text: string): Value {
  const at = text.indexOf("$");
  return at < 0 ? fixed(text) : unknown(text, { prefix: text.slice(0, at), splits: at === 0 });
}
