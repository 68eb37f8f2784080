import { expect, test } from "vitest";
import { ARCHIVERS } from "../../../../src/core/policy/programs/archives.ts";
import { fixed, unknown, type Value } from "../../../../src/core/policy/words.ts";

const OVER = "which files an archive overwrites is not told by the command";
const RUNS = "tar runs another program";
const NAMES = "tar reads the names of files from a file";
const AWAY = "tar writes wherever the archive says";
const TWICE = "tar changes the folder more than once";

test.each([
  // `*`: as a tree
  ["tar cf a.tar b c", "write a.tar, read* b, read* c"],
  ["tar -cf a.tar b", "write a.tar, read* b"],
  ["tar czf a.tgz b", "write a.tgz, read* b"],
  ["tar -c -f a.tar b", "write a.tar, read* b"],
  ["tar -c -fa.tar b", "write a.tar, read* b"],
  ["tar --create --file=a.tar b", "write a.tar, read* b"],
  ["tar --cr --file a.tar b", "write a.tar, read* b"],
  ["tar fc a.tar b", "write a.tar, read* b"],
  ["tar cbf 20 a.tar b", "write a.tar, read* b"],
  ["tar cf - b", "read* b"],
  ["tar c b", "read* b"],
  ["tar rf a.tar b", "write a.tar, read* b"],
  ["tar uf a.tar b", "write a.tar, read* b"],
  ["tar Af a.tar b", "write a.tar, read* b"],
  ["tar --append -f a.tar b", "write a.tar, read* b"],
  ["tar --update -f a.tar b", "write a.tar, read* b"],
  ["tar --catenate -f a.tar b", "write a.tar, read* b"],
  ["tar --concatenate -f a.tar b", "write a.tar, read* b"],
  ["tar --delete -f a.tar b", "write a.tar"],
  ["tar cf a.tar --add-file=b c", "write a.tar, read* c, read* b"],
  ["tar cf a.tar --remove-files b", "write a.tar, write* b"],
  ["tar cf a.tar -C b c /d", "write a.tar, read b, read* b/c, read* /d"],
  ["tar cf a.tar -C $b c", "write a.tar, read $b, read* c"],
  ["tar cf a.tar -C b -C c d", `write a.tar, read b, read c, read* b/d, ?${TWICE}`],
  ["tar cvf a.tar --index-file=b -g c --volno-file d e", "write a.tar, write b, write d, write c, read* e"],
  ["tar cf a.tar --sparse --xattrs --backup --totals b", "write a.tar, read* b"],
  ["tar cf a.tar -H x -V x -K x -N x -L x --exclude x --mode x --sort x b", "write a.tar, read* b"],
  ["tar tf a.tar", "read a.tar"],
  ["tar tf a.tar b", "read a.tar"],
  ["tar df a.tar -C b", "read a.tar, read b"],
  ["tar t", ""],
  ["tar", ""],
  ["tar xf a.tar", `read a.tar, write ., ?${OVER}`],
  ["tar -x", `write ., ?${OVER}`],
  ["tar --extract", `write ., ?${OVER}`],
  ["tar --ext", `write ., ?${OVER}`],
  ["tar --get", `write ., ?${OVER}`],
  ["tar xf a.tar -C b", "read a.tar, write* b"],
  ["tar xfC a.tar b", "read a.tar, write* b"],
  ["tar xf a.tar --directory=b", "read a.tar, write* b"],
  ["tar xf a.tar --dir b", "read a.tar, write* b"],
  ["tar xf a.tar --cd b", "read a.tar, write* b"],
  ["tar xf a.tar -C b -C c", `read a.tar, write* b, write* c, ?${TWICE}`],
  ["tar xPf a.tar -C b", `read a.tar, write* b, ?${AWAY}`],
  ["tar xf a.tar -C b --absol", `read a.tar, write* b, ?${AWAY}`],
  ["tar xf a.tar -C b --transform=x", `read a.tar, write* b, ?${AWAY}`],
  ["tar xf a.tar -C b --xform x", `read a.tar, write* b, ?${AWAY}`],
  ["tar xf a.tar -C b --one-top-level=x", `read a.tar, write* b, ?${AWAY}`],
  ["tar cPf a.tar --transform=x b", "write a.tar, read* b"],
  ["tar tf a.tar -I x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar -F x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --use=x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --info-s x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --new-v x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --to-c x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --checkpoint --checkpoint-a=x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --rsh x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --rmt x", `read a.tar, ?${RUNS}`],
  ["tar tf a.tar --checkpoint", "read a.tar"],
  ["tar tf h:a.tar", "read h:a.tar, ?tar asks another machine"],
  ["tar cf a.tar -T b", `write a.tar, ?${NAMES}`],
  ["tar cf a.tar -X b", `write a.tar, ?${NAMES}`],
  ["tar cf a.tar --files=b", `write a.tar, ?${NAMES}`],
  ["tar cf a.tar --exclude-f b", `write a.tar, ?${NAMES}`],
  ["tar $x", "?tar's arguments cannot be known"],
  ["unzip a.zip", `read a.zip, ?${OVER}`],
  ["unzip -o a.zip b", `read a.zip, ?${OVER}`],
  ["unzip -l a.zip", "read a.zip"],
  ["unzip -qt a.zip", "read a.zip"],
  ["unzip -v a.zip", "read a.zip"],
  ["unzip -p a.zip b", "read a.zip"],
  ["unzip -z a.zip", "read a.zip"],
  ["unzip -Z a.zip", "read a.zip"],
  ["unzip -q -l a.zip", "read a.zip"],
  ["unzip -t- a.zip", `read a.zip, ?${OVER}`],
  ["unzip -1l a.zip", `read a.zip, ?${OVER}`],
  ["unzip a.zip * -l", `read a.zip, ?${OVER}`],
  ["unzip -o a.zip -x -l", `read a.zip, ?${OVER}`],
  ["unzip -l", `?${OVER}`],
  ["unzip a.zip -l x", `read a.zip, ?${OVER}`],
  ["unzip -o-l a.zip", `read a.zip, ?${OVER}`],
  ["unzip a-b:c.zip -d b", "write* b, read a-b:c.zip"],
  ["unzip -l $a", "read $a, ?unzip's arguments cannot be known"],
  ["unzip a.zip -d b", "write* b, read a.zip"],
  ["unzip a.zip -db", "write* b, read a.zip"],
  ["unzip -: a.zip -d b", "write* b, read a.zip, ?unzip -: writes outside the folder"],
  ["unzip -o: a.zip -d b", "write* b, read a.zip, ?unzip -: writes outside the folder"],
  ["unzip a:b -d b", "write* b, read a:b"],
  ["unzip -P x -x x a.zip -d b", "write* b, read a.zip"],
  ["cpio -i", "?which files cpio touches is not told by the command"],
  ["pax -r", "?which files pax touches is not told by the command"],
  ["zip a b", "write a, read* b"],
  ["zip -qr9 a b", "write a, read* b"],
  ["zip -r - b", "write -, read* b"],
  ["zip -x a b --exclude --recurse-paths", "write a, read* b"],
  ["zip a -@", "write a, ?zip -@ may do more than put files together"],
  ["zip -T a b", "write a, read* b, ?zip -T may do more than put files together"],
  ["zip -rm a b", "write a, read* b, ?zip -rm may do more than put files together"],
  ["zip -x9 a", "write a, ?zip -x9 may do more than put files together"],
  ["zip --quietly a", "write a, ?zip --quietly may do more than put files together"],
  ["zip -x--quiet a", "write a, ?zip -x--quiet may do more than put files together"],
  ["zip --x-9 a", "write a, ?zip --x-9 may do more than put files together"],
  ["zip a-@ b", "write a-@, read* b"],
  ["gzip a.gz", "write a.gz"],
  ["gzip -d a.gz", "write a.gz, write a"],
  ["gzip -kd b/a.x.gz", "write b/a.x.gz, write b/a.x"],
  ["gzip --decompress a.gz", "write a.gz, write a"],
  ["gzip --unc a.gz", "write a.gz, write a"],
  ["gzip -Nd a.gz", "write a.gz, write a, ?which files gzip writes is not told by the command"],
  ["gzip --name -d a.gz", "write a.gz, write a, ?which files gzip writes is not told by the command"],
  ["gzip -S x a", "write a, ?which files gzip writes is not told by the command"],
  ["xz --suffix=x a", "write a, ?which files xz writes is not told by the command"],
  ["gzip -N a-S", "write a-S"],
  ["gzip a--su", "write a--su"],
  ["gunzip -S x a.gz", "write a.gz, write a, ?which files gzip writes is not told by the command"],
  ["gunzip --suffix=x a.gz", "write a.gz, write a, ?which files gzip writes is not told by the command"],
  ["gzip -N a", "write a"],
  ["gzip a-d.x b--d.x", "write a-d.x, write b--d.x"],
  ["gzip -vkd a.gz", "write a.gz, write a"],
  ["gunzip -qN a.gz", "write a.gz, write a, ?which files gzip writes is not told by the command"],
  ["gunzip a.gz", "write a.gz, write a"],
  ["gunzip a", "write a"],
  ["gunzip .d/a", "write .d/a"],
  ["gunzip a.", "write a."],
  ["gunzip $a.gz", "write $a.gz"],
  ["gunzip a-N.gz b--na", "write a-N.gz, write b--na, write a-N"],
  ["bzip2 a.bz2", "write a.bz2"],
  ["bzip2 -vd a.bz2", "write a.bz2, write a"],
  ["bzip2 --decompress a.bz2", "write a.bz2, write a"],
  ["bunzip2 a.bz2", "write a.bz2, write a"],
  ["xz a.xz", "write a.xz"],
  ["xz -vd a.xz", "write a.xz, write a"],
  ["xz --decompress a.xz", "write a.xz, write a"],
  ["xz --uncompress a.xz", "write a.xz, write a"],
  ["unxz a.xz", "write a.xz, write a"],
  ["zstd a.zst", "write a.zst"],
  ["zstd -qd a.zst", "write a.zst, write a"],
  ["zstd --decompress a.zst", "write a.zst, write a"],
  ["zstd --uncompress a.zst", "write a.zst, write a"],
  ["unzstd a.zst", "write a.zst, write a"],
  ["bunzip2", ""],
])("%s: %s", (line, touches) => {
  const [name = "", ...args] = line.split(" ");
  const effects = ARCHIVERS[name]?.(args.map(word));
  const uses = effects?.uses.map(
    (use) => `${use.access}${use.tree === undefined ? "" : "*"} ${use.path.text}`,
  );
  const said = [...(uses ?? []), ...(effects?.hazards.map((hazard) => `?${hazard}`) ?? [])];
  expect(said.join(", ")).toBe(touches);
  expect(effects?.stranger).toBe(false);
});

test("where the folder is changed, what a word begins with is, too", () => {
  const made = ARCHIVERS["tar"]?.([fixed("cC"), fixed("a"), unknown("b$x", { prefix: "b" })]);
  expect(made?.uses.at(-1)?.path).toMatchObject({ kind: "dynamic", text: "a/b$x", prefix: "a/b" });
});

function word(text: string): Value {
  return text.startsWith("$") ? unknown(text, { splits: true }) : fixed(text);
}

test.each([
  ["7z x a.7z", true],
  ["7z -y x a.7z", true],
  ["7za e a.7z", true],
  ["7zr x a", true],
  ["7zz x a", true],
  ["7z l a.7z", false],
  ["7z -ax b@c -b-i@ d", false],
  ["7z be x", false],
  ["7z a x.7z b", false],
  ["jar xf a.jar", true],
  ["jar -xf a.jar", true],
  ["jar --extract -f a.jar", true],
  ["jar 0x", true],
  ["jar -v -x", true],
  ["jar tf a.jar", false],
  ["jar cf a.jar x", false],
  ["jar -J-Xmx1g tf a.jar", false],
  ["jar -J--e tf a.jar", false],
  ["jar cf a.jar -C x .", false],
  ["jar --create a", false],
  ["ar x a.a", true],
  ["ar -vx a.a", true],
  ["ar -M", true],
  ["ar --plugin=x t a.a", true],
  ["ar --thin -x a.a", true],
  ["ar rcs a.a x", false],
  ["ar --output=M t a.a", false],
  ["ar -v--plugin t a.a", false],
  ["tarfile -e a.tar", true],
  ["tarfile --extract a.tar", true],
  ["tarfile -l a-e.tar", false],
  ["tarfile -l a--e.tar", false],
  ["zipfile -e a.zip .", true],
  ["zipfile --ext a.zip .", true],
  ["zipfile -c a-e.zip b", false],
  ["zipfile -c a--e.zip b", false],
] as const)("%s unpacks: %s", (line, unpacks) => {
  const [name = "", ...words] = line.split(" ");
  const effects = ARCHIVERS[name]?.(words.map(fixed));
  expect(effects).toEqual({ uses: [], hazards: unpacks ? [OVER] : [], stranger: true });
});

test.each([
  "7z a x.7z @b",
  "7z a x.7z -i@b",
  "7z a x.7z -ir0@b",
  "7z a x.7z -ir@b",
  "7z a x.7z -x@b",
  "7z a x.7z -axr-@b",
])("%s names files that are named elsewhere", (line) => {
  const [, ...words] = line.split(" ");
  expect(ARCHIVERS["7z"]?.(words.map(fixed)).hazards).toEqual(["7z reads the names of files from a file"]);
});

test("bsdtar reads its words as tar does", () => {
  expect(ARCHIVERS["bsdtar"]?.(["xf", "a.tar"].map(fixed)).hazards).toEqual([OVER]);
});
