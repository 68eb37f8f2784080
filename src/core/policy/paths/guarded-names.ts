import { denied, type Policy, type Reason } from "../policy.ts";
import type { World } from "../world.ts";
import { baseName, globMatcher, isInside, matchesGlob } from "./glob.ts";

export type Access = "read" | "write";

/** What is guarded by its name, wherever it stands. */
export function guardedName(place: string, access: Access, policy: Policy, world: World): Reason | undefined {
  const lower = place.toLowerCase();
  const workspace = world.workspace.toLowerCase();
  const own = isInside(lower, workspace);
  const relative = own ? lower.slice(workspace.length + 1) : lower;
  const segments = relative.split("/");
  const inGit =
    segments.includes(".git") || world.gitDirs.some((dir) => isInside(place, dir, world.ignoresCase));
  if (inGit && access === "write") {
    return denied("git directory", {
      because: `${place} belongs to git`,
      instead: "leave the git directory to the gate that commits your work",
    });
  }
  if (inGit && /\/config(\.[^/]*|~)?$|credential/.test(lower)) {
    return denied("secrets", { because: "git's configuration can hold credentials" });
  }
  const state = segments.some((name, at) => name === "pi-ensemble" && segments[at - 1] === ".git");
  if (state || world.gitDirs.some((dir) => isInside(place, `${dir}/pi-ensemble`, world.ignoresCase)))
    return denied("run state", { because: `${place} is the record of what others did` });
  if (access === "write" && world.guarded.some((dir) => isInside(place, dir, world.ignoresCase)))
    return denied("run state", { because: `${place} is what the guard depends on` });
  if (access === "write" && matchesPath(POLICY_FILE, segments)) {
    return denied("policy files", {
      because: `${place} says what you may do`,
      instead: "tell the user which setting should change",
    });
  }
  if (isSecret(segments, place, policy)) return secret(place);
  if (access === "write" && policy.write !== "none" && own) {
    const rule = [...PROTECTED, ...policy.paths.protected].find((path) => matchesPath(path, segments));
    if (rule !== undefined) {
      return {
        decision: "ask",
        rule: `protected path ${rule}`,
        because: `${relative} steers the project's automation`,
        instead: "leave it as it is and describe the change that it needs",
      };
    }
  }
  return undefined;
}

export function secret(place: string): Reason {
  return denied("secrets", {
    because: `${place} is a file for secrets`,
    instead: "ask the user for the value's shape, or read an example file such as .env.example",
  });
}

function isSecret(segments: readonly string[], place: string, policy: Policy): boolean {
  if (policy.paths.readable.some((path) => matchesPath(path, segments) || isInside(place, path)))
    return false;
  if (policy.paths.secret.some((path) => matchesPath(path, segments))) return true;
  if (SECRET_FOLDERS.some((folder) => matchesPath(`${folder}/`, segments))) return true;
  const name = baseName(place).toLowerCase();
  return !looksHarmless(name) && looksSecret(name);
}

/** `name` matches at any depth, `folder/` everything below, `a/b` in this order anywhere. */
function matchesPath(rule: string, segments: readonly string[]): boolean {
  const folder = rule.endsWith("/");
  const wanted = rule.toLowerCase().split("/").filter(Boolean);
  for (let at = 0; at + wanted.length <= segments.length; at += 1) {
    if (!wanted.every((word, index) => matchesGlob(word, segments[at + index] ?? ""))) continue;
    if (folder || at + wanted.length === segments.length) return true;
  }
  return false;
}

/** The names, one for each part of a path, by which files and folders are guarded. */
export function guardedPatterns(access: Access, policy: Policy): readonly string[] {
  const names = [...SECRET_NAMES, ...SECRET_FOLDERS, ...policy.paths.secret, ".git"];
  if (access === "write") names.push(...PROTECTED, POLICY_FILE, ...policy.paths.protected);
  return names.flatMap((name) => name.toLowerCase().split("/").filter(Boolean));
}

/** The names that are a part of what is guarded: what has none of them on its way, and is no link, is free. */
export interface GuardedNames {
  has(name: string): boolean;
  /** Whether a part of the path has such a name. */
  among(path: string): boolean;
}

const GUARDED = new WeakMap<Policy, Partial<Record<Access, GuardedNames>>>();

/** The same object for the same policy, so that what was found with it can be remembered. */
export function guardedNames(access: Access, policy: Policy): GuardedNames {
  const known = GUARDED.get(policy) ?? {};
  GUARDED.set(policy, known);
  known[access] ??= namesIn(guardedPatterns(access, policy));
  return known[access];
}

function namesIn(patterns: readonly string[]): GuardedNames {
  const matches = globMatcher(patterns);
  const has = (name: string): boolean => matches(name.toLowerCase());
  return { has, among: (path) => path.split("/").some(has) };
}

/** Names of files that hold secrets, as programs write them. */
const NAMES: readonly string[] = [
  ...[
    ".env",
    ".env.*",
    ".env-*",
    ".env_*",
    "*.env",
    ".envrc",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.kdbx",
    "*.ppk",
  ],
  ...[
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    ".npmrc",
    ".pypirc",
    ".netrc",
    "_netrc",
    ".git-credentials",
  ],
  ...[
    ".pgpass",
    ".my.cnf",
    ".htpasswd",
    ".dockercfg",
    ".boto",
    ".s3cfg",
    ".vault-token",
    ".terraformrc",
    "*.tfstate",
    "*.tfvars",
    "*.tfvars.json",
  ],
  ...[
    "auth.json",
    "credentials",
    "credentials.json",
    "credentials.toml",
    "secrets.json",
    "secrets.yml",
    "secrets.yaml",
    "secrets.toml",
  ],
  ...[
    "service-account*.json",
    "kubeconfig",
    ".bash_history",
    ".zsh_history",
    ".node_repl_history",
    ".python_history",
  ],
];

/** Names of files that hold secrets, anywhere, and of copies that are kept of them; compared without regard to case. */
export const SECRET_NAMES: readonly string[] = NAMES.flatMap((name) =>
  name.endsWith("*") ? [name] : [name, ...copiesOf(name)],
);

/** What people and editors call what they keep of a file. */
function copiesOf(name: string): readonly string[] {
  const copies = ["~", ".bak", ".backup", ".old", ".orig", ".save"].map((end) => `${name}${end}`);
  return [...copies, `.${name}.swp`, `.${name}.swo`, `#${name}#`];
}

/** Folders that hold secrets, anywhere. */
export const SECRET_FOLDERS: readonly string[] = [
  ...[
    ".ssh",
    ".aws",
    ".gnupg",
    ".azure",
    ".kube",
    ".docker/config.json",
    ".password-store",
    ".config/gcloud",
    ".config/gh",
  ],
  ...[
    ".config/hub",
    ".config/glab-cli",
    ".config/op",
    ".mozilla",
    ".local/share/keyrings",
    "library/keychains",
  ],
];

/** What looks like a secret by its name and is none. */
const NOT_SECRET: readonly string[] = [
  ...[
    ".env.example",
    ".env.sample",
    ".env.template",
    ".env.dist",
    ".env.defaults",
    ".env.schema",
    "example.env",
    "sample.env",
  ],
  ...["*.pub", "*.example.env"],
];

const looksSecret = globMatcher(SECRET_NAMES);
const looksHarmless = globMatcher(NOT_SECRET);

/** Files that steer a project's automation: writing them needs the user. */
const PROTECTED: readonly string[] = [
  ...[
    ".github/",
    ".gitlab/",
    ".gitlab-ci.yml",
    ".circleci/",
    ".gitea/",
    ".forgejo/",
    ".buildkite/",
    ".pi/",
    ".husky/",
    ".agents/",
    ".cursor/",
    ".idea/",
    ".mcp.json",
    ".yarnrc.yml",
    ".yarn/releases/",
    ".yarn/plugins/",
  ],
  ...[
    ".githooks/",
    ".vscode/",
    ".devcontainer/",
    ".claude/",
    "CODEOWNERS",
    ".gitattributes",
    ".gitmodules",
    ".pre-commit-config.y*ml",
    "lefthook.*",
    ".lefthook.*",
    "lefthook-local.*",
    ".lfsconfig",
  ],
  ...["Jenkinsfile", "azure-pipelines.y*ml", "bitbucket-pipelines.y*ml", ".travis.y*ml", ".woodpecker/"],
  ...[
    ".woodpecker.y*ml",
    ".drone.y*ml",
    ".cirrus.y*ml",
    "cloudbuild.y*ml",
    "buildspec.y*ml",
    "appveyor.y*ml",
  ],
];

/** Policy: out of reach for writing. */
const POLICY_FILE = ".pi/ensemble.json";
