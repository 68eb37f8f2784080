import { squeezed } from "./quote.ts";

/**
 * The identity of a finding, 16 hexadecimal digits: 64-bit FNV-1a (RFC 9923) over path, quote and title. Line
 * numbers are left out and runs of white space count as one blank, so that it survives a shift of lines and a
 * new indentation. `turn` tells apart findings of one review that would otherwise have the same identity.
 */
export function fingerprint(path: string, quote: string, title: string, turn = 0): string {
  const parts = [path, squeezed(quote), squeezed(title)];
  if (turn > 0) parts.push(String(turn));
  return fnv1a64(new TextEncoder().encode(parts.join("\0")));
}

/**
 * The prime is 2^40 + 0x1b3: the product of the low half with 0x1b3 stays below 2^53, so that two halves of 32
 * bits in plain numbers do what a bigint would do twenty times slower.
 */
function fnv1a64(bytes: Uint8Array): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of bytes) {
    const mixed = (low ^ byte) >>> 0;
    const product = mixed * 0x1b3;
    high = (high * 0x1b3 + Math.floor(product / 0x100000000) + ((mixed << 8) >>> 0)) % 0x100000000;
    low = product % 0x100000000;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}
