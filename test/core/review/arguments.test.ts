import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseReviewArguments, REVIEW_OPTIONS, splitWords } from "../../../src/core/review/arguments.ts";

const NOTHING = { target: [], paths: [], lenses: [], whole: false, json: false, help: false };

describe("parseReviewArguments", () => {
  test("no words ask for everything by default", () => {
    expect(parseReviewArguments([], "shell")).toEqual({ status: "ok", value: NOTHING });
  });

  test("every option of the shell", () => {
    const words =
      "main..HEAD --model a/b:high --lens performance --lens security --block-on high --concurrency 3 --timeout 1.5 --whole --json --cwd /x --help";
    expect(parseReviewArguments(words.split(" "), "shell")).toEqual({
      status: "ok",
      value: {
        target: ["main..HEAD"],
        paths: [],
        model: "a/b:high",
        lenses: ["security", "performance"],
        blockOn: "HIGH",
        concurrency: 3,
        timeoutMinutes: 1.5,
        whole: true,
        json: true,
        cwd: "/x",
        help: true,
      },
    });
  });

  test("--name=value is --name value, and words after -- are paths", () => {
    expect(parseReviewArguments(["--model=a/b", "HEAD~1", "--", "--lens", "-x"], "slash")).toEqual({
      status: "ok",
      value: { ...NOTHING, model: "a/b", target: ["HEAD~1"], paths: ["--lens", "-x"] },
    });
  });

  test("a file that Pi's prompt mentions is a path, git's own @ is not, and the shell knows neither", () => {
    const words = ["@src/a b.ts", "@.github/x.yml", "@", "@{1}", "@~2", "@^", "@..main"];
    expect(parseReviewArguments(words, "slash")).toEqual({
      status: "ok",
      value: {
        ...NOTHING,
        paths: ["src/a b.ts", ".github/x.yml"],
        target: ["@", "@{1}", "@~2", "@^", "@..main"],
      },
    });
    expect(parseReviewArguments(words, "shell")).toEqual({
      status: "ok",
      value: { ...NOTHING, target: words },
    });
  });

  test.each([
    [["--modle", "a/b"], "--modle"],
    [["-x"], "-x"],
    [["--model"], "--model needs a value"],
    [["--model="], "--model needs a value"],
    [["--model", "--whole"], "--model needs a value"],
    [["--model", "a/b", "--model", "c/d"], "more than once"],
    [["--whole=yes"], "takes no value"],
    [["--lens", "speed"], "speed"],
    [["--block-on", "bad"], "bad"],
    [["--concurrency", "0"], "--concurrency 0"],
    [["--concurrency", "2.5"], "--concurrency 2.5"],
    [["--concurrency", "1e1"], "--concurrency 1e1"],
    [["--timeout", "0"], "--timeout 0"],
    [["--timeout", "-3"], "--timeout -3"],
    [["--timeout", "soon"], "--timeout soon"],
    [[""], "empty"],
  ])("%j is refused and says why", (words, said) => {
    const parsed = parseReviewArguments(words, "shell");
    expect(parsed.status).toBe("problem");
    if (parsed.status === "problem") {
      expect(parsed.message).toContain(said);
      expect(parsed.remedy).not.toBe("");
    }
  });

  test.each(REVIEW_OPTIONS.filter((option) => !option.doors.includes("slash")))(
    "$name is refused in the slash command",
    ({ name }) => {
      expect(parseReviewArguments([name, "x"], "slash").status).toBe("problem");
    },
  );

  test("words without a dash are the target, in order, whatever stands between them", () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.startsWith("-"));
    fc.assert(
      fc.property(fc.array(word), fc.array(word), (before, after) => {
        const parsed = parseReviewArguments([...before, "--whole", ...after], "shell");
        expect(parsed).toEqual({
          status: "ok",
          value: { ...NOTHING, whole: true, target: [...before, ...after] },
        });
      }),
    );
  });

  test("any words give an answer, never an exception", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string()),
        fc.constantFrom("shell" as const, "slash" as const),
        (words, door) => {
          expect(["ok", "problem"]).toContain(parseReviewArguments(words, door).status);
        },
      ),
    );
  });
});

describe("splitWords", () => {
  test.each([
    ["", []],
    ["  a\t b\n", ["a", "b"]],
    [`'a b' "c d"`, ["a b", "c d"]],
    [`a'b c'd`, ["ab cd"]],
    [`"say \\"hi\\" \\\\ \\n"`, [`say "hi" \\ \\n`]],
    [`'a\\'`, ["a\\"]],
    ["a\\ b", ["a b"]],
    [`'' x`, ["", "x"]],
    ["a\\", ["a\\"]],
    ["$(rm -rf /) `x`", ["$(rm", "-rf", "/)", "`x`"]],
  ])("%j", (text, words) => {
    expect(splitWords(text)).toEqual({ status: "ok", words });
  });

  test.each(["'", `a "b`, `"a\\"`])("%j is not closed", (text) => {
    expect(splitWords(text).status).toBe("problem");
  });

  test("quoting any words and splitting them gives the same words", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        const single = words.map((word) => `'${word.replaceAll("'", `'"'"'`)}'`).join(" ");
        const double = words.map((word) => `"${word.replace(/["\\]/g, "\\$&")}"`).join("\t");
        expect(splitWords(single)).toEqual({ status: "ok", words });
        expect(splitWords(double)).toEqual({ status: "ok", words });
      }),
    );
  });
});
