import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Choose, openApprovals, openSavedApprovals } from "../../src/adapters/approvals.ts";
import { questionText } from "../../src/core/policy/question.ts";
import type { Question } from "../../src/ports.ts";

const QUESTION: Question = {
  child: "security",
  role: "developer",
  tool: "bash",
  command: "npm publish",
  rule: "npm publish",
  because: "role developer, @publish wants to be asked about it",
};
const alive = new AbortController().signal;

let dir: string;
let repo: string;
let other: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "pi-ensemble-approvals-"));
  repo = join(dir, "repo.git");
  other = join(dir, "other.git");
  await Promise.all([repo, other].map((folder) => mkdir(folder)));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Answers with these choices, one after the other, and notes what it was shown. */
function scripted(...answers: (string | undefined)[]) {
  const shown: string[] = [];
  const offered: (readonly string[])[] = [];
  const choose: Choose = async (title, choices) => {
    shown.push(title);
    offered.push(choices);
    return answers[shown.length - 1];
  };
  return { choose, shown, offered };
}

test.each([
  ["No", "denied"],
  ["Yes, this once", "once"],
  [undefined, "denied"],
])("%s is %s, and the next time it is asked again", async (choice, answer) => {
  const { choose, shown } = scripted(choice, choice);
  const approvals = openApprovals({ choose, saved: null });
  expect(await approvals.ask(QUESTION, alive)).toBe(answer);
  expect(await approvals.ask(QUESTION, alive)).toBe(answer);
  expect(shown).toHaveLength(2);
});

test("for this run is remembered for the same role, tool and command, and for nothing else", async () => {
  const { choose, shown, offered } = scripted("Yes, always for this run", "No", "No");
  const approvals = openApprovals({ choose, saved: null });
  expect(await approvals.ask(QUESTION, alive)).toBe("run");
  expect(await approvals.ask({ ...QUESTION, child: "other" }, alive)).toBe("run");
  expect(await approvals.ask({ ...QUESTION, role: "ops" }, alive)).toBe("denied");
  expect(await approvals.ask({ ...QUESTION, command: "npm publish " }, alive)).toBe("denied");
  expect(shown).toHaveLength(3);
  expect(offered[0]).toEqual(["No", "Yes, this once", "Yes, always for this run"]);
});

test("for this project is kept in Pi's folder, for one project, and read by the next run", async () => {
  const { choose, shown } = scripted("Yes, always for this project", "No");
  const saved = await openSavedApprovals(dir, repo);
  expect(await openApprovals({ choose, saved }).ask(QUESTION, alive)).toBe("project");
  expect((await stat(join(dir, "ensemble-approvals.json"))).mode & 0o777).toBe(0o600);

  const next = openApprovals({ choose, saved: await openSavedApprovals(dir, repo) });
  expect(await next.ask(QUESTION, alive)).toBe("project");
  const elsewhere = openApprovals({ choose, saved: await openSavedApprovals(dir, other) });
  expect(await elsewhere.ask(QUESTION, alive)).toBe("denied");
  expect(shown).toHaveLength(2);
});

test("a repository that takes the place of another one has no approvals", async () => {
  await (await openSavedApprovals(dir, repo)).add(QUESTION);
  expect((await openSavedApprovals(dir, repo)).has(QUESTION)).toBe(true);
  await rename(repo, join(dir, "away.git"));
  await rename(other, repo);
  expect((await openSavedApprovals(dir, repo)).has(QUESTION)).toBe(false);
});

test.each(["write", "edit"])("a yes to %s holds once, whatever was kept before", async (tool) => {
  const question = { ...QUESTION, tool, command: "/repo/.github/ci.yml" };
  const { choose, offered } = scripted("Yes, always for this project", "Yes, this once", "No");
  const saved = await openSavedApprovals(dir, repo);
  await saved.add(question);
  const approvals = openApprovals({ choose, saved });
  expect(await approvals.ask(question, alive)).toBe("denied");
  expect(await approvals.ask(question, alive)).toBe("once");
  expect(await approvals.ask(question, alive)).toBe("denied");
  expect(offered).toEqual(Array(3).fill(["No", "Yes, this once"]));
});

test("two processes that save at the same time both succeed", async () => {
  const questions = Array.from({ length: 6 }, (_, n) => ({ ...QUESTION, command: `command ${n}` }));
  const stores = await Promise.all(questions.map(() => openSavedApprovals(dir, repo)));
  await Promise.all(stores.map((store, index) => store.add(questions[index] ?? QUESTION)));
  const text = await readFile(join(dir, "ensemble-approvals.json"), "utf8");
  const { projects } = JSON.parse(text) as { projects: Record<string, unknown[]> };
  expect(Object.values(projects)).toMatchObject([{ length: 6 }]);
});

test("a file that is not valid is an error and no permission", async () => {
  await writeFile(join(dir, "ensemble-approvals.json"), '{"projects": true}');
  await expect(openSavedApprovals(dir, repo)).rejects.toMatchObject({
    code: "invalid-configuration",
  });
});

test("no answer in time and the end of the child are no answer, and questions come one after the other", async () => {
  let open = 0;
  let most = 0;
  const choose: Choose = async (_title, _choices, { signal }) => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    open -= 1;
    return "Yes, this once";
  };
  const approvals = openApprovals({ choose, saved: null, limitMs: 30 });
  const child = new AbortController();
  const answers = [
    approvals.ask(QUESTION, child.signal),
    approvals.ask(QUESTION, child.signal),
    approvals.ask(QUESTION, child.signal),
  ];
  expect(await answers[0]).toBe("unanswered");
  child.abort();
  expect(await Promise.all(answers)).toEqual(["unanswered", "unanswered", "unanswered"]);
  expect(most).toBe(1);
});

test("a dialog that fails is nobody", async () => {
  const choose: Choose = () => Promise.reject(new Error("the terminal is gone"));
  expect(await openApprovals({ choose, saved: null }).ask(QUESTION, alive)).toBe("nobody");
});

test("a question shows the whole command and nothing that hides", () => {
  const command = `rm -rf build\u001b[2K\rls\n\u202eabc\u00a0\u200b${"x".repeat(200)}`;
  const text = questionText({ ...QUESTION, command });
  expect(text).toContain("security (developer) wants to run");
  expect(text).toContain("    rm -rf build\\u{1b}[2K\\u{d}ls⏎\n");
  expect(text).toContain("\\u{202e}abc\\u{a0}\\u{200b}");
  for (const hidden of "\u001b\r\u202e\u200b\u00a0") expect(text).not.toContain(hidden);
  expect(text.replaceAll(/\n {4}/g, "")).toContain("x".repeat(200));
  expect(text).toContain("Rule: npm publish. Why: role developer, @publish wants to be asked about it.");
});
