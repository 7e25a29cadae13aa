# Removes all containers with a label, whatever state they are in. Again and again, as one that is
# just ending refuses, and a client that was killed may have created one more meanwhile.
# FL_ENGINE: the engine's words; FL_LABEL: the label; FL_FOLDER: a folder that goes as well.
for attempt in 1 2 3 4; do
  found=$($FL_ENGINE ps --all --quiet --no-trunc --filter "label=$FL_LABEL")
  [ -n "$found" ] || { sleep 0.1; continue; }
  for id in $found; do
    # What is frozen would not die.
    for state in /sys/fs/cgroup/freezer/*/*"$id"*/freezer.state; do
      [ -e "$state" ] && echo THAWED >"$state"
    done
    for state in /sys/fs/cgroup/*/*"$id"*/cgroup.freeze; do
      [ -e "$state" ] && echo 0 >"$state"
    done
  done
  $FL_ENGINE rm --force $found
done
rm -rf "$FL_FOLDER"
