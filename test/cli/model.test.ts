import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { PresentModel } from "../../src/core/models/picks.ts";
import { type Bench, openBench } from "../support/command-line.ts";

const PONG = { calls: [{ name: "pong", arguments: { complete: true } }] };
const LAYERS = ["pi", "environment", "environment-role", "all", "role", "lens", "call"] as const;

function userFile(bench: Bench): string {
  return join(bench.env["PI_CODING_AGENT_DIR"] ?? "", "ensemble.json");
}

async function presentModel(bench: Bench, name: string): Promise<PresentModel | undefined> {
  const { stdout } = await bench.run("model", "--json");
  return (JSON.parse(stdout) as { models: PresentModel[] }).models.find((each) => each.name === name);
}

test("each layer beats the ones below it, and the provider is asked for its model", async () => {
  await using bench = await openBench(() => PONG, { providers: { fake: LAYERS } });
  const seen = async (...words: string[]) => {
    const { code, stderr } = await bench.run("ping", "--role", "security", ...words);
    if (code !== 0) throw new Error(stderr);
    return bench.server.requests.at(-1)?.model;
  };
  const role = "code-review-specialist";

  expect(await seen()).toBe("pi");
  bench.env["PI_ENSEMBLE_MODEL"] = "fake/environment";
  expect(await seen()).toBe("environment");
  bench.env["PI_ENSEMBLE_MODEL_CODE_REVIEW_SPECIALIST"] = "fake/environment-role";
  expect(await seen()).toBe("environment-role");
  await writeFile(userFile(bench), JSON.stringify({ models: { default: "fake/all" } }));
  expect(await seen()).toBe("all");
  await writeFile(
    userFile(bench),
    JSON.stringify({ models: { default: "fake/all", roles: { [role]: "fake/role" } } }),
  );
  expect(await seen()).toBe("role");
  await bench.run("model", "set", "security", "fake/lens");
  expect(await seen()).toBe("lens");
  expect(await presentModel(bench, "security")).toMatchObject({
    model: "fake/lens",
    layer: "lens",
    origin: `models.lenses.security in ${userFile(bench)}`,
    problem: null,
  });
  expect(await seen("--model", "fake/call")).toBe("call");
});

test("a pick is set, shown, refused and cleared", async () => {
  await using bench = await openBench(() => PONG, { providers: { fake: ["m1", "m2"] } });
  const set = await bench.run("model", "set", "developer", "fake/m2");
  expect([set.code, set.stdout]).toEqual([0, `developer: fake/m2, saved in ${userFile(bench)}\n`]);
  const before = await readFile(userFile(bench), "utf8");

  for (const [words, said] of [
    [["set", "developer", "fake/m22"], "Did you mean fake/m2"],
    [["set", "developer", "m2"], "Did you mean fake/m2"],
    [["set", "developer", "openai/gpt-5"], "openai/gpt-5 is not authenticated"],
    [["set", "developer", "fake/m2:high"], "It knows off"],
    [["set", "develper", "fake/m2"], "Did you mean developer"],
    [["set", "developer"], "set wants a name and a model"],
    [["clear"], "clear wants a name"],
    [["drop"], "There are list, set and clear"],
  ] as const) {
    const { code, stdout, stderr } = await bench.run("model", ...words);
    expect(stderr).toContain(said);
    expect([code, stdout]).toEqual([64, ""]);
  }
  expect(await readFile(userFile(bench), "utf8")).toBe(before);

  expect((await bench.run("model")).stdout).toMatch(
    /developer +fake\/m2 +role pick +models\.roles\.developer in/,
  );
  const config = await bench.run("config");
  expect(config.stdout).toMatch(/models\.roles\.developer +fake\/m2 +\S+ensemble\.json/);
  expect((await bench.run("model", "clear", "developer")).code).toBe(0);
  expect(await presentModel(bench, "developer")).toMatchObject({ model: "fake/m1", layer: "pi" });
});

test("a pick that Pi no longer knows is shown as such", async () => {
  await using bench = await openBench(() => PONG, { providers: { fake: ["m1"] } });
  await writeFile(userFile(bench), JSON.stringify({ models: { roles: { ops: "fake/gone" } } }));
  const { code, stdout } = await bench.run("model");
  expect(code).toBe(0);
  expect(stdout).toContain("Pi knows no model fake/gone");
});

test("the configuration names the project's values that do not count", async () => {
  await using bench = await openBench(() => PONG);
  bench.repository.write({
    ".pi/ensemble.json": JSON.stringify({ limits: { turns: 900 }, review: { blockOn: "LOW" } }),
  });
  const { stdout } = await bench.run("config");
  expect(stdout).toContain(
    ".pi/ensemble.json says limits.turns 900, which is looser than 60 and does not count.",
  );
  const json = JSON.parse((await bench.run("config", "--json")).stdout) as { overruled: unknown[] };
  expect(json.overruled).toEqual([{ key: "limits.turns", value: 900, file: ".pi/ensemble.json", by: 60 }]);
  bench.repository.write({ ".pi/ensemble.json": '{ "reviews": {} }' });
  const broken = await bench.run("config");
  expect(broken.code).toBe(64);
  expect(broken.stderr).toContain("Did you mean review?");
});
