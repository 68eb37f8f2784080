import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

describe("the layers of src", () => {
  it("import one way: doors, adapters and flows, ports, core", async () => {
    const { stdout } = await promisify(execFile)(
      "npx",
      ["depcruise", "--config", ".dependency-cruiser.cjs", "src"],
      {
        cwd: root,
      },
    );
    expect(stdout).toContain("no dependency violations found");
  });
});
