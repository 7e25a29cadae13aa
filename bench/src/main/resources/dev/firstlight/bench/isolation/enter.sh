# Enters the place of an instance and becomes it, in the same process.
# $1: files that put a process into its cgroups, separated by colons; $2: file descriptors that it
# may have; $3: bytes of its own /tmp, or "-"; $4: "full" to leave no room there; $5: folders of
# this machine's /tmp that it needs all the same; others: the instance's command.
fail() {
  echo "firstlight: $*" >&2
  exit 125
}
script=${FL_ENTER:-}
unset FL_ENTER
if [ "$1" = mounted ]; then
  # In a mount namespace of its own by now.
  shift
  mount --bind /tmp /mnt || fail "cannot look at /tmp from elsewhere"
  mount -t tmpfs -o "size=$1,mode=1777,nosuid,nodev" tmpfs /tmp || fail "cannot mount /tmp"
  IFS=:
  for folder in $3; do
    mkdir -p "$folder" && mount --rbind "/mnt/${folder#/tmp/}" "$folder" || fail "cannot keep $folder"
  done
  unset IFS
  umount /mnt
  [ "$2" = full ] && dd if=/dev/zero of=/tmp/full bs=4k >/dev/null 2>&1
  shift 3
  exec "$@"
fi
IFS=:
for file in $1; do
  echo 0 >"$file" || fail "cannot enter a cgroup by $file"
done
unset IFS
ulimit -n "$2" || fail "cannot limit file descriptors to $2"
if [ "$3" = - ]; then
  shift 5
  exec "$@"
fi
shift 2
exec unshare --mount --propagation private /bin/sh -c "$script" enter mounted "$@"
