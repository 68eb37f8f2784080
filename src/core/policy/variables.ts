import { globMatcher } from "./paths/glob.ts";
import type { Value } from "./words.ts";

/** Variables that change what a command means, which program runs, or which configuration it reads. */
const STEERING = globMatcher(
  [
    "PATH PWD OLDPWD DIRSTACK IFS ENV BASH_ENV BASH_ALIASES BASH_CMDS BASH_FUNC_* SHELLOPTS BASHOPTS",
    "BASH_XTRACEFD PS0 PS1 PS2 PS3 PS4 PROMPT_COMMAND CDPATH GLOBIGNORE POSIXLY_CORRECT LD_* DYLD_*",
    "GCONV_PATH GIT_* PAGER MANPAGER *_PAGER LESS* EDITOR VISUAL *_EDITOR BROWSER SHELL HOME XDG_* SSH_*",
    "GPG_* GNUPGHOME PI_* PERL5OPT PERL5LIB PERL5DB PERLLIB RUBYOPT RUBYLIB PYTHONSTARTUP PYTHONHOME",
    "PYTHONINSPECT PYTHONBREAKPOINT JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS MAVEN_OPTS GREP_OPTIONS",
    "RIPGREP_CONFIG_PATH BAT_OPTS BAT_CONFIG_* ACKRC ACK_OPTIONS TAR_OPTIONS XZ_OPT XZ_DEFAULTS GZIP UNZIP",
    "ZIPOPT MAGIC NLSPATH RSYNC_* CURL_HOME WGETRC NPM_CONFIG_* YARN_* NODE_PATH MAKEFLAGS GNUMAKEFLAGS",
    "MFLAGS MAKEFILES RUSTC_WRAPPER RUSTC CARGO_*RUNNER CARGO_BUILD_* CARGO_HOME GOFLAGS GOROOT TERMINFO",
    "TERMCAP LOCPATH HISTFILE TMPDIR INPUTRC *_ASKPASS DOCKER_HOST KUBECONFIG AWS_* GH_* GITHUB_TOKEN AWKPATH",
    "AWKLIBPATH AWK_* MALLOC_* OPENSSL_CONF SUDO_* VIMINIT PATCH_GET VERSION_CONTROL PATCH_VERSION_CONTROL",
    "SIMPLE_BACKUP_SUFFIX EXINIT FPATH ZDOTDIR EMACSLOADPATH LUA_INIT* ERL_FLAGS ERL_AFLAGS ERL_ZFLAGS",
    "ELIXIR_ERL_OPTIONS JAVA_OPTS GRADLE_OPTS SBT_OPTS ANT_OPTS JVM_OPTS KOTLIN_OPTS FZF_* MANOPT MANROFFOPT",
    "TS_NODE_REQUIRE R_PROFILE* R_ENVIRON* PHPRC PHP_INI_SCAN_DIR BASH_LOADABLES_PATH EXECIGNORE GCC_EXEC_PREFIX",
    "COMPILER_PATH COLLECT_* CXX_MODULE_MAPPER CCACHE_PREFIX* CCACHE_COMPILER* RUSTC_WORKSPACE_WRAPPER RUSTDOC",
    "NODE_REPL_EXTERNAL_MODULE BUN_OPTIONS BUN_INSPECT*",
  ].flatMap((names) => names.split(" ")),
);

const FLAG = /^[01]?$/;
const TEXT = /^[^`$]*$/;
const WORD = /^\w+$/;
const JVM = /^(-X(m[sx]|ss)\w+|-XX:[+-]?\w+(=\d\w*)?|-D[\w.]+(=[\w.,:-]*)?|-ea|-server|\s)*$/;

/** Values of such variables that are harmless, and that people write every day. */
const HARMLESS: ReadonlyMap<string, RegExp> = new Map([
  ...each("GIT_PAGER PAGER MANPAGER GH_PAGER", /^(cat|less|more|)$/),
  ...each("GIT_TERMINAL_PROMPT GIT_OPTIONAL_LOCKS GIT_PROGRESS_DELAY GIT_FLUSH", FLAG),
  ...each("GIT_LITERAL_PATHSPECS GIT_NO_REPLACE_OBJECTS", FLAG),
  ...each("GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE", TEXT),
  ...each("GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE", TEXT),
  ...each("GIT_EDITOR EDITOR VISUAL GIT_SEQUENCE_EDITOR", /^(true|:|cat|false)$/),
  ...each("LESS", /^-?[A-NP-SU-Za-jl-nq-su-z]*$/),
  ...each("LESSCHARSET", /^[-\w]*$/),
  ...each("NPM_CONFIG_LOGLEVEL NPM_CONFIG_YES NPM_CONFIG_FUND NPM_CONFIG_AUDIT", WORD),
  ...each("NPM_CONFIG_PROGRESS NPM_CONFIG_UPDATE_NOTIFIER NPM_CONFIG_COLOR", WORD),
  ...each("MAKEFLAGS", /^(-?-?j)?\d*$/),
  ...each("GOFLAGS", /^(-mod=(mod|vendor|readonly)|-count=\d+|-v|-race|\s)*$/),
  ...each("CARGO_BUILD_JOBS", /^\d+$/),
  ...each("JAVA_OPTS GRADLE_OPTS SBT_OPTS ANT_OPTS JVM_OPTS KOTLIN_OPTS", JVM),
  ...each("ERL_AFLAGS", /^-kernel shell_history enabled$/),
  ...each("MAVEN_OPTS", /^(-Xm[sx]\w+|-XX:\+?\w+(=\d\w*)?|\s)*$/),
]);

const NODE_OPTIONS =
  /^(--(max[-_]old[-_]space[-_]size|max-semi-space-size|stack-trace-limit|unhandled-rejections|test-concurrency|dns-result-order)=[\w-]+|--(experimental-vm-modules|experimental-strip-types|experimental-sqlite|no-warnings|enable-source-maps|trace-[\w-]+|no-deprecation|preserve-symlinks|expose-gc|inspect|throw-deprecation|pending-deprecation|openssl-legacy-provider)|\s)*$/;

/**
 * Why setting a variable for a command makes that command's meaning unknown; undefined when it does not.
 * `name` is compared without regard to case: npm and curl read both spellings.
 */
export function steers(name: string, value: Value): string | undefined {
  const upper = name.toUpperCase();
  if (upper === "NODE_OPTIONS") {
    return value.kind === "static" && NODE_OPTIONS.test(value.text)
      ? undefined
      : "NODE_OPTIONS can load code";
  }
  if (!STEERING(upper)) return undefined;
  if (value.kind === "static" && HARMLESS.get(upper)?.test(value.text) === true) return undefined;
  return `${name} changes what commands do`;
}

function each(names: string, values: RegExp): readonly (readonly [string, RegExp])[] {
  return names.split(" ").map((name) => [name, values]);
}
