import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** The folder of our own package: it holds `roles`, `prompts` and `skills`, beside `src` and `dist`. */
export const packageRoot: string = resolve(fileURLToPath(new URL("../../", import.meta.url)));

/** The version of our own package. */
export async function packageVersion(): Promise<string> {
  const text = await readFile(join(packageRoot, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
