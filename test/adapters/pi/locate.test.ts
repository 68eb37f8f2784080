import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isTooOld, locatePi } from "../../../src/adapters/pi/locate.ts";

const NAME = "@earendil-works/pi-coding-agent";
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "pi-ensemble-locate-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function install(root: string, version: string, name = NAME): Promise<string> {
  const bin = join(root, "dist/cli.js");
  await mkdir(dirname(bin), { recursive: true });
  await writeFile(join(root, "package.json"), JSON.stringify({ name, version, bin: { pi: "dist/cli.js" } }));
  await writeFile(bin, "");
  await chmod(bin, 0o755);
  return bin;
}

test("the running Pi comes first, then the one beside our package, then the PATH", async () => {
  const running = await install(join(dir, "running"), "0.90.0");
  const beside = await install(join(dir, "app/node_modules", NAME), "0.88.0");
  const onPath = await install(join(dir, "global"), "0.89.0");
  const link = join(dir, "bin/pi");
  await mkdir(dirname(link));
  await symlink(onPath, link);
  const ours = join(dir, "app/node_modules/pi-ensemble");
  const env = { PATH: `${join(dir, "nothing")}:${dirname(link)}` };
  const where = { execPath: "/node", script: running, env, packageRoot: ours };

  expect(await locatePi(where)).toEqual({ file: "/node", args: [running], version: "0.90.0" });
  expect(await locatePi({ ...where, script: link })).toMatchObject({ args: [onPath] });
  const other = await install(join(dir, "other"), "9.0.0", "something-else");
  expect(await locatePi({ ...where, script: other })).toEqual({
    file: "/node",
    args: [beside],
    version: "0.88.0",
  });
  expect(await locatePi({ ...where, script: undefined, packageRoot: dir })).toEqual({
    file: link,
    args: [],
    version: "0.89.0",
  });
});

test("none, or one that is too old, is a mistake with a remedy", async () => {
  const old = await install(join(dir, "old"), "0.86.9");
  const where = { execPath: "/node", script: old, env: {}, packageRoot: dir };
  await expect(locatePi(where)).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("0.86.9"),
    remedy: expect.stringContaining("npm install"),
  });
  await expect(locatePi({ ...where, script: undefined })).rejects.toMatchObject({ code: "unavailable" });
});

test.each([
  ["0.86.9", true],
  ["0.87.0", false],
  ["0.100.0", false],
  ["1.0.0", false],
])("%s", (version, expected) => {
  expect(isTooOld(version)).toBe(expected);
});
