/**
 * The Google Cloud Functions adapter: the functions framework's requests and responses to the
 * core's. Uses the core's front door and the framework's API; nothing in the core knows of it.
 */
@NullMarked
package dev.firstlight.gcf;

import org.jspecify.annotations.NullMarked;
