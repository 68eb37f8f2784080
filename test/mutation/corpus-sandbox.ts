import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSandboxes } from "../support/sandbox-repository.ts";

const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "policy-mutation-")));
process.on("exit", () => fs.rmSync(root, { recursive: true, force: true }));

/** A throwaway repository, made once: the commands of the corpus are judged in it and never run. */
export const sandbox: string = buildSandboxes(root, ["plain"])[0]?.dir ?? root;
