import { fixed, unknown, type Value } from "../words.ts";
import { readArguments } from "./arguments.ts";
import { saved } from "./downloads.ts";
import { type Effects, NONE, PROGRAMS, type Use } from "./program.ts";

/** What `curl` reads, sends and writes. */
export function curl(args: readonly Value[]): Effects {
  const grammar = PROGRAMS["curl"] ?? NONE;
  const { uses, hazards, options, operands } = readArguments("curl", args, {
    ...grammar,
    plain: [...SENDS, ...PLAIN].join(" "),
  });
  const addresses: Value[] = [];
  for (const { option, value } of options) {
    if (option === "--url" && value !== undefined) addresses.push(value);
    if (SENDS.has(option) && value !== undefined) uses.push(...sent(value));
    if (option === "J" || option.startsWith("--remote-h"))
      hazards.push("the server says which file curl writes");
    if ((option === "w" || option === "--write-out") && value !== undefined) uses.push(...formatted(value));
    if (CONFIGURES.has(option)) hazards.push("curl reads options from a file");
  }
  const names = options.some(({ option }) => option === "O" || option.startsWith("--remote-n"));
  const folder = options.findLast(({ option }) => option === "--output-dir")?.value;
  for (const address of [...operands, ...addresses]) {
    const { text } = address;
    if (names) uses.push(saved(address, folder));
    const local = /^file:(?:\/\/(?:localhost)?)?(.*)/is.exec(text)?.[1];
    if (local !== undefined) uses.push({ access: "read", path: fixed(local) });
    if (/^[^/:]*[{[]/.test(text) || /[%{[]/.test(String(local)))
      hazards.push(`${text} names files by a pattern`);
  }
  return { uses, hazards, stranger: false };
}

const CONFIGURES = new Set(["K", "--config"]);

/** Options whose value is sent, or, behind `@` or `<`, the file that it names. */
const SENDS = new Set([
  ...["d", "F", "H", "--data", "--data-ascii", "--data-binary", "--data-urlencode", "--form", "--header"],
  ...["--proxy-header", "--json", "--url-query", "--variable"],
]);

/** Options whose value is neither sent nor a file. */
const PLAIN = "A C P Q U X Y e m r t u w x y z --url --write-out".split(" ");

/** What a format for the end of a transfer reads and writes. */
function formatted({ kind, text, prefix }: Value): readonly Use[] {
  if (kind !== "static") return /^(@|$)/.test(prefix) ? [{ access: "read", path: unknown(text) }] : [];
  if (text.startsWith("@")) return [{ access: "read", path: fixed(text.slice(1)) }];
  return [...text.matchAll(/%output\{(?:>>)?([^}]*)/g)].map(
    ([, file]): Use => ({ access: "write", path: fixed(String(file)) }),
  );
}

/** The files that a value names, in each way in which one of the options may read it. */
function sent(value: Value): readonly Use[] {
  if (value.kind !== "static") {
    const plain = value.prefix !== "" && !/[@<]|=$/.test(value.prefix);
    return plain ? [] : [{ access: "read", path: unknown(value.text) }];
  }
  const [, ...behind] = value.text.replaceAll('"', "").split(/[@<]/);
  const names = new Set(behind.flatMap((name) => [name, ...name.split(/[;,]/)]));
  return [...names].map((name): Use => ({ access: "read", path: fixed(name) }));
}
