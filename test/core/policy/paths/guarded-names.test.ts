import { expect, test } from "vitest";
import { guardedName, guardedNames } from "../../../../src/core/policy/paths/guarded-names.ts";
import type { Policy } from "../../../../src/core/policy/policy.ts";
import { describedWorld } from "../described-world.ts";

const world = describedWorld({
  workspace: "/Work/.aws/Here",
  cwd: "/Work/.aws/Here",
  gitDirs: ["/store/one", "/store/two"],
  guarded: ["/home/me/.pi", "/run/state"],
});

function policy(paths: Partial<Policy["paths"]> = {}, write: Policy["write"] = "workspace"): Policy {
  return {
    role: "developer",
    rules: [],
    otherwise: "allow",
    strict: false,
    write,
    push: false,
    approved: [],
    paths: { protected: [], secret: [], readable: [], writable: [], ...paths },
  };
}

function rules(place: string, ...rest: Parameters<typeof policy>): readonly (string | undefined)[] {
  const path = place.startsWith("/") ? place : `${world.workspace}/${place}`;
  return (["read", "write"] as const).map(
    (access) => guardedName(path, access, policy(...rest), world)?.rule,
  );
}

const SECRETS = `
  .env .ENV .env.local prod.env .envrc a.pem A.PEM a.key a.p12 a.pfx a.jks a.keystore a.kdbx a.ppk
  id_rsa id_rsa.bak id_dsa id_ecdsa id_ecdsa_sk id_ed25519 .npmrc .pypirc .netrc _netrc .git-credentials
  .pgpass .my.cnf .htpasswd .dockercfg .boto .s3cfg .vault-token .terraformrc a.tfstate
  auth.json credentials credentials.json secrets.json secrets.yml secrets.yaml secrets.toml
  service-account.json service-account-x.json kubeconfig .bash_history .zsh_history .node_repl_history .python_history
  .ssh/config .aws/x .gnupg/x .azure/x .kube/x .docker/config.json .password-store/x .config/gcloud/x .config/gh/x
  .env~ .env-prod .env_prod .env.swp ..env.swp #.env# .npmrc~ .netrc.bak .git-credentials.old a.pem~ a.pem.bak .a.key.swo
  #a.pem# auth.json.orig .pgpass.save a.tfstate.backup a.tfvars a.tfvars.json credentials.toml .cargo/credentials.toml
  .config/hub .config/glab-cli/x .config/op/x .mozilla/x .local/share/keyrings/x Library/Keychains/x`;

test.each(SECRETS.trim().split(/\s+/))("%s is secret, wherever it stands", (name) => {
  for (const place of [name, `a/b/${name}`, `/elsewhere/${name}`])
    expect(rules(place)).toEqual(["secrets", "secrets"]);
});

const FREE = `
  .env.example .env.sample .env.template .env.dist .env.defaults .env.schema example.env sample.env a.example.env
  id_rsa.pub env.d.ts env.ts a.environment pem key.ts auth.ts credentials.ts my-credentials.json xsecrets.json
  a.key.ts auth.json.ts a.pem.md credentials.test.ts env~ kubeconfig.go
  .docker/x .config/x .local/share/x ssh/x gh/x .github.md`;

test.each(FREE.trim().split(/\s+/))("%s is free", (name) => {
  expect(rules(name)).toEqual([undefined, undefined]);
});

const STEERING = `
  .github/x .gitlab/x .gitlab-ci.yml .circleci/x .gitea/x .forgejo/x .buildkite/x .pi/x .husky/x .githooks/x
  CODEOWNERS codeowners .gitattributes .gitmodules .pre-commit-config.yaml lefthook.yml .lfsconfig
  Jenkinsfile azure-pipelines.yml bitbucket-pipelines.yml .travis.yml .travis.yaml .vscode/tasks.json .vscode/settings.json .agents/x .cursor/x .idea/x .mcp.json
  .yarnrc.yml .yarn/releases/x .yarn/plugins/x .devcontainer/x
  .claude/settings.json .lefthook.yml lefthook.toml lefthook-local.yml .pre-commit-config.yml .woodpecker.yml
  .woodpecker/x.yml .drone.yml .cirrus.yml cloudbuild.yaml buildspec.yml appveyor.yml`;

test.each(STEERING.trim().split(/\s+/))("%s is read and not written without a word", (name) => {
  const [read, write] = rules(`a/${name}`);
  expect([read, write?.startsWith("protected path ")]).toEqual([undefined, true]);
  expect(rules(`/elsewhere/${name}`)).toEqual([undefined, undefined]);
  expect(rules(name, {}, "none")).toEqual([undefined, undefined]);
});

test.each([
  // place, read, written
  [".git", undefined, "git directory"],
  ["a/.git/HEAD", undefined, "git directory"],
  ["a/.git/config.bak", "secrets", "git directory"],
  ["a/.git/config~", "secrets", "git directory"],
  ["a/.git/config", "secrets", "git directory"],
  ["a/.git/config.worktree", "secrets", "git directory"],
  ["a/.git/config.lock", "secrets", "git directory"],
  ["a/.git/modules/x/config", "secrets", "git directory"],
  ["a/.git/configs", undefined, "git directory"],
  ["a/.git/my-config", undefined, "git directory"],
  ["a/.git/my-credentials", "secrets", "git directory"],
  ["a/.gitx/config", undefined, undefined],
  ["/store/two/config", "secrets", "git directory"],
  ["/store/one/HEAD", undefined, "git directory"],
  ["/store/three/config", undefined, undefined],
  [".git/pi-ensemble", "run state", "git directory"],
  ["a/.git/pi-ensemble/runs/x.jsonl", "run state", "git directory"],
  [".git/refs/heads/pi-ensemble", undefined, "git directory"],
  ["a/pi-ensemble/x", undefined, undefined],
  ["/store/two/pi-ensemble/x", "run state", "git directory"],
  ["/store/one/pi-ensemble2", undefined, "git directory"],
  ["/run/state/x", undefined, "run state"],
  ["/run/state/auth.json", "secrets", "run state"],
  ["/run/stat", undefined, undefined],
  [".pi/ensemble.json", undefined, "policy files"],
  ["a/.pi/ensemble.json", undefined, "policy files"],
  [".pi/ensemble.json/x", undefined, "protected path .pi/"],
  ["ensemble.json", undefined, undefined],
] as const)("%s: read %s, written %s", (place, read, written) => {
  expect(rules(place)).toEqual([read, written]);
});

test.each([
  // kind of rule, rule, place, guarded
  ["secret", "a/b", "x/a/b", true],
  ["secret", "a/b", "a/b/c", false],
  ["secret", "a/b", "ab", false],
  ["secret", "a/b", "b", false],
  ["secret", "A/*.X", "a/b.x", true],
  ["secret", "a/b/", "a/b/c", true],
  ["secret", "a/b/", "a/b", true],
  ["secret", "a/b/", "a/c/b", false],
  ["secret", "*.x", "a.x/b", false],
  ["secret", "x?", "xy", true],
  ["protected", "deploy/", "deploy/x", true],
  ["protected", "deploy/", "deploys/x", false],
] as const)("by the project's %s %s, %s is guarded: %s", (kind, rule, place, guarded) => {
  expect(rules(place, { [kind]: [rule] })[1] !== undefined).toBe(guarded);
});

test("what may be read in spite of its name is found by name or by place", () => {
  expect(rules("test/a.pem", { readable: ["test/"] })).toEqual([undefined, undefined]);
  expect(rules("/data/a.pem", { readable: ["/x", "/data"] })).toEqual([undefined, undefined]);
  expect(rules("a.pem", { readable: ["test/"] })).toEqual(["secrets", "secrets"]);
  expect(rules("test/a.pem", { readable: ["test/"], secret: ["*.pem"] })).toEqual([undefined, undefined]);
});

test("names on the way to something guarded are noted", () => {
  const own = { secret: ["Vault/*.x"], protected: ["deploy/"] };
  const read = guardedNames("read", policy(own));
  const write = guardedNames("write", policy(own));
  for (const name of [".ENV", "a.pem", "id_rsa.old", ".ssh", "gh", ".git", "vault", "B.X"])
    expect([name, read.has(name), write.has(name)]).toEqual([name, true, true]);
  for (const name of [".github", "codeowners", "ensemble.json", ".pi", "deploy"])
    expect([name, read.has(name), write.has(name)]).toEqual([name, false, true]);
  for (const name of ["", "a.ts", "env", "git"])
    expect([name, read.has(name), write.has(name)]).toEqual([name, false, false]);
  expect(read.among("/a/.SSH/b")).toBe(true);
  expect(read.among("/a/ssh/b")).toBe(false);
});

test("the names are the same object for the same policy", () => {
  const one = policy();
  expect(guardedNames("read", one)).toBe(guardedNames("read", one));
  expect(guardedNames("read", one)).not.toBe(guardedNames("write", one));
});

test("a reason says what the file is", () => {
  const because = (place: string, access: "read" | "write") =>
    guardedName(place, access, policy(), world)?.because;
  expect(because("/store/one/config", "read")).toBe("git's configuration can hold credentials");
  expect(because("/store/one/pi-ensemble/x", "read")).toBe(
    "/store/one/pi-ensemble/x is the record of what others did",
  );
  expect(because("/run/state/x", "write")).toBe("/run/state/x is what the guard depends on");
});
