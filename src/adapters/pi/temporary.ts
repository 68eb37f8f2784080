import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { livenessOf, ownIdentity } from "../process-identity.ts";

/** Folders for the temporary files of children, in one that is this process's own. */
export interface TemporaryFolders {
  /** Makes a folder for one child; its path is without symbolic links. */
  make(): Promise<string>;
  /** Removes all of them. */
  dispose(): Promise<void>;
}

const PREFIX = "pi-ensemble-run-";
const OWNER = "owner.json";

/** Opens them when the first is made, and then removes what processes have left behind that were killed. */
export function openTemporaryFolders(): TemporaryFolders {
  let opened: Promise<string> | undefined;
  let made = 0;
  return {
    async make() {
      opened ??= open();
      made += 1;
      const name = `child-${made}`;
      const folder = join(await opened, name);
      await mkdir(folder, { mode: 0o700 });
      return folder;
    },
    async dispose() {
      if (opened !== undefined) await rm(await opened, { recursive: true, force: true });
    },
  };
}

async function open(): Promise<string> {
  const place = await realpath(tmpdir());
  await removeLeftOvers(place);
  const folder = await mkdtemp(join(place, PREFIX));
  await writeFile(join(folder, OWNER), JSON.stringify(await ownIdentity()), { mode: 0o600 });
  return folder;
}

const ownerSchema = z.object({ pid: z.int(), host: z.string(), started: z.string().nullable() });

async function removeLeftOvers(place: string): Promise<void> {
  const names = (await readdir(place)).filter((name) => name.startsWith(PREFIX));
  await Promise.all(
    names.map(async (name) => {
      const folder = join(place, name);
      const owner = await ownerOf(folder);
      if (owner === null || (await livenessOf(owner)) !== "dead") return;
      // Somebody else may be removing it too.
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }),
  );
}

/** Null when it does not say, or not yet: then it is left alone. */
async function ownerOf(folder: string): Promise<z.output<typeof ownerSchema> | null> {
  try {
    return ownerSchema.safeParse(JSON.parse(await readFile(join(folder, OWNER), "utf8"))).data ?? null;
  } catch {
    // Gone meanwhile, another user's, or being written.
    return null;
  }
}
