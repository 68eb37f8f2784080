/** Rules that belong together, under a name that a role's file can use. */
export interface Group {
  readonly rules: readonly string[];
  /** What a child that is stopped by one of them can do instead. */
  readonly instead: string;
}

/** The named groups, to be used as `@name` in `allow`, `ask` and `deny`. */
export const GROUPS: Readonly<Record<string, Group>> = {
  read: {
    instead: "",
    rules: [
      ...each(
        "",
        " *",
        `
      ls, cat, head, tail, wc, sort, uniq, cut, paste, join, comm, cmp, diff, nl, tac, rev, fold, fmt,
      expand, unexpand, column, tr, grep, egrep, fgrep, rg, ag, ack, find, fd, file, stat, tree, du, jq,
      yq, sed, awk, gawk, mawk, od, xxd, hexdump, strings, realpath, readlink, basename, dirname, md5sum,
      sha1sum, sha256sum, sha512sum, shasum, cksum, b2sum, base64, zcat, echo, printf, true, false, :,
      test, [, pwd, cd, pushd, popd, date, seq, sleep, which, type, uname, nproc, expr, read, set, local,
      declare, export, unset, exit, return, break, continue, shift, wait, bat, tokei, hash, let,
      shopt, iconv, shuf, less, more, id, whoami, tee
    `,
      ),
      ...each(
        "",
        "",
        `
        npm ls, npm ls ?*, npm ls --all, npm ls --json, npm ls --depth=*, python3 -m json.tool,
        python3 -m json.tool ?*, json.tool, json.tool ?*
      `,
      ),
    ],
  },
  versions: {
    instead: "",
    rules: each("", "", "node --version, node -v, npm --version, npm -v, python3 --version"),
  },
  "git-read": {
    instead: "",
    rules: each(
      "git ",
      " *",
      `
      status, log, show, diff, blame, annotate, shortlog, describe, rev-parse, rev-list, ls-files,
      ls-tree, cat-file, grep, whatchanged, name-rev, merge-base, merge-tree, diff-tree, diff-index,
      diff-files, for-each-ref, show-ref, show-branch, count-objects, cherry, range-diff, check-ignore,
      check-attr, check-ref-format, check-mailmap, var GIT_*, version, help, fsck, verify-commit,
      verify-tag, patch-id, stripspace, branch --list, tag --list, stash list, stash show, remote list,
      remote get-url, config get-url, config get user.*, config get core.*, config get init.*, config get branch.*,
      reflog show, reflog exists, reflog list, worktree list, submodule status, submodule summary,
      notes list, notes show, symbolic-ref --read, bundle verify, bundle list-heads, sparse-checkout list,
      apply --check, apply --stat, apply --numstat, apply --summary, bisect log, archive, lfs ls-files,
      lfs status, lfs env
    `,
    ),
  },
  "git-work": {
    instead: "",
    rules: each(
      "git ",
      "",
      `
        add *, mv *, rm *, clean --dry-run *, hash-object *, fetch *, ls-remote *, restore --staged *, reset --unstage *,
        apply *, interpret-trailers *, remote show *, update-index --refresh, format-patch *
      `,
    ),
  },
  commit: {
    instead: "leave your changes in the work tree: the gate reviews and commits them",
    rules: [
      ...each(
        "git ",
        "",
        `
        commit, commit-tree, add --force, am, cherry-pick, revert, merge, pull, fast-import, quiltimport,
        citool, gui, tag --create, tag --delete, notes add, notes append, notes edit, notes copy,
        notes merge, notes remove, notes prune, stash push, stash save, stash create, stash store,
        stash branch, mktag, mktree, write-tree, subtree, cvsimport, svn, p4
      `,
      ),
      ...each(
        "",
        "",
        `
        npm version, yarn version, pnpm version, lerna version, lerna publish, standard-version,
        semantic-release, release-it, bump2version, bumpversion, cargo release, cargo smart-release, mvn* *release:*, np,
        mvn* *scm:*, changeset publish, changeset tag, jj, hg, sl, stg, svn commit, cz bump, cz commit, cz ch, commitizen, bumpp,
        changelogen --release, nx release, gt create, gt modify, gt squash, gt fold, gt absorb, av commit, spr,
        ghstack, etckeeper commit, lazygit, gitui
      `,
      ),
    ],
  },
  push: {
    instead: "leave publishing to the step that pushes what the gate has approved",
    rules: [
      ...each(
        "git ",
        "",
        `
        push, send-pack, http-push, send-email, imap-send, daemon, receive-pack, upload-archive, lfs push,
        svn dcommit, p4 submit, cvsexportcommit, request-pull
      `,
      ),
      ...each(
        "",
        "",
        "mkdocs gh-deploy, ghp-import, gh-pages, push-dir, angular-cli-ghpages, ngh, dvc push, gt submit, changelogen --push",
      ),
    ],
  },
  "push-dangerously": {
    instead: "push the branch as it is: `git push origin HEAD`",
    rules: each(
      "git ",
      "",
      `
        push --force*, push --delete, push --all, push --tags,
        push --follow-tags, push --branches, push --no-verify, push --push-option, push --receive-pack, push --exec,
        send-pack, http-push, receive-pack, send-email
      `,
    ),
  },
  "push-shared": {
    instead: "push a branch of your own: `git push origin HEAD:refs/heads/NAME`",
    rules: ["git push --shared"],
  },
  history: {
    instead: "leave the history as it is and change the files",
    rules: [
      ...each(
        "git ",
        "",
        `
        rebase, reset unless --unstage, filter-branch, filter-repo, replace, update-ref, reflog expire, reflog delete, gc,
        prune, repack, pack-refs, prune-packed, maintenance, branch --delete, branch --force,
        branch --move, branch --copy, tag --force, unpack-objects, index-pack, fetch --refspec,
        fetch --force, fetch --update-head-ok, branch --set-upstream-to,
        branch --unset-upstream, branch --edit-description, hash-object --write, rerere, bisect start,
        bisect run, bisect good, bisect bad, bisect reset, bisect skip, bisect replay, bisect visualize,
        bisect view, symbolic-ref unless --read
      `,
      ),
      ...each(
        "",
        "",
        `
        bfg
      `,
      ),
    ],
  },
  discard: {
    instead: "undo a change by editing the file; `git diff` and `git show HEAD:FILE` show what it was",
    rules: each(
      "git ",
      "",
      `
        checkout, checkout-index, switch, restore unless --staged, restore --worktree,
        clean unless --dry-run, rm --force, mv --force, stash drop, stash clear, stash pop, stash apply,
        read-tree, worktree add, worktree remove, worktree prune, worktree move, worktree lock,
        worktree unlock, worktree repair, update-index unless --refresh, sparse-checkout set,
        sparse-checkout add, sparse-checkout init, sparse-checkout disable, sparse-checkout reapply,
        apply --reverse, apply --unsafe-paths, merge-file, merge-index, merge-one-file, mergetool,
        difftool
      `,
    ),
  },
  "git-config": {
    instead: "work with git's configuration, hooks and remotes as they are",
    rules: [
      ...each(
        "git ",
        "",
        `
        config list, config get *http*, config get *credential*,
        config get *url*, var -l, config set, config unset, config edit,
        config rename-section, config remove-section, remote add, remote remove, remote rm, remote rename,
        remote set-url, remote set-head, remote set-branches, remote prune, remote update, submodule add,
        submodule init, submodule deinit, submodule update, submodule foreach, submodule sync,
        submodule set-url, submodule set-branch, submodule absorbgitdirs, credential, credential-store,
        credential-cache, hook, init, clone, bundle create, bundle unbundle, lfs install, lfs uninstall,
        lfs track, lfs fetch, lfs pull, instaweb, shell, upload-pack, http-backend, remote-http,
        remote-https, remote-ext, remote-fd, for-each-repo, interpret-trailers --in-place, scalar,
        fsmonitor--daemon, secrets --install, update-server-info, web--browse, multi-pack-index, commit-graph
      `,
      ),
      ...each(
        "",
        "",
        `
        scalar, husky, pre-commit install, pre-commit uninstall, lefthook install, simple-git-hooks
      `,
      ),
    ],
  },
  forge: {
    instead: "say in your report what the forge should be told",
    rules: each(
      "",
      "",
      `
        gh, glab, hub, tea, az repos, jira, curl *api.github.com*, curl *github.com/api*,
        curl *gitlab*/api/*, wget *api.github.com*, http *api.github.com*, https *api.github.com*,
        xh *api.github.com*
      `,
    ),
  },
  "forge-read": {
    instead: "",
    rules: each(
      "",
      "",
      `
        gh pr list *, gh pr view *, gh pr checks *, gh pr status *, gh pr diff *, gh issue list *,
        gh issue view *, gh issue status *, gh run list *, gh run view *, gh run watch *, gh repo view *,
        gh release list *, gh release view *, gh workflow list *, gh workflow view *, gh label list *,
        gh auth status, gh --version, gh search *
      `,
    ),
  },
  "forge-write": {
    instead: "",
    rules: each(
      "gh ",
      " *",
      `
      pr create, pr comment, pr edit, pr ready, pr reopen, issue create, issue comment, issue edit,
      issue reopen, run rerun, release create
    `,
    ),
  },
  "forge-dangerously": {
    instead: "leave merging, closing and deleting to the gate and to the user",
    rules: each(
      "",
      "",
      `
        gh pr merge, gh pr close, gh pr lock, gh pr review, gh issue delete, gh issue close,
        gh issue transfer, gh release delete, gh release delete-asset, gh secret, gh variable,
        gh auth login, gh auth logout, gh auth token, gh auth refresh, gh auth setup-git, gh alias,
        gh extension, gh api, gh ssh-key, gh gpg-key, gh ruleset, gh workflow run, gh workflow disable,
        gh workflow enable, gh run cancel, gh run delete, gh cache delete, gh config, gh codespace,
        gh gist, gh label delete, gh repo create, gh repo delete, gh repo edit, gh repo rename,
        gh repo archive, gh repo fork, gh repo sync, gh repo clone, gh repo deploy-key, glab mr merge,
        glab api, hub merge, hub api, hub push, tea pulls merge, tea pr merge, gh pr comment --delete-last, gh issue comment --delete-last,
        curl *api.github.com*, curl *github.com/api*, curl *gitlab*/api/*, wget *api.github.com*,
        http *api.github.com*, https *api.github.com*, xh *api.github.com*
      `,
    ),
  },
  publish: {
    instead: "leave publishing and deploying to the user",
    rules: each(
      "",
      "",
      `
        npm publish, npm unpublish, npm deprecate, npm dist-tag, npm login, npm adduser, npm logout,
        npm undeprecate, npm stage publish, npm stage approve, npm trust,
        npm token, npm owner, npm access, npm config set, npm config edit, npm config list, npm config ls,
        npm config get *auth*, npm config get *token*, npm profile, npm team, npm star, npm set,
        pnpm publish, yarn publish, yarn npm publish, yarn config set, pnpm config set,
        cargo publish, cargo login, cargo yank, twine upload, gem push, poetry publish, poetry config,
        uv publish, docker push, podman push, terraform apply, terraform destroy, kubectl,
        helm, aws, gcloud, az, heroku, flyctl, fly, vercel, netlify, wrangler, firebase, doctl, pulumi,
        ansible*, serverless, eb, mvn* *deploy, gradle* *publish, gradle* release, gradle* *:release, gradle* publishAll*, tofu apply, tofu destroy,
        yarn workspace * npm publish, yarn workspaces foreach npm publish, sbt publish*, sbt release, lein deploy,
        lein release, rake release, bundle exec rake release, hatch publish, pdm publish, flit publish,
        maturin publish, maturin upload, python* *setup.py *upload, cargo workspaces publish, dotnet nuget push,
        dart pub publish, flutter pub publish, mix hex.publish, pod trunk push, fastlane, vsce publish, ovsx publish,
        jsr publish, deno publish, cdk deploy, cdk destroy, sst deploy, sst remove, prisma migrate reset, prisma db push, gsutil,
        rclone, s3cmd, bun publish, lerna deploy, surge, railway up, expo publish, eas submit
      `,
    ),
  },
  machine: {
    instead: "stay inside the workspace and do not change the machine",
    rules: each(
      "",
      "",
      `
        ssh, scp, sftp, rsync *:*, docker run, docker exec, docker cp, docker create, docker start,
        docker compose run, docker compose exec, docker compose up, docker compose start,
        docker compose cp, docker build, docker buildx, docker volume, docker network, docker swarm,
        docker context, docker login, docker-compose up, docker-compose run, docker-compose exec,
        docker-compose start, docker-compose build, docker-compose cp, busctl, gdbus, curl --unix-socket,
        curl --abstract-unix-socket, docker save, docker load, docker import, docker export, docker rm,
        docker rmi, docker kill, docker stop, docker system, docker container, docker image,
        docker plugin, docker stack, docker service, npm --script-shell, npm --node-options,
        npm --userconfig, npm --globalconfig, npm --git, npm --editor, npm --viewer, npm --browser, npm --shell,
        pnpm --script-shell, pnpm --node-options, pnpm --userconfig, pnpm --globalconfig,
        npm pkg set *script*, podman, nerdctl, crontab,
        at, batch, systemctl, service, launchctl, systemd-run, reboot, shutdown, halt, poweroff, mount,
        umount, mkfs*, fdisk, parted, losetup, iptables, nft, ip, ifconfig, sysctl, modprobe, useradd,
        userdel, usermod, passwd, chpasswd, visudo, chroot, unshare, bwrap, firejail, capsh,
        setcap, pkill, killall, nc, ncat, netcat, socat, telnet, screen, tmux, apt, apt-get, dpkg, yum,
        dnf, brew, apk, pacman, snap, flatpak, open, xdg-open, osascript, security, secret-tool, pass, op,
        keyring, gpg, ssh-add, ssh-keygen, ssh-agent, vault, xclip, pbpaste, pbcopy, gdb -p, strace -p,
        ptrace, dbus-send, wall, write, mail, sendmail, mutt, ftp, tftp, lftp, ngrok, wormhole, croc
      `,
    ),
  },
};

/** What holds for every role, and that no file loosens: without it the guard would not be one. */
export const CORE: Group = {
  instead: "work with the tools that you have",
  rules: each(
    "",
    "",
    `
    pi, pi-ensemble, pi-coding-agent, claude, claude-code, codex, gemini, gemini-cli, opencode, opencode-ai, aider,
    goose run, goose session, cursor-agent, crush, qwen, qwen-code, copilot, sudo, doas, su, runuser, pkexec, runas, docker *docker.sock*, nsenter, chattr
  `,
  ),
};

/** The rules that a comma separates, each between `before` and `after`. */
function each(before: string, after: string, names: string): readonly string[] {
  return names.split(",").map((name) => before + name.trim() + after);
}
