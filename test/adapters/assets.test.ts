import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAssets } from "../../src/adapters/assets.ts";
import { OperatorError } from "../../src/core/errors.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "assets-"));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const FRONT = "name: scout\ndescription: Looks around.\ntools: [read, ls]\nreports: [submit_work]";

describe("a role file", () => {
  it("becomes a role; permissions that are not there stay undefined", async () => {
    await put("roles/scout.md", `---\n${FRONT}\n---\n\nYou look around.\n`);
    expect(await openAssets(root).role("scout")).toEqual({
      name: "scout",
      description: "Looks around.",
      tools: ["read", "ls"],
      reports: ["submit_work"],
      permissions: undefined,
      prompt: "You look around.\n",
    });
  });

  it("keeps permissions as they are written", async () => {
    await put("roles/scout.md", `---\n${FRONT}\npermissions:\n  bash:\n    allow: [git log *]\n---\nText\n`);
    expect((await openAssets(root).role("scout")).permissions).toEqual({ bash: { allow: ["git log *"] } });
  });

  it("has permissions that can be read, or is none", async () => {
    await put("roles/scout.md", `---\n${FRONT}\npermissions:\n  allow: [git log *]\n---\nText\n`);
    const error = await failure(openAssets(root).role("scout"));
    expect(error.message).toContain("permissions.allow is not known");
  });

  it("may have Windows line ends and a rule in its text", async () => {
    await put("roles/scout.md", `---\n${FRONT}\n---\nOne\n\n---\n\nTwo\n`.replaceAll("\n", "\r\n"));
    expect((await openAssets(root).role("scout")).prompt).toBe("One\r\n\r\n---\r\n\r\nTwo\n");
  });

  it.each([
    ["an unknown key", `---\n${FRONT}\ncolour: red\n---\nText`, "colour"],
    ["an unknown tool", `---\n${FRONT.replace("ls]", "rm]")}\n---\nText`, "tools.1"],
    ["no tools", `---\n${FRONT.replace(/tools: .*/, "tools: []")}\n---\nText`, "tools"],
    ["a missing key", `---\n${FRONT.replace(/reports: .*/, "")}\n---\nText`, "reports"],
    ["another name", `---\n${FRONT.replace("scout", "spy")}\n---\nText`, "name"],
    ["an empty text", `---\n${FRONT}\n---\n \n`, "no text"],
    ["no front matter", "You look around.\n", "front matter"],
    ["an unclosed front matter", `---\n${FRONT}\n`, "front matter"],
    ["a key that is there twice", `---\n${FRONT}\nname: scout\n---\nText`, "not YAML"],
    ["front matter that is no map", "---\n- scout\n---\nText", "expected object"],
  ])("with %s is refused, naming file and key", async (_what, text, named) => {
    await put("roles/scout.md", text);
    const error = await failure(openAssets(root).role("scout"));
    expect(error.code).toBe("invalid-asset");
    expect(error.message).toContain(join("roles", "scout.md"));
    expect(error.message).toContain(named);
    expect(error.remedy).toContain("reinstall");
  });

  it("that is not there is an error, not a role without permissions", async () => {
    const error = await failure(openAssets(root).role("scout"));
    expect(error.message).toMatch(/scout\.md: it cannot be read/);
  });

  it("cannot be asked for by a path", async () => {
    await expect(openAssets(root).role("../secrets")).rejects.toThrow(TypeError);
  });
});

describe("a skill and a prompt", () => {
  it("give their text", async () => {
    await put("skills/look/SKILL.md", "---\nname: look\ndescription: Looks.\n---\n# Look\n");
    await put("prompts/look.md", "Look at {{it}}.\n");
    expect(await openAssets(root).skill("look")).toBe("# Look\n");
    expect(await openAssets(root).prompt("look")).toBe("Look at {{it}}.\n");
  });

  it("are refused when empty", async () => {
    await put("skills/look/SKILL.md", "---\nname: look\ndescription: Looks.\n---\n");
    await put("prompts/look.md", "\n");
    expect((await failure(openAssets(root).skill("look"))).message).toContain("no text");
    expect((await failure(openAssets(root).prompt("look"))).message).toContain("no text");
  });
});

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

async function failure(promise: Promise<unknown>): Promise<OperatorError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OperatorError)) throw new Error(`no OperatorError, but ${String(error)}`);
  return error;
}
