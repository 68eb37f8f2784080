import { readArguments, rest } from "./arguments.ts";
import type { Effects, Use } from "./program.ts";
import { fixed, type Value } from "./words.ts";

/** Programs that pack and unpack: what they overwrite is said by the archive, not by the command. */
export const ARCHIVERS: Readonly<Record<string, (args: readonly Value[]) => Effects>> = {
  tar: (args) => {
    const uses: Use[] = [];
    const hazards: string[] = [];
    const { letters, values, long, operands } = tarArguments(args);
    const extracts = /x/.test(letters) || long.some((option) => /^--(ext|get)/.test(option));
    const creates =
      /[cruA]/.test(letters) ||
      long.some((option) => /^--(create|append|update|catenate|concatenate)/.test(option));
    if (
      /[IF]/.test(letters) ||
      long.some((option) =>
        /^--(to-command|checkpoint-action|use-compress|info-script|new-volume|rsh-command|rmt-command)/.test(
          option,
        ),
      )
    ) {
      hazards.push("tar runs another program");
    }
    if (/[TX]/.test(letters) || long.some((option) => /^--(files-from|exclude-from)/.test(option))) {
      hazards.push("tar reads the names of files from a file");
    }
    if (args.some((arg) => arg.kind === "dynamic" && arg.splits))
      hazards.push("tar's arguments cannot be known");
    const folders = [
      ...(values.get("C") ?? []),
      ...(values.get("directory") ?? []),
      ...(values.get("cd") ?? []),
    ];
    for (const file of [...(values.get("f") ?? []), ...(values.get("file") ?? [])]) {
      if (file.text !== "-") uses.push({ access: creates ? "write" : "read", path: file });
    }
    for (const folder of folders) uses.push({ access: extracts ? "write" : "read", path: folder });
    if (extracts) {
      if (/P/.test(letters) || long.some((option) => /^--(absolute|transform|xform|one-top)/.test(option))) {
        hazards.push("tar writes wherever the archive says");
      }
      if (folders.length === 0) uses.push({ access: "write", path: fixed(".") });
      if (folders.length === 0) hazards.push("which files an archive overwrites is not told by the command");
    }
    if (creates) {
      const below = folders.length === 1 && folders[0]?.kind === "static" ? `${folders[0].text}/` : "";
      if (folders.length > 1) hazards.push("tar changes the folder more than once");
      for (const operand of operands) {
        const path =
          below === "" || operand.text.startsWith("/")
            ? operand
            : { ...operand, text: below + operand.text, prefix: below + operand.prefix };
        uses.push({ access: "read", path, tree: {} });
      }
    }
    return { uses, hazards, stranger: false };
  },
  unzip: (args) => {
    const read = readArguments("unzip", args, { operands: "none", writes: "d", plain: "x P" });
    const looks = args.some((arg) => /^-[a-zA-Z]*[lvtpzZ]/.test(arg.text));
    const uses: Use[] = [
      ...read.uses,
      ...read.operands.slice(0, 1).map((path): Use => ({ access: "read", path })),
    ];
    const hazards = [...read.hazards];
    if (!looks && !read.uses.some((use) => use.access === "write"))
      hazards.push("which files an archive overwrites is not told by the command");
    if (args.some((arg) => /^-[a-zA-Z]*:/.test(arg.text))) hazards.push("unzip -: writes outside the folder");
    return { uses, hazards, stranger: false };
  },
  cpio: () => ({
    uses: [],
    hazards: ["which files cpio touches is not told by the command"],
    stranger: false,
  }),
  pax: () => ({ uses: [], hazards: ["which files pax touches is not told by the command"], stranger: false }),
  zip: (args) => {
    const files = args.filter((arg) => !arg.text.startsWith("-"));
    const uses: Use[] = files.map((path, index) =>
      index === 0 ? { access: "write", path } : { access: "read", path, tree: {} },
    );
    return {
      uses,
      hazards: args.some((arg) => /^-[a-zA-Z]*T|^--unzip/.test(arg.text))
        ? ["zip -T runs another program"]
        : [],
      stranger: false,
    };
  },
};

/** Options that take a value, as letters, in tar's own bundles. */
const TAR_VALUES = "fCTXIFbHVgKNL";

function tarArguments(args: readonly Value[]): {
  letters: string;
  values: ReadonlyMap<string, readonly Value[]>;
  long: readonly string[];
  operands: readonly Value[];
} {
  const values = new Map<string, Value[]>();
  const long: string[] = [];
  const operands: Value[] = [];
  let letters = "";
  const put = (name: string, value: Value | undefined): void => {
    if (value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === undefined) break;
    const text = arg.text;
    if (text.startsWith("--")) {
      const equals = text.indexOf("=");
      long.push(text);
      const name = text.slice(2, equals < 0 ? undefined : equals);
      if (equals > 0) put(name, rest(arg, equals + 1));
      else if (/^(dir|cd|file$|fil$)/.test(name))
        put(name.startsWith("dir") ? "directory" : name, args[++index]);
      continue;
    }
    if (index > 0 && !text.startsWith("-")) {
      operands.push(arg);
      continue;
    }
    const old = !text.startsWith("-");
    const bundle = old ? text : text.slice(1);
    for (let at = 0; at < bundle.length; at += 1) {
      const letter = bundle[at] ?? "";
      letters += letter;
      if (!TAR_VALUES.includes(letter)) continue;
      const inline = bundle.slice(at + 1);
      if (old || inline === "") put(letter, args[++index]);
      else {
        put(letter, fixed(inline));
        break;
      }
    }
  }
  return { letters, values, long, operands };
}
