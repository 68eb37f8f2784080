import { quoted } from "./words.ts";

/** A file system for one child, as bubblewrap makes it. All paths are absolute and exist. */
export interface SandboxPlan {
  /** The `bwrap` program. */
  readonly bwrap: string;
  readonly cwd: string;
  /** Folders and sockets of the machine's services, shown empty unless something below them is needed. */
  readonly serviceFolders: readonly string[];
  readonly serviceSockets: readonly string[];
  /** What may be written; everything else is read-only. */
  readonly writable: readonly string[];
  /** What stays read-only below a writable folder. */
  readonly readOnly: readonly string[];
  /** Folders that are shown empty. */
  readonly hiddenFolders: readonly string[];
  /** Files that are shown empty. */
  readonly hiddenFiles: readonly string[];
  /** Whether commands get a sandbox of their own inside, which takes their rights. */
  readonly nested: boolean;
}

/**
 * The command line that runs `command` in a file system that is read-only but for a few folders, without the user's
 * secrets, in a process namespace of its own that ends with it. The network stays: the model is behind it. Later mounts
 * lie over earlier ones, so what is hidden is hidden even below a writable folder.
 */
export function sandboxArguments(plan: SandboxPlan, command: readonly string[]): string[] {
  return [
    plan.bwrap,
    ...["--ro-bind", "/", "/"],
    ...["--dev", "/dev"],
    ...["--proc", "/proc"],
    ...plan.serviceFolders.flatMap((path) => ["--tmpfs", path]),
    ...plan.serviceSockets.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...plan.writable.flatMap((path) => ["--bind", path, path]),
    ...plan.readOnly.flatMap((path) => ["--ro-bind", path, path]),
    ...plan.hiddenFolders.flatMap((path) => ["--tmpfs", path]),
    ...plan.hiddenFiles.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    "--unshare-pid",
    "--die-with-parent",
    ...(plan.nested ? [] : NO_RIGHTS),
    ...["--chdir", plan.cwd],
    "--",
    ...command,
  ];
}

/** Root keeps its capabilities inside, and with them could undo every mount. */
const NO_RIGHTS = ["--cap-drop", "ALL"];

/** What the commands of a child are kept from besides, since the child itself cannot do without it. */
export interface ShellPlan {
  readonly bwrap: string;
  readonly bash: string;
  /** Pi's agent folder: the keys of the providers. */
  readonly hiddenFolders: readonly string[];
  /** Shown again below a hidden folder. */
  readonly readOnly: readonly string[];
  readonly network: boolean;
}

/**
 * A program that stands for bash inside the sandbox: its commands see only their own processes, and so neither the
 * child's environment nor its memory, no keys of providers, and no network where that is closed.
 */
export function shellProgram(plan: ShellPlan): string {
  const words = [
    plan.bwrap,
    ...["--dev-bind", "/", "/"],
    ...["--proc", "/proc"],
    ...plan.hiddenFolders.flatMap((path) => ["--tmpfs", path]),
    ...plan.readOnly.flatMap((path) => ["--ro-bind", path, path]),
    "--unshare-pid",
    ...(plan.network ? [] : ["--unshare-net"]),
    "--die-with-parent",
    ...NO_RIGHTS,
    "--",
    plan.bash,
  ];
  return `#!/bin/sh\nexec ${words.map(quoted).join(" ")} "$@"\n`;
}

/** Where services listen that start processes or hold keys for whoever asks: agents, the session bus, containers. */
export const SERVICE_FOLDERS: readonly string[] = [
  ...["/run/user", "/run/dbus", "/run/podman", "/run/containerd", "/run/crio", "/run/libvirt"],
];

/** Sockets of such services that stand alone. */
export const SERVICE_SOCKETS: readonly string[] = ["/run/docker.sock", "/run/snapd.socket"];

/** Folders below the home that hold secrets. */
export const SECRET_HOME_FOLDERS: readonly string[] = [
  ...[".ssh", ".aws", ".gnupg", ".azure", ".kube", ".docker", ".password-store", ".config/gh"],
  ...[".config/gcloud", ".config/hub", ".config/glab-cli", ".config/op", ".mozilla", ".local/share/keyrings"],
];

/** Files below the home that hold secrets. */
export const SECRET_HOME_FILES: readonly string[] = [
  ...[
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".pgpass",
    ".my.cnf",
    ".vault-token",
    ".terraformrc",
  ],
  ...[".bash_history", ".zsh_history", ".python_history", ".node_repl_history", ".cargo/credentials.toml"],
];

/** What a role needs that may push: names below the home, and the folder of the ssh agent. */
export const PUSH_NEEDS: readonly string[] = [
  "/run/user",
  ".ssh",
  ".config/gh",
  ".git-credentials",
  ".netrc",
];
