/**
 * Searches for lines that the guard allows and that do harm: `npm run fuzz:policy [-- LINES [SEED]]`, 20,000 lines and the
 * seed 2 unless told. Prints each that it finds; exit code 1 when there is one.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { developerMay, searchHarm } from "../support/harmful-lines.ts";

const [lines = 20_000, seed = 2] = process.argv.slice(2).map(Number);
if (!Number.isSafeInteger(lines) || !Number.isSafeInteger(seed)) {
  console.error("usage: npm run fuzz:policy [-- LINES [SEED]], both whole numbers");
  process.exit(64);
}
const root = fs.mkdtempSync(path.join(os.tmpdir(), "policy-fuzz-"));
try {
  const { ran, harm } = await searchHarm(root, { seed, lines, allows: developerMay });
  for (const one of harm) console.log(JSON.stringify(one));
  console.log(`${lines} lines of seed ${seed}: ${ran} allowed and run, ${harm.length} did harm`);
  process.exitCode = harm.length === 0 ? 0 : 1;
} finally {
  fs.rmSync(root, { recursive: true, force: true });
}
