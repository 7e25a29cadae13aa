package dev.firstlight.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.firstlight.model.Preparation;
import dev.firstlight.runtime.RuntimeOptions;

/**
 * How sessions are opened.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/include/onnxruntime/core/session/onnxruntime_session_options_config_keys.h">the
 *     keys</a>
 */
enum Sessions {
  /** Of a portable model: its graph is optimised, its weights packed. */
  PORTABLE,
  /** Of a prepared model: its weights are used as they lie in the file. */
  MAPPED,
  /** Of a prepared model: weights that do not lie packed in the file are packed. */
  PACKED;

  /** How long a thread without work looks for some before it sleeps. */
  private static final String SPIN_MICROS = "1000";

  static Sessions of(Preparation.Form form) {
    return form == Preparation.Form.MAPPED ? MAPPED : PACKED;
  }

  /** The options, for the CPU or the GPU that is named; the caller closes them. */
  SessionOptions options(RuntimeOptions runtime) throws OrtException {
    SessionOptions session = new SessionOptions();
    try {
      session.setIntraOpNumThreads(runtime.threads());
      session.setInterOpNumThreads(1);
      session.addConfigEntry("session.intra_op.allow_spinning", runtime.spinning() ? "1" : "0");
      // New threads spin before their first work too, by default some 50 ms, and the first
      // request's decoding would go without that CPU. Gaps within a prediction are shorter.
      session.addConfigEntry("session.intra_op.spin_duration_us", SPIN_MICROS);
      // Threads that spin on after a prediction take the CPU from those who bring the next one.
      session.addConfigEntry("session.force_spinning_stop", "1");
      if (this != PORTABLE) {
        session.setOptimizationLevel(OptLevel.NO_OPT);
      }
      if (runtime.device().isGpu()) {
        session.addCUDA(runtime.device().index());
      }
      if (this == MAPPED) {
        session.addConfigEntry("session.disable_prepacking", "1");
      }
      return session;
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
