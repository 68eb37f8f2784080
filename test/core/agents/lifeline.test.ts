import { expect, test } from "vitest";
import { readCharter } from "../../../src/core/agents/charter.ts";
import {
  lifelineLine,
  readFromChild,
  readToChild,
  retryDelay,
  splitMessages,
} from "../../../src/core/agents/lifeline.ts";
import { pictureOf } from "../../../src/core/agents/live.ts";
import { loopCounter } from "../../../src/core/agents/loop.ts";

test("messages survive the lifeline, and nothing else is one", () => {
  const refused = { type: "refused", status: 429, retryAfterMs: 2000 } as const;
  expect(readFromChild(lifelineLine(refused))).toEqual(refused);
  expect(readFromChild(lifelineLine({ type: "ready" }))).toEqual({ type: "ready" });
  expect(readToChild(lifelineLine({ type: "hold", ms: 5 }))).toEqual({ type: "hold", ms: 5 });
  const ask = { type: "ask", id: 1, tool: "bash", command: "x", rule: "r", because: "b" } as const;
  expect(readFromChild(lifelineLine(ask))).toEqual(ask);
  const { id: _id, ...rest } = ask;
  const decision = { ...rest, type: "decision", decision: "ask", origin: "o", answer: "once" } as const;
  expect(readFromChild(lifelineLine(decision))).toEqual(decision);
  expect(readFromChild(lifelineLine({ ...decision, decision: "yes" } as never))).toBeNull();
  const answer = { type: "answer", id: 1, answer: "denied" } as const;
  expect(readToChild(lifelineLine(answer))).toEqual(answer);
  expect(readToChild(lifelineLine({ ...answer, answer: "yes" } as never))).toBeNull();
  for (const line of ["", "null", "{", '{"type":"refused"}', '{"type":"hold","ms":-1}']) {
    expect(readFromChild(line)).toBeNull();
    expect(readToChild(line)).toBeNull();
  }
});

test.each([1, 7, 100_000, 10_000_000])(
  "what cannot be read is told once, and the rest is (pieces of %i)",
  (size) => {
    const seen: string[] = [];
    const push = splitMessages(
      ({ type }) => seen.push(type),
      (why) => seen.push(why),
    );
    const length = 1024 * 1024;
    const ready = lifelineLine({ type: "ready" });
    const padded = (by: number) => `${" ".repeat(by)}{"type":"ready"}\n`;
    const all = [
      ready,
      ready,
      "{\n",
      ready,
      ...(size < 1000 ? [] : [padded(length - 16), padded(length * 3), ready]),
    ];
    const text = all.join("");
    for (let at = 0; at < text.length; at += size) push(text.slice(at, at + size));
    expect(seen).toEqual([
      "ready",
      "ready",
      "it is no message",
      "ready",
      ...(size < 1000 ? [] : ["ready", "it is longer than 1048576 characters", "ready"]),
    ]);
  },
);

const NOW = Date.parse("2026-01-01T00:00:00Z");

test.each<[string | undefined, string | undefined, number | null]>([
  [undefined, "2", 2000],
  [undefined, "0", 0],
  ["1500", "9", 1500],
  [undefined, "Thu, 01 Jan 2026 00:00:10 GMT", 10_000],
  [undefined, "Wed, 31 Dec 2025 00:00:00 GMT", 0],
  [undefined, "soon", null],
  [undefined, "", null],
  [undefined, undefined, null],
])("retry-after-ms %s, retry-after %s", (ms, after, expected) => {
  expect(retryDelay(ms, after, NOW)).toBe(expected);
});

test("a charter is whole or none", () => {
  const charter = {
    version: 1,
    role: "reviewer",
    reports: ["finish_review"],
    final: "finish_review",
    reminder: "Finish.",
    mark: "m",
    guard: {
      layers: [{ layer: "role", origin: "role reviewer", permissions: {} }],
      environment: [],
      asks: false,
      workspace: "/work",
      home: "/home/me",
      temporary: "/tmp/mine",
      gitDirs: ["/work/.git"],
      guarded: [],
      ignoresCase: false,
      sandboxed: false,
    },
    asked: 2,
    limits: { turns: 3 },
  };
  expect(readCharter(JSON.stringify(charter))).toEqual(charter);
  const { guard: _guard, ...unguarded } = charter;
  expect(readCharter(JSON.stringify(unguarded))).toBeNull();
  for (const text of [undefined, "", "{", "{}", JSON.stringify({ ...charter, version: 2 })]) {
    expect(readCharter(text)).toBeNull();
  }
});

test("only identical calls in a row are counted", () => {
  const calls = loopCounter();
  const count = (args: unknown) => calls.count("ls", args);
  expect([count({ path: "." }), count({ path: "." }), count({ path: "a" }), count({ path: "." })]).toEqual([
    1, 2, 1, 1,
  ]);
});

test("a picture of a call is one short line", () => {
  expect(pictureOf("bash", { command: "ls\n\u001b[31m-l" })).toBe("bash ls [31m-l");
  expect(pictureOf("bash", { command: "x".repeat(1e6) })).toHaveLength(80);
  expect(pictureOf("other", 3)).toBe("other");
});
