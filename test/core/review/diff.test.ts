import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parsePatch } from "diff";
import { describe, expect, it } from "vitest";
import {
  changedLines,
  type FileChange,
  linesOf,
  parseChange,
  removedLines,
  textOf,
} from "../../../src/core/review/diff.ts";

const recorded = join(import.meta.dirname, "../../../fixtures/diffs");
const hard = {
  files: new Uint8Array(readFileSync(join(recorded, "hard.files"))),
  patch: new Uint8Array(readFileSync(join(recorded, "hard.patch"))),
};

function parsed(raw: { files: Uint8Array; patch: Uint8Array }): readonly FileChange[] {
  const change = parseChange(raw);
  if (change.status !== "ok") throw new Error(change.reason);
  return change.files;
}

function fileAt(path: string): FileChange {
  const file = parsed(hard).find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`${path} is not in the fixture`);
  return file;
}

function shown(file: FileChange): string[] {
  return file.hunks.flatMap((hunk) =>
    [...linesOf(hunk)].map((line) => `${line.old ?? ""}:${line.new ?? ""}${line.mark}${textOf(hunk, line)}`),
  );
}

describe("parseChange", () => {
  it("tells what happened to each file of a recorded change", () => {
    const summary = parsed(hard).map(
      (file) => `${file.path} ${file.status} ${file.kind} +${file.added} -${file.removed}`,
    );
    expect(summary).toEqual([
      "$(touch x).txt added text +3 -0",
      "binary.png modified binary +0 -0",
      "crlf.txt modified text +1 -1",
      "deleted.txt deleted text +0 -2",
      "emptied.txt modified text +0 -1",
      "empty.txt added empty +0 -0",
      "file-to-link type symlink +1 -1",
      "latin1.txt modified text +1 -1",
      "link added symlink +1 -0",
      "long-line.js added text +1 -0",
      "minus.sql modified text +1 -1",
      "mixed.txt modified text +1 -1",
      "mode.sh mode text +0 -0",
      "moved/new name.ts renamed text +1 -1",
      "no-newline.txt modified text +1 -1",
      "nul.ts modified text +1 -1",
      'quote"and\nline feed é.txt added text +1 -0',
      "submodule modified submodule +1 -1",
      "two-hunks.txt modified text +1 -2",
    ]);
  });

  it("numbers the lines on both sides", () => {
    expect(shown(fileAt("two-hunks.txt"))).toEqual([
      "1:1 line 1",
      "2:2 line 2",
      "3:-line 3",
      ":3+line three",
      "4:4 line 4",
      "5:5 line 5",
      "6:6 line 6",
      "34:34 line 34",
      "35:35 line 35",
      "36:36 line 36",
      "37:-line 37",
      "38:37 line 38",
      "39:38 line 39",
      "40:39 line 40",
    ]);
  });

  it("takes lines that look like a patch for lines", () => {
    expect(shown(fileAt("$(touch x).txt"))).toEqual([":1+--- a/x", ":2++++ b/x", ":3+@@ -1 +1 @@"]);
    expect(shown(fileAt("minus.sql"))).toEqual([
      "1:1 select 1;",
      "2:2 -- a comment",
      "3:--- another",
      ":3+++ b/minus.sql",
    ]);
  });

  it("keeps carriage returns and says how lines end", () => {
    expect(shown(fileAt("crlf.txt"))).toContain(":2+2\r");
    expect(fileAt("crlf.txt").lineEnds).toBe("crlf");
    expect(fileAt("mixed.txt").lineEnds).toBe("mixed");
    expect(fileAt("minus.sql").lineEnds).toBe("lf");
  });

  it("knows a last line without a line feed", () => {
    const [hunk] = fileAt("no-newline.txt").hunks;
    expect(hunk && [...linesOf(hunk)].map((line) => line.terminated)).toEqual([true, false, false]);
  });

  it("says where bytes are not UTF-8", () => {
    expect(fileAt("latin1.txt").encoding).toBe("unknown");
    expect(shown(fileAt("latin1.txt"))).toContain(":1+caf\ufffds");
    expect(fileAt("crlf.txt").encoding).toBe("utf-8");
  });

  it("knows modes, object ids and the old path", () => {
    expect(fileAt("mode.sh")).toMatchObject({ oldMode: "100644", newMode: "100755" });
    expect(fileAt("moved/new name.ts").oldPath).toBe("moved/old name.ts");
    expect(fileAt("empty.txt")).toMatchObject({ oldMode: null, oldOid: null, newMode: "100644" });
    expect(fileAt("submodule").newOid).toMatch(/^[0-9a-f]{40}$/);
  });

  it("reads the same hunks as another parser", () => {
    const text = new TextDecoder().decode(hard.patch);
    const others = parsePatch(text).flatMap((file) => file.hunks);
    const ours = parsed(hard).flatMap((file) => file.hunks);
    expect(ours.map((hunk) => [hunk.oldStart, hunk.oldCount, hunk.newStart, hunk.newCount])).toEqual(
      others.map((hunk) => [
        // Other than git it counts from 1 where a side has no lines.
        hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
        hunk.oldLines,
        hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
        hunk.newLines,
      ]),
    );
    expect(
      ours.flatMap((hunk) =>
        [...linesOf(hunk)].map((line) => line.mark + textOf(hunk, line).replaceAll("\r", "")),
      ),
    ).toEqual(
      others.flatMap((hunk) =>
        hunk.lines.filter((line) => !line.startsWith("\\")).map((line) => line.replaceAll("\r", "")),
      ),
    );
  });

  it.each([
    ["a patch that is cut off", hard.files, hard.patch.subarray(0, hard.patch.length - 40)],
    [
      "a patch that lacks a file",
      hard.files,
      hard.patch.subarray(0, hard.patch.lastIndexOf(0x64, hard.patch.length - 400)),
    ],
    ["a patch of more files", hard.files, new Uint8Array([...hard.patch, ...hard.patch])],
    ["a list that is cut off", hard.files.subarray(0, hard.files.length - 1), hard.patch],
    ["no patch", hard.files, new Uint8Array()],
    ["a list without counts", hard.files.subarray(0, hard.files.indexOf(0x33, 1900)), hard.patch],
  ])("calls %s unreadable", (_, files, patch) => {
    expect(parseChange({ files, patch }).status).toBe("unreadable");
  });

  it("reads 5 MB of the shortest lines, and one line of 2 MB, in linear time and little memory", () => {
    const count = 2_500_000;
    const body = new Uint8Array(2 * count);
    for (let at = 0; at < body.length; at += 2) body.set([0x2b, 0x0a], at);
    const long = Buffer.from(`+${"x".repeat(2_000_000)}\n`);
    const raw = oneFile(count + 1, Buffer.concat([body, long]));

    const before = process.memoryUsage();
    const started = performance.now();
    const [file] = parsed(raw);
    expect(file?.added).toBe(count + 1);
    let seen = 0;
    for (const hunk of file?.hunks ?? []) for (const line of linesOf(hunk)) seen += line.new === null ? 0 : 1;
    expect(seen).toBe(count + 1);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(process.memoryUsage().heapUsed - before.heapUsed).toBeLessThan(60_000_000);
  });
});

describe("changedLines", () => {
  const changed = changedLines(parsed(hard));

  it.each([
    ["an added line", "two-hunks.txt", 3, 3, true],
    ["an unchanged line", "two-hunks.txt", 5, 5, false],
    ["a range that touches an added line", "two-hunks.txt", 1, 3, true],
    ["a line before removed ones", "two-hunks.txt", 36, 36, true],
    ["a line after removed ones", "two-hunks.txt", 37, 37, true],
    ["a line further away", "two-hunks.txt", 38, 38, false],
    ["a line beyond the hunks", "two-hunks.txt", 400, 500, false],
    ["a line of a deleted file", "deleted.txt", 2, 2, true],
    ["the first line of an emptied file", "emptied.txt", 1, 1, true],
    ["another file", "nowhere.txt", 1, 1, false],
    ["a renamed file by its old name", "moved/old name.ts", 20, 20, false],
    ["a renamed file", "moved/new name.ts", 20, 20, true],
    ["a file whose mode changed", "mode.sh", 1, 1, false],
  ])("%s", (_, path, line, endLine, expected) => {
    expect(changed.has(path, line, endLine)).toBe(expected);
  });
});

describe("removedLines", () => {
  it("gives each line that went with the number of the one that follows", () => {
    expect(removedLines(fileAt("two-hunks.txt"))).toEqual([
      { line: 3, text: "line 3" },
      { line: 37, text: "line 37" },
    ]);
    expect(removedLines(fileAt("deleted.txt"))).toEqual([
      { line: 1, text: "gone 1" },
      { line: 1, text: "gone 2" },
    ]);
  });
});

function oneFile(added: number, body: Uint8Array): { files: Uint8Array; patch: Uint8Array } {
  const oid = "a".repeat(40);
  const none = "0".repeat(40);
  const head = `diff --git a/x b/x\nnew file mode 100644\nindex ${none}..${oid}\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,${added} @@\n`;
  return {
    files: Buffer.from(`:000000 100644 ${none} ${oid} A\0x\0${added}\t0\tx\0`),
    patch: Buffer.concat([Buffer.from(head), body]),
  };
}
