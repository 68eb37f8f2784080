/** What the commands of a role may see besides the allowlist. */
export interface EnvironmentOptions {
  /** Names that the user's configuration adds to the allowlist; `*` at the end is any text. They are not checked. */
  readonly allow: readonly string[];
  /** The role may push: its commands keep the ssh agent and git's credential helper. */
  readonly push: boolean;
  /** The role may change files: its commands run tests, which may make repositories of any kind. */
  readonly writes: boolean;
}

const NAMES = new Set(
  [
    "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TERM COLORTERM COLUMNS LINES TMPDIR TMP TEMP TZ PWD SHLVL HOSTNAME",
    "LC_ALL LC_CTYPE LC_COLLATE LC_MESSAGES LC_NUMERIC LC_TIME LC_MONETARY LC_PAPER LC_NAME LC_ADDRESS LC_TELEPHONE LC_MEASUREMENT LC_IDENTIFICATION",
    "CI NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE DEBIAN_FRONTEND SOURCE_DATE_EPOCH EDITOR PAGER",
    "NODE_ENV NODE_VERSION NODE_EXTRA_CA_CERTS NVM_DIR NVM_BIN VOLTA_HOME FNM_DIR PNPM_HOME COREPACK_HOME BUN_INSTALL DENO_DIR",
    "GOPATH GOROOT GOBIN GOCACHE GOMODCACHE GOFLAGS GOTOOLCHAIN GOPROXY GONOSUMDB GOPRIVATE CGO_ENABLED GO111MODULE",
    "CARGO_HOME CARGO_TARGET_DIR RUSTUP_HOME RUSTUP_TOOLCHAIN RUSTFLAGS RUST_BACKTRACE RUST_LOG",
    "JAVA_HOME JDK_HOME MAVEN_HOME M2_HOME GRADLE_HOME GRADLE_USER_HOME KOTLIN_HOME ANDROID_HOME ANDROID_SDK_ROOT SDKMAN_DIR",
    "VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV PYENV_ROOT PYENV_VERSION PYTHONPATH PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PIPENV_ACTIVE POETRY_HOME UV_CACHE_DIR",
    "RBENV_ROOT RBENV_VERSION GEM_HOME GEM_PATH BUNDLE_PATH RUBY_VERSION DOTNET_ROOT DOTNET_CLI_TELEMETRY_OPTOUT NUGET_PACKAGES",
    "PHP_HOME COMPOSER_HOME MIX_ENV MIX_HOME HEX_HOME ERL_AFLAGS GHCUP_INSTALL_BASE_PREFIX STACK_ROOT OPAMROOT NIX_PATH NIX_PROFILES NIX_SSL_CERT_FILE",
    "CC CXX CFLAGS CXXFLAGS CPPFLAGS LDFLAGS LD AR PKG_CONFIG_PATH CMAKE_GENERATOR CMAKE_PREFIX_PATH SDKROOT DEVELOPER_DIR MACOSX_DEPLOYMENT_TARGET",
    "SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE XDG_CACHE_HOME SYSTEMROOT COMSPEC PATHEXT WINDIR",
    "HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY",
    "npm_config_cache npm_config_registry npm_config_prefix npm_config_offline npm_config_prefer_offline npm_config_loglevel npm_config_fund npm_config_audit npm_config_update_notifier npm_config_yes",
  ]
    .join(" ")
    .split(" "),
);

/** Forms that the keys of well-known services have, and an address with a password or a token in it. */
const SECRET_VALUES: readonly RegExp[] = [
  /\bgh[pousr]_\w{20}/,
  /\bgithub_pat_\w{20}/,
  /\bglpat-[\w-]{16}/,
  /\bsk-[\w-]{16}/,
  /\bxox[abeoprs]-[\w-]{10}/,
  /\b(?:AKIA|ASIA)[0-9A-Z]{12}/,
  /\bAIza[\w-]{30}/,
  /\bnpm_\w{30}/,
  /\bpypi-[\w-]{30}/,
  /\bya29\.[\w-]{20}/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /:\/\/[^\s/@]+@/,
];

/**
 * The environment for the commands of a child: what is on the allowlist, of which no name is that of a secret, and
 * holds no secret; nothing of Pi's and of this product's own; git never asks, and has no credentials unless the role
 * may push.
 */
export function scrubEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  options: EnvironmentOptions,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || isOurs(name)) continue;
    const chosen = options.allow.some((one) => matchesName(one, name));
    if (chosen || (isKnown(name) && !isSecret(name, value))) result[name] = value;
  }
  if (options.push) {
    for (const name of ["SSH_AUTH_SOCK", "SSH_AGENT_PID"]) {
      const value = env[name];
      if (value !== undefined) result[name] = value;
    }
  }
  return { ...result, ...gitEnvironment(options, env["GITHUB_SERVER_URL"]) };
}

/** `*` at the end of a name is any text, so that `npm_config_*` can be written down. */
function matchesName(wanted: string, name: string): boolean {
  return wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : wanted === name;
}

function isOurs(name: string): boolean {
  return /^(PI|PI_.*)$/i.test(name);
}

function isKnown(name: string): boolean {
  return NAMES.has(name) || NAMES.has(name.toUpperCase());
}

/** The address of a proxy may stand without a scheme, and its password may hold what an address does not. */
function isSecret(name: string, value: string): boolean {
  return (/_proxy$/i.test(name) && value.includes("@")) || SECRET_VALUES.some((form) => form.test(value));
}

function gitEnvironment(
  { push, writes }: EnvironmentOptions,
  forge = "https://github.com",
): Record<string, string> {
  const quiet = { GIT_TERMINAL_PROMPT: "0", GCM_INTERACTIVE: "never" };
  if (push) return quiet;
  const config: readonly (readonly [string, string])[] = [
    ["credential.helper", ""],
    ["http.extraHeader", ""],
    ["http.cookieFile", ""],
    // A header for an address is beaten by the same address only; this is where the token of a job on GitHub stands.
    [`http.${forge}/.extraHeader`, ""],
    // A repository that lies in the work tree as plain files has a configuration of its own, which names programs.
    ...(writes ? [] : [["safe.bareRepository", "explicit"] as const]),
  ];
  return {
    ...quiet,
    GIT_ASKPASS: "true",
    SSH_ASKPASS: "true",
    SSH_ASKPASS_REQUIRE: "never",
    GIT_SSH_COMMAND:
      "ssh -F /dev/null -o BatchMode=yes -o PubkeyAuthentication=no -o IdentityAgent=none -o IdentitiesOnly=yes -o IdentityFile=/dev/null",
    GIT_CONFIG_COUNT: String(config.length),
    ...Object.fromEntries(
      config.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
