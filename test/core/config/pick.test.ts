import { expect, test } from "vitest";
import { withPick } from "../../../src/core/config/pick.ts";

test("a first pick makes the file", () => {
  expect(withPick(null, { for: "role", role: "ops" }, "a/b")).toBe(
    '{\n  "models": {\n    "roles": {\n      "ops": "a/b"\n    }\n  }\n}\n',
  );
  expect(JSON.parse(withPick(null, { for: "all" }, "a/b"))).toEqual({ models: { default: "a/b" } });
});

test("the rest of the file, its order and its indentation stay", () => {
  const text =
    '{\n\t"sandbox": "off",\n\t"models": {\n\t\t"lenses": {\n\t\t\t"security": "a/b"\n\t\t}\n\t},\n\t"runs": {}\n}\n';
  const changed = withPick(text, { for: "lens", lens: "simplicity" }, "c/d:low");
  expect(changed).toBe(text.replace('"a/b"\n', '"a/b",\n\t\t\t"simplicity": "c/d:low"\n'));
  expect(withPick(changed, { for: "lens", lens: "security" }, "x/y")).toBe(changed.replace("a/b", "x/y"));
});

test("a cleared pick leaves no empty groups behind, and clearing what is not there changes nothing", () => {
  const text = '{\n  "models": {\n    "default": "a/b",\n    "roles": {\n      "ops": "c/d"\n    }\n  }\n}\n';
  const one = withPick(text, { for: "role", role: "ops" }, null);
  expect(JSON.parse(one)).toEqual({ models: { default: "a/b" } });
  expect(withPick(one, { for: "role", role: "ops" }, null)).toBe(one);
  expect(JSON.parse(withPick(one, { for: "all" }, null))).toEqual({});
});
