import type { Commands } from "./command.ts";

/**
 * The first `length` bytes of each blob. All of them are read through one process, and of each no more than that is
 * kept. An object that is no blob, or that is not there, has no start.
 */
export async function blobStarts(
  commands: Commands,
  oids: readonly string[],
  length: number,
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (oids.length === 0) return new Map();
  const reader = new BatchReader(length);
  const input = Buffer.from(oids.map((oid) => `${oid}\n`).join(""));
  for await (const bytes of commands.stream(["cat-file", "--batch"], input)) reader.take(bytes);
  return reader.starts;
}

const LF = 0x0a;

/** Reads what `cat-file --batch` writes: `oid type size`, a line feed, the content, a line feed; or `oid missing`. */
class BatchReader {
  readonly starts = new Map<string, Uint8Array>();
  readonly #length: number;
  #header = Buffer.alloc(0);
  /** Bytes of the content, and of the line feed after it, that are still to come. */
  #left = 0;
  #start: { readonly oid: string; bytes: Buffer; wanted: number } | null = null;

  constructor(length: number) {
    this.#length = length;
  }

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      at += this.#left > 0 ? this.#content(bytes.subarray(at)) : this.#heading(bytes.subarray(at));
    }
  }

  #heading(bytes: Uint8Array): number {
    const end = bytes.indexOf(LF);
    this.#header = Buffer.concat([this.#header, end === -1 ? bytes : bytes.subarray(0, end)]);
    if (end === -1) return bytes.length;
    const [oid = "", type = "", size] = this.#header.toString("latin1").split(" ");
    this.#header = Buffer.alloc(0);
    if (size !== undefined) {
      this.#left = Number(size) + 1;
      const wanted = type === "blob" ? Math.min(Number(size), this.#length) : 0;
      this.#start = wanted > 0 ? { oid, bytes: Buffer.alloc(0), wanted } : null;
    }
    return end + 1;
  }

  #content(bytes: Uint8Array): number {
    const count = Math.min(this.#left, bytes.length);
    const start = this.#start;
    if (start !== null) {
      start.bytes = Buffer.concat([start.bytes, bytes.subarray(0, Math.min(start.wanted, count))]);
      start.wanted -= Math.min(start.wanted, count);
      if (start.wanted === 0) {
        this.starts.set(start.oid, start.bytes);
        this.#start = null;
      }
    }
    this.#left -= count;
    return count;
  }
}
