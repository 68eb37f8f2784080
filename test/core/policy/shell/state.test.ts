import { parse } from "unbash";
import { expect, test } from "vitest";
import { ShellState } from "../../../../src/core/policy/shell/state.ts";
import { fixed } from "../../../../src/core/policy/words.ts";
import { describedWorld } from "../described-world.ts";

const body = parse("true");

function shell(variables: Readonly<Record<string, string>> = {}): ShellState {
  const state = new ShellState(describedWorld());
  for (const [name, text] of Object.entries(variables)) state.set(name, [fixed(text)]);
  return state;
}

function texts(state: ShellState, name: string): readonly string[] | undefined {
  return state.variable(name)?.map((value) => value.text);
}

test("what bash itself knows at the start", () => {
  const state = shell();
  expect(state.folders).toEqual(["/work"]);
  expect([texts(state, "HOME"), texts(state, "PWD"), texts(state, "TMPDIR")]).toEqual([
    ["/home/me"],
    ["/work"],
    ["/tmp/child"],
  ]);
  expect(texts(state, "x")).toBe(undefined);
});

test("PWD is where the line has gone, if that is one place", () => {
  const state = shell();
  state.enter(["/work/src"]);
  expect(texts(state, "PWD")).toEqual(["/work/src"]);
  state.enter(["/work/src", "/work"]);
  expect(texts(state, "PWD")).toBe(undefined);
  state.enter(undefined);
  expect(texts(state, "PWD")).toBe(undefined);
});

test.each(["HOME", "PWD", "TMPDIR"])("once the line sets %s it is not the one from before", (name) => {
  const state = shell();
  state.assigned(name);
  expect(texts(state, name)).toBe(undefined);
  state.set(name, [fixed("/x")]);
  expect(texts(state, name)).toEqual(["/x"]);
});

test("without a temporary folder TMPDIR is not known", () => {
  expect(new ShellState(describedWorld({ temporary: [] })).variable("TMPDIR")).toEqual([]);
});

test("only what is assigned counts as that", () => {
  const state = shell();
  state.assigned("x");
  expect([state.hasAssigned("x"), state.hasAssigned("y")]).toEqual([true, false]);
});

test("a variable holds what it was given, until that is not known any more", () => {
  const state = shell({ x: "a", y: "b" });
  state.forget("x");
  expect([texts(state, "x"), texts(state, "y")]).toEqual([undefined, ["b"]]);
  state.vague = true;
  expect(texts(state, "y")).toBe(undefined);
});

test("how words are split changes all of them", () => {
  const state = shell({ x: "a" });
  state.set("IFS", [fixed(",")]);
  expect(state.vague).toBe(true);
});

test.each([
  ..."_ REPLY MAPFILE OPTARG OPTIND OPTERR RANDOM SRANDOM SECONDS LINENO EPOCHSECONDS BASH BASH_REMATCH".split(
    " ",
  ),
  ..."FUNCNAME PIPESTATUS COPROC COPROC_PID GROUPS LINES COLUMNS HISTCMD UID EUID PPID SHLVL".split(" "),
])("bash itself sets %s", (name) => {
  expect(texts(shell({ [name]: "a" }), name)).toBe(undefined);
});

test.each(["__", "MY_REPLY", "REPLY2", "OPT", "BIN", "xUID", "UIDs", "EPOCH"])(
  "%s is the line's own",
  (name) => {
    expect(texts(shell({ [name]: "a" }), name)).toEqual(["a"]);
  },
);

test("what is assigned to a frozen variable may reach it or not", () => {
  const state = shell({ x: "a" });
  state.freeze("x");
  expect(texts(state, "x")).toEqual(["a"]);
  state.set("x", [fixed("b")]);
  expect(texts(state, "x")).toBe(undefined);
});

test("a subshell leaves no trace", () => {
  const state = shell({ x: "a" });
  state.apart(() => {
    state.set("x", [fixed("b")]);
    state.set("y", [fixed("b")]);
    state.enter(["/work/src"]);
    expect([texts(state, "x"), state.folders]).toEqual([["b"], ["/work/src"]]);
  });
  expect([texts(state, "x"), texts(state, "y"), state.folders]).toEqual([["a"], undefined, ["/work"]]);
  state.goBack();
  expect(state.folders).toBe(undefined);
});

test("what a subshell does is no change of a loop around it", () => {
  const state = shell({ x: "a" });
  let turns = 0;
  state.loop(() => {
    turns += 1;
    state.apart(() => {
      state.set("x", [fixed("b")]);
      state.enter(["/work/src"]);
      state.jump();
    });
  });
  expect([turns, texts(state, "x"), state.folders]).toEqual([1, ["a"], ["/work"]]);
});

test("after a branch both may be", () => {
  const state = shell({ x: "a", y: "b", z: "c" });
  state.branch(() => {
    state.set("x", [fixed("A")]);
    state.forget("y");
    state.set("new", [fixed("n")]);
    state.enter(["/work/src"]);
  });
  expect(["x", "y", "z", "new"].map((name) => texts(state, name))).toEqual([
    ["a", "A"],
    undefined,
    ["c"],
    undefined,
  ]);
  expect(state.folders).toEqual(["/work", "/work/src"]);
  state.goBack();
  expect(state.folders).toBe(undefined);
});

test("a folder that may not be entered", () => {
  const state = shell();
  state.attempt(() => state.enter(["/work/src"]));
  expect(state.folders).toEqual(["/work", "/work/src"]);
});

test("going back, and back to one of all", () => {
  const state = shell();
  state.enter(["/work/a"]);
  state.enter(["/work/b"]);
  state.goBack();
  expect(state.folders).toEqual(["/work", "/work/a", "/work/b"]);
  const other = shell();
  other.stack(["/work/a"]);
  expect(other.folders).toEqual(["/work"]);
  other.comeBack();
  expect(other.folders).toEqual(["/work", "/work/a"]);
  const third = shell();
  third.stack(["/work/a"]);
  third.goBack();
  expect(third.folders).toEqual(["/work", "/work/a"]);
});

test("what is lost is lost for going back too", () => {
  const state = shell();
  state.lost();
  expect(state.folders).toBe(undefined);
  state.enter(["/work/a"]);
  expect(state.folders).toEqual(["/work/a"]);
  state.comeBack();
  expect(state.folders).toBe(undefined);
});

test("another folder for one command, and no variables for one body", () => {
  const state = shell({ x: "a" });
  state.inside(["/work/src"], () => {
    expect(state.folders).toEqual(["/work/src"]);
    state.set("x", [fixed("b")]);
  });
  expect([state.folders, texts(state, "x")]).toEqual([["/work"], ["a"]]);
  state.unset(() => expect(texts(state, "x")).toBe(undefined));
  expect(texts(state, "x")).toEqual(["a"]);
});

test("a function that is defined where nothing is sure is not sure", () => {
  const state = shell();
  state.define("plain", body);
  state.branch(() => state.define("branch", body));
  state.apart(() => state.define("apart", body));
  state.define("after", body);
  expect(["plain", "branch", "apart", "after"].map((name) => state.functions.surely(name))).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("what runs only in part leaves nothing known that it touches", () => {
  const state = shell({ x: "a", y: "b" });
  state.partly(() => {
    state.set("x", [fixed("A")]);
    state.enter(["/work/src"]);
  });
  expect([texts(state, "x"), texts(state, "y"), state.folders]).toEqual([
    undefined,
    ["b"],
    ["/work", "/work/src"],
  ]);
});

test("what is left early may have ended anywhere", () => {
  const state = shell();
  state.partly(() => {
    state.enter(["/work/src"]);
    state.jump();
    state.enter(["/work/lib"]);
  });
  expect(state.folders).toEqual(["/work", "/work/src", "/work/lib"]);
  const other = shell();
  other.enter(["/work/src"]);
  other.partly(() => other.jump());
  expect(other.folders).toEqual(["/work/src"]);
});

test("what is not left early ends at its end", () => {
  const state = shell();
  state.enter(["/work/src"]);
  state.partly(() => {
    state.enter(["/elsewhere"]);
    state.enter(["/work/lib"]);
  });
  expect(state.folders).toEqual(["/work/src", "/work/lib"]);
});

/** How often the body of a loop is looked at, and what is known of x at each time. */
function turns(state: ShellState, visit: () => void): readonly (readonly string[] | undefined)[] {
  const seen: (readonly string[] | undefined)[] = [];
  state.loop(() => {
    seen.push(texts(state, "x"));
    visit();
  });
  return seen;
}

test("a loop that changes nothing is looked at once", () => {
  expect(turns(shell({ x: "a" }), () => undefined)).toEqual([["a"]]);
});

test("a loop that sets a variable is looked at again, without knowing it", () => {
  const state = shell({ x: "a" });
  expect(turns(state, () => state.set("x", [fixed("b")]))).toEqual([["a"], undefined]);
  const other = shell();
  expect(turns(other, () => other.set("x", [fixed("b")]))).toEqual([undefined]);
});

test.each(["vague", "dotglob"] as const)(
  "a loop after whose first turn %s holds is looked at again",
  (flag) => {
    const state = shell();
    expect(
      turns(state, () => {
        state[flag] = true;
      }),
    ).toHaveLength(2);
  },
);

test("a loop that defines a function is looked at again", () => {
  const state = shell();
  expect(turns(state, () => state.define("f", body))).toHaveLength(2);
});

test("a loop that goes into folders is looked at twice", () => {
  const state = shell();
  expect(turns(state, () => state.enter(state.folders?.map((folder) => `${folder}/a`)))).toHaveLength(2);
  expect(state.folders).toEqual(["/work", "/work/a", "/work/a/a"]);
});

test("a loop that goes to and fro is looked at twice", () => {
  const state = shell();
  let at = 0;
  const places = ["/work/a", "/work/b"];
  expect(turns(state, () => state.enter([places[at++ % 2] ?? ""]))).toHaveLength(2);
});

test("a loop that goes up and up may be anywhere", () => {
  const state = shell();
  state.enter(["/work/a/b/c"]);
  const up = (folder: string): string => folder.replace(/\/[^/]*$/, "");
  expect(turns(state, () => state.enter(state.folders?.map(up)))).toHaveLength(3);
  expect(state.folders).toBe(undefined);
});

test("one of several runs, from the same place", () => {
  const state = shell({ x: "a" });
  const from: (readonly string[] | undefined)[] = [];
  state.either(
    ["/work/a", "/work/b"].map((folder) => () => {
      from.push(state.folders);
      state.enter([folder]);
      state.set("x", [fixed(folder)]);
    }),
  );
  expect(from).toEqual([["/work"], ["/work"]]);
  expect(state.folders).toEqual(["/work/a", "/work/b"]);
  expect(texts(state, "x")).toEqual(["a", "/work/a", "/work/b"]);
});

test("what may run anytime leaves nothing known for good", () => {
  const state = shell({ x: "a", y: "b" });
  expect(state.anytime(() => state.set("x", [fixed("b")]))).toBe(false);
  expect([texts(state, "x"), texts(state, "y")]).toEqual([undefined, ["b"]]);
  state.set("x", [fixed("c")]);
  expect(texts(state, "x")).toBe(undefined);
  expect(state.anytime(() => state.enter(["/work/a"]))).toBe(true);
  expect(state.anytime(() => undefined)).toBe(false);
});

test("what has changed since a place in the line", () => {
  const state = shell({ x: "a", y: "b" });
  state.enter(["/work/a"]);
  const { mark } = state;
  state.set("y", [fixed("c")]);
  state.settle(mark);
  expect([texts(state, "x"), texts(state, "y"), state.folders]).toEqual([["a"], undefined, ["/work/a"]]);
  state.enter(["/work/b"]);
  state.settle(mark);
  expect(state.folders).toEqual(["/work", "/work/a", "/work/b"]);
});

test("what words can refer to", () => {
  const state = shell({ x: "a" });
  expect(state.scope()).toMatchObject({ home: "/home/me", cwd: "/work", dotglob: false });
  expect(state.scope().variable("x")).toEqual([fixed("a")]);
  expect(state.scope().output(parse("pwd"))).toEqual([fixed("/work")]);
  state.dotglob = true;
  state.enter(["/work/a", "/work/b"]);
  expect(state.scope().dotglob).toBe(true);
  expect(state.scope().cwd).toBe(undefined);
  state.enter(undefined);
  expect(state.scope().cwd).toBe(undefined);
  state.enter(["/work"]);
  state.define("pwd", body);
  expect(state.scope().output(parse("pwd"))).toBe(undefined);
});

test("a variable is a number when all that it can hold are", () => {
  const state = shell({ one: "1", text: "a" });
  state.set("none", []);
  state.set("both", [fixed("1"), fixed("a")]);
  state.set("either", [fixed("a"), fixed("1")]);
  const numbers = ["one", "other", "text", "none", "both", "either", "1a"].filter((name) =>
    state.isNumber(name),
  );
  expect(numbers).toEqual(["one", "other"]);
});

test.each<readonly [string, boolean]>([
  ["UID", true],
  ["EUID", true],
  ["EPOCHSECONDS", true],
  ["RANDOM", true],
  ["SRANDOM", true],
  ["BASHPID", true],
  ["BASHPIDS", false],
  ["COPROC_UID", false],
  ["REPLY", false],
])("%s, which bash sets, is a number: %s", (name, number) => {
  expect(shell().isNumber(name)).toBe(number);
});

test("what an integer can hold is evaluated unless all of it are numbers", () => {
  const state = shell();
  for (const name of ["numbers", "both"]) state.evaluate(name);
  state.set("numbers", [fixed("1"), fixed("2")]);
  state.set("both", [fixed("1"), fixed("a")]);
  expect([...state.evaluated()]).toEqual(["both"]);
});
