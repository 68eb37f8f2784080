import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  HEAD_BYTES,
  type Interest,
  type RecordSink,
  splitRecords,
} from "../../../src/core/agents/records.ts";

interface Seen {
  readonly interest: "whole" | "head" | "oversized";
  readonly text: string;
}

const LIMIT = 5000;

/** Wants what its first byte asks for: `W`hole, `H`ead or nothing. */
function sink(seen: Seen[]): RecordSink {
  const interests: Record<string, Interest> = { W: "whole", H: "head" };
  return {
    interest: (head) => interests[String.fromCharCode(head[0] ?? 0)] ?? "none",
    record: (bytes, interest) => seen.push({ interest, text: Buffer.from(bytes).toString("latin1") }),
    oversized: (head) => seen.push({ interest: "oversized", text: Buffer.from(head).toString("latin1") }),
  };
}

function read(chunks: Iterable<Uint8Array>): { seen: Seen[]; broken: boolean } {
  const seen: Seen[] = [];
  const splitter = splitRecords(sink(seen), LIMIT);
  for (const chunk of chunks) splitter.push(chunk);
  return { seen, broken: splitter.end() };
}

function expected(records: readonly Buffer[]): Seen[] {
  return records.flatMap((record): Seen[] => {
    const text = record.toString("latin1");
    if (text.startsWith("H")) return [{ interest: "head", text: text.slice(0, HEAD_BYTES) }];
    if (!text.startsWith("W")) return [];
    if (record.length > LIMIT) return [{ interest: "oversized", text: text.slice(0, HEAD_BYTES) }];
    return [{ interest: "whole", text }];
  });
}

const record = fc
  .tuple(
    fc.constantFrom("W", "H", "N"),
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.nat({ max: LIMIT + 100 }).map((size) => "x".repeat(size)),
    ),
  )
  .map(([first, rest]) => Buffer.from(first + rest.replaceAll("\n", "\u2028")));

/** The bytes cut at the given places. */
function* cut(bytes: Buffer, places: readonly number[]): Generator<Buffer> {
  let from = 0;
  for (const place of [...places].map((place) => place % (bytes.length + 1)).sort((a, b) => a - b)) {
    yield bytes.subarray(from, place);
    from = Math.max(from, place);
  }
  yield bytes.subarray(from);
}

describe("splitRecords", () => {
  test("gives the same records however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        (records, places) => {
          const bytes = Buffer.concat(records.map((each) => Buffer.concat([each, Buffer.from("\n")])));
          expect(read(cut(bytes, places))).toEqual({ seen: expected(records), broken: false });
        },
      ),
    );
  });

  test("gives the same records when every byte comes alone", () => {
    const records = [
      Buffer.from("W\u2028\u2029é"),
      Buffer.from(`H${"h".repeat(2000)}`),
      Buffer.from("N"),
      Buffer.from("W"),
    ];
    const bytes = Buffer.concat(records.flatMap((each) => [each, Buffer.from("\n")]));
    expect(read([...bytes].map((byte) => Uint8Array.of(byte))).seen).toEqual(expected(records));
  });

  test("says that the stream broke off in the middle of a record", () => {
    expect(read([Buffer.from("Wa\nWb")])).toEqual({
      seen: [{ interest: "whole", text: "Wa" }],
      broken: true,
    });
  });

  test("skips empty records", () => {
    expect(read([Buffer.from("\n\nWa\n\n")]).seen).toEqual([{ interest: "whole", text: "Wa" }]);
  });
});
