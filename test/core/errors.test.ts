import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { codeOf, isMissing } from "../../src/core/errors.ts";

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test.each([
  ["a file that is not there", () => readFileSync("/not-there"), "ENOENT", true],
  ["a path below a file", () => readFileSync(`${import.meta.filename}/below`), "ENOTDIR", true],
  ["a folder that is read as a file", () => readFileSync(import.meta.dirname), "EISDIR", false],
  ["an error of the program", () => JSON.parse("{"), undefined, false],
])("%s", (_what, work, code, missing) => {
  expect(codeOf(thrown(work))).toBe(code);
  expect(isMissing(thrown(work))).toBe(missing);
});

test("what is no error, or has a number for a code, has no cause of the system", () => {
  expect(codeOf({ code: "ENOENT" })).toBe(undefined);
  expect(codeOf(Object.assign(new Error("exit"), { code: 1 }))).toBe(undefined);
});
