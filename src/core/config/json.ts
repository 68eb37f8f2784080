/** Keys and indices from the root of a JSON text to a value in it. */
export type JsonPath = readonly (string | number)[];

/** A place in a text; both count from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type ParsedJson =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Where the key (or, in a list, the entry) at `path` stands; the root's place for a path that is not there. */
      positionOf(path: JsonPath): Position;
    }
  | { readonly ok: false; readonly position: Position; readonly problem: string };

const MAX_DEPTH = 64;
const BLANK = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;

/**
 * Reads JSON (RFC 8259, no comments) and remembers where each key stands. Unlike `JSON.parse` it refuses a key
 * that stands twice in one object, of which the first would silently not count.
 */
export function parseJson(text: string): ParsedJson {
  const places = new Map<string, number>();
  try {
    const end = skipBlank(text, walkValue(text, skipBlank(text, 0), [], places));
    if (end < text.length) throw new JsonProblem(end, "nothing may follow the value");
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    return { ok: false, position: positionAt(text, error.offset), problem: error.message };
  }
  return {
    ok: true,
    value: JSON.parse(text),
    positionOf: (path) => positionAt(text, places.get(JSON.stringify(path)) ?? skipBlank(text, 0)),
  };
}

class JsonProblem extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Returns the offset behind the value that begins at `offset`. */
function walkValue(text: string, offset: number, path: JsonPath, places: Map<string, number>): number {
  if (path.length > MAX_DEPTH) throw new JsonProblem(offset, "it is nested too deeply");
  if (text[offset] === "{") return walkObject(text, offset, path, places);
  if (text[offset] === "[") return walkList(text, offset, path, places);
  const end = match(STRING, text, offset) ?? match(SCALAR, text, offset);
  if (end === null) throw new JsonProblem(offset, `a value was expected, not ${shown(text, offset)}`);
  return end;
}

function walkObject(text: string, start: number, path: JsonPath, places: Map<string, number>): number {
  let offset = skipBlank(text, start + 1);
  if (text[offset] === "}") return offset + 1;
  for (;;) {
    const keyEnd = match(STRING, text, offset);
    if (keyEnd === null) {
      throw new JsonProblem(offset, `a key in double quotes was expected, not ${shown(text, offset)}`);
    }
    const key: string = JSON.parse(text.slice(offset, keyEnd));
    const keyPath = [...path, key];
    const place = JSON.stringify(keyPath);
    if (places.has(place)) throw new JsonProblem(offset, `the key "${key}" stands there twice`);
    places.set(place, offset);
    const colon = skipBlank(text, keyEnd);
    if (text[colon] !== ":") throw new JsonProblem(colon, `":" was expected, not ${shown(text, colon)}`);
    offset = skipBlank(text, walkValue(text, skipBlank(text, colon + 1), keyPath, places));
    if (text[offset] === "}") return offset + 1;
    if (text[offset] !== ",")
      throw new JsonProblem(offset, `"," or "}" was expected, not ${shown(text, offset)}`);
    offset = skipBlank(text, offset + 1);
  }
}

function walkList(text: string, start: number, path: JsonPath, places: Map<string, number>): number {
  let offset = skipBlank(text, start + 1);
  if (text[offset] === "]") return offset + 1;
  for (let index = 0; ; index += 1) {
    const entryPath = [...path, index];
    places.set(JSON.stringify(entryPath), offset);
    offset = skipBlank(text, walkValue(text, offset, entryPath, places));
    if (text[offset] === "]") return offset + 1;
    if (text[offset] !== ",")
      throw new JsonProblem(offset, `"," or "]" was expected, not ${shown(text, offset)}`);
    offset = skipBlank(text, offset + 1);
  }
}

function skipBlank(text: string, offset: number): number {
  return match(BLANK, text, offset) ?? offset;
}

function match(pattern: RegExp, text: string, offset: number): number | null {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function shown(text: string, offset: number): string {
  const character = text.codePointAt(offset);
  return character === undefined ? "the end of the file" : JSON.stringify(String.fromCodePoint(character));
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
