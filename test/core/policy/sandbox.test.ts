import { expect, test } from "vitest";
import {
  AGENT_FILES,
  AGENT_FOLDERS,
  AGENT_STATE,
  CERTIFICATE_VARIABLES,
  PUSH_NEEDS,
  SECRETS,
  SERVICE_VARIABLES,
  SOCKET_FOLDER_VARIABLES,
  SOCKET_FOLDERS,
  SSH_AGENT_VARIABLES,
  sandboxArguments,
  shellProgram,
} from "../../../src/core/policy/sandbox.ts";

const PLAN = {
  bwrap: "/bin/bwrap",
  cwd: "/w",
  emptied: ["/run", "/tmp"],
  shown: ["/tmp/bin"],
  writable: ["/w", "/t"],
  readOnly: ["/w/.git"],
  hiddenFolders: ["/h/.ssh"],
  hiddenFiles: ["/h/.netrc"],
  sockets: ["/run/agent"],
  variables: ["DISPLAY"],
  kernel: true,
  nested: true,
};

test("the file system is read-only but for the writable folders, and what is hidden lies over them", () => {
  expect(sandboxArguments(PLAN, ["node", "x.js"]).join(" ")).toBe(
    [
      "/bin/bwrap --ro-bind / / --dev /dev --proc /proc --ro-bind /proc/sys /proc/sys",
      "--ro-bind-try /proc/sysrq-trigger /proc/sysrq-trigger --tmpfs /run --tmpfs /tmp --ro-bind /tmp/bin /tmp/bin",
      "--bind /w /w --bind /t /t --ro-bind /w/.git /w/.git --tmpfs /h/.ssh --ro-bind /dev/null /h/.netrc",
      "--ro-bind /run/agent /run/agent --unsetenv DISPLAY --unshare-pid --unshare-ipc --unshare-uts",
      "--die-with-parent --chdir /w -- node x.js",
    ].join(" "),
  );
});

test("without a sandbox inside, rights are taken at once", () => {
  expect(sandboxArguments({ ...PLAN, nested: false }, ["a"]).slice(-7)).toEqual([
    ...["--die-with-parent", "--cap-drop", "ALL"],
    ...["--chdir", "/w", "--", "a"],
  ]);
});

test("the kernel's settings are covered only where they could be written", () => {
  const line = sandboxArguments({ ...PLAN, kernel: false }, ["a"]).join(" ");
  expect(line).toContain("--dev /dev --proc /proc --tmpfs /run");
});

test("bash of the commands sees no other process, no keys, and no network where that is closed", () => {
  const plan = { bwrap: "/b w/bwrap", hiddenFolders: ["/h/it's"], readOnly: ["/h/bin"], kernel: true };
  const before = [
    "'--dev-bind' '/' '/' '--proc' '/proc' '--ro-bind' '/proc/sys' '/proc/sys' '--ro-bind-try' '/proc/sysrq-trigger'",
    "'/proc/sysrq-trigger' '--tmpfs' '/h/it'\\''s' '--ro-bind' '/h/bin' '/h/bin'",
  ].join(" ");
  const after = "'--die-with-parent' '--cap-drop' 'ALL' '--' '/bin/bash'";
  expect(shellProgram({ ...plan, network: true }, "/bin/bash")).toBe(
    `#!/bin/sh\nexec '/b w/bwrap' ${before} '--unshare-pid' ${after} "$@"\n`,
  );
  expect(shellProgram({ ...plan, network: false }, "/bin/bash")).toBe(
    `#!/bin/sh\nexec '/b w/bwrap' ${before} '--unshare-pid' '--unshare-net' ${after} "$@"\n`,
  );
});

test("what is emptied, hidden and dropped, and what a role that may push keeps", () => {
  expect(SOCKET_FOLDERS.join(" ")).toBe("/tmp /var/tmp /run");
  expect(SOCKET_FOLDER_VARIABLES.join(" ")).toBe("TMPDIR XDG_RUNTIME_DIR");
  expect(SERVICE_VARIABLES.join(" ")).toBe(
    [
      "DISPLAY WAYLAND_DISPLAY WAYLAND_SOCKET XAUTHORITY ICEAUTHORITY SESSION_MANAGER",
      "DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS GNOME_KEYRING_CONTROL GPG_AGENT_INFO TMUX STY",
      "ZELLIJ NVIM NVIM_LISTEN_ADDRESS EMACS_SERVER_FILE KITTY_LISTEN_ON WEZTERM_UNIX_SOCKET",
      "VSCODE_IPC_HOOK_CLI VSCODE_GIT_IPC_HANDLE SWAYSOCK I3SOCK",
    ].join(" "),
  );
  expect(SSH_AGENT_VARIABLES.join(" ")).toBe("SSH_AUTH_SOCK SSH_AGENT_PID");
  expect(CERTIFICATE_VARIABLES.join(" ")).toBe(
    "NODE_EXTRA_CA_CERTS SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE GIT_SSL_CAINFO",
  );
  expect(PUSH_NEEDS.join(" ")).toBe(".ssh .config/gh .git-credentials .config/git/credentials .netrc");
  expect(SECRETS.join(" ")).toBe(
    [
      ".ssh .gnupg .git-credentials .config/git/credentials .netrc .config/gh .config/hub .config/glab-cli",
      ".config/tea .config/github-copilot .htpasswd .1password .aws .azure .config/gcloud .boto .s3cfg .oci",
      ".aliyun .kube .terraform.d .terraformrc .config/doctl .config/hcloud .config/heroku",
      ".config/configstore .fly .config/rclone .config/netlify .config/stripe .config/ngrok .vault-token",
      ".docker .dockercfg .config/containers/auth.json .npmrc .yarnrc.yml .pypirc .cargo/credentials",
      ".cargo/credentials.toml .gem/credentials .local/share/gem/credentials .bundle/config",
      ".m2/settings.xml .m2/settings-security.xml .gradle/gradle.properties .composer/auth.json",
      ".config/composer/auth.json .nuget/NuGet .pgpass .my.cnf .mylogin.cnf .claude .claude.json .codex",
      ".gemini .config/opencode .local/share/opencode .pi/agent .password-store .local/share/keyrings",
      ".local/share/kwalletd .config/op .config/1Password .config/Bitwarden .config/sops .config/age",
      ".electrum .bitcoin .ethereum .config/solana .mozilla .librewolf .thunderbird .config/google-chrome",
      ".config/chromium .config/vivaldi .config/BraveSoftware .config/microsoft-edge .config/opera",
      "snap/firefox snap/chromium .var/app .Xauthority .ICEauthority .bash_history .zsh_history",
      ".local/share/fish/fish_history .python_history .mysql_history .psql_history .sqlite_history",
      ".rediscli_history .node_repl_history",
    ].join(" "),
  );
});

test("what of Pi's agent folder commands may change where they share its view", () => {
  expect(AGENT_STATE.join(" ")).toBe("auth.json models-store.json");
  expect(AGENT_FOLDERS.join(" ")).toBe("extensions skills prompts themes bin");
  expect(AGENT_FILES).toEqual({
    "settings.json": "{}\n",
    "models.json": '{ "providers": {} }\n',
    "trust.json": "{}\n",
    "ensemble.json": "{}\n",
    "ensemble-approvals.json": '{ "schema": 1, "projects": {} }\n',
  });
});
