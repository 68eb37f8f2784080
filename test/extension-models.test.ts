import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Bench, openBench } from "./support/command-line.ts";

const PI = fileURLToPath(new URL("../node_modules/.bin/pi", import.meta.url));
const EXTENSION = fileURLToPath(new URL("../src/extension.ts", import.meta.url));
const BIN = fileURLToPath(new URL("../node_modules/.bin", import.meta.url));
const PONG = { calls: [{ name: "pong", arguments: { complete: true } }] };

function startPi(bench: Bench, ...args: string[]): ChildProcess {
  const options = ["--no-extensions", "-e", EXTENSION, "--no-session", ...args];
  const env = { ...bench.env, PATH: `${BIN}:${bench.env["PATH"]}` };
  return spawn(PI, options, { cwd: bench.repository.root, env, stdio: "pipe" });
}

async function print(
  bench: Bench,
  command: string,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = startPi(bench, "-p", command);
  const out = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out.stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    out.stderr += text;
  });
  child.stdin?.end();
  const [code] = (await once(child, "close")) as [number];
  return { code, ...out };
}

const userFile = (bench: Bench) => join(bench.env["PI_CODING_AGENT_DIR"] ?? "", "ensemble.json");

test("pi -p sets, shows and refuses models, calls the roll and shows the runs", async () => {
  await using bench = await openBench(({ model }) => (model === "m2" ? { ...PONG, model: "m3" } : PONG), {
    providers: { fake: ["m1", "m2"] },
  });
  const set = await print(bench, "/ensemble-model ops fake/m2");
  expect(set.stderr).toContain("ops: fake/m2, saved in");
  const list = await print(bench, "/ensemble-model");
  expect(list.stdout).toMatch(/ops +fake\/m2 +role pick/);
  const refused = await print(bench, "/ensemble-model ops fake/m22");
  expect([refused.code, refused.stdout]).toEqual([64, ""]);
  expect(refused.stderr).toContain("Did you mean fake/m2");

  const ping = await print(bench, "/ensemble-ping --role ops --role explore");
  expect(ping.code).toBe(1);
  expect(ping.stdout).toContain("asked for fake/m2, answered by fake/m3");
  const runs = await print(bench, "/runs");
  expect(runs.stdout).toMatch(/ping +failed/);
  const id = /^\d{8}-\S+/m.exec(runs.stdout)?.[0] ?? "";
  const transcript = await print(bench, `/runs transcript ${id} ops`);
  expect(transcript.stdout).toContain('→ pong {"complete":true}');
});

/** Answers Pi's selections one after the other, and gives what was offered. */
async function choose(child: ChildProcess, answers: readonly RegExp[]): Promise<(readonly string[])[]> {
  const offered: (readonly string[])[] = [];
  let rest = "";
  if (child.stdout === null) throw new Error("stdout is not a pipe");
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const record = JSON.parse(line) as {
        id?: string;
        method?: string;
        options?: string[];
        message?: string;
      };
      if (record.method === "notify") return offered;
      if (record.method !== "select") continue;
      const options = record.options ?? [];
      const value = options.find((option) => answers[offered.length]?.test(option));
      offered.push(options);
      const answer = {
        type: "extension_ui_response",
        id: record.id,
        ...(value === undefined ? { cancelled: true } : { value }),
      };
      child.stdin?.write(`${JSON.stringify(answer)}\n`);
    }
  }
  return offered;
}

test("a program that drives Pi chooses role and model, and clears the pick", async () => {
  await using bench = await openBench(() => PONG, { providers: { fake: ["m1", "m2"] } });
  const child = startPi(bench, "--mode", "rpc");
  const prompt = (message: string) => child.stdin?.write(`${JSON.stringify({ type: "prompt", message })}\n`);
  prompt("/ensemble-model");
  const offered = await choose(child, [/^developer /, /^fake\/m2 /]);
  expect(offered[0]).toContain("security  Pi's choice  Pi's default");
  expect(offered[1]).toContain("fake/m2  1M  $1 / $2");
  expect(JSON.parse(await readFile(userFile(bench), "utf8"))).toEqual({
    models: { roles: { developer: "fake/m2" } },
  });
  child.kill();

  const second = startPi(bench, "--mode", "rpc");
  second.stdin?.write(`${JSON.stringify({ type: "prompt", message: "/ensemble-model developer" })}\n`);
  await choose(second, [/^no pick/]);
  expect(JSON.parse(await readFile(userFile(bench), "utf8"))).toEqual({});
  second.kill();
});
