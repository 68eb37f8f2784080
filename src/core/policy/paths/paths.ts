import { denied, doubt, type Policy, type Reason } from "../policy.ts";
import { PROCESS_FILE } from "../words.ts";
import type { World } from "../world.ts";
import { isInside, joinPath, normalizePath } from "./glob.ts";
import { type Access, guardedName } from "./guarded-names.ts";

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
  if (/[\0]/.test(path)) return denied("paths", { because: "a path with a zero byte" });
  const absolute = absolutePath(path, folder, world);
  const plain = normalizePath(absolute);
  const device = special(plain, access);
  if (device !== undefined) return device;
  const real = world.realpath(absolute);
  const names = [...new Set([plain, real])].map((place) => guardedName(place, access, policy, world));
  const rest = special(real, access) ?? contained(real, path, access, policy, world);
  // What needs a word of the user may be a link to what is out of reach.
  const denial = [...names, rest].find((reason) => reason?.decision === "deny");
  return denial ?? names.find((reason) => reason !== undefined) ?? rest;
}

/** The path, which is relative to `folder` or absolute or begins with `~/`, as an absolute one. */
export function absolutePath(path: string, folder: string, world: World): string {
  return joinPath(folder, path === "~" || path.startsWith("~/") ? world.home + path.slice(1) : path);
}

/** Devices and `/proc`, where a path is not a file of anybody's. */
function special(path: string, access: Access): Reason | undefined {
  if (/^\/dev\/(?:stdin|fd\/\d+)$/.test(path)) {
    if (access === "read" || OUTPUTS.includes(path)) return { ...ALLOWED, because: "a device" };
    return denied("paths", { because: `${path} may stand for a file that was opened to be read` });
  }
  if (DEVICES.includes(path)) return { ...ALLOWED, because: "a device" };
  if (isInside(path, "/dev") || isInside(path, "/sys"))
    return denied("paths", { because: `${path} is a device or the network` });
  if (isInside(path, "/proc") && !SYSTEM_READABLE.includes(path)) {
    return denied("paths", { because: `${path} shows other processes and their environment` });
  }
  return undefined;
}

function contained(real: string, shown: string, access: Access, policy: Policy, world: World): Reason {
  const inside = (folder: string): boolean => isInside(real, folder, world.ignoresCase);
  const own = inside(world.workspace) || world.temporary.some(inside);
  if (access === "write") {
    if (policy.write === "none") return noWriting();
    if (own || policy.paths.writable.some(inside)) return ALLOWED;
    return denied("workspace", {
      because: `${shown} is outside the workspace ${world.workspace}`,
      instead: "write inside the workspace, or in $TMPDIR",
    });
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
  return denied("write: none", {
    because: "this role reads and never writes",
    instead: "report what should change instead of changing it",
  });
}

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
    "/dev/stdout",
    "/dev/stderr",
    "/dev/tty",
  ],
];

/** Descriptors that stand for what is printed. */
const OUTPUTS: readonly string[] = ["/dev/fd/1", "/dev/fd/2", PROCESS_FILE];

/** What is said of a path that nothing stands against. */
export const ALLOWED: Reason = { decision: "allow", rule: "paths", because: "inside the workspace" };
