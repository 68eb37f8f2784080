import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { type Bench, openBench, RECEIPT } from "../support/command-line.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_KIB = 200 * 1024;

/** What is shipped is measured: reading TypeScript takes memory of its own. */
beforeAll(async () => {
  await promisify(execFile)("npm", ["run", "--silent", "build"], { cwd: root });
});

test("a change of 5 MB with a line of 2 MB is reviewed in parts, in bounded memory", async () => {
  await using bench = await openBench(() => ({ calls: [RECEIPT] }));
  const files = Array.from({ length: 30 }, (_, file) => [`src/file${file}.ts`, sourceOf(file)]);
  bench.repository.write({ ...Object.fromEntries(files), "data.js": `${"x".repeat(2_000_000)}\n` });

  const { code, peak, stdout } = await measure(bench);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    verdict: "APPROVED",
    lenses: [{ status: "done" }],
    unreviewed: [{ path: "data.js", reason: "line 1: 1998000 bytes not shown" }],
  });
  const prompts = bench.server.requests.map(({ prompt }) => prompt);
  expect(prompts.length).toBeGreaterThan(10);
  for (let file = 0; file < 30; file += 1) {
    const owners = prompts.filter((prompt) => prompt.includes(`marker_${file}_700 `));
    expect(owners).toHaveLength(1);
  }
  expect(peak).toBeLessThan(LIMIT_KIB);
});

function sourceOf(file: number): string {
  const lines = Array.from(
    { length: 1800 },
    (_, line) => `export const marker_${file}_${line} = compute(${line}, "${"value ".repeat(8)}");`,
  );
  return `${lines.join("\n")}\n`;
}

async function measure(bench: Bench): Promise<{ code: number; stdout: string; peak: number }> {
  const file = join(bench.repository.base, "peak");
  const child = spawn(
    process.execPath,
    [
      "--import",
      join(root, "test/support/programs/peak-memory.mjs"),
      join(root, "dist/cli.js"),
      ...["review", "--json", "--model", "fake/m1", "--lens", "security"],
    ],
    {
      cwd: bench.repository.root,
      env: { ...bench.env, PEAK_MEMORY_FILE: file },
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, peak: Number(await readFile(file, "utf8")) };
}
