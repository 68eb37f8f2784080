import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  anchorFinding,
  type HeadContent,
  normalisePath,
  type PreparedFile,
  prepareFile,
  prepareRemoved,
} from "../../../src/core/review/anchor.ts";
import type { ReportedFinding } from "../../../src/core/review/finding.ts";

const CODE = `import { open } from "node:fs/promises";

export async function load(path: string, retries = 3) {
  for (let i = 0; i < retries; i++) {
    const file = await open(path);
    try {
      return await file.readFile("utf8");
    } finally {
      await file.close();
    }
  }
  return undefined;
}

export async function save(path: string, text: string) {
  const file = await open(path, "w");
  try {
    await file.writeFile(text, { encoding: "utf8", flag: "w" });
  } finally {
    await file.close();
  }
  return undefined;
}
`;

const reported = (finding: Partial<ReportedFinding>): ReportedFinding => ({
  path: "src/load.ts",
  line: 1,
  severity: "HIGH",
  title: "a title",
  scenario: "a scenario",
  quote: "",
  confidence: 80,
  ...finding,
});

const anchored = (
  finding: Partial<ReportedFinding>,
  head: HeadContent = prepareFile(CODE),
  removed?: PreparedFile,
) => {
  const { anchor, line, endLine, saidLine } = anchorFinding({
    finding: reported(finding),
    lens: "security",
    head,
    changed: { has: () => true },
    ...(removed === undefined ? {} : { removed }),
  });
  return saidLine === undefined ? { anchor, line, endLine } : { anchor, line, endLine, saidLine };
};

describe("a quote that stands where it was said to", () => {
  test("keeps the named lines", () => {
    expect(anchored({ line: 5, endLine: 7, quote: "const file = await open(path);\ntry {" })).toEqual({
      anchor: "exact",
      line: 5,
      endLine: 7,
    });
  });

  test("gives the finding its end when none was named", () => {
    expect(anchored({ line: 16, quote: `  const file = await open(path, "w");\n  try {` })).toEqual({
      anchor: "exact",
      line: 16,
      endLine: 17,
    });
  });

  test("may begin above the named line", () => {
    expect(anchored({ line: 17, quote: `const file = await open(path, "w");\ntry {` })).toEqual({
      anchor: "exact",
      line: 17,
      endLine: 17,
    });
  });

  test("is found in a file with CRLF, tabs and a byte order mark", () => {
    const head = prepareFile(`\uFEFF${CODE.replaceAll("\n", "\r\n").replaceAll("  ", "\t")}`);
    expect(anchored({ line: 1, quote: 'import { open } from "node:fs/promises";' }, head).anchor).toBe(
      "exact",
    );
    expect(anchored({ line: 5, quote: "    const  file = await open(path);  \r\n" }, head).anchor).toBe(
      "exact",
    );
  });

  test("an end before the line or behind the file is put right", () => {
    expect(anchored({ line: 5, endLine: 2, quote: "const file = await open(path);" }).endLine).toBe(5);
    expect(anchored({ line: 22, endLine: 9_999, quote: "return undefined;" }).endLine).toBe(24);
  });
});

describe("a quote that stands elsewhere", () => {
  test("moves the finding to it", () => {
    expect(anchored({ line: 2, quote: "await file.writeFile(text" })).toEqual({
      anchor: "moved",
      line: 18,
      endLine: 18,
      saidLine: 2,
    });
  });

  test("moves it to the nearest of several, the one above of two as near", () => {
    expect(anchored({ line: 14, quote: "await file.close();" })).toMatchObject({ anchor: "moved", line: 9 });
    expect(anchored({ line: 15, quote: "await file.close();" })).toMatchObject({ anchor: "moved", line: 20 });
    const twice = prepareFile("same line here\nx\ny\nz\nsame line here");
    expect(anchored({ line: 3, quote: "same line here" }, twice)).toMatchObject({ anchor: "moved", line: 1 });
  });

  test("moves the end of the finding too", () => {
    expect(
      anchored({ line: 40, quote: "await open(path);\n    try {\n return await file.readFile" }),
    ).toEqual({
      anchor: "moved",
      line: 5,
      endLine: 7,
      saidLine: 40,
    });
  });

  test("a quote that begins above the named lines, with a gap, and reaches them is exact", () => {
    const quote = "export async function load(\n...\nreturn await file.readFile(";
    expect(anchored({ line: 7, quote })).toEqual({ anchor: "exact", line: 7, endLine: 7 });
    expect(anchored({ line: 8, quote })).toMatchObject({ anchor: "moved", line: 3, endLine: 7 });
    expect(anchored({ line: 1, endLine: 3, quote })).toEqual({ anchor: "exact", line: 1, endLine: 3 });
  });

  test("prefers whole lines to a part of a nearer line", () => {
    const head = prepareFile("return compute(value)\n\n\n\n\n\n\ncompute(value)\n");
    expect(anchored({ line: 3, quote: "compute(value)" }, head)).toMatchObject({ anchor: "moved", line: 8 });
  });

  test("two lines that stand apart in the file are not the quote", () => {
    expect(anchored({ line: 1, quote: "await file.close();\nreturn undefined;" }).anchor).toBe("unanchored");
  });
});

describe("a quote that stands nowhere", () => {
  test("leaves the lines as they were said", () => {
    expect(anchored({ line: 7, endLine: 9, quote: "await file.readFileSync()" })).toEqual({
      anchor: "unanchored",
      line: 7,
      endLine: 9,
    });
  });

  test.each(["missing", "binary"] as const)("nothing stands in a file that is %s", (head) => {
    expect(anchored({ line: 5, quote: "const file = await open(path);" }, head).anchor).toBe("unanchored");
  });

  test.each(["", " \n\t \n", "...", "+", "```\n```"])("an empty quote stands nowhere: %j", (quote) => {
    expect(anchored({ line: 5, quote }).anchor).toBe("unanchored");
  });
});

describe("a quote that says too little", () => {
  test.each([
    ["}", 10],
    ["});", 3],
    ["return;", 3],
    ["try", 12],
    ["{}()[]{};====>>>>||||&&&&", 5],
  ])("%s is never moved", (quote, line) => {
    const head = prepareFile(CODE.replace("  }\n  return", "  };\n  return").concat("\n});\nreturn;\n"));
    expect(anchored({ line: line === 10 ? 1 : line, quote }, head).anchor).toBe("unanchored");
  });

  test("it is exact on its own line, as the whole line or as whole words", () => {
    expect(anchored({ line: 10, quote: "}" }).anchor).toBe("exact");
    expect(anchored({ line: 8, quote: "}" }).anchor).toBe("unanchored");
    expect(anchored({ line: 4, quote: "i++" }).anchor).toBe("exact");
    expect(anchored({ line: 4, quote: "trie" }).anchor).toBe("unanchored");
  });
});

describe("an imperfect quote", () => {
  const where = (quote: string) => anchored({ line: 5, quote }).anchor;

  test("in a Markdown fence", () => {
    expect(where("```ts\nconst file = await open(path);\ntry {\n```")).toBe("exact");
    expect(where("```ts\nconst file = await open(path);")).toBe("exact");
  });

  test("with a column of line numbers", () => {
    expect(where("    5 | const file = await open(path);\n    6 |     try {")).toBe("exact");
    expect(where("5: const file = await open(path);")).toBe("exact");
    expect(where("L5 const file = await open(path);")).toBe("exact");
    expect(where("5\t    const file = await open(path);\n6\t    try {")).toBe("exact");
  });

  test("with the marks of a diff", () => {
    expect(where("+    const file = await open(path);\n+    try {")).toBe("exact");
    expect(where("-    const file = openSync(path);\n+    const file = await open(path);\n     try {")).toBe(
      "exact",
    );
  });

  test("with numbers and marks", () => {
    expect(where("5 +    const file = await open(path);\n6 +    try {")).toBe("exact");
    expect(where("+ 5 | const file = await open(path);\n  6 | try {")).toBe("exact");
    expect(where("4 5 | const file = await open(path);")).toBe("exact");
  });

  test.each(["...", "…", "// ...", "# …", "/* ... */", "[...]"])("with lines left out for %s", (gap) => {
    expect(where(`const file = await open(path);\n${gap}\nawait file.close();`)).toBe("exact");
  });

  test("with a part left out within a line", () => {
    expect(where("const file = ... open(path)")).toBe("exact");
    expect(anchored({ line: 18, quote: 'file.writeFile(text, { … flag: "w" })' }).anchor).toBe("exact");
    expect(
      anchored({ line: 3, quote: "export async function load(...) { ... await file.close()" }).anchor,
    ).toBe("exact");
  });

  test("what follows a gap must stand after it", () => {
    expect(where("await file.close();\n...\nconst file = await open(path);")).not.toBe("exact");
    expect(anchored({ line: 16, quote: 'open(path, "w") ... const file' }).anchor).toBe("unanchored");
  });

  test("a line that looks like marks is taken as it stands first", () => {
    const head = prepareFile("start();\n- item one of the list\n+ item two of the list\n");
    expect(anchored({ line: 2, quote: "- item one of the list" }, head)).toMatchObject({
      anchor: "exact",
      line: 2,
    });
  });

  test("is exact by any reading before it is moved by a literal one", () => {
    const head = prepareFile("+ const total = 1;\n\n\n\n\n\nconst total = 1;\n");
    expect(anchored({ line: 7, quote: "+ const total = 1;" }, head).anchor).toBe("exact");
  });
});

describe("a quote of removed lines", () => {
  const removed = prepareRemoved([
    { line: 5, text: "    await authorise(path, user);" },
    { line: 5, text: "    audit(path);" },
    { line: 30, text: "    removed at the very end();" },
  ]);

  test("stands at the lines before and after them", () => {
    for (const line of [4, 5]) {
      expect(anchored({ line, quote: "-    await authorise(path, user);" }, undefined, removed)).toEqual({
        anchor: "exact",
        line,
        endLine: line,
      });
    }
  });

  test("is moved to the line after them, and never behind the file", () => {
    expect(
      anchored({ line: 12, quote: "await authorise(path, user);\naudit(path);" }, undefined, removed),
    ).toEqual({
      anchor: "moved",
      line: 5,
      endLine: 5,
      saidLine: 12,
    });
    expect(anchored({ line: 12, quote: "removed at the very end();" }, undefined, removed).line).toBe(24);
  });

  test("in a file that is gone stands on the lines that it had", () => {
    const gone = prepareRemoved(CODE.split("\n").map((text) => ({ line: 1, text })));
    const save = "export async function save(path: string, text: string) {";
    expect(anchored({ line: 15, quote: `-${save}` }, "missing", gone)).toEqual({
      anchor: "exact",
      line: 15,
      endLine: 15,
    });
    expect(anchored({ line: 7, quote: save }, "missing", gone)).toEqual({
      anchor: "moved",
      line: 15,
      endLine: 15,
      saidLine: 7,
    });
    expect(anchored({ line: 7, quote: "nowhere to be found" }, "missing", gone).anchor).toBe("unanchored");
  });

  test("in a file without a line left is moved to line 1", () => {
    const emptied = prepareRemoved([{ line: 1, text: "export const everything = lost();" }]);
    expect(anchored({ line: 7, quote: "everything = lost()" }, prepareFile(""), emptied)).toMatchObject({
      anchor: "moved",
      line: 1,
    });
  });

  test("is taken from the head when it stands there too", () => {
    const both = prepareRemoved([{ line: 2, text: "await file.writeFile(text" }]);
    expect(anchored({ line: 10, quote: "await file.writeFile(text" }, undefined, both).line).toBe(18);
  });
});

describe("in the change or not", () => {
  test("is asked for the repaired lines", () => {
    const asked: unknown[] = [];
    const has = (...question: unknown[]) => asked.push(question) > 1;
    const ask = (finding: Partial<ReportedFinding>) =>
      anchorFinding({
        finding: reported(finding),
        lens: "security",
        head: prepareFile(CODE),
        changed: { has },
      }).inDiff;
    expect(ask({ line: 2, quote: "await file.writeFile(text" })).toBe(false);
    expect(ask({ line: 3, endLine: 4, quote: "nowhere to be found" })).toBe(true);
    expect(asked).toEqual([
      ["src/load.ts", 18, 18],
      ["src/load.ts", 3, 4],
    ]);
  });
});

describe("the path", () => {
  const known = new Set(["src/load.ts", "a/inner.ts", "b/src/load.ts"]);
  const isKnown = (path: string) => known.has(path);

  test.each([
    ["src/load.ts", "src/load.ts"],
    ["./src/load.ts", "src/load.ts"],
    ["a/src/load.ts", "src/load.ts"],
    ["b/src/load.ts", "b/src/load.ts"],
    ["a/inner.ts", "a/inner.ts"],
    ["a/a/inner.ts", "a/inner.ts"],
    ["/src/load.ts", "src/load.ts"],
    [".//./src/load.ts", "src/load.ts"],
    ["/home/me/project/src/load.ts", "src/load.ts"],
    ["/home/me/projects/src/load.ts", "/home/me/projects/src/load.ts"],
    ["b/other.ts", "b/other.ts"],
    ["./nowhere.ts", "./nowhere.ts"],
    ["../src/load.ts", "../src/load.ts"],
  ])("%s is %s", (said, meant) => {
    expect(normalisePath(said, isKnown, "/home/me/project")).toBe(meant);
  });

  test("without a workspace loses no folder", () => {
    expect(normalisePath("undefined/src/load.ts", isKnown)).toBe("undefined/src/load.ts");
  });
});

describe("any file, any quote", () => {
  const line = fc.constantFrom(
    "",
    "}",
    "  return null;",
    "const a = compute(b);",
    "const a = compute(c);",
    "# ...",
    "+x",
  );
  const file = fc.array(line, { maxLength: 30 });

  test("every line with words that is quoted from its own place is exact there", () => {
    fc.assert(
      fc.property(file, fc.nat(29), fc.integer({ min: 1, max: 4 }), (lines, start, height) => {
        const quote = lines.slice(start, start + height);
        fc.pre(quote[0] !== undefined && quote[0] !== "" && !quote.join("\n").includes("..."));
        const head = prepareFile(lines.join("\n"));
        const found = anchored({ line: start + 1, quote: quote.join("\n") }, head);
        expect(found.anchor).toBe("exact");
        expect(found.line).toBe(start + 1);
      }),
    );
  });

  test("a place that was found holds the quote, and is as near as one can be", () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 40 }), (lines, said) => {
        const quote = "const a = compute(b);";
        const found = anchored({ line: said, quote }, prepareFile(lines.join("\n")));
        const places = lines.flatMap((text, index) => (text === quote ? [index + 1] : []));
        const nearest = Math.min(...places.map((place) => Math.abs(place - said)));
        if (places.length === 0) expect(found.anchor).toBe("unanchored");
        else expect(Math.abs(found.line - said)).toBe(nearest);
      }),
    );
  });

  test("ten times the findings in ten times the file do not take 100 times as long", () => {
    const time = (count: number) => {
      const lines = Array.from(
        { length: count * 10 },
        (_, i) => `  const value${i} = compute(input, ${i}, "a string");`,
      );
      const began = performance.now();
      const head = prepareFile(`${lines.join("\n")}\n${"x = 1; ".repeat(count * 30)}`);
      for (let i = 0; i < count; i += 1) {
        const quote = i % 2 === 0 ? `value${i * 9} = compute(input` : `return nothing(${i}) that stands here`;
        anchored({ line: i + 1, quote }, head);
      }
      return performance.now() - began;
    };
    time(300);
    const [few, many] = [300, 3_000].map((count) => Math.min(time(count), time(count)));
    expect((many ?? 0) / (few ?? 0)).toBeLessThan(40);
  });
});
