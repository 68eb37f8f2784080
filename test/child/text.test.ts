import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readText } from "../../src/child/text.ts";

let dir = "";
const place = (name: string): string => path.join(dir, name);

beforeAll(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "policy-text-"));
  fs.writeFileSync(place("full"), "é".repeat(512 * 1024));
  fs.writeFileSync(place("large"), "x".repeat(1024 * 1024 + 1));
  fs.writeFileSync(place("zero"), "a\0b");
  fs.writeFileSync(place("latin"), Buffer.from([0x61, 0xe9, 0x62]));
  execFileSync("mkfifo", [place("pipe")]);
  fs.symlinkSync("loop", place("loop"));
});

afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

test("a file of up to 1 MiB is read as it is", () => {
  expect(readText(place("full"))).toBe("é".repeat(512 * 1024));
});

test.each(["none", "full/below", ".", "large", "zero", "latin", "pipe", "loop", "n".repeat(300)])(
  "%s is no text that could be read",
  (name) => {
    expect(readText(place(name))).toBeUndefined();
  },
);
