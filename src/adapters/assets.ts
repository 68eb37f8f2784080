import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { Role } from "../core/agents/role.ts";
import { OperatorError } from "../core/errors.ts";
import { readPermissions } from "../core/policy/permissions.ts";
import type { Assets } from "../ports.ts";

const PI_TOOLS = ["read", "grep", "find", "ls", "bash", "edit", "write"] as const;

const roleSchema = z.strictObject({
  name: z.string(),
  description: z.string().min(1),
  tools: z.array(z.enum(PI_TOOLS)).min(1),
  reports: z.array(z.string().regex(/^[a-z]+(_[a-z]+)*$/, "not the name of a tool")),
  permissions: z.unknown().optional(),
});

const skillSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "not the name of a skill"),
  description: z.string().min(1).max(1024),
  "disable-model-invocation": z.boolean().optional(),
});

/**
 * The roles, prompts and skills below `root`, the package's own folder. Each is read when it is asked for, and
 * checked whole: a key that nobody knows or a missing one is an `OperatorError` that names file and key.
 */
export function openAssets(root: string): Assets {
  return {
    async role(name) {
      const file = join("roles", `${fileName(name)}.md`);
      const { attributes, body } = await readDocument(root, file);
      const { permissions, ...rest } = check(roleSchema, attributes, file);
      requireName(name, rest.name, file);
      const read = readPermissions(permissions);
      if (!read.ok) throw invalid(file, read.problems.join("; "));
      return { ...rest, permissions, prompt: body } satisfies Role;
    },
    async prompt(name) {
      const file = join("prompts", `${fileName(name)}.md`);
      return requireBody(await read(root, file), file);
    },
    async skill(name) {
      const file = join("skills", fileName(name), "SKILL.md");
      const { attributes, body } = await readDocument(root, file);
      requireName(name, check(skillSchema, attributes, file).name, file);
      return body;
    },
  };
}

/** A name that cannot leave its folder; any other one is a bug of the caller. */
function fileName(name: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw new TypeError(`not the name of an asset: ${name}`);
  return name;
}

async function readDocument(root: string, file: string): Promise<{ attributes: unknown; body: string }> {
  const text = await read(root, file);
  const match = /^---\r?\n(.*?)\r?\n---\r?\n(.*)$/s.exec(text);
  const [, front, body] = match ?? [];
  if (front === undefined || body === undefined) throw invalid(file, "it does not begin with front matter");
  return { attributes: parseYaml(front, file), body: requireBody(body, file) };
}

async function read(root: string, file: string): Promise<string> {
  try {
    return await readFile(join(root, file), "utf8");
  } catch (error) {
    throw invalid(file, `it cannot be read (${message(error)})`, error);
  }
}

function parseYaml(front: string, file: string): unknown {
  try {
    return parse(front);
  } catch (error) {
    throw invalid(file, `its front matter is not YAML: ${message(error)}`, error);
  }
}

function requireBody(body: string, file: string): string {
  const trimmed = body.trim();
  if (trimmed === "") throw invalid(file, "it has no text");
  return `${trimmed}\n`;
}

function check<T>(schema: z.ZodType<T>, attributes: unknown, file: string): T {
  const result = schema.safeParse(attributes);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => {
    const key = issue.path.join(".");
    return key === "" ? issue.message : `${key}: ${issue.message}`;
  });
  throw invalid(file, issues.join("; "), result.error);
}

function requireName(asked: string, found: string, file: string): void {
  if (asked !== found) throw invalid(file, `name: it says "${found}" and stands under "${asked}"`);
}

function invalid(file: string, what: string, cause?: unknown): OperatorError {
  const remedy = `Restore ${file} from the package (reinstall pi-ensemble), or correct it.`;
  return new OperatorError("invalid-asset", `${file}: ${what}`, remedy, { cause });
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
