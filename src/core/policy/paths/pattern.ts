/** `flat` knows only `*` and `?`; in `path` they are a shell's, and stop at `/` and at a leading dot; `deep` is `find`'s. */
export type PatternKind = "flat" | "path" | "deep";

/**
 * What says of a text whether a pattern names it, in a time that grows with both lengths: a regular expression would try
 * one after the other the ways to split a text between many `*`, and patterns come from those who are guarded against.
 */
export function readPattern(glob: string, kind: PatternKind): (text: string) => boolean {
  const cache = CACHE[kind];
  const known = cache.get(glob);
  if (known !== undefined) return known;
  const parts = readParts(glob, kind);
  const matches = (text: string): boolean => {
    let places: Places = START;
    for (const part of parts) {
      places = part(text, places);
      if (places.size === 0) return false;
    }
    return places.has(text.length);
  };
  if (cache.size > 2000) cache.clear();
  cache.set(glob, matches);
  return matches;
}

/** Where in a text what has been read of the pattern may end, in ascending order. */
type Places = ReadonlySet<number>;

/** A part of a pattern: where it may end if it begins at one of the places. */
type Part = (text: string, places: Places) => Places;

const START: Places = new Set([0]);

const CACHE = {
  flat: new Map<string, (text: string) => boolean>(),
  path: new Map<string, (text: string) => boolean>(),
  deep: new Map<string, (text: string) => boolean>(),
};

function readParts(glob: string, kind: PatternKind): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < glob.length; at += 1) {
    const char = glob[at] ?? "";
    const bracket = kind === "flat" ? 0 : bracketLength(glob, at);
    const undotted = kind === "path" && (at === 0 || glob[at - 1] === "/");
    if (char === "\\" && kind !== "flat") {
      at += 1;
      parts.push(literal(glob[at] ?? ""));
    } else if (kind !== "flat" && glob.startsWith("**/", at)) {
      parts.push(folders);
      at += 2;
    } else if (glob.startsWith("**", at)) {
      parts.push(anything);
      at += 1;
    } else if (char === "*") parts.push(kind === "path" ? name(undotted) : anything);
    else if (char === "?") parts.push(kind === "flat" ? character : letter(undotted));
    else if (bracket > 0) {
      at += bracket - 1;
      parts.push(letter(undotted));
    } else parts.push(literal(char));
  }
  return parts;
}

/** How long the bracket at `at` is: a `]` that comes first, is quoted or ends `[:alpha:]` does not end it; 0 if there is none. */
export function bracketLength(glob: string, at: number): number {
  BRACKET.lastIndex = at;
  return BRACKET.test(glob) ? BRACKET.lastIndex - at : 0;
}

const BRACKET =
  /\[[!^]?(?:\]|\\.|\[([:.=])[^\]/]{1,20}\1\]|[^\]\\/])(?:\\.|\[([:.=])[^\]/]{1,20}\2\]|[^\]\\/])*\]/sy;

function literal(char: string): Part {
  return (text, places) => {
    const next = new Set<number>();
    for (const at of places) if (text.startsWith(char, at)) next.add(at + char.length);
    return next;
  };
}

function character(text: string, places: Places): Places {
  const next = new Set<number>();
  for (const at of places) if (at < text.length) next.add(at + 1);
  return next;
}

function anything(text: string, [least = 0]: Places): Places {
  const next = new Set<number>();
  for (let at = least; at <= text.length; at += 1) next.add(at);
  return next;
}

/** Nothing, or what ends with `/`. */
function folders(text: string, places: Places): Places {
  const next = new Set<number>();
  const [least = 0] = places;
  for (let at = least; at <= text.length; at += 1) if (places.has(at) || text[at - 1] === "/") next.add(at);
  return next;
}

/** One character of a name, which may not be the dot in front of it if it is `undotted`. */
function letter(undotted: boolean): Part {
  return (text, places) => {
    const next = new Set<number>();
    for (const at of places)
      if (at < text.length && text[at] !== "/" && !(undotted && text[at] === ".")) next.add(at + 1);
    return next;
  };
}

/** Any text without `/`. */
function name(undotted: boolean): Part {
  return (text, places) => {
    const next = new Set<number>();
    for (const place of places) {
      if (undotted && text[place] === ".") continue;
      for (let at = place; !next.has(at) && at <= text.length; at += 1) {
        next.add(at);
        if (text[at] === "/") break;
      }
    }
    return next;
  };
}
