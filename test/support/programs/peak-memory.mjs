import { writeFileSync } from "node:fs";

/** Loaded with `--import` into a program under test: writes its peak resident memory in KiB when it exits. */
const file = process.env["PEAK_MEMORY_FILE"];
if (file !== undefined) {
  delete process.env["PEAK_MEMORY_FILE"];
  process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
}
