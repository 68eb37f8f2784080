import { quoted } from "./words.ts";

/** A file system for one child, as bubblewrap makes it. All paths are absolute, exist, and hold no symbolic links. */
export interface SandboxPlan {
  /** The `bwrap` program. */
  readonly bwrap: string;
  readonly cwd: string;
  /** Folders that are shown empty but for what is named below: where services put their sockets. */
  readonly emptied: readonly string[];
  /** What is seen again below an emptied folder. */
  readonly shown: readonly string[];
  /** What may be written; everything else is read-only. */
  readonly writable: readonly string[];
  /** What stays read-only below a writable folder. */
  readonly readOnly: readonly string[];
  /** Folders that are shown empty. */
  readonly hiddenFolders: readonly string[];
  /** Files and sockets that are shown empty. */
  readonly hiddenFiles: readonly string[];
  /** Sockets that are needed, wherever they lie. */
  readonly sockets: readonly string[];
  /** Variables that the child does without. */
  readonly variables: readonly string[];
  /** Whether the kernel's settings could be written otherwise. */
  readonly kernel: boolean;
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
    ...processes(plan),
    ...plan.emptied.flatMap((path) => ["--tmpfs", path]),
    ...plan.shown.flatMap((path) => ["--ro-bind", path, path]),
    ...plan.writable.flatMap((path) => ["--bind", path, path]),
    ...plan.readOnly.flatMap((path) => ["--ro-bind", path, path]),
    ...plan.hiddenFolders.flatMap((path) => ["--tmpfs", path]),
    ...plan.hiddenFiles.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...plan.sockets.flatMap((path) => ["--ro-bind", path, path]),
    ...plan.variables.flatMap((name) => ["--unsetenv", name]),
    ...["--unshare-pid", "--unshare-ipc", "--unshare-uts"],
    "--die-with-parent",
    ...(plan.nested ? [] : NO_RIGHTS),
    ...["--chdir", plan.cwd],
    "--",
    ...command,
  ];
}

/**
 * Root may write the kernel's settings without any capability, and bubblewrap protects them only where the folder says
 * that it can be written. For others the kernel allows no sandbox inside another that has a mount there.
 */
function processes({ kernel }: { readonly kernel: boolean }): string[] {
  const proc = ["--proc", "/proc"];
  if (!kernel) return proc;
  const trigger = "/proc/sysrq-trigger";
  return [...proc, ...["--ro-bind", "/proc/sys", "/proc/sys"], ...["--ro-bind-try", trigger, trigger]];
}

/** Root keeps its capabilities inside, and with them could undo every mount. */
const NO_RIGHTS = ["--cap-drop", "ALL"];

/** What the commands of a child are kept from besides, since the child itself cannot do without it. */
export interface ShellPlan {
  readonly bwrap: string;
  /** Pi's agent folder: the keys of the providers. */
  readonly hiddenFolders: readonly string[];
  /** Shown again below a hidden folder. */
  readonly readOnly: readonly string[];
  readonly network: boolean;
  /** Whether the kernel's settings could be written otherwise. */
  readonly kernel: boolean;
}

/**
 * The command line that runs a command of a child inside the sandbox: it sees only its own processes, and so neither the
 * child's environment nor its memory, no keys of providers, and no network where that is closed.
 */
export function shellArguments(plan: ShellPlan, command: readonly string[]): string[] {
  return [
    plan.bwrap,
    ...["--dev-bind", "/", "/"],
    ...processes(plan),
    ...plan.hiddenFolders.flatMap((path) => ["--tmpfs", path]),
    ...plan.readOnly.flatMap((path) => ["--ro-bind", path, path]),
    "--unshare-pid",
    ...(plan.network ? [] : ["--unshare-net"]),
    "--die-with-parent",
    ...NO_RIGHTS,
    "--",
    ...command,
  ];
}

/** A program that stands for `bash` inside the sandbox. */
export function shellProgram(plan: ShellPlan, bash: string): string {
  return `#!/bin/sh\nexec ${shellArguments(plan, [bash]).map(quoted).join(" ")} "$@"\n`;
}

/** Folders in which everybody's programs put their sockets. */
export const SOCKET_FOLDERS: readonly string[] = ["/tmp", "/var/tmp", "/run"];

/** Variables that name such a folder of the user's own. */
export const SOCKET_FOLDER_VARIABLES: readonly string[] = ["TMPDIR", "XDG_RUNTIME_DIR"];

/** Variables that say where a service of the user's session listens. */
export const SERVICE_VARIABLES: readonly string[] = [
  ...["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XAUTHORITY", "ICEAUTHORITY", "SESSION_MANAGER"],
  ...["DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS", "GNOME_KEYRING_CONTROL", "GPG_AGENT_INFO"],
  ...["TMUX", "STY", "ZELLIJ", "NVIM", "NVIM_LISTEN_ADDRESS", "EMACS_SERVER_FILE", "KITTY_LISTEN_ON"],
  ...["WEZTERM_UNIX_SOCKET", "VSCODE_IPC_HOOK_CLI", "VSCODE_GIT_IPC_HANDLE", "SWAYSOCK", "I3SOCK"],
];

/** Variables that name the ssh agent, which a role that may push keeps. */
export const SSH_AGENT_VARIABLES: readonly string[] = ["SSH_AUTH_SOCK", "SSH_AGENT_PID"];

/** Variables that name certificates, without which nothing is reached behind some proxies. */
export const CERTIFICATE_VARIABLES: readonly string[] = [
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"],
  "GIT_SSL_CAINFO",
];

/** Files and folders below the home that hold secrets, by what they belong to. */
export const SECRETS: readonly string[] = [
  // Keys, and git's and the forges' credentials.
  ...[".ssh", ".gnupg", ".git-credentials", ".config/git/credentials", ".netrc", ".config/gh", ".config/hub"],
  ...[".config/glab-cli", ".config/tea", ".config/github-copilot", ".htpasswd", ".1password"],
  // Clouds and what is deployed there.
  ...[".aws", ".azure", ".config/gcloud", ".boto", ".s3cfg", ".oci", ".aliyun", ".kube", ".terraform.d"],
  ...[".terraformrc", ".config/doctl", ".config/hcloud", ".config/heroku", ".config/configstore", ".fly"],
  ...[".config/rclone", ".config/netlify", ".config/stripe", ".config/ngrok", ".vault-token"],
  // Containers.
  ...[".docker", ".dockercfg", ".config/containers/auth.json"],
  // Registries of packages.
  ...[
    ".npmrc",
    ".yarnrc.yml",
    ".pypirc",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".gem/credentials",
  ],
  ...[".local/share/gem/credentials", ".bundle/config", ".m2/settings.xml", ".m2/settings-security.xml"],
  ...[".gradle/gradle.properties", ".composer/auth.json", ".config/composer/auth.json", ".nuget/NuGet"],
  // Databases.
  ...[".pgpass", ".my.cnf", ".mylogin.cnf"],
  // Other agents, and another agent folder of Pi than the one in use.
  ...[
    ".claude",
    ".claude.json",
    ".codex",
    ".gemini",
    ".config/opencode",
    ".local/share/opencode",
    ".pi/agent",
  ],
  // Stores of passwords, keys and money.
  ...[".password-store", ".local/share/keyrings", ".local/share/kwalletd", ".config/op", ".config/1Password"],
  ...[
    ".config/Bitwarden",
    ".config/sops",
    ".config/age",
    ".electrum",
    ".bitcoin",
    ".ethereum",
    ".config/solana",
  ],
  // Browsers and mail.
  ...[
    ".mozilla",
    ".librewolf",
    ".thunderbird",
    ".config/google-chrome",
    ".config/chromium",
    ".config/vivaldi",
  ],
  ...[".config/BraveSoftware", ".config/microsoft-edge", ".config/opera", "snap/firefox", "snap/chromium"],
  ".var/app",
  // The desktop.
  ...[".Xauthority", ".ICEauthority"],
  // What has been typed.
  ...[".bash_history", ".zsh_history", ".local/share/fish/fish_history", ".python_history", ".mysql_history"],
  ...[".psql_history", ".sqlite_history", ".rediscli_history", ".node_repl_history"],
];

/** The secrets that a role needs that may push. */
export const PUSH_NEEDS: readonly string[] = [
  ...[".ssh", ".config/gh", ".git-credentials", ".config/git/credentials", ".netrc"],
];

/** What a child has to write in Pi's agent folder: sign-ins are renewed, lists of models refreshed. */
export const AGENT_STATE: readonly string[] = ["auth.json", "models-store.json"];

/** Folders of Pi's agent folder from which it loads or runs what it finds. */
export const AGENT_FOLDERS: readonly string[] = ["extensions", "skills", "prompts", "themes", "bin"];

/** Files of Pi's agent folder that name programs or give permission, and how each says nothing. */
export const AGENT_FILES: Readonly<Record<string, string>> = {
  "settings.json": "{}\n",
  "models.json": '{ "providers": {} }\n',
  "trust.json": "{}\n",
  "ensemble.json": "{}\n",
  "ensemble-approvals.json": '{ "schema": 1, "projects": {} }\n',
};
