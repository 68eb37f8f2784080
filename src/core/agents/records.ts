/** What a reader wants of a record: all of it, its first bytes, or nothing. */
export type Interest = "whole" | "head" | "none";

/** Receives the records of a stream. */
export interface RecordSink {
  /** Decides from the first bytes of a record: `HEAD_BYTES` of them, or all when it is shorter. */
  interest(head: Uint8Array): Interest;
  /** A record that was wanted: all of it, or its first bytes. The bytes are valid during the call only. */
  record(bytes: Uint8Array, interest: "whole" | "head"): void;
  /** A record that was wanted whole and is longer than the limit. */
  oversized(head: Uint8Array): void;
}

/** How many bytes of a record a sink sees before it must decide. */
export const HEAD_BYTES = 1024;

/** Takes the bytes of a stream as they come. */
export interface RecordSplitter {
  push(chunk: Uint8Array): void;
  /** Ends the stream; true when it broke off in the middle of a record. */
  end(): boolean;
}

const LF = 10;

/**
 * Splits a stream of JSON lines at LF bytes, and only there: U+2028 and its like are legal inside JSON strings. What is
 * not wanted is never held, so memory does not depend on the stream. `limit` bounds a wanted record, in bytes.
 */
export function splitRecords(sink: RecordSink, limit: number): RecordSplitter {
  // Grows up to the longest wanted record and is used again for the next one.
  let held = new Uint8Array(HEAD_BYTES);
  let size = 0;
  let interest: Interest | "undecided" | "oversized" = "undecided";

  /** Takes a piece of a record that goes on, or that began earlier. */
  const hold = (piece: Uint8Array) => {
    if (interest !== "undecided" && interest !== "whole") return;
    held = withRoom(held, size, Math.min(piece.length, limit + 1 - size));
    held.set(piece.subarray(0, held.length - size), size);
    size = Math.min(size + piece.length, held.length);
    if (interest === "undecided" && size >= HEAD_BYTES) {
      interest = sink.interest(held.subarray(0, HEAD_BYTES));
    }
    if (interest === "whole" && size > limit) interest = "oversized";
  };

  const deliver = (record: Uint8Array) => {
    if (record.length === 0) return;
    const head = record.subarray(0, HEAD_BYTES);
    const wanted = interest === "undecided" ? sink.interest(head) : interest;
    if (wanted === "oversized" || (wanted === "whole" && record.length > limit)) sink.oversized(head);
    else if (wanted !== "none") sink.record(wanted === "whole" ? record : head, wanted);
  };

  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        const newline = chunk.indexOf(LF, at);
        const piece = chunk.subarray(at, newline === -1 ? chunk.length : newline);
        if (newline === -1) {
          hold(piece);
          return;
        }
        if (size === 0) {
          deliver(piece);
        } else {
          hold(piece);
          deliver(held.subarray(0, size));
          size = 0;
          interest = "undecided";
        }
        at = newline + 1;
      }
    },
    end: () => size > 0,
  };
}

/** The buffer, or a longer copy of its first `size` bytes, with room for `more` bytes after them. */
function withRoom(buffer: Uint8Array<ArrayBuffer>, size: number, more: number): Uint8Array<ArrayBuffer> {
  if (size + more <= buffer.length) return buffer;
  const longer = new Uint8Array(Math.max(buffer.length * 2, size + more));
  longer.set(buffer.subarray(0, size));
  return longer;
}
