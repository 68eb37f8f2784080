import { readdir, readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openAssets } from "../src/adapters/assets.ts";
import { REPORT_TOOLS } from "../src/core/agents/reports.ts";
import { LENSES } from "../src/core/review/lens.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const assets = openAssets(root);
const roles = (await readdir(`${root}/roles`)).map((file) => file.replace(/\.md$/, ""));
const skills = await readdir(`${root}/skills`);

describe("the roles that come with the product", () => {
  it("are the six of the team", () => {
    expect(roles.toSorted()).toEqual([
      "adversarial-developer",
      "code-review-specialist",
      "developer",
      "explore",
      "ops",
      "project-manager",
    ]);
  });

  it.each(roles)("%s loads and is short", async (name) => {
    const role = await assets.role(name);
    expect(role.prompt.length).toBeLessThan(4096);
    expect(new Set(role.tools).size).toBe(role.tools.length);
  });

  it.each(roles)("%s reports with tools that exist, and only the last one is final", async (name) => {
    const { reports } = await assets.role(name);
    const finals = reports.map((report) => REPORT_TOOLS.get(report)?.final);
    expect(finals).toEqual(reports.map((_report, index) => index === reports.length - 1));
  });

  it("let the reviewer look and report, nothing more", async () => {
    const role = await assets.role("code-review-specialist");
    expect(role.tools).toEqual(["read", "grep", "find", "ls", "bash"]);
    expect(role.reports).toEqual(["report_finding", "finish_review"]);
  });
});

describe("the lens skills", () => {
  it("are one for each lens, and each is a lens", () => {
    expect(skills.filter((name) => name.startsWith("review-")).toSorted()).toEqual(
      LENSES.map((lens) => `review-${lens}`).toSorted(),
    );
  });

  it.each(LENSES)("%s loads, is at most 3.5 KB, and has its parts", async (lens) => {
    const text = await assets.skill(`review-${lens}`);
    const { size } = await stat(`${root}/skills/review-${lens}/SKILL.md`);
    expect(size).toBeLessThanOrEqual(3584);
    for (const part of [
      "**Look for**",
      "**Severity**",
      "**Leave alone**",
      "**A finding**",
      "**Not a finding**",
    ])
      expect(text).toContain(part);
    for (const severity of ["CRITICAL", "HIGH", "MEDIUM", "LOW"]) expect(text).toContain(`- ${severity}: `);
    expect(text).toContain("complete: true");
  });

  it.each(LENSES)("%s sends the reader only to lenses that exist", async (lens) => {
    const text = await assets.skill(`review-${lens}`);
    const leave = /\*\*Leave alone\*\*: (.*)/.exec(text)?.[1] ?? "";
    const named = [...leave.matchAll(/\((\S+?)[,)]/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(0);
    for (const other of named) {
      expect(LENSES).toContain(other);
      expect(other).not.toBe(lens);
    }
  });
});

describe("the prompt of a review", () => {
  it("has each placeholder once and ends by announcing the last line", async () => {
    const text = await assets.prompt("review");
    const placeholders = [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]);
    expect(placeholders).toEqual(["target", "lenses", "rules", "change"]);
    expect(text.trimEnd()).toMatch(/the next line, the last one, names it\.$/);
  });
});

describe("all texts", () => {
  it("contain no carriage return, tab or trailing blank", async () => {
    const files = [
      ...roles.map((name) => `roles/${name}.md`),
      ...skills.map((name) => `skills/${name}/SKILL.md`),
      "prompts/review.md",
    ];
    for (const file of files) {
      expect(await readFile(`${root}/${file}`, "utf8"), file).not.toMatch(/\r|\t|[ \t]$/m);
    }
  });
});
