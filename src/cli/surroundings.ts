import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { cacheFolder } from "../adapters/cache-folder.ts";
import { paletteFor } from "../adapters/terminal/colour.ts";
import type { Surroundings } from "../compose/place.ts";
import type { TableSpace } from "../core/deck/table.ts";
import { visibleJson } from "../core/visible.ts";

/** What the process that runs a command is and sees; `cwd` is what `--cwd` said. */
export function surroundings(process: NodeJS.Process, cwd: string | undefined): Surroundings {
  return {
    cwd: resolve(process.cwd(), cwd ?? "."),
    env: process.env,
    execPath: process.execPath,
    script: process.argv[1],
    cacheDir: cacheFolder(process.env, process.platform),
    random: randomBytes,
  };
}

/** How wide standard output is and what colours it has; what is not a terminal is wide and plain. */
export function outputSpace({ stdout, env }: NodeJS.Process): TableSpace {
  const named = Number(env["COLUMNS"]);
  const width = stdout.columns ?? (Number.isInteger(named) && named > 0 ? named : 200);
  return { width: Math.max(20, width), palette: paletteFor(stdout, env) };
}

/** Writes lines, or a value as JSON, to standard output. */
export function print(
  { stdout }: NodeJS.Process,
  result: readonly string[] | { readonly json: unknown },
): void {
  stdout.write(
    "json" in result ? `${visibleJson(result.json, 2)}\n` : result.map((line) => `${line}\n`).join(""),
  );
}
