import { globsMeet, isInside, joinPath, matchesGlob, normalizePath, pathPattern } from "./glob.ts";
import { doubt, type Policy, type Reason } from "./policy.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";

export type Access = "read" | "write";

/** Names of files that hold secrets, anywhere; compared without regard to case. */
export const SECRET_NAMES: readonly string[] = [
  ...[
    ".env",
    ".env.*",
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
  ],
  ...[
    "auth.json",
    "credentials",
    "credentials.json",
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

/** Folders that hold secrets, anywhere. */
const SECRET_FOLDERS: readonly string[] = [
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
  ...["*.pub", "env.d.ts", "*.example.env"],
];

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
  ],
  ...[
    ".githooks/",
    "CODEOWNERS",
    ".gitattributes",
    ".gitmodules",
    ".pre-commit-config.yaml",
    "lefthook.yml",
    ".lfsconfig",
  ],
  ...["Jenkinsfile", "azure-pipelines.yml", "bitbucket-pipelines.yml", ".travis.yml"],
];

/** Policy: out of reach for writing. */
const POLICY_FILES: readonly string[] = [".pi/ensemble.json", "ensemble.json"];

const SYSTEM_READABLE: readonly string[] = [
  ...[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/opt",
    "/nix/store",
    "/etc/os-release",
    "/etc/debian_version",
  ],
  ...[
    "/etc/alpine-release",
    "/etc/lsb-release",
    "/etc/hosts",
    "/etc/timezone",
    "/etc/localtime",
    "/Library/Developer",
  ],
  ...["/Applications/Xcode.app", "/proc/cpuinfo", "/proc/meminfo", "/proc/version", "/proc/loadavg"],
];
const HOME_READABLE: readonly string[] = [
  ...[
    ".cargo/registry",
    ".rustup/toolchains",
    "go/pkg/mod",
    ".m2/repository",
    ".nvm/versions",
    ".gradle/caches",
  ],
  ...[".local/lib", ".pyenv/versions", ".rbenv/versions", ".volta/tools"],
];
const DEVICES: readonly string[] = [
  ...[
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/stdin",
    "/dev/stdout",
    "/dev/stderr",
    "/dev/tty",
  ],
];

const ALLOWED: Reason = { decision: "allow", rule: "paths", because: "inside the workspace" };

/**
 * Whether a role may read or write `path`, which is relative to `folder` or absolute, or begins with `~/`.
 * Symbolic links, `..`, `/proc` and `/dev` are followed.
 */
export function judgePath(
  path: string,
  access: Access,
  policy: Policy,
  world: World,
  folder: string = world.cwd,
): Reason {
  if (/[\0]/.test(path)) return denied("paths", "a path with a zero byte", undefined);
  const home = path === "~" || path.startsWith("~/") ? world.home + path.slice(1) : path;
  const absolute = joinPath(folder, home);
  const plain = normalizePath(absolute);
  const device = special(plain, access);
  if (device !== undefined) return device;
  const real = world.realpath(absolute);
  const places = real === plain ? [plain] : [plain, real];
  for (const place of places) {
    const name = guardedName(place, access, policy, world);
    if (name !== undefined) return name;
  }
  const linked = special(real, access);
  if (linked !== undefined) return linked;
  return contained(real, path, access, policy, world);
}

/** The same for a whole tree, of which everything is read, or which is removed, moved or changed. */
export function judgeTree(
  path: string,
  access: Access,
  policy: Policy,
  world: World,
  options: TreeOptions = {},
): Reason {
  const folder = options.folder ?? world.cwd;
  const own = judgePath(path, access, policy, world, folder);
  if (own.decision !== "allow") return own;
  const root = world.realpath(joinPath(folder, path.startsWith("~/") ? world.home + path.slice(1) : path));
  if (access === "write") {
    const kept = [world.workspace, ...world.gitDirs, ...world.guarded].find((one) =>
      isInside(one, root, world.ignoresCase),
    );
    if (kept !== undefined) {
      return denied(
        "paths",
        `${path} holds ${kept === world.workspace ? "the whole workspace" : kept}`,
        "name the files that you mean",
      );
    }
  }
  return belowRoot(root, access, policy, world, options.selects ?? (() => true), options.hidden ?? true);
}

export interface TreeOptions {
  readonly folder?: string;
  /** Whether a file, by its path relative to the tree, is touched. */
  readonly selects?: (path: string) => boolean;
  /** Whether files with a leading dot are touched. */
  readonly hidden?: boolean;
}

/** Judges a word of a command as a path, in each folder where the command may run. */
export function judgeWord(
  value: Value,
  access: Access,
  policy: Policy,
  world: World,
  folders: readonly string[] | undefined,
  tree: Omit<TreeOptions, "folder"> | undefined,
): Reason {
  if (value.kind === "dynamic") return dynamic(value.text, access, policy);
  const anywhere = folders === undefined && !value.text.startsWith("/");
  if (anywhere) return dynamic(`${value.text}, in a folder that is not known,`, access, policy);
  let worst = ALLOWED;
  for (const folder of folders ?? [world.cwd]) {
    const reason =
      value.kind === "glob"
        ? judgeGlob(value, access, policy, world, folder, tree)
        : tree === undefined
          ? judgePath(value.text, access, policy, world, folder)
          : judgeTree(value.text, access, policy, world, { ...tree, folder });
    if (reason.decision === "deny") return reason;
    if (reason.decision === "ask") worst = reason;
  }
  return worst;
}

function dynamic(text: string, access: Access, policy: Policy): Reason {
  const what = access === "read" ? "read" : "written";
  return {
    decision: doubt(policy),
    rule: "paths",
    because: `the path ${text} that would be ${what} cannot be known before it runs`,
    instead: "write the path out",
  };
}

function judgeGlob(
  value: Value,
  access: Access,
  policy: Policy,
  world: World,
  folder: string,
  tree: Omit<TreeOptions, "folder"> | undefined,
): Reason {
  const slash = value.prefix.lastIndexOf("/");
  const base = slash < 0 ? "." : value.prefix.slice(0, slash + 1);
  const start = slash < 0 ? 0 : slash + 1;
  const rest = value.text.slice(start);
  const own = judgePath(base, access, policy, world, folder);
  if (own.decision === "deny") return own;
  if (own.decision === "ask") {
    const risky = rest
      .toLowerCase()
      .split("/")
      .some((segment) =>
        guardedPatterns(access, policy).some((name) => segmentMeets(segment, name, value.deep)),
      );
    return risky ? secret(value.text) : own;
  }
  if (rest.split("/").includes("..")) return dynamic(value.text, access, policy);
  const root = world.realpath(joinPath(folder, base));
  if (access === "write") {
    const outside = contained(root, value.text, access, policy, world);
    if (outside.decision !== "allow") return outside;
    if (policy.write === "none") return noWriting();
    if (tree !== undefined && root === world.workspace && /^(\*\*\/)*\*$/.test(rest)) {
      return denied("paths", `${value.text} is the whole workspace`, "name the files that you mean");
    }
  }
  const names = guardedPatterns(access, policy);
  const segments = rest.toLowerCase().split("/");
  const sources = access === "read" && SOURCE_FILE.test(rest);
  const telling = sources ? segments.slice(0, -1).filter((segment) => segment !== "**") : segments;
  const meets =
    (value.deep && access === "write") ||
    telling.some((segment) => names.some((name) => segmentMeets(segment, name, value.deep)));
  if (!meets && tree === undefined) return ALLOWED;
  const matches = pathPattern(rest, value.deep);
  const parts = tree !== undefined;
  return belowRoot(
    root,
    access,
    policy,
    world,
    (path) =>
      (matches.test(path) || (parts && ancestors(path).some((above) => matches.test(above)))) &&
      (tree?.selects?.(path) ?? true),
    tree?.hidden ?? true,
  );
}

/** Names of files that hold no secrets, whatever folder they stand in. */
const SOURCE_FILE =
  /\.(?:[cm]?[jt]sx?|py|rs|go|java|kt|rb|php|c|h|cc|cpp|hpp|cs|swift|scala|ex|exs|vue|svelte|css|scss|less|html|md|rst|snap|orig|svg)$/;

function ancestors(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(0, -1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

function segmentMeets(segment: string, name: string, deep: boolean): boolean {
  if (!deep && name.startsWith(".") && /^[*?[]/.test(segment)) return false;
  return globsMeet(segment, name);
}

const MOST = 6000;

/** Looks for something guarded among the files below `root`. */
function belowRoot(
  root: string,
  access: Access,
  policy: Policy,
  world: World,
  selects: (path: string) => boolean,
  hidden: boolean,
): Reason {
  const folders = [""];
  const plain = access === "read" && policy.paths.secret.length === 0;
  let seen = 0;
  let worst = ALLOWED;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of world.list(folder === "" ? root : `${root}/${folder}`) ?? []) {
      seen += 1;
      if (seen > MOST)
        return {
          ...dynamic(root, access, policy),
          because: `${root} holds too many files to be looked through`,
        };
      if (!hidden && entry.name.startsWith(".")) continue;
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === "folder") {
        if (entry.name !== "node_modules" && !path.endsWith(".git/objects")) folders.push(path);
        if (access === "read") continue;
      }
      if (entry.kind !== "link" && plain && !suspect().test(path)) continue;
      if (!selects(path)) continue;
      const reason =
        entry.kind === "link" && access === "read"
          ? judgePath(`${root}/${path}`, access, policy, world)
          : named(`${root}/${path}`, access, policy, world);
      if (reason.decision === "deny") return { ...reason, because: `${reason.because} (${path})` };
      if (reason.decision === "ask") worst = reason;
    }
  }
  return worst;
}

let suspects: RegExp | undefined;

/** Paths of which a part may be the name of something secret: the others need no closer look. */
function suspect(): RegExp {
  suspects ??= suspectNames();
  return suspects;
}

function suspectNames(): RegExp {
  const names = [...SECRET_NAMES, ...SECRET_FOLDERS.flatMap((folder) => folder.split("/")), ".git"];
  const sources = names.map((name) => name.replace(/[.+]/g, "\\$&").replaceAll("*", "[^/]*"));
  return new RegExp(`(?:^|/)(?:${sources.join("|")})(?:/|$)`, "i");
}

function named(path: string, access: Access, policy: Policy, world: World): Reason {
  return guardedName(path, access, policy, world) ?? ALLOWED;
}

function guardedPatterns(access: Access, policy: Policy): readonly string[] {
  const names = [...SECRET_NAMES, ...SECRET_FOLDERS, ...policy.paths.secret, ".git"];
  if (access === "write") names.push(...PROTECTED, ...POLICY_FILES, ...policy.paths.protected);
  return names.flatMap((name) => name.toLowerCase().split("/").filter(Boolean));
}

/** Devices and `/proc`, where a path is not a file of anybody's. */
function special(path: string, access: Access): Reason | undefined {
  if (DEVICES.includes(path) || /^\/dev\/fd\/\d+$/.test(path)) return { ...ALLOWED, because: "a device" };
  if (isInside(path, "/dev") || isInside(path, "/sys"))
    return denied("paths", `${path} is a device or the network`, undefined);
  if (isInside(path, "/proc") && !SYSTEM_READABLE.includes(path)) {
    return denied("paths", `${path} shows other processes and their environment`, undefined);
  }
  if (isInside(path, "/proc") && access === "write")
    return denied("paths", `${path} belongs to the system`, undefined);
  return undefined;
}

/** What is guarded by its name, wherever it stands. */
function guardedName(place: string, access: Access, policy: Policy, world: World): Reason | undefined {
  const lower = place.toLowerCase();
  const relative = isInside(lower, world.workspace.toLowerCase())
    ? lower.slice(world.workspace.length + 1)
    : lower;
  const segments = relative.split("/").filter(Boolean);
  const inGit =
    segments.includes(".git") || world.gitDirs.some((dir) => isInside(place, dir, world.ignoresCase));
  if (inGit && access === "write") {
    return denied(
      "git directory",
      `${place} belongs to git`,
      "leave the git directory to the gate that commits your work",
    );
  }
  if (inGit && /(^|\/)config(\.worktree|\.lock)?$|credential/.test(lower)) {
    return denied("secrets", "git's configuration can hold credentials", undefined);
  }
  const kept = world.guarded.some((dir) => isInside(place, dir, world.ignoresCase));
  if (kept && access === "write")
    return denied("run state", `${place} is what the guard depends on`, undefined);
  if (kept && isSecret(segments, place, policy)) return secret(place);
  if (POLICY_FILES.slice(0, 1).some((file) => matchesPath(file, segments)) && access === "write") {
    return denied(
      "policy files",
      `${place} says what you may do`,
      "tell the user which setting should change",
    );
  }
  if (isSecret(segments, place, policy)) return secret(place);
  if (access === "write" && policy.write !== "none") {
    const rule = [...PROTECTED, ...policy.paths.protected].find((path) => matchesPath(path, segments));
    if (rule !== undefined && isInside(lower, world.workspace.toLowerCase())) {
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

function secret(place: string): Reason {
  return denied(
    "secrets",
    `${place} is a file for secrets`,
    "ask the user for the value's shape, or read an example file such as .env.example",
  );
}

function isSecret(segments: readonly string[], place: string, policy: Policy): boolean {
  const name = segments.at(-1) ?? "";
  if (policy.paths.readable.some((path) => matchesPath(path, segments) || isInside(place, path)))
    return false;
  if (policy.paths.secret.some((path) => matchesPath(path, segments))) return true;
  if (SECRET_FOLDERS.some((folder) => matchesPath(`${folder}/`, segments))) return true;
  if (NOT_SECRET.some((glob) => matchesGlob(glob, name))) return false;
  return SECRET_NAMES.some((glob) => matchesGlob(glob, name));
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

function contained(real: string, shown: string, access: Access, policy: Policy, world: World): Reason {
  const inside = (folder: string): boolean => isInside(real, folder, world.ignoresCase);
  const own = inside(world.workspace) || world.temporary.some(inside);
  if (access === "write") {
    if (policy.write === "none") return noWriting();
    if (own || policy.paths.writable.some(inside)) return ALLOWED;
    return denied(
      "workspace",
      `${shown} is outside the workspace ${world.workspace}`,
      "write inside the workspace, or in $TMPDIR",
    );
  }
  const readable = [
    ...SYSTEM_READABLE,
    ...HOME_READABLE.map((path) => `${world.home}/${path}`),
    ...policy.paths.readable,
  ];
  if (own || readable.some(inside)) return ALLOWED;
  return {
    decision: doubt(policy),
    rule: "workspace",
    because: `${shown} is outside the workspace ${world.workspace}`,
    instead: "read what is inside the workspace",
  };
}

function noWriting(): Reason {
  return denied(
    "write: none",
    "this role reads and never writes",
    "report what should change instead of changing it",
  );
}

function denied(rule: string, because: string, instead: string | undefined): Reason {
  return { decision: "deny", rule, because, ...(instead === undefined ? {} : { instead }) };
}
