/**
 * The wire: routes, media types, and the decoders and encoders of every request format. Uses
 * inference, tensor, model and fault; knows nothing of serving runtimes or platforms.
 */
@NullMarked
package dev.firstlight.protocol;

import org.jspecify.annotations.NullMarked;
