/**
 * The standalone server: HTTP/1.1 and cleartext HTTP/2 on Vert.x around one inference service. It
 * moves bytes, bounds memory and ends in order; what a request means is the service's. Uses core's
 * exported types only.
 */
@NullMarked
package dev.firstlight.server;

import org.jspecify.annotations.NullMarked;
