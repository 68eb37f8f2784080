import { fixed, type Value } from "../words.ts";
import { readArguments } from "./arguments.ts";
import { readGiven } from "./given-options.ts";
import { type Effects, PROGRAMS, type Use } from "./program.ts";

/** Programs that pack and unpack: what they overwrite is said by the archive, not by the command. */
export const ARCHIVERS: Readonly<Record<string, (args: readonly Value[]) => Effects>> = {
  tar,
  bsdtar: tar,
  unzip,
  zip,
  ...Object.fromEntries(["7z", "7za", "7zr", "7zz"].map((name) => [name, sevenZip] as const)),
  jar: (args) => unpacking(bundled(args), /^-?[a-zA-Z0]*x|^--e/),
  ar: (args) => unpacking(bundled(args), /^-?[a-zA-Z]*[xM]|^--plugin/),
  tarfile: (args) => unpacking(args, /^-e|^--e/),
  zipfile: (args) => unpacking(args, /^-e|^--e/),
  cpio: () => untold("cpio"),
  pax: () => untold("pax"),
  gzip: (args) => compressor("gzip", args, args),
  bzip2: (args) => compressor("bzip2", args, args),
  xz: (args) => compressor("xz", args, args),
  zstd: (args) => compressor("zstd", args, args),
  gunzip: (args) => compressor("gzip", args),
  bunzip2: (args) => compressor("bzip2", args),
  unxz: (args) => compressor("xz", args),
  unzstd: (args) => compressor("zstd", args),
};

function untold(name: string): Effects {
  return { uses: [], hazards: [`which files ${name} touches is not told by the command`], stranger: false };
}

/** A program of which little is known but the words by which it unpacks. */
function unpacking(args: readonly Value[], unpacks: RegExp): Effects {
  return {
    uses: [],
    hazards: args.some((arg) => unpacks.test(arg.text)) ? [OVERWRITES] : [],
    stranger: true,
  };
}

/** The words that may be options: letters may stand in front without a dash. */
function bundled(args: readonly Value[]): readonly Value[] {
  return args.filter((arg, index) => index === 0 || arg.text.startsWith("-"));
}

function sevenZip(args: readonly Value[]): Effects {
  const command = args.filter((arg) => !arg.text.startsWith("-")).slice(0, 1);
  const { hazards } = unpacking(command, /^[xe]/);
  const lists = args.some((arg) => /^@|^-a?[ix](r[-0]?)?@/.test(arg.text));
  const why = lists ? ["7z reads the names of files from a file"] : [];
  return { uses: [], hazards: [...hazards, ...why], stranger: true };
}

const OVERWRITES = "which files an archive overwrites is not told by the command";

function tar(args: readonly Value[]): Effects {
  const { options, operands, values, unclear } = readGiven(TAR, unbundled(args));
  const has = (names: string): boolean => names.split(" ").some((name) => options.includes(`--${name}`));
  const found = (names: string): readonly Value[] =>
    names.split(" ").flatMap((name) => values.get(name) ?? []);
  const why = unclear ? ["tar's arguments cannot be known"] : [];
  const extracts = has("extract get");
  const creates = has("create append update catenate concatenate");
  const folders = found("directory cd");
  const archives = found("file").filter((file) => file.text !== "-");
  if (
    has(
      "use-compress-program info-script new-volume-script to-command checkpoint-action rsh-command rmt-command",
    )
  )
    why.push("tar runs another program");
  if (archives.some((file) => file.text.includes(":"))) why.push("tar asks another machine");
  if (has("files-from exclude-from")) why.push("tar reads the names of files from a file");
  if (folders.length > 1) why.push("tar changes the folder more than once");
  const uses: Use[] = [
    ...archives.map((path): Use => ({ access: creates || has("delete") ? "write" : "read", path })),
    ...found("index-file volno-file listed-incremental").map((path): Use => ({ access: "write", path })),
    ...folders.map(
      (path): Use =>
        extracts ? { access: "write", path, tree: {}, unpacks: true } : { access: "read", path },
    ),
  ];
  if (extracts && has("absolute-names transform xform one-top-level"))
    why.push("tar writes wherever the archive says");
  if (extracts && folders.length === 0) {
    uses.push({ access: "write", path: fixed(".") });
    why.push(OVERWRITES);
  }
  if (creates) {
    const access = has("remove-files") ? "write" : "read";
    for (const operand of [...operands, ...found("add-file")])
      uses.push({ access, path: below(folders[0], operand), tree: {} });
  }
  return { uses, hazards: why, stranger: false };
}

function below(folder: Value | undefined, operand: Value): Value {
  if (folder?.kind !== "static" || operand.text.startsWith("/")) return operand;
  const before = `${folder.text}/`;
  return { ...operand, text: before + operand.text, prefix: before + operand.prefix };
}

/** With the letters that may stand in front without a dash, and take their values from the words behind, apart. */
function unbundled(args: readonly Value[]): readonly Value[] {
  const [first, ...left] = args;
  if (first?.kind !== "static" || first.text.startsWith("-")) return args;
  const words = [...first.text].flatMap((letter) => [
    fixed(`-${letter}`),
    ...(new RegExp(`(^| )${letter}:[\\w-]+=`).test(TAR.short) ? left.splice(0, 1) : []),
  ]);
  return [...words, ...left];
}

const TAR = {
  long: "file= directory= cd= files-from= exclude-from= use-compress-program= info-script= new-volume-script= blocking-factor= format= label= listed-incremental= starting-file= newer= after-date= tape-length= add-file= checkpoint checkpoint-action= to-command= rsh-command= rmt-command= transform= xform= strip-components= suffix= backup owner= group= mode= mtime= exclude= exclude-tag= exclude-tag-all= exclude-tag-under= exclude-ignore= exclude-ignore-recursive= one-top-level index-file= volno-file= level= newer-mtime= occurrence pax-option= quoting-style= quote-chars= no-quote-chars= record-size= sparse sparse-version= hole-detection= sort= totals warning= owner-map= group-map= xattrs xattrs-include= xattrs-exclude= atime-preserve create extract get append update catenate concatenate list delete diff compare absolute-names remove-files",
  short:
    "f:file= C:directory= T:files-from= X:exclude-from= I:use-compress-program= F:info-script= b:blocking-factor= H:format= V:label= g:listed-incremental= K:starting-file= N:newer= L:tape-length= c:create x:extract r:append u:update A:catenate t:list d:diff P:absolute-names",
};

function unzip(args: readonly Value[]): Effects {
  const { operands, values, unclear } = readGiven(UNZIP, args);
  const folders = values.get("directory") ?? [];
  const why = unclear ? ["unzip's arguments cannot be known"] : [];
  // Only in front of the archive are these options; behind it they are names of files in the archive.
  const front = args.slice(
    0,
    args.findIndex((arg) => !arg.text.startsWith("-")),
  );
  if (!front.some((arg) => /^-[a-zA-Z]*[lvtpzZ][a-zA-Z]*$/.test(arg.text)) && folders.length === 0)
    why.push(OVERWRITES);
  if (args.some((arg) => /^-[a-zA-Z]*:/.test(arg.text))) why.push("unzip -: writes outside the folder");
  const uses: Use[] = [
    ...folders.map((path): Use => ({ access: "write", path, tree: {}, unpacks: true })),
    ...operands.slice(0, 1).map((path): Use => ({ access: "read", path })),
  ];
  return { uses, hazards: why, stranger: false };
}

const UNZIP = { long: "", short: "d:directory= x:exclude= P:password=" };

function zip(args: readonly Value[]): Effects {
  const options = args.filter((arg) => arg.text.startsWith("-") && arg.text !== "-");
  const files = args.filter((arg) => !options.includes(arg));
  const uses: Use[] = files.map((path, index) =>
    index === 0 ? { access: "write", path } : { access: "read", path, tree: {} },
  );
  const strange = options.find((arg) => !ZIP_PLAIN.test(arg.text));
  const hazards = strange === undefined ? [] : [`zip ${strange.text} may do more than put files together`];
  return { uses, hazards, stranger: false };
}

/** Options with which `zip` runs nothing, deletes nothing, and touches no file but those that its operands name. */
const ZIP_PLAIN =
  /^-([0-9rqvjyXDuoeg]+|[xiPn])$|^--(recurse-paths|quiet|verbose|exclude|include|junk-paths|symlinks)$/;

/**
 * A program that puts a packed file in the place of one, or takes it apart: then it writes the name without ending. Whether
 * it does so is said by one of `asked`; without these it always does.
 */
function compressor(name: string, args: readonly Value[], asked?: readonly Value[]): Effects {
  const { uses, hazards } = readArguments(name, args, PROGRAMS[name] ?? {});
  const packs = asked?.some((arg) => /^-\w*d|^--(d|unc)/.test(arg.text)) === false;
  const named = packs ? /^-\w*S|^--su/ : /^-\w*[NS]|^--(na|su)/;
  if (args.some((arg) => named.test(arg.text)))
    hazards.push(`which files ${name} writes is not told by the command`);
  const bare = uses
    .filter((use) => use.path.kind === "static" && ENDING.test(use.path.text))
    .map((use): Use => ({ ...use, path: fixed(use.path.text.replace(ENDING, "")) }));
  return { uses: packs ? uses : [...uses, ...bare], hazards, stranger: false };
}

const ENDING = /[.][^./]+$/;
