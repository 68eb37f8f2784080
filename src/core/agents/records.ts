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
  let held: Uint8Array[] = [];
  let size = 0;
  let interest: Interest | "undecided" | "oversized" = "undecided";

  const reset = () => {
    held = [];
    size = 0;
    interest = "undecided";
  };

  const deliver = (bytes: Uint8Array) => {
    if (bytes.length === 0) return;
    const head = bytes.subarray(0, HEAD_BYTES);
    const wanted = interest === "undecided" ? sink.interest(head) : interest;
    if (wanted === "oversized" || (wanted === "whole" && bytes.length > limit)) sink.oversized(head);
    else if (wanted !== "none") sink.record(wanted === "whole" ? bytes : head, wanted);
  };

  const hold = (piece: Uint8Array) => {
    if (interest !== "undecided" && interest !== "whole") return;
    held.push(piece);
    size += piece.length;
    if (interest === "undecided" && size >= HEAD_BYTES) {
      const head = join(held, size).subarray(0, HEAD_BYTES);
      interest = sink.interest(head);
      if (interest !== "whole") held = interest === "head" ? [head.slice()] : [];
    }
    if (interest === "whole" && size > limit) {
      held = [join(held, size).slice(0, HEAD_BYTES)];
      interest = "oversized";
    }
    if (interest !== "undecided" && interest !== "whole") size = held[0]?.length ?? 0;
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
        if (held.length === 0 && interest === "undecided") {
          deliver(piece);
        } else {
          hold(piece);
          deliver(join(held, size));
          reset();
        }
        at = newline + 1;
      }
    },
    end() {
      const broken = size > 0 || interest !== "undecided";
      reset();
      return broken;
    },
  };
}

function join(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const joined = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
