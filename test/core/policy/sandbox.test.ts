import { expect, test } from "vitest";
import {
  PUSH_NEEDS,
  SECRET_HOME_FILES,
  SECRET_HOME_FOLDERS,
  SERVICE_FOLDERS,
  SERVICE_SOCKETS,
  sandboxArguments,
  shellProgram,
} from "../../../src/core/policy/sandbox.ts";

const PLAN = {
  bwrap: "/bin/bwrap",
  cwd: "/w",
  serviceFolders: ["/run/a"],
  serviceSockets: ["/run/b.sock"],
  writable: ["/w", "/t"],
  readOnly: ["/w/.git"],
  hiddenFolders: ["/h/.ssh"],
  hiddenFiles: ["/h/.netrc"],
  nested: true,
};

test("the file system is read-only but for the writable folders, and what is hidden lies over them", () => {
  expect(sandboxArguments(PLAN, ["node", "x.js"]).join(" ")).toBe(
    [
      "/bin/bwrap --ro-bind / / --dev /dev --proc /proc --tmpfs /run/a --ro-bind /dev/null /run/b.sock",
      "--bind /w /w --bind /t /t --ro-bind /w/.git /w/.git --tmpfs /h/.ssh --ro-bind /dev/null /h/.netrc",
      "--unshare-pid --die-with-parent --chdir /w -- node x.js",
    ].join(" "),
  );
});

test("without a sandbox inside, rights are taken at once", () => {
  expect(sandboxArguments({ ...PLAN, nested: false }, ["a"]).slice(-7)).toEqual([
    ...["--die-with-parent", "--cap-drop", "ALL"],
    ...["--chdir", "/w", "--", "a"],
  ]);
});

test("bash of the commands sees no other process, no keys, and no network where that is closed", () => {
  const plan = { bwrap: "/b w/bwrap", bash: "/bin/bash", hiddenFolders: ["/h/it's"], readOnly: ["/h/bin"] };
  const before =
    "'--dev-bind' '/' '/' '--proc' '/proc' '--tmpfs' '/h/it'\\''s' '--ro-bind' '/h/bin' '/h/bin'";
  const after = "'--die-with-parent' '--cap-drop' 'ALL' '--' '/bin/bash'";
  expect(shellProgram({ ...plan, network: true })).toBe(
    `#!/bin/sh\nexec '/b w/bwrap' ${before} '--unshare-pid' ${after} "$@"\n`,
  );
  expect(shellProgram({ ...plan, network: false })).toBe(
    `#!/bin/sh\nexec '/b w/bwrap' ${before} '--unshare-pid' '--unshare-net' ${after} "$@"\n`,
  );
});

test("what is hidden, and what a role that may push keeps", () => {
  expect(SERVICE_FOLDERS.join(" ")).toBe(
    "/run/user /run/dbus /run/podman /run/containerd /run/crio /run/libvirt",
  );
  expect(SERVICE_SOCKETS.join(" ")).toBe("/run/docker.sock /run/snapd.socket");
  expect(SECRET_HOME_FOLDERS.join(" ")).toBe(
    ".ssh .aws .gnupg .azure .kube .docker .password-store .config/gh .config/gcloud .config/hub .config/glab-cli .config/op .mozilla .local/share/keyrings",
  );
  expect(SECRET_HOME_FILES.join(" ")).toBe(
    ".netrc .npmrc .pypirc .git-credentials .pgpass .my.cnf .vault-token .terraformrc .bash_history .zsh_history .python_history .node_repl_history .cargo/credentials.toml",
  );
  expect(PUSH_NEEDS.join(" ")).toBe("/run/user .ssh .config/gh .git-credentials .netrc");
});
