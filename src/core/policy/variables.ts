import type { Value } from "./words.ts";

/** Variables that change what a command means, which program runs, or which configuration it reads. */
const STEERING =
  /^(PATH|PWD|OLDPWD|DIRSTACK|IFS|ENV|BASH_ENV|BASH_ALIASES|BASH_CMDS|BASH_FUNC_.*|SHELLOPTS|BASHOPTS|BASH_XTRACEFD|PS[0-4]|PROMPT_COMMAND|CDPATH|GLOBIGNORE|POSIXLY_CORRECT|LD_.*|DYLD_.*|GCONV_PATH|GIT_.*|PAGER|MANPAGER|.*_PAGER|LESS.*|EDITOR|VISUAL|.*_EDITOR|BROWSER|SHELL|HOME|XDG_.*|SSH_.*|GPG_.*|GNUPGHOME|PI_.*|PERL5OPT|PERL5LIB|PERL5DB|PERLLIB|RUBYOPT|RUBYLIB|PYTHONSTARTUP|PYTHONHOME|PYTHONINSPECT|PYTHONBREAKPOINT|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GREP_OPTIONS|RIPGREP_CONFIG_PATH|BAT_OPTS|BAT_CONFIG_.*|ACKRC|ACK_OPTIONS|TAR_OPTIONS|XZ_OPT|XZ_DEFAULTS|GZIP|UNZIP|ZIPOPT|MAGIC|NLSPATH|RSYNC_.*|CURL_HOME|WGETRC|NPM_CONFIG_.*|YARN_.*|NODE_PATH|MAKEFLAGS|GNUMAKEFLAGS|MFLAGS|MAKEFILES|RUSTC_WRAPPER|RUSTC|CARGO_.*RUNNER|CARGO_BUILD_.*|CARGO_HOME|GOFLAGS|GOROOT|TERMINFO|TERMCAP|LOCPATH|HISTFILE|TMPDIR|INPUTRC|.*_ASKPASS|DOCKER_HOST|KUBECONFIG|AWS_.*|GH_.*|GITHUB_TOKEN|AWKPATH|AWKLIBPATH|AWK_.*|MALLOC_.*|OPENSSL_CONF|SUDO_.*|VIMINIT|PATCH_GET|(PATCH_)?VERSION_CONTROL|SIMPLE_BACKUP_SUFFIX|EXINIT|FPATH|ZDOTDIR|EMACSLOADPATH)$/;

/** Values of such variables that are harmless, and that people write every day. */
const HARMLESS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(GIT_PAGER|PAGER|MANPAGER|GH_PAGER)$/, /^(cat|less|more|)$/],
  [
    /^GIT_(TERMINAL_PROMPT|OPTIONAL_LOCKS|PROGRESS_DELAY|FLUSH|LITERAL_PATHSPECS|NO_REPLACE_OBJECTS)$/,
    /^[01]?$/,
  ],
  [/^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE)$/, /^[^`$]*$/],
  [/^(GIT_EDITOR|EDITOR|VISUAL|GIT_SEQUENCE_EDITOR)$/, /^(true|:|cat|false)$/],
  [/^LESS$/, /^-?[A-NP-SU-Za-jl-nq-su-z]*$/],
  [/^LESSCHARSET$/, /^[-\w]*$/],
  [/^NPM_CONFIG_(LOGLEVEL|YES|FUND|AUDIT|PROGRESS|UPDATE_NOTIFIER|COLOR)$/, /^\w+$/],
  [/^MAKEFLAGS$/, /^-?-?j?\d*$/],
  [/^GOFLAGS$/, /^(-mod=(mod|vendor|readonly)|-count=\d+|-v|-race|\s)*$/],
  [/^CARGO_BUILD_JOBS$/, /^\d+$/],
  [/^MAVEN_OPTS$/, /^(-Xm[sx]\w+|-XX:\+?\w+(=\d\w*)?|\s)*$/],
];

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
  if (!STEERING.test(upper)) return undefined;
  if (
    value.kind === "static" &&
    HARMLESS.some(([names, values]) => names.test(upper) && values.test(value.text))
  )
    return undefined;
  return `${name} changes what commands do`;
}
