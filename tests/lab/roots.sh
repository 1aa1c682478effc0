# shellcheck shell=bash disable=SC2154
# Debian roots for the lab: a base per release, a layer per server. Sourced by `lab`.
#
#   $EHLO_LAB/debian/SUITE   the base, made once
#   $EHLO_LAB/layers/NAME    upper/ has what apt added to it; complete is the layer file it was made from

require_host() {
  ((EUID == 0)) || die "needs root, for mount namespaces and chroots"
  local missing
  missing=$(comm -13 <(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' | sed -n 's/^ii //p' | sort) \
    <(sort "$here/packages"))
  [[ -z $missing ]] && return
  apt-get update -qq
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
}

# The mirror that apt uses on this machine, never one of our own choice.
mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(SITE) $(CODENAME)' "Created-By: Packages" |
    awk -v suite="$1" '$2 == suite && !found++ { print $1 }' | grep . || die "apt has no source for $1"
}

make_base() {
  local suite=$1 base=$EHLO_LAB/debian/$1 main security
  [[ -e $base.complete ]] && return
  main=$(mirror bookworm)
  security=$(mirror bookworm-security)
  rm -rf "$base"
  mkdir -p "$EHLO_LAB/debian"
  mmdebstrap --variant=apt --mode=root --quiet --include=ca-certificates,netbase \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --aptopt='Acquire::Languages "none"' \
    "$suite" "$base" "deb $main $suite main" "deb $security $suite-security main" \
    >"$base.log" 2>&1 || die_with_log "$base.log" "mmdebstrap failed"
  printf '#!/bin/sh\nexit 101\n' >"$base/usr/sbin/policy-rc.d"
  chmod 755 "$base/usr/sbin/policy-rc.d"
  touch "$base.complete"
}

make_layer() {
  local name=$1 layer=$EHLO_LAB/layers/$1 packages
  cmp -s "$here/$name/layer" "$layer/complete" && return
  read -r -a packages < <(cut -d' ' -f2- "$here/$name/layer")
  rm -rf "$layer"
  mkdir -p "$layer"
  DEBIAN_FRONTEND=noninteractive unshare --mount --pid --uts --fork --kill-child --propagation private \
    "$here/enter" "$name" keep /bin/sh -c \
    'apt-get update && apt-get install -y --no-install-recommends "$@" && apt-get clean' \
    sh "${packages[@]}" >"$layer.log" 2>&1 </dev/null || die_with_log "$layer.log" "installing $name failed"
  cp "$here/$name/layer" "$layer/complete"
}

make_suite() {
  local name
  make_base "$1"
  for name in "${servers[@]}"; do
    if [[ $(cut -d' ' -f1 "$here/$name/layer") == "$1" ]]; then make_layer "$name"; fi
  done
}
