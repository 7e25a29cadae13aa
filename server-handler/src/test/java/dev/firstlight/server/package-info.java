/** Tests of the server, with sockets and a stand-in for the service. */
@NullMarked
package dev.firstlight.server;

import org.jspecify.annotations.NullMarked;
