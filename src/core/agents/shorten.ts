const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/**
 * A JSON text in which each string literal of more than `limit` bytes is cut to its end, at a space; everything else
 * is as it was. What is valid stays valid: a space is never part of an escape sequence or of a longer character.
 */
export function shortenStrings(json: Uint8Array, limit: number): Uint8Array {
  const kept: Uint8Array[] = [];
  let size = 0;
  const keep = (from: number, to: number) => {
    if (to <= from) return;
    kept.push(json.subarray(from, to));
    size += to - from;
  };
  let from = 0;
  let open = json.indexOf(QUOTE);
  while (open !== -1) {
    const close = closingQuote(json, open + 1);
    if (close === -1) break;
    if (close - open > limit) {
      keep(from, open + 1);
      const space = json.indexOf(SPACE, close - limit);
      from = space === -1 || space > close ? close : space;
    }
    open = json.indexOf(QUOTE, close + 1);
  }
  keep(from, json.length);
  return joined(kept, size);
}

/** The index of the quote that ends a string literal; -1 when it does not end. */
function closingQuote(json: Uint8Array, start: number): number {
  for (let at = json.indexOf(QUOTE, start); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let escapes = 0;
    while (json[at - 1 - escapes] === BACKSLASH && at - 1 - escapes >= start) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return -1;
}

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
