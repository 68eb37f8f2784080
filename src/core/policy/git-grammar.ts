/** The options of a command of git: those that matter, or that take a value. */
export interface Grammar {
  /** Every long option that matters, or that takes a value; `name=` takes one. */
  readonly long: string;
  /** `f:force` is a switch, `o:output=` takes a value. */
  readonly short: string;
}

/** The options of a command; those that nothing is said of have the options of `git diff`. */
export function gitGrammar(command: string): Grammar {
  const grammar = GRAMMARS[command];
  if (grammar === undefined) return DIFF;
  return isDiffLike(command) ? { long: `${grammar.long} ${DIFF.long}`, short: grammar.short } : grammar;
}

/** Whether a command takes the options of `git diff`. */
export function isDiffLike(command: string): boolean {
  return DIFF_LIKE.has(command);
}

const DIFF: Grammar = {
  long: "output= ext-diff textconv no-index open-files-in-pager output-indicator-new= orderfile= since= until= author= grep= format= pretty= skip= max-count= after= before= word-diff-regex= ignore-matching-lines= name-only name-status stat oneline",
  short: "O:orderfile= n:max-count= S:pickaxe= G:pickaxe-regex= L:lines= I:ignore-matching-lines= l:limit=",
};

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  push: {
    long: "all branches mirror tags follow-tags dry-run porcelain delete atomic force force-with-lease force-if-includes prune thin verify no-verify set-upstream receive-pack= exec= repo= push-option= signed quiet verbose progress recurse-submodules= ipv4 ipv6",
    short: "n:dry-run d:delete f:force u:set-upstream q:quiet v:verbose o:push-option= 4:ipv4 6:ipv6",
  },
  checkout: {
    long: "quiet progress force ours theirs track guess detach merge conflict= patch ignore-other-worktrees recurse-submodules overlay pathspec-from-file= orphan= overwrite-ignore",
    short:
      "q:quiet f:force b:create= B:force-create= l:reflog t:track d:detach m:merge p:patch 2:ours 3:theirs",
  },
  switch: {
    long: "create= force-create= discard-changes force merge conflict= detach guess track orphan= ignore-other-worktrees recurse-submodules quiet progress",
    short: "c:create= C:force-create= f:force m:merge d:detach t:track q:quiet",
  },
  restore: {
    long: "source= staged worktree patch quiet progress ours theirs merge conflict= overlay ignore-unmerged recurse-submodules pathspec-from-file= ignore-skip-worktree-bits",
    short: "s:source= S:staged W:worktree p:patch q:quiet 2:ours 3:theirs m:merge",
  },
  reset: {
    long: "hard soft mixed merge keep patch quiet recurse-submodules no-refresh intent-to-add pathspec-from-file=",
    short: "p:patch q:quiet N:intent-to-add",
  },
  clean: {
    long: "dry-run force interactive quiet exclude=",
    short: "n:dry-run f:force i:interactive d:directories q:quiet e:exclude= x:ignored X:only-ignored",
  },
  rm: {
    long: "cached dry-run force ignore-unmatch quiet sparse pathspec-from-file=",
    short: "f:force n:dry-run r:recursive q:quiet",
  },
  mv: { long: "force dry-run verbose sparse", short: "f:force k:skip n:dry-run v:verbose" },
  add: {
    long: "all dry-run force interactive patch edit update intent-to-add refresh ignore-errors pathspec-from-file= chmod= renormalize verbose",
    short: "A:all n:dry-run f:force i:interactive p:patch e:edit u:update N:intent-to-add v:verbose",
  },
  branch: {
    long: "list delete force move copy create-reflog edit-description set-upstream-to= unset-upstream all remotes contains= no-contains= merged no-merged points-at= format= sort= show-current verbose column color track abbrev= quiet ignore-case",
    short:
      "d:delete D:force-delete f:force m:move M:force-move c:copy C:force-copy l:list a:all r:remotes v:verbose u:set-upstream-to= t:track q:quiet i:ignore-case",
  },
  tag: {
    long: "annotate sign local-user= force delete verify list contains= no-contains= merged no-merged points-at= format= sort= message= file= cleanup= create-reflog column color ignore-case",
    short:
      "a:annotate s:sign u:local-user= f:force d:delete v:verify l:list n:lines m:message= F:file= i:ignore-case e:edit",
  },
  fetch: {
    long: "all append depth= deepen= dry-run force keep multiple prune prune-tags tags no-tags upload-pack= refmap= update-head-ok recurse-submodules server-option= write-fetch-head quiet verbose jobs= unshallow atomic stdin set-upstream output=",
    short:
      "a:append f:force k:keep p:prune P:prune-tags t:tags n:no-tags u:update-head-ok q:quiet v:verbose j:jobs= o:server-option= 4:ipv4 6:ipv6",
  },
  config: {
    long: "global system local worktree file= blob= get get-all get-regexp get-urlmatch replace-all add unset unset-all rename-section remove-section list edit get-color get-colorbool type= bool int path show-origin show-scope name-only null includes default= value= regexp fixed-value all",
    short: "f:file= l:list e:edit z:null",
  },
  apply: {
    long: "apply check stat numstat summary index cached reverse reject unsafe-paths directory= exclude= include= 3way build-fake-ancestor= whitespace= allow-empty allow-overlap allow-binary-replacement",
    short: "p:strip= C:context= R:reverse 3:3way v:verbose",
  },
  archive: {
    long: "output= remote= exec= format= list prefix= add-file= add-virtual-file=",
    short: "o:output= l:list v:verbose",
  },
  "format-patch": {
    long: "output-directory= stdout output= cover-letter numbered base= since= signature-file= to= cc= from=",
    short: "o:output-directory= k:keep n:numbered N:no-numbered s:signoff v:reroll-count=",
  },
  grep: {
    long: "open-files-in-pager no-index untracked no-exclude-standard file= ext-grep max-depth= context= after-context= before-context= threads= textconv name-only files-with-matches",
    short:
      "O:open-files-in-pager f:file= e:pattern= A:after= B:before= C:context= m:max-count= l:files-with-matches",
  },
  blame: {
    long: "contents= ignore-rev= ignore-revs-file= date= since= reverse",
    short: "L:lines= S:revs-file= M:moves C:copies",
  },
  stash: {
    long: "keep-index patch include-untracked all message= pathspec-from-file= staged quiet index only-untracked",
    short: "k:keep-index p:patch u:include-untracked a:all m:message= S:staged q:quiet",
  },
  remote: {
    long: "verbose add set-url push delete",
    short: "v:verbose t:track= m:master= f:fetch n:no-query p:prune",
  },
  "symbolic-ref": { long: "delete quiet short recurse", short: "d:delete q:quiet m:reason=" },
  "hash-object": { long: "stdin stdin-paths path= no-filters literally", short: "t:type= w:write" },
  rebase: { long: "exec= onto= interactive continue abort skip edit-todo", short: "x:exec= i:interactive" },
  "ls-remote": {
    long: "upload-pack= exec= heads tags refs get-url sort= server-option= symref exit-code quiet",
    short: "h:heads t:tags q:quiet o:server-option=",
  },
  "interpret-trailers": { long: "in-place trailer= parse", short: "" },
  var: { long: "", short: "" },
  bundle: { long: "progress quiet all", short: "q:quiet" },
  worktree: {
    long: "force detach checkout lock reason= porcelain expire= guess-remote track orphan",
    short: "f:force b:create= B:force-create= d:detach n:dry-run v:verbose",
  },
};

const DIFF_LIKE = new Set([
  "diff",
  "log",
  "show",
  "whatchanged",
  "diff-tree",
  "diff-index",
  "diff-files",
  "range-diff",
  "shortlog",
  "rev-list",
  "reflog",
  "stash",
  "format-patch",
  "blame",
  "annotate",
]);
