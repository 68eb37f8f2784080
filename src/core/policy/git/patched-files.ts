/**
 * Every path that `git apply` or `patch` may take for a file that a patch changes, with any number of leading folders
 * stripped; undefined when that cannot be told. What stands in a hunk is read like the lines between hunks: which lines
 * are in a hunk is for the program to say, and a removed line `-- x` makes one more path at most.
 */
export function patchedFiles(patch: string): readonly string[] | undefined {
  const names = new Set<string>();
  let seen = 0;
  for (const line of patch.split("\n")) {
    const mode = MODE.exec(line)?.[1] ?? "100644";
    if (ED_COMMAND.test(line) || !REGULAR.test(mode)) return undefined;
    const header = HEADER.exec(line);
    if (header === null) continue;
    const text = line.slice(header[0].length).trim();
    if (text.length > LONGEST) return undefined;
    for (const name of header[1] === undefined ? namesIn(text) : pairIn(text)) {
      const stripped = strippedNames(name);
      seen += stripped.length;
      if (seen > MOST) return undefined;
      for (const one of stripped) names.add(one);
    }
  }
  return names.size === 0 ? undefined : [...names];
}

/** More names, and longer lines with names, are not looked at. */
const MOST = 20_000;
const LONGEST = 1024;

/** A line of an ed script or of a diff without context, which `patch` takes from anywhere in the text. */
const ED_COMMAND = /^[ \tX]*\d[\d,]*[acd][\d,]*\s*$/;

/** The mode of a file; all but regular files give a second name to something that is elsewhere. */
const MODE =
  /^[ \tX]*(?:old mode|new mode|new file mode|deleted file mode|index [0-9a-f]+\.\.[0-9a-f]+)[ \t](.*)/s;

const REGULAR = /^\s*100[0-7]{3}\s*$/;

/** The beginnings of lines with names, which `patch` also finds behind an indentation and the dashes of a quoting mail. */
const HEADER =
  /^[ \tX]*(?:- )*(?:(diff --git[ \t])|(?:---|\+\+\+|\*\*\*)[ \t]|Index:|(?:rename|copy)[ \t](?:from|to|old|new)[ \t])/;

/** The names that a line may give: a quoted one, and all that ends at white space, since names may hold some. */
function namesIn(text: string): readonly string[] {
  const gaps = [...text.matchAll(/\s+/g)];
  return [text, ...quotedIn(text), ...gaps.map((gap) => text.slice(0, gap.index))];
}

/** The names in a line that gives two of them. */
function pairIn(text: string): readonly string[] {
  const gaps = [...text.matchAll(/\s+/g)];
  return [...namesIn(text), ...gaps.map((gap) => text.slice(gap.index + gap[0].length))];
}

function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(/"(?:[^"\\]|\\.)*"/gs)].map(([quoted]) => unquoted(quoted.slice(1, -1)));
}

/** Takes the quotes of C off a name; what stands for a byte is read as UTF-8. */
function unquoted(text: string): string {
  const bytes = [...text.matchAll(/\\([0-7]{1,3})|\\(.)|[^\\]+/gs)].flatMap(([all, octal, letter]) =>
    octal === undefined
      ? [...encoder.encode(letter === undefined ? all : (ESCAPES[letter] ?? letter))]
      : [Number.parseInt(octal, 8) & 0xff],
  );
  return decoder.decode(Uint8Array.from(bytes));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function strippedNames(name: string): readonly string[] {
  if (/^\/dev\/null(\s|$)/.test(name)) return [];
  const slashes = [...name.matchAll(/\/+/g)];
  return [name, ...slashes.map((slash) => name.slice(slash.index + slash[0].length))].filter(Boolean);
}
