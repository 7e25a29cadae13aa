package dev.firstlight.tensorflow;

import com.google.protobuf.CodedOutputStream;
import dev.firstlight.runtime.RuntimeOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * How a session is to run, in the bytes of a {@code ConfigProto}. A session has threads of its own
 * for its operations, so that closing it ends them; those within an operation are the process's, as
 * many as its first session says.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/core/protobuf/config.proto">config.proto</a>
 */
final class SessionConfig {
  private static final int INTRA_OP_THREADS = 2;
  private static final int INTER_OP_THREADS = 5;
  private static final int SESSION_INTER_OP_POOL = 12;
  private static final int EXPERIMENTAL = 16;
  // ThreadPoolOptionProto
  private static final int POOL_THREADS = 1;
  // ConfigProto.Experimental
  private static final int DISABLE_SPINNING = 9;

  private SessionConfig() {}

  static byte[] of(RuntimeOptions options) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes, 64);
      out.writeInt32(INTRA_OP_THREADS, options.threads());
      out.writeInt32(INTER_OP_THREADS, options.threads());
      out.writeTag(SESSION_INTER_OP_POOL, 2);
      out.writeUInt32NoTag(CodedOutputStream.computeInt32Size(POOL_THREADS, options.threads()));
      out.writeInt32(POOL_THREADS, options.threads());
      if (!options.spinning()) {
        out.writeTag(EXPERIMENTAL, 2);
        out.writeUInt32NoTag(CodedOutputStream.computeBoolSize(DISABLE_SPINNING, true));
        out.writeBool(DISABLE_SPINNING, true);
      }
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written", e);
    }
  }
}
