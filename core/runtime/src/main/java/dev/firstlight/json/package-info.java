/**
 * JSON documents of ours (manifests, records) as trees with errors that name the place, over
 * jackson-core. Request bodies do not come here: the codec streams them.
 */
@NullMarked
package dev.firstlight.json;

import org.jspecify.annotations.NullMarked;
