import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openTerminalDisplay } from "../../../src/adapters/terminal/display.ts";
import { type LiveChild, NO_USAGE } from "../../../src/core/agents/run.ts";
import { Screen } from "./screen.ts";

const CHILD: LiveChild = {
  id: "security",
  label: "security",
  state: "queued",
  model: null,
  turns: 0,
  usage: NO_USAGE,
  lastWords: "",
};
const RUNNING: LiveChild = { ...CHILD, state: "running", startedAt: 0, turns: 1, tool: "read src/a.ts" };
const OTHER: LiveChild = { ...RUNNING, id: "performance", label: "performance" };

let now = 0;
const clock = { monotonic: () => now, now: () => new Date(0) };

function pass(milliseconds: number): void {
  now += milliseconds;
  vi.advanceTimersByTime(milliseconds);
}

beforeEach(() => {
  now = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(stream: Screen, env: Record<string, string> = { NO_COLOR: "1" }) {
  return openTerminalDisplay({ stream, env, clock, title: "review", cancel: "Ctrl-C cancels" });
}

describe("on a terminal", () => {
  test("rows are redrawn in place, once for many changes, and every second while nothing changes", () => {
    const screen = new Screen(80, 24);
    screen.write("$ pi-ensemble review\n");
    const display = open(screen);
    display.step("asking");
    display.child(CHILD);
    display.child(RUNNING);
    display.child(OTHER);
    expect(screen.writes).toHaveLength(1);
    pass(100);
    expect(screen.writes).toHaveLength(2);
    expect(screen.text()).toEqual([
      "$ pi-ensemble review",
      "review · asking · 0/2 ended · 0s · Ctrl-C cancels",
      "              state     time turns tokens   cost doing",
      "● security    running     0s     1               read src/a.ts",
      "● performance running     0s     1               read src/a.ts",
    ]);
    pass(5000);
    expect(screen.text()[1]).toBe("review · asking · 0/2 ended · 5s · Ctrl-C cancels");
    expect(screen.text()).toHaveLength(5);
    display.close();
  });

  test("the end stays on the screen, without the hint to cancel, and nothing is written after it", () => {
    const screen = new Screen(60, 24);
    const display = open(screen);
    display.child(RUNNING);
    pass(100);
    display.child({ ...RUNNING, state: "done", endedAt: 3000 });
    display.close();
    const writes = screen.writes.length;
    expect(screen.text()[0]).toBe("review · 1/1 ended · 0s");
    expect(screen.text()[2]).toContain("done");
    display.child(OTHER);
    pass(5000);
    display.close();
    expect(screen.writes).toHaveLength(writes);
    expect(screen.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("a run that ends before its first child leaves nothing behind", () => {
    const screen = new Screen(60, 24);
    screen.write("before\n");
    const display = open(screen);
    display.step("finding the change");
    pass(2000);
    expect(screen.text()).toHaveLength(2);
    display.close();
    expect(screen.text()).toEqual(["before"]);
  });

  test("a narrower terminal wraps what stands there, and the next frame covers it", () => {
    const screen = new Screen(120, 24);
    screen.write("before\n");
    const display = open(screen);
    display.step("asking the six lenses about the change");
    display.child({ ...RUNNING, tool: "read a/very/long/path/that/takes/many/columns/of/the/terminal.ts" });
    pass(100);
    screen.resize(40);
    pass(100);
    expect(screen.text()).toEqual([
      "before",
      "review · 0s · Ctrl-C cancels",
      "● security running     0s read a/very/…",
    ]);
    display.close();
  });

  test("more children than rows never scroll; at the end all of them are listed", () => {
    const screen = new Screen(80, 6);
    const display = open(screen);
    for (let at = 0; at < 20; at++) display.child({ ...OTHER, id: `c${at}`, label: `chunk ${at}` });
    for (let frame = 0; frame < 10; frame++) pass(1000);
    expect(screen.text()).toHaveLength(5);
    expect(screen.text().at(-1)).toBe("  … and 17 running");
    display.close();
    expect(screen.text().slice(2)).toHaveLength(20);
  });

  test("the cursor is never hidden and line wrapping is switched on again in each frame", () => {
    const screen = new Screen(80, 24);
    const display = open(screen);
    display.child(RUNNING);
    pass(3000);
    display.close();
    for (const frame of screen.writes) {
      expect(frame).not.toContain("\u001b[?25l");
      expect(frame.endsWith("\u001b[?7h\u001b[?2026l")).toBe(true);
    }
  });

  test.each([
    [{}, true],
    [{ NO_COLOR: "1" }, false],
    [{ NO_COLOR: "" }, true],
    [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true],
    [{ FORCE_COLOR: "0" }, false],
  ])("%j colours: %s", (env, coloured) => {
    const screen = new Screen(80, 24);
    const display = open(screen, env);
    display.child(RUNNING);
    display.close();
    expect(screen.writes.join("").includes("\u001b[36m")).toBe(coloured);
  });
});

describe("elsewhere", () => {
  const lines = (env: Record<string, string>, isTTY: boolean): string => {
    const written: string[] = [];
    const stream = { isTTY, write: (text: string) => written.push(text), on: () => {}, off: () => {} };
    const display = openTerminalDisplay({ stream, env, clock, title: "review", cancel: "" });
    display.step("asking");
    display.child(CHILD);
    pass(1000);
    display.child({ ...RUNNING, model: "fake/m1" });
    display.child({ ...RUNNING, turns: 2, tool: "grep x" });
    pass(11_300);
    display.child({ ...RUNNING, state: "waiting", note: "429, 2 s" });
    display.child(RUNNING);
    display.child({
      ...RUNNING,
      state: "done",
      model: "fake/m1",
      endedAt: 12_000,
      usage: { ...NO_USAGE, input: 1200, cost: 0.5 },
    });
    display.child({ ...OTHER, state: "failed", cause: "silence", endedAt: 9000, turns: 2 });
    display.close();
    pass(10_000);
    return written.join("");
  };

  const PLAIN_LINES = `[0.0s] review: asking
[1.0s] security  running  fake/m1
[12.3s] security  waiting: 429, 2 s
[12.3s] security  running
[12.3s] security  done  fake/m1, 12s, 1 turn, 1.2k tokens, $0.50
[12.3s] performance  failed: silence  9s, 2 turns, 0 tokens
`;

  test("one line for each change of state, without a single escape", () => {
    expect(lines({}, false)).toBe(PLAIN_LINES);
  });

  test.each([{ TERM: "dumb" }, { CI: "true", NO_COLOR: "1" }])(
    "%j makes a terminal get plain lines",
    (env) => {
      expect(lines(env, true)).toBe(PLAIN_LINES);
    },
  );

  test("colour can be forced, for the log of a CI service", () => {
    expect(lines({ FORCE_COLOR: "1" }, false)).toContain("\u001b[31mfailed: silence\u001b[39m");
  });
});
