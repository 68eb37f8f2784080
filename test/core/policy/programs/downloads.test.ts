import { expect, test } from "vitest";
import { curl } from "../../../../src/core/policy/programs/curl.ts";
import { wget } from "../../../../src/core/policy/programs/downloads.ts";
import { csplit } from "../../../../src/core/policy/programs/own-grammars.ts";
import { fixed } from "../../../../src/core/policy/words.ts";

test("a download that is written where its words do not say is in doubt", () => {
  expect(wget(["-x", "http://h/a"].map(fixed)).hazards).toEqual([
    "which files wget writes is not told by its words",
  ]);
  expect(wget(["--use-askpass=x"].map(fixed)).hazards).toEqual(["wget --use-askpass runs another program"]);
  expect(curl(["-J", "http://h/a"].map(fixed)).hazards).toEqual(["the server says which file curl writes"]);
});

test("what csplit writes is in doubt where a format says it", () => {
  expect(csplit(["-b", "%d", "a"].map(fixed)).hazards).toEqual([
    "which files csplit writes is said by a format",
  ]);
});
