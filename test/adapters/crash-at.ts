// Loaded before a program: kills its process at one moment of the first atomic save, CRASH_AT: halfway through the
// `write` of the new file, before its `sync`, before its `rename`, or once it is `renamed`.
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const moment = process.env["CRASH_AT"];
const { open, rename } = fs;

function crash(): never {
  process.kill(process.pid, "SIGKILL");
  throw new Error("a process survived SIGKILL");
}

fs.open = async (...args: Parameters<typeof open>) => {
  const handle = await open(...args);
  if (moment === "write") {
    const write = handle.writeFile.bind(handle);
    handle.writeFile = async (data) => {
      if (typeof data !== "string") throw new Error("text was expected");
      await write(data.slice(0, 10));
      return crash();
    };
  }
  if (moment === "sync") handle.sync = async () => crash();
  return handle;
};
fs.rename = async (...args: Parameters<typeof rename>) => {
  if (moment === "rename") crash();
  await rename(...args);
  if (moment === "renamed") crash();
};
syncBuiltinESMExports();
