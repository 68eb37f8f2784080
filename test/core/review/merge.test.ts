import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AnchoredFinding } from "../../../src/core/review/finding.ts";
import { fingerprint } from "../../../src/core/review/fingerprint.ts";
import { LENSES } from "../../../src/core/review/lens.ts";
import { mergeFindings } from "../../../src/core/review/merge.ts";
import { compareSeverity, SEVERITIES, worst } from "../../../src/core/review/severity.ts";
import { ALIKE, similarity, wordingOf } from "../../../src/core/review/similarity.ts";

const LEAK = {
  title: "File handle leaks when reading fails",
  scenario: "open succeeds and readFile throws, the handle is never closed",
};
const LEAK_AGAIN = {
  title: "The file handle leaks if the read throws",
  scenario: "When readFile throws after open has succeeded the handle stays open",
};
const ENCODING = {
  title: "Text is decoded as latin1",
  scenario: "A name with an umlaut comes out garbled in the exported report",
};

const finding = (fields: Partial<AnchoredFinding>): AnchoredFinding => ({
  path: "src/load.ts",
  line: 12,
  endLine: 12,
  severity: "HIGH",
  ...LEAK,
  quote: "const file = await open(path);",
  confidence: 80,
  lens: "error-handling",
  anchor: "exact",
  inDiff: true,
  ...fields,
});

describe("the same path, line and title", () => {
  test("are one finding of the worst severity, with all lenses and both wordings", () => {
    const security = finding({
      lens: "security",
      severity: "CRITICAL",
      scenario: "wholly different words",
      confidence: 60,
    });
    const [merged, ...others] = mergeFindings([finding({}), security]);
    expect(others).toEqual([]);
    expect(merged).toMatchObject({
      severity: "CRITICAL",
      lenses: ["security", "error-handling"],
      scenario: "wholly different words",
      confidence: 60,
      duplicates: 1,
      status: "unverified",
      id: fingerprint("src/load.ts", "const file = await open(path);", LEAK.title),
    });
    expect(merged?.variants.map(({ lens, severity, scenario }) => [lens, severity, scenario])).toEqual([
      ["security", "CRITICAL", "wholly different words"],
      ["error-handling", "HIGH", LEAK.scenario],
    ]);
  });

  test("a LOW never hides a CRITICAL, whichever lens or confidence it has", () => {
    const findings = [
      finding({ lens: "security", severity: "LOW", confidence: 100 }),
      finding({ lens: "simplicity", severity: "CRITICAL", confidence: 1 }),
    ];
    expect(mergeFindings(findings)[0]).toMatchObject({
      severity: "CRITICAL",
      lenses: ["security", "simplicity"],
    });
  });

  test("of one lens, from two parts of the change, merge as well", () => {
    expect(mergeFindings([finding({}), finding({})])).toMatchObject([
      { duplicates: 1, lenses: ["error-handling"] },
    ]);
  });

  test("blanks in the title make no difference, another path or title does", () => {
    expect(
      mergeFindings([finding({}), finding({ title: `  ${LEAK.title.replace(" ", "\n ")} ` })]),
    ).toHaveLength(1);
    expect(mergeFindings([finding({}), finding({ path: "src/save.ts" })])).toHaveLength(2);
    const [spaced, joined] = ["race here", "racehere"].map((title) => finding({ title, scenario: "" }));
    expect(mergeFindings([spaced, joined].filter((one) => one !== undefined))).toHaveLength(2);
    expect(mergeFindings([finding({}), finding(ENCODING)])).toHaveLength(2);
  });
});

describe("near-duplicates", () => {
  test.each([
    [12, 1],
    [15, 1],
    [9, 1],
    [16, 2],
    [8, 2],
  ])("of a finding on line 12 on line %d: %d left", (line, left) => {
    const merged = mergeFindings([finding({}), finding({ ...LEAK_AGAIN, line, endLine: line })]);
    expect(merged).toHaveLength(left);
    if (left === 1) {
      expect(merged[0]?.variants.map(({ title }) => title)).toEqual(
        line < 12 ? [LEAK_AGAIN.title, LEAK.title] : [LEAK.title, LEAK_AGAIN.title],
      );
    }
  });

  test("whose quotes overlap are at one place however far their first lines are apart", () => {
    const long = finding({ line: 12, endLine: 60, quote: "a line of it\n".repeat(49) });
    const inside = (line: number) => finding({ ...LEAK_AGAIN, line, endLine: line });
    expect(mergeFindings([long, inside(60)])).toHaveLength(1);
    expect(mergeFindings([inside(63), long])).toHaveLength(1);
    expect(mergeFindings([long, inside(64)])).toHaveLength(2);
  });

  test("a range that the quote does not fill is no place", () => {
    const left = (wide: Partial<AnchoredFinding>, line: number) =>
      mergeFindings([finding(wide), finding({ ...LEAK_AGAIN, line, endLine: line })]).length;
    expect(left({ endLine: 9_000 }, 15)).toBe(1);
    expect(left({ endLine: 9_000 }, 16)).toBe(2);
    expect(left({ endLine: 9_000, quote: "const file = open();\n\n\n" }, 16)).toBe(2);
    expect(left({ endLine: 13, quote: "one\ntwo\nthree\nfour" }, 16)).toBe(1);
    expect(left({ endLine: 13, quote: "one\ntwo\nthree\nfour" }, 17)).toBe(2);
  });

  test("place without wording, and wording without place, keep findings apart", () => {
    expect(mergeFindings([finding({}), finding(ENCODING)])).toHaveLength(2);
    expect(mergeFindings([finding({}), finding({ ...LEAK_AGAIN, line: 120, endLine: 120 })])).toHaveLength(2);
    expect(mergeFindings([finding({}), finding({ ...LEAK_AGAIN, path: "src/save.ts" })])).toHaveLength(2);
  });

  test("a chain is not followed: what does not match the leader stays apart", () => {
    const words = (text: string) => ({ title: text, scenario: "" });
    const a = finding({ ...words("alpha beta gamma delta"), severity: "CRITICAL" });
    const b = finding({ ...words("gamma delta epsilon zeta"), severity: "HIGH" });
    const c = finding({ ...words("epsilon zeta theta iota"), severity: "LOW" });
    expect(mergeFindings([c, b, a]).map(({ title, duplicates }) => [title, duplicates])).toEqual([
      [a.title, 1],
      [c.title, 0],
    ]);
  });

  test("the most alike leader takes it", () => {
    const words = (text: string) => ({ title: text, scenario: "" });
    const a = finding({ ...words("alpha beta gamma delta epsilon zeta theta"), severity: "CRITICAL" });
    const b = finding({ ...words("kappa lambda sigma omega"), severity: "CRITICAL" });
    const c = finding({ ...words("kappa lambda sigma alpha beta gamma"), severity: "LOW" });
    expect(mergeFindings([a, b, c]).map(({ title, duplicates }) => [title, duplicates])).toEqual([
      [a.title, 0],
      [b.title, 1],
    ]);
  });
});

describe("what a merged finding says", () => {
  test("severity decides who leads, then the lens, then confidence", () => {
    const leader = (...findings: AnchoredFinding[]) => mergeFindings(findings)[0]?.variants[0];
    const later = finding({ ...LEAK_AGAIN, lens: "simplicity", confidence: 99 });
    expect(leader(finding({}), later)?.lens).toBe("error-handling");
    expect(leader(finding({}), { ...later, severity: "CRITICAL" })?.lens).toBe("simplicity");
    expect(leader(finding({}), finding({ ...LEAK_AGAIN, confidence: 81 }))?.confidence).toBe(81);
  });

  test("place, quote and suggestion are those of the best anchored member", () => {
    const lost = finding({
      lens: "security",
      severity: "CRITICAL",
      anchor: "unanchored",
      inDiff: false,
      quote: "open(p)",
      suggestion: "of the lost one",
    });
    const moved = finding({
      ...LEAK_AGAIN,
      line: 13,
      endLine: 14,
      anchor: "moved",
      saidLine: 40,
      lens: "type-safety",
    });
    expect(mergeFindings([lost, moved])).toMatchObject([
      {
        title: LEAK.title,
        line: 13,
        endLine: 14,
        anchor: "moved",
        saidLine: 40,
        quote: moved.quote,
        inDiff: true,
      },
    ]);
    expect(mergeFindings([lost, moved])[0]).not.toHaveProperty("suggestion");
    const exact = finding({
      ...LEAK_AGAIN,
      line: 11,
      endLine: 11,
      lens: "simplicity",
      suggestion: "of the exact one",
    });
    expect(mergeFindings([lost, moved, exact])).toMatchObject([
      { line: 11, anchor: "exact", suggestion: "of the exact one", duplicates: 2 },
    ]);
    expect(mergeFindings([lost, moved, exact])[0]).not.toHaveProperty("saidLine");
  });

  test("a suggestion is only taken over from a member with the same lines", () => {
    const from = (fields: Partial<AnchoredFinding>) =>
      mergeFindings([
        finding({}),
        finding({ ...LEAK_AGAIN, lens: "simplicity", suggestion: "other", ...fields }),
      ])[0];
    expect(from({})?.suggestion).toBe("other");
    for (const fields of [{ line: 11 }, { endLine: 13 }, { anchor: "unanchored" as const }]) {
      expect(from(fields)).toMatchObject({ duplicates: 1 });
      expect(from(fields)).not.toHaveProperty("suggestion");
    }
  });

  test("each variant keeps its own place", () => {
    const [merged] = mergeFindings([
      finding({ suggestion: "one" }),
      finding({ ...LEAK_AGAIN, line: 14, endLine: 15, anchor: "moved", saidLine: 2, lens: "simplicity" }),
    ]);
    expect(merged?.variants).toStrictEqual([
      {
        lens: "error-handling",
        line: 12,
        endLine: 12,
        severity: "HIGH",
        ...LEAK,
        quote: "const file = await open(path);",
        confidence: 80,
        suggestion: "one",
        anchor: "exact",
      },
      {
        lens: "simplicity",
        line: 14,
        endLine: 15,
        severity: "HIGH",
        ...LEAK_AGAIN,
        quote: "const file = await open(path);",
        confidence: 80,
        anchor: "moved",
        saidLine: 2,
      },
    ]);
  });

  test("the same defect at two places has two ids, and the same ones when both have shifted", () => {
    const ids = (shift: number) =>
      mergeFindings([12, 80].map((line) => finding({ line: line + shift, endLine: line + shift }))).map(
        ({ id }) => id,
      );
    const [first, second] = ids(0);
    expect(first).toBe(fingerprint("src/load.ts", "const file = await open(path);", LEAK.title));
    expect(second).toBe(fingerprint("src/load.ts", "const file = await open(path);", LEAK.title, 1));
    expect(ids(7)).toEqual([first, second]);
  });

  test("variants come in the order of precedence, whichever way they joined", () => {
    const [merged] = mergeFindings([
      finding({ lens: "simplicity", severity: "LOW" }),
      finding({ ...LEAK_AGAIN, line: 13, severity: "MEDIUM" }),
      finding({ severity: "CRITICAL" }),
      finding({ ...LEAK_AGAIN, line: 13, severity: "HIGH", lens: "architecture" }),
    ]);
    expect(merged?.variants.map(({ severity }) => severity)).toEqual(SEVERITIES);
  });

  test("severity, path and line give the order, and nothing else", () => {
    const merged = mergeFindings([
      finding({ ...ENCODING, severity: "LOW", path: "a.ts" }),
      finding({ ...ENCODING, severity: "HIGH", path: "b.ts", line: 100, lens: "security", confidence: 100 }),
      finding({ ...ENCODING, severity: "HIGH", path: "b.ts", line: 9 }),
      finding({ ...ENCODING, severity: "HIGH", path: "B.ts", line: 70 }),
      finding({ ...ENCODING, severity: "CRITICAL", path: "z.ts" }),
    ]);
    expect(merged.map(({ path, line }) => `${path}:${line}`)).toEqual([
      "z.ts:12",
      "B.ts:70",
      "b.ts:9",
      "b.ts:100",
      "a.ts:12",
    ]);
  });

  test("nothing merges into nothing", () => {
    expect(mergeFindings([])).toEqual([]);
  });
});

describe("any findings", () => {
  const text = fc
    .array(fc.constantFrom("alpha", "beta", "gamma", "delta", "kappa", "sigma", "omega", "theta"), {
      maxLength: 5,
    })
    .map((words) => words.join(" "));
  const any: fc.Arbitrary<AnchoredFinding> = fc
    .record({
      path: fc.constantFrom("a.ts", "b.ts"),
      line: fc.integer({ min: 1, max: 20 }),
      height: fc.integer({ min: 1, max: 6 }),
      severity: fc.constantFrom(...SEVERITIES),
      title: text,
      scenario: text,
      confidence: fc.integer({ min: 0, max: 3 }),
      lens: fc.constantFrom(...LENSES),
      anchor: fc.constantFrom("exact" as const, "moved" as const, "unanchored" as const),
      inDiff: fc.boolean(),
      suggestion: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
    })
    .map(({ height, suggestion, ...rest }) => ({
      ...rest,
      endLine: rest.line + height - 1,
      quote: "code\n".repeat(height),
      ...(suggestion === undefined ? {} : { suggestion }),
    }));
  const several = fc.array(any, { maxLength: 14 });

  test("in any order give the same review", () => {
    const shuffled = several.chain((findings) =>
      fc.tuple(fc.constant(findings), fc.shuffledSubarray(findings, { minLength: findings.length })),
    );
    fc.assert(
      fc.property(shuffled, ([findings, others]) => {
        expect(mergeFindings(others)).toEqual(mergeFindings(findings));
      }),
      { numRuns: 4 * (fc.readConfigureGlobal().numRuns ?? 100) },
    );
  });

  test.each<[string, Partial<AnchoredFinding>, Partial<AnchoredFinding>]>([
    ["severity", { severity: "LOW" }, { severity: "HIGH" }],
    ["lens", { lens: "security" }, { lens: "simplicity" }],
    ["confidence", { confidence: 1 }, { confidence: 2 }],
    ["endLine", { endLine: 12 }, { endLine: 13 }],
    ["scenario", { scenario: "one" }, { scenario: "two" }],
    ["title", { title: LEAK.title }, { title: ` ${LEAK.title}` }],
    ["quote", { quote: "x" }, { quote: "y" }],
    ["anchor", { anchor: "exact" }, { anchor: "moved" }],
    ["anchor", { anchor: "moved" }, { anchor: "unanchored" }],
    ["suggestion", { suggestion: "x" }, { suggestion: "y" }],
    ["suggestion", { suggestion: "x" }, {}],
    ["saidLine", { anchor: "moved", saidLine: 3 }, { anchor: "moved", saidLine: 4 }],
    ["saidLine", { anchor: "moved", saidLine: 3 }, { anchor: "moved" }],
    ["inDiff", { inDiff: true }, { inDiff: false }],
  ])("that differ in %s alone have one order", (_, one, other) => {
    const [a, b] = [finding(one), finding(other)];
    expect(mergeFindings([b, a])).toStrictEqual(mergeFindings([a, b]));
    expect(mergeFindings([b, a])[0]?.variants).toHaveLength(2);
  });

  test("are all kept, each once, under the worst severity of their cluster", () => {
    fc.assert(
      fc.property(several, (findings) => {
        const merged = mergeFindings(findings);
        const said = ({
          line,
          lens,
          severity,
          title,
          scenario,
        }: { [K in "line" | "lens" | "severity" | "title" | "scenario"]: AnchoredFinding[K] }) =>
          JSON.stringify([line, lens, severity, title, scenario]);
        expect(merged.flatMap(({ variants }) => variants.map(said)).sort()).toEqual(
          findings.map(said).sort(),
        );
        for (const { variants, severity, duplicates, lenses, title } of merged) {
          expect(severity).toBe(variants.map((variant) => variant.severity).reduce(worst));
          expect(duplicates).toBe(variants.length - 1);
          expect(lenses).toEqual(LENSES.filter((lens) => variants.some((variant) => variant.lens === lens)));
          expect(title).toBe(variants[0]?.title);
        }
        expect(new Set(merged.map(({ id }) => id)).size).toBe(merged.length);
        const order = merged.map(({ severity }) => severity);
        expect(order).toEqual([...order].sort(compareSeverity));
      }),
    );
  });

  test("a variant is near its leader and like it, or has the key of one that is", () => {
    const near = (a: { line: number; endLine: number }, b: { line: number; endLine: number }) =>
      a.line - b.endLine <= 3 && b.line - a.endLine <= 3;
    const wording = ({ title, scenario }: { title: string; scenario: string }) =>
      wordingOf(`${title}\n${scenario}`);
    fc.assert(
      fc.property(several, (findings) => {
        const merged = mergeFindings(findings);
        for (const { variants } of merged) {
          const [leader, ...others] = variants;
          if (leader === undefined) throw new Error("a finding without a variant");
          const matching = variants.filter(
            (variant) => near(leader, variant) && similarity(wording(leader), wording(variant)) >= ALIKE,
          );
          for (const other of others) {
            expect(
              [leader, ...matching].some(
                ({ line, title }) => line === other.line && title.trim() === other.title.trim(),
              ),
            ).toBe(true);
          }
        }
        for (const [index, a] of merged.entries()) {
          for (const b of merged.slice(index + 1)) {
            const [leader, other] = [a.variants[0], b.variants[0]];
            if (a.path !== b.path || leader === undefined || other === undefined || !near(leader, other))
              continue;
            expect(similarity(wording(leader), wording(other))).toBeLessThan(ALIKE);
          }
        }
      }),
    );
  });
});

describe("many findings", () => {
  const many = (count: number, line: (index: number) => number) =>
    Array.from({ length: count }, (_, index) =>
      finding({
        line: line(index),
        endLine: line(index),
        title: `Defect ${index} of ${index % 7} kinds`,
        scenario: Array.from(
          { length: 20 },
          (_, word) => `word${(index * 31 + word * word * 17) % 997}`,
        ).join(" "),
      }),
    );

  test.each([
    ["all on one line", () => 7],
    ["all over one file", (index: number) => index + 1],
  ])("eight times as many %s do not take 64 times as long", (_, line) => {
    const time = (count: number) => {
      const findings = many(count, line);
      const began = performance.now();
      const merged = mergeFindings(findings);
      expect(merged.reduce((sum, { variants }) => sum + variants.length, 0)).toBe(count);
      return performance.now() - began;
    };
    time(500);
    const [few, all] = [500, 4_000].map((count) => Math.min(time(count), time(count)));
    expect((all ?? 0) / (few ?? 0)).toBeLessThan(30);
  });

  test("in a crowd on one line a near-duplicate still finds its leader", () => {
    const crowd = many(500, () => 12);
    const merged = mergeFindings([...crowd, finding({ severity: "CRITICAL" }), finding(LEAK_AGAIN)]);
    expect(merged[0]?.variants.map(({ title }) => title)).toEqual([LEAK.title, LEAK_AGAIN.title]);
  });
});
