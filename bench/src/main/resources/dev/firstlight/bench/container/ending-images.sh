# Removes all images with a label, and the folder that they were made from.
# FL_ENGINE: the engine's words; FL_LABEL: the label; FL_FOLDER: the folder.
found=$($FL_ENGINE images --all --quiet --filter "label=$FL_LABEL")
[ -z "$found" ] || $FL_ENGINE rmi --force $found
rm -rf "$FL_FOLDER"
