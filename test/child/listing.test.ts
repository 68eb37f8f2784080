import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { openListing } from "../../src/child/listing.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "listing-")));
const later = () => Date.now() + 60_000;
/** Ext4, xfs, btrfs, tmpfs, overlayfs. */
const caches = [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630].includes(statfsSync(base).type);
let dir = "";
let count = 0;

beforeEach(() => {
  count += 1;
  dir = join(base, String(count));
  mkdirSync(join(dir, "sub"), { recursive: true });
  writeFileSync(join(dir, "a"), "");
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function names(list: ReturnType<typeof openListing>, folder = dir): readonly string[] | undefined {
  return list(folder)
    ?.map(({ name, kind }) => `${name} ${kind}`)
    .toSorted();
}

test("a folder that nobody changes is listed once", () => {
  const list = openListing(later);
  expect(names(list)).toEqual(["a file", "sub folder"]);
  if (caches) expect(list(dir)).toBe(list(dir));
});

test.each([
  ["a file is made", () => writeFileSync(join(dir, ".env"), ""), [".env file", "a file", "sub folder"]],
  ["a file is removed", () => rmSync(join(dir, "a")), ["sub folder"]],
  ["a file is renamed", () => renameSync(join(dir, "a"), join(dir, "b")), ["b file", "sub folder"]],
  [
    "a folder becomes a link",
    () => {
      rmSync(join(dir, "sub"), { recursive: true });
      symlinkSync("/etc", join(dir, "sub"));
    },
    ["a file", "sub link"],
  ],
  [
    "another folder takes its place",
    () => {
      mkdirSync(`${dir}-other`);
      renameSync(dir, `${dir}-old`);
      renameSync(`${dir}-other`, dir);
    },
    [],
  ],
  ["it is removed", () => rmSync(dir, { recursive: true }), undefined],
] as const)("it is seen at once that %s", (_, change, expected) => {
  const list = openListing(later);
  names(list);
  change();
  expect(names(list)).toEqual(expected);
});

test("a folder is kept as soon as the clock of its file system has ticked", () => {
  const fine = statSync(dir).ctimeMs % 1000 !== 0;
  const early = openListing(() => statSync(dir).ctimeMs + 101);
  const first = early(dir);
  if (caches) expect(early(dir) === first).toBe(fine);
  const late = openListing(() => statSync(dir).ctimeMs + 3001);
  if (caches) expect(late(dir)).toBe(late(dir));
  for (const after of [0, 100]) {
    const now = openListing(() => statSync(dir).ctimeMs + after);
    expect(now(dir)).not.toBe(now(dir));
  }
});

test("a folder that was changed a moment ago is listed each time", () => {
  const list = openListing(Date.now);
  for (let index = 0; index < 50; index += 1) {
    writeFileSync(join(dir, `f${index}`), "");
    expect(list(dir)).toHaveLength(index + 3);
  }
  expect(list(dir)).not.toBe(list(dir));
});

test("what is no folder, is not there or may not be read has no listing", () => {
  const list = openListing(later);
  expect(list(join(dir, "a"))).toBeUndefined();
  expect(list(join(dir, "missing"))).toBeUndefined();
  expect(list(join(dir, "a/b"))).toBeUndefined();
  names(list, join(dir, "sub"));
  chmodSync(join(dir, "sub"), 0);
  const expected = process.getuid?.() === 0 ? [] : undefined;
  expect(names(list, join(dir, "sub"))).toEqual(expected);
  chmodSync(join(dir, "sub"), 0o700);
});

test("a folder is followed through a link, as it stands", () => {
  const list = openListing(later);
  symlinkSync("sub", join(dir, "link"));
  expect(names(list, join(dir, "link"))).toEqual([]);
  writeFileSync(join(dir, "sub/x"), "");
  expect(names(list, join(dir, "link"))).toEqual(["x file"]);
  rmSync(join(dir, "link"));
  symlinkSync("..", join(dir, "link"));
  expect(names(list, join(dir, "link"))).toContain(`${count} folder`);
});
