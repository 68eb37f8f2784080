/** The options of a command. */
export interface Grammar {
  /** Long options: `name` takes no value, `name=` takes one, `name?` takes one that stands behind `=` only. */
  readonly long?: string;
  /** `f:force`, in the same way `o:output=` and `M:find-renames?`; `t:` has no long name. */
  readonly short?: string;
  /** Whether options that are not listed are known to do no harm. */
  readonly open?: boolean;
}

/** The options of a command of git; `operand` is its first word when that is no option. */
export function gitGrammar(command: string, operand: string | undefined): Grammar {
  return GRAMMARS[`${command} ${operand}`] ?? GRAMMARS[command] ?? (FREE.has(command) ? ANY : NONE);
}

const NONE: Grammar = {};
const ANY: Grammar = { open: true };

/** Commands that only read, and show no files of the disk, whatever their options are. */
const FREE = new Set(
  "check-attr check-ignore check-ref-format cherry count-objects describe for-each-ref help lfs ls-files ls-tree merge-base merge-tree name-rev patch-id rev-parse show-branch show-ref status stripspace var verify-commit verify-tag version".split(
    " ",
  ),
);

const DIFF: Grammar = {
  long: "patch no-patch unified? function-context raw patch-with-raw patch-with-stat numstat shortstat dirstat? cumulative dirstat-by-file? check summary name-only name-status stat? stat-width= stat-name-width= stat-graph-width= stat-count= compact-summary binary full-index color? ws-error-highlight= abbrev? src-prefix= dst-prefix= line-prefix= no-prefix default-prefix inter-hunk-context= output-indicator-new= output-indicator-old= output-indicator-context= break-rewrites? find-renames? irreversible-delete find-copies? find-copies-harder no-renames rename-empty follow minimal ignore-all-space ignore-space-change ignore-space-at-eol ignore-cr-at-eol ignore-blank-lines ignore-matching-lines= indent-heuristic patience histogram diff-algorithm= anchored= word-diff? word-diff-regex= color-words? color-moved? color-moved-ws= relative? text exit-code quiet ext-diff textconv ignore-submodules? submodule? ita-invisible-in-index ita-visible-in-index pickaxe-all pickaxe-regex rotate-to= skip-to= find-object= diff-filter= output= no-index cached staged merge-base base ours theirs",
  short:
    "p:patch s:no-patch u:patch U:unified? W:function-context X:dirstat? z:null B:break-rewrites? M:find-renames? D:irreversible-delete C:find-copies? l:limit= w:ignore-all-space b:ignore-space-change I:ignore-matching-lines= a:text R:swap S:pickaxe= G:pickaxe-grep= O:orderfile= q:quiet",
};

/** What `git rev-list` takes, and all that shows commits. */
const REVISIONS: Grammar = {
  long: "max-count= skip= since= since-as-filter= after= until= before= max-age= min-age= author= committer= grep-reflog= grep= all-match invert-grep regexp-ignore-case basic-regexp extended-regexp fixed-strings perl-regexp remove-empty merges no-merges min-parents? max-parents? no-min-parents no-max-parents first-parent exclude-first-parent-only not all branches? tags? remotes? glob= exclude= exclude-hidden= reflog alternate-refs indexed-objects single-worktree ignore-missing bisect stdin cherry-mark cherry-pick cherry left-only right-only left-right walk-reflogs merge boundary use-bitmap-index progress? simplify-by-decoration show-pulls full-history dense sparse simplify-merges ancestry-path? date-order author-date-order topo-order reverse no-walk? do-walk pretty? format? abbrev-commit oneline encoding= expand-tabs? notes? show-notes? standard-notes show-signature relative-date date= parents children graph show-linear-break? count timestamp header object-names objects objects-edge objects-edge-aggressive in-commit-order unpacked verify-objects missing? filter? filter-print-omitted filter-provided-objects disk-usage? bisect-vars bisect-all log-size always root commit-id cc combined-all-paths remerge-diff dd diff-merges= full-diff quiet",
  short: "n:max-count= i:regexp-ignore-case E: F: P: g:walk-reflogs c: m: t: r: v:",
};

const LOG = joined(
  {
    long: "quiet source use-mailmap mailmap clear-decorations decorate-refs= decorate-refs-exclude= decorate?",
    short: "q:quiet L:lines=",
  },
  REVISIONS,
  DIFF,
);

const BLAME = joined(
  {
    long: "incremental root show-stats progress score-debug show-name show-number porcelain line-porcelain show-email ignore-rev= ignore-revs-file= color-lines color-by-age minimal contents= abbrev?",
    short:
      "b: f:show-name n:show-number p:porcelain c: t: l: s: e:show-email w: S:revs-file= C:copies? M:moves? L:lines=",
  },
  REVISIONS,
  DIFF,
);

const STASH_PUSH: Grammar = {
  long: "keep-index staged patch quiet include-untracked all message= pathspec-from-file= pathspec-file-nul",
  short: "k:keep-index S:staged p:patch q:quiet u:include-untracked a:all m:message=",
};

const PICKS: Grammar = {
  long: "quit continue abort skip cleanup= no-commit edit signoff mainline= rerere-autoupdate strategy= strategy-option= gpg-sign? ff allow-empty allow-empty-message keep-redundant-commits empty= reference",
  short: "n:no-commit e:edit r: s:signoff m:mainline= X:strategy-option= S:gpg-sign? x:",
};

const MERGES =
  "verbose quiet progress stat summary compact-summary log? signoff squash commit edit cleanup= ff ff-only verify verify-signatures autostash strategy= strategy-option= gpg-sign? allow-unrelated-histories";

const FETCHES =
  "verbose quiet progress all set-upstream append atomic upload-pack= force multiple tags jobs= prefetch prune prune-tags recurse-submodules? dry-run porcelain write-fetch-head keep update-head-ok depth= shallow-since= shallow-exclude= deepen= unshallow refetch submodule-prefix= recurse-submodules-default= update-shallow refmap= server-option= ipv4 ipv6 negotiation-tip= negotiate-only filter= auto-maintenance auto-gc show-forced-updates write-commit-graph stdin";

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  add: {
    long: "dry-run verbose interactive patch edit force update renormalize intent-to-add all ignore-removal refresh ignore-errors ignore-missing sparse chmod= warn-embedded-repo pathspec-from-file= pathspec-file-nul",
    short:
      "n:dry-run v:verbose i:interactive p:patch e:edit f:force u:update N:intent-to-add A:all U:unified=",
  },
  am: {
    long: "interactive 3way quiet signoff utf8 keep keep-non-patch message-id keep-cr scissors quoted-cr= whitespace= ignore-space-change ignore-whitespace directory= exclude= include= patch-format= reject resolvemsg= continue resolved skip abort quit show-current-patch? retry allow-empty committer-date-is-author-date ignore-date rerere-autoupdate gpg-sign? empty= verify",
    short:
      "i:interactive b:binary 3:3way q:quiet s:signoff u:utf8 k:keep m:message-id c:scissors C:context= p:strip= r:resolved S:gpg-sign? n:no-verify",
  },
  annotate: BLAME,
  apply: {
    long: "exclude= include= no-add stat allow-binary-replacement binary numstat summary check index intent-to-add cached unsafe-paths apply 3way ours theirs union build-fake-ancestor= whitespace= ignore-space-change ignore-whitespace reverse unidiff-zero reject allow-overlap verbose quiet inaccurate-eof recount directory= allow-empty",
    short: "p:strip= N:intent-to-add 3:3way z:null C:context= R:reverse v:verbose q:quiet",
  },
  archive: {
    long: "format= prefix= add-file= add-virtual-file= output= worktree-attributes verbose list remote= exec= mtime=",
    short: "o:output= v:verbose N: l:list",
  },
  "bisect log": NONE,
  blame: BLAME,
  branch: {
    long: "verbose quiet track? set-upstream set-upstream-to= unset-upstream color? remotes contains= no-contains= with= without= abbrev? all delete move copy list show-current create-reflog edit-description force merged= no-merged= column? sort= points-at= ignore-case omit-empty recurse-submodules format=",
    short:
      "v:verbose q:quiet t:track? u:set-upstream-to= r:remotes a:all d:delete D:force-delete m:move M:force-move c:copy C:force-copy l:list f:force i:ignore-case",
  },
  bundle: { long: "progress quiet all-progress all all-progress-implied version=", short: "q:quiet" },
  "cat-file": {
    long: "allow-unknown-type use-mailmap mailmap batch? batch-check? batch-command? batch-all-objects buffer follow-symlinks unordered textconv filters path= filter=",
    short: "e: p: t: s: z: Z:",
  },
  "check-mailmap": { long: "stdin" },
  checkout: {
    long: "guess overlay quiet recurse-submodules? progress merge conflict= detach track? force orphan= overwrite-ignore ignore-other-worktrees ours theirs patch ignore-skip-worktree-bits pathspec-from-file= pathspec-file-nul",
    short:
      "b:create= B:force-create= l:reflog q:quiet m:merge d:detach t:track? f:force 2:ours 3:theirs p:patch",
  },
  "cherry-pick": PICKS,
  clean: {
    long: "quiet dry-run force interactive exclude=",
    short: "q:quiet n:dry-run f:force i:interactive d:directories e:exclude= x:ignored X:only-ignored",
  },
  commit: {
    long: "quiet verbose file= author= date= message= reedit-message= reuse-message= fixup= squash= reset-author trailer= signoff template= edit cleanup= status gpg-sign? all include interactive patch only verify dry-run short branch ahead-behind porcelain long null amend no-post-rewrite untracked-files? pathspec-from-file= pathspec-file-nul allow-empty allow-empty-message",
    short:
      "q:quiet v:verbose F:file= m:message= c:reedit-message= C:reuse-message= s:signoff t:template= e:edit S:gpg-sign? a:all i:include p:patch o:only n:no-verify z:null u:untracked-files?",
  },
  config: {
    long: "global system local worktree file= blob= get get-all get-regexp get-urlmatch replace-all add unset unset-all rename-section remove-section list fixed-value edit get-color get-colorbool type= bool int bool-or-int bool-or-str path expiry-date null name-only includes show-origin show-scope show-names default= value= regexp all url= append comment=",
    short: "f:file= l:list e:edit t:type= z:null",
  },
  diff: joined(DIFF, REVISIONS),
  "diff-files": joined(DIFF, REVISIONS),
  "diff-index": joined(DIFF, REVISIONS),
  "diff-tree": joined(REVISIONS, DIFF),
  fetch: {
    long: FETCHES,
    short:
      "v:verbose q:quiet a:append f:force m:multiple t:tags n:no-tags j:jobs= p:prune P:prune-tags k:keep u:update-head-ok o:server-option= 4:ipv4 6:ipv6",
  },
  "format-patch": joined(
    {
      long: "numbered no-numbered signoff stdout cover-letter numbered-files suffix= start-number= reroll-count= filename-max-length= rfc? cover-from-description= description-file= subject-prefix= output-directory= keep-subject no-binary zero-commit ignore-if-in-upstream no-stat add-header= to= cc= from? in-reply-to= attach? inline? thread? signature= base= signature-file= quiet progress interdiff= range-diff= creation-factor= force-in-body-from encode-email-headers",
      short:
        "n:numbered N:no-numbered s:signoff v:reroll-count= o:output-directory= k:keep-subject p:no-stat q:quiet",
    },
    REVISIONS,
    DIFF,
  ),
  fsck: {
    long: "verbose unreachable dangling tags root cache reflogs full connectivity-only strict lost-found progress name-objects references",
    short: "v:verbose",
  },
  grep: {
    long: "cached no-index untracked exclude-standard recurse-submodules invert-match ignore-case word-regexp text textconv recursive max-depth= extended-regexp basic-regexp fixed-strings perl-regexp line-number column full-name files-with-matches name-only files-without-match null only-matching count color? break heading context= before-context= after-context= threads= show-function function-context and or not quiet all-match open-files-in-pager? ext-grep max-count=",
    short:
      "v:invert-match i:ignore-case w:word-regexp a:text I: r:recursive E:extended-regexp G:basic-regexp F:fixed-strings P:perl-regexp n:line-number h: H: l:files-with-matches L:files-without-match z:null o:only-matching c:count C:context= B:before-context= A:after-context= p:show-function W:function-context f:file= e:pattern= q:quiet O:open-files-in-pager? m:max-count=",
  },
  "hash-object": { long: "stdin stdin-paths no-filters literally path=", short: "t:type= w:write" },
  "interpret-trailers": {
    long: "in-place trim-empty where= if-exists= if-missing= only-trailers only-input unfold parse no-divider trailer=",
  },
  log: LOG,
  "ls-remote": {
    long: "quiet upload-pack= exec= tags heads branches refs get-url sort= exit-code symref server-option=",
    short: "q:quiet t:tags h:heads b:branches o:server-option=",
  },
  merge: {
    long: `${MERGES} message= file= into-name= abort quit continue overwrite-ignore rerere-autoupdate`,
    short: "n:no-stat e:edit s:strategy= X:strategy-option= m:message= F:file= v:verbose q:quiet S:gpg-sign?",
  },
  mv: { long: "verbose dry-run force sparse", short: "v:verbose n:dry-run f:force k:skip" },
  notes: { long: "ref=" },
  pull: {
    long: `jobs? ${FETCHES} ${MERGES} rebase?`,
    short:
      "v:verbose q:quiet r:rebase? n:no-stat s:strategy= X:strategy-option= S:gpg-sign? a:append f:force t:tags p:prune j:jobs? k:keep o:server-option= 4:ipv4 6:ipv6",
  },
  push: {
    long: "verbose quiet repo= all branches mirror delete tags dry-run porcelain force force-with-lease? force-if-includes recurse-submodules= thin receive-pack= exec= set-upstream progress prune verify follow-tags signed? atomic push-option= ipv4 ipv6",
    short: "v:verbose q:quiet d:delete n:dry-run f:force u:set-upstream o:push-option= 4:ipv4 6:ipv6",
  },
  "range-diff": joined(
    {
      long: "creation-factor= no-dual-color notes? diff-merges= remerge-diff left-only right-only max-memory=",
    },
    DIFF,
  ),
  rebase: {
    long: "onto= keep-base verify quiet verbose stat signoff committer-date-is-author-date reset-author-date ignore-date ignore-whitespace whitespace= force-rebase ff continue skip abort quit edit-todo show-current-patch apply merge interactive preserve-merges rerere-autoupdate empty= keep-empty autosquash update-refs gpg-sign? autostash exec= allow-empty-message rebase-merges? fork-point strategy= strategy-option= root reschedule-failed-exec reapply-cherry-picks trailer=",
    short:
      "q:quiet v:verbose n:no-stat C:context= f:force-rebase m:merge i:interactive p:preserve-merges k:keep-empty S:gpg-sign? x:exec= r:rebase-merges? s:strategy= X:strategy-option=",
  },
  reflog: LOG,
  "reflog exists": NONE,
  "reflog list": NONE,
  remote: { long: "verbose", short: "v:verbose" },
  "remote get-url": { long: "push all" },
  "remote show": { short: "n:no-query" },
  reset: {
    long: "quiet refresh mixed soft hard merge keep recurse-submodules? patch intent-to-add pathspec-from-file= pathspec-file-nul",
    short: "q:quiet p:patch N:intent-to-add U:unified=",
  },
  restore: {
    long: "source= staged worktree ignore-unmerged overlay quiet recurse-submodules? progress merge conflict= ours theirs patch ignore-skip-worktree-bits pathspec-from-file= pathspec-file-nul",
    short: "s:source= S:staged W:worktree q:quiet m:merge 2:ours 3:theirs p:patch U:unified=",
  },
  "rev-list": joined(REVISIONS, DIFF),
  revert: PICKS,
  rm: {
    long: "dry-run quiet cached force ignore-unmatch sparse pathspec-from-file= pathspec-file-nul",
    short: "n:dry-run q:quiet f:force r:recursive",
  },
  shortlog: joined(
    {
      long: "committer numbered summary email group=",
      short: "c:committer n:numbered s:summary e:email w:wrap?",
    },
    REVISIONS,
    DIFF,
  ),
  show: LOG,
  "sparse-checkout list": NONE,
  stash: STASH_PUSH,
  "stash list": LOG,
  "stash show": joined({ long: "include-untracked only-untracked", short: "u:include-untracked" }, DIFF),
  "submodule status": { long: "quiet cached recursive", short: "q:quiet" },
  "submodule summary": {
    long: "quiet cached files for-status summary-limit=",
    short: "q:quiet n:summary-limit=",
  },
  switch: {
    long: "create= force-create= guess discard-changes quiet recurse-submodules? progress merge conflict= detach track? force orphan= overwrite-ignore ignore-other-worktrees",
    short: "c:create= C:force-create= q:quiet m:merge d:detach t:track? f:force",
  },
  "symbolic-ref": { long: "quiet delete short recurse", short: "q:quiet d:delete m:reason=" },
  tag: {
    long: "list delete verify annotate message= file= edit sign cleanup= local-user= force create-reflog column? contains= no-contains= with= without= merged= no-merged= sort= points-at= format= color? ignore-case omit-empty trailer=",
    short:
      "l:list n:lines? d:delete v:verify a:annotate m:message= F:file= e:edit s:sign u:local-user= f:force i:ignore-case",
  },
  "update-index": {
    long: "ignore-submodules add replace remove unmerged refresh really-refresh cacheinfo= chmod= assume-unchanged skip-worktree ignore-skip-worktree-entries info-only force-remove stdin index-info unresolve again ignore-missing verbose clear-resolve-undo index-version= split-index untracked-cache test-untracked-cache force-untracked-cache force-write-index fsmonitor fsmonitor-valid",
    short: "q: z:null g:again",
  },
  whatchanged: LOG,
  worktree: {
    long: "force detach checkout lock reason= porcelain expire= guess-remote track orphan",
    short: "f:force b:create= B:force-create= d:detach n:dry-run v:verbose",
  },
  "worktree list": { long: "porcelain verbose expire=", short: "v:verbose z:null" },
};

/** The options of several lists; the first that names one counts. */
function joined(...parts: readonly Grammar[]): Grammar {
  return {
    long: parts.map((part) => part.long).join(" "),
    short: parts.map((part) => part.short).join(" "),
  };
}
