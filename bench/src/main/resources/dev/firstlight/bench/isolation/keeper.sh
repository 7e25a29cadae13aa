# Sends signals for its parent: each line names one and a process group. When the parent is gone,
# or has closed the pipe, ends all that carries the parent's mark and removes the cgroups.
# $1: the mark's value; others: folders of cgroups.
trap '' HUP INT TERM
token=$1
shift
while read -r signal group; do
  kill "-$signal" "-$group" 2>/dev/null
done
# What is frozen in a cgroup of version 1 would not die.
for folder; do
  for state in "$folder"/*/freezer.state; do
    [ -e "$state" ] && echo THAWED >"$state"
  done
done
round=0
while [ "$round" -lt 100 ]; do
  found=$(grep -lsF "FL_OWNER=$token" /proc/[0-9]*/environ | cut -d/ -f3)
  [ -n "$found" ] || break
  kill -KILL $found 2>/dev/null
  round=$((round + 1))
  sleep 0.02
done
for folder; do
  for cgroup in "$folder"/*/; do
    [ -d "$cgroup" ] && rmdir "$cgroup"
  done
  [ -d "$folder" ] && rmdir "$folder"
done
[ -z "${FL_ENDING:-}" ] || eval "$FL_ENDING"
exit 0
