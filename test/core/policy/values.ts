import { fixed, pattern, unknown, type Value } from "../../../src/core/policy/words.ts";

/** The words of a line: `'a b'` is one, `$x` may be several or none, `"$x"` is one that is not known, `*` a pattern. */
export function valuesOf(line: string): Value[] {
  return [...line.matchAll(/'([^']*)'|\S+/g)].map(([text, quoted]) =>
    quoted === undefined ? asValue(text) : fixed(quoted),
  );
}

function asValue(text: string): Value {
  const at = text.search(/"?\$/);
  if (at >= 0) return unknown(text, { prefix: text.slice(0, at), splits: !text.includes('"') });
  return text.includes("*") ? pattern(text) : fixed(text);
}
