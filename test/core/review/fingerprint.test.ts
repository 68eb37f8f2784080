import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprint } from "../../../src/core/review/fingerprint.ts";

/** FNV-1a as RFC 9923 writes it. */
function reference(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, "0");
}

test("it is FNV-1a of path, quote and title", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[a-z(){};]{0,40}$/), (path, quote) => {
      expect(fingerprint(path, quote, "title")).toBe(reference(`${path}\0${quote}\0title`));
    }),
  );
  expect(fingerprint("a.ts", "x = 1;", "A title")).toBe("ac0198f0683a3a4d");
});

test("it survives another indentation, CRLF and runs of blanks", () => {
  const id = fingerprint("a.ts", "if (x) {\n  y();\n}", "Leaks a handle");
  expect(fingerprint("a.ts", "\tif (x)  {\r\n\t\ty();\r\n\t}\r\n", " Leaks a\nhandle ")).toBe(id);
});

test("another path, quote, title or turn is another finding", () => {
  const ids = [
    fingerprint("a.ts", "x", "t"),
    fingerprint("b.ts", "x", "t"),
    fingerprint("a.ts", "y", "t"),
    fingerprint("a.ts", "x", "u"),
    fingerprint("a.ts", "x", "t", 1),
    fingerprint("a.ts", "x", "t", 2),
    fingerprint("a.tsx", "", "t"),
    fingerprint("a.ts", "", "xt"),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
});
