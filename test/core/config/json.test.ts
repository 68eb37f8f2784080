import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonPath, parseJson } from "../../../src/core/config/json.ts";

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("reads what JSON.parse reads, to the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t", "\r\n"), (value, indent) => {
      const text = JSON.stringify(value, null, indent === "\r\n" ? 2 : indent).replaceAll(
        "\n",
        indent === "\r\n" ? "\r\n" : "\n",
      );
      const parsed = parseJson(text);
      expect(parsed.ok && parsed.value).toEqual(parsed.ok && JSON.parse(text));
      expect(parsed.ok).toBe(true);
    }),
  );
});

test("accepts a damaged text exactly when JSON.parse does", () => {
  const damage = fc.tuple(
    fc.nat(),
    fc.nat(2),
    fc.constantFrom(...Array.from("{}[],:\"\\0-.eEtn \n\u0001\u007f\u2028'/")),
  );
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 3 }),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      (value, damages) => {
        let text = JSON.stringify(value);
        for (const [place, removed, added] of damages) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + added + text.slice(at + removed);
        }
        const parsed = parseJson(text);
        // It is stricter in one thing: a key that stands twice.
        if (parsed.ok || !parsed.problem.includes("twice")) expect(parsed.ok).toBe(parses(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test("knows where each key and each entry stands", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 1);
      const parsed = parseJson(text);
      if (!parsed.ok) throw new Error(parsed.problem);
      const lines = text.split("\n");
      for (const path of pathsOf(value, [])) {
        const { line, column } = parsed.positionOf(path);
        const step = path.at(-1);
        const rest = lines[line - 1]?.slice(column - 1) ?? "";
        if (typeof step === "string") expect(rest.startsWith(JSON.stringify(step))).toBe(true);
        else expect(column).toBe(path.length + 1);
      }
    }),
  );
});

test.each([
  ['{"a": 1,\n "b": tru}', 2, 7, 'a value was expected, not "t"'],
  ['{"a": 1,}', 1, 9, "a key in double quotes"],
  ['{"a": 1 "b": 2}', 1, 9, '"," or "}" was expected'],
  ["{\n  // no\n}", 2, 3, "a key in double quotes"],
  ['{"a": 1}\n{}', 2, 1, "nothing may follow"],
  ['{"a": 1,\n"a": 2}', 2, 1, 'the key "a" stands there twice'],
  ['{"a": {"\\u0061": 1, "a": 2}}', 1, 21, "twice"],
  ["", 1, 1, "the end of the file"],
  ['{"a": ["x', 1, 8, "a value was expected"],
  ["[".repeat(100), 1, 66, "nested too deeply"],
])("%j is refused at %i:%i", (text, line, column, problem) => {
  const parsed = parseJson(text);
  expect(parsed).toMatchObject({ ok: false, position: { line, column } });
  expect(!parsed.ok && parsed.problem).toContain(problem);
});

function pathsOf(value: unknown, path: JsonPath): JsonPath[] {
  if (typeof value !== "object" || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([step, child]) => [[...path, step], ...pathsOf(child, [...path, step])]);
}
