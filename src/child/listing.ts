import { readdirSync, type Stats, statfsSync, statSync } from "node:fs";
import { codeOf } from "../core/errors.ts";
import type { Entry } from "../core/policy/world.ts";

/**
 * Lists folders, and gives the same array again for as long as the folder holds the same. That is known from one look
 * at the folder itself: whatever is put in, taken out or renamed sets its time of change to that moment. A folder that
 * was changed just before it was listed is listed anew each time, because another change within the same tick of the
 * file system's clock would not be seen; so is a folder on a file system that may not keep that time.
 */
export function openListing(now: () => number): (folder: string) => readonly Entry[] | undefined {
  const known = new Map<string, { readonly entries: readonly Entry[]; readonly stats: Stats }>();
  const keeps = new Map<number, boolean>();

  function lasting(folder: string, { dev, ctimeMs }: Stats): boolean {
    const kept = keeps.get(dev) ?? (process.platform === "linux" && KEEPS_TIME.has(statfsSync(folder).type));
    keeps.set(dev, kept);
    return kept && ctimeMs < now() - (ctimeMs % 1000 === 0 ? COARSE : FINE);
  }

  return (folder) => {
    try {
      const stats = statSync(folder, { throwIfNoEntry: false });
      if (stats?.isDirectory() !== true) return undefined;
      const before = known.get(folder);
      if (before !== undefined && same(before.stats, stats)) return before.entries;
      const worth = lasting(folder, stats);
      const entries = read(folder);
      if (known.size >= MOST_KNOWN) known.clear();
      if (worth) known.set(folder, { entries, stats });
      else known.delete(folder);
      return entries;
    } catch (error) {
      if (GONE.includes(codeOf(error) ?? "")) return undefined;
      throw error;
    }
  };
}

/** Milliseconds: more than a tick of the coarsest clock by which such a file system notes a change, a second. */
const COARSE = 3000;

/** The same for a file system that notes parts of a second: the kernel's clock ticks 100 times a second or more. */
const FINE = 100;

/** The causes for which there is no folder, or none that anybody here can list. */
const GONE = ["ENOENT", "ENOTDIR", "EACCES", "EPERM"];

const MOST_KNOWN = 20_000;

/** File systems of Linux, by the number that `statfs` tells, that set a folder's time of change with each change. */
const KEEPS_TIME = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0x01021994, // tmpfs
  0x794c7630, // overlayfs
  0xf2f52010, // f2fs
  0x2fc12fc1, // zfs
]);

function same(one: Stats, other: Stats): boolean {
  return (
    one.ctimeMs === other.ctimeMs &&
    one.mtimeMs === other.mtimeMs &&
    one.ino === other.ino &&
    one.dev === other.dev
  );
}

function read(folder: string): readonly Entry[] {
  return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    kind: entry.isSymbolicLink()
      ? "link"
      : entry.isDirectory()
        ? "folder"
        : entry.isFile()
          ? "file"
          : "other",
  }));
}
