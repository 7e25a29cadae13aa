package dev.firstlight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.coldstart.ColdStartRecord.Restore;
import dev.firstlight.runtime.TierChange;
import dev.firstlight.store.Redacted;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** The JSON lines that an instance logs, other than the record of its cold start. */
final class LogLines {
  private static final int MAX_FRAMES = 40;

  private LogLines() {}

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  /** The settings in force, once. */
  static String settings(ServiceConfig config, String instance, double cpus, int threads) {
    return line(
        json -> {
          json.writeStringField("schema", "firstlight.settings/1");
          json.writeStringField("instance", instance);
          json.writeStringField("target", config.target());
          json.writeStringField("model", Redacted.uri(config.model()));
          json.writeStringField("modelDigest", config.modelDigest().orElse("not pinned"));
          json.writeStringField("runtime", config.runtime().orElse("first that fits"));
          json.writeStringField("policy", config.policy().word());
          json.writeStringField("cacheDirectory", config.cacheDirectory().toString());
          json.writeStringField(
              "nativeDirectory", config.nativeDirectory().map(Object::toString).orElse("unpacked"));
          json.writeNumberField("cpus", cpus);
          json.writeNumberField("threads", threads);
          json.writeNumberField("maxBodyBytes", config.limits().maxBodyBytes());
          json.writeNumberField("maxBatch", config.limits().maxBatch());
          json.writeNumberField("maxImagePixels", config.limits().maxImagePixels());
          json.writeNumberField("maxTextBytes", config.limits().maxTextBytes());
          json.writeBooleanField("warmupRehearsal", config.warmup().rehearsal());
          json.writeNumberField("warmupRuns", config.warmup().maxRuns());
          json.writeNumberField("warmupMillis", config.warmup().maxTime().toMillis());
          json.writeNumberField("requestTimeoutMillis", config.requestTimeout().toMillis());
          json.writeStringField("secondTier", config.secondTier().name().toLowerCase(Locale.ROOT));
        });
  }

  /** What became of the second tier. */
  static String tier(TierChange change, String instance) {
    return line(
        json -> {
          json.writeStringField("schema", "firstlight.tier/1");
          json.writeStringField("instance", instance);
          json.writeStringField("artifact", change.artifact());
          json.writeNumberField("waitMillis", Math.round(change.waitMillis() * 1000) / 1e3);
          json.writeNumberField("buildMillis", Math.round(change.buildMillis() * 1000) / 1e3);
          if (change.failure().isPresent()) {
            json.writeStringField("failure", change.failure().get());
          }
        });
  }

  /** That the process came out of a snapshot as another instance. */
  static String restored(String instance, Restore restore) {
    return line(
        json -> {
          json.writeStringField("schema", "firstlight.restore/1");
          json.writeStringField("instance", instance);
          json.writeStringField("mechanism", restore.mechanism());
          json.writeStringField("snapshotInstance", restore.snapshotInstance());
          json.writeNumberField("ageMillis", Math.round(restore.ageMillis()));
        });
  }

  /** An error that a client was told the id of, with what it was not told. */
  static String error(String id, String instance, Throwable error) {
    return line(
        json -> {
          json.writeStringField("schema", "firstlight.error/1");
          json.writeStringField("id", id);
          json.writeStringField("instance", instance);
          json.writeStringField("error", error.toString());
          json.writeArrayFieldStart("stack");
          int frames = 0;
          for (Throwable e = error; e != null && frames < MAX_FRAMES; e = e.getCause()) {
            if (e != error) {
              json.writeString("caused by " + e);
            }
            for (StackTraceElement frame : e.getStackTrace()) {
              if (frames++ == MAX_FRAMES) {
                break;
              }
              json.writeString(frame.toString());
            }
          }
          json.writeEndArray();
        });
  }

  private static String line(Members members) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail to be written
    }
    return text.toString();
  }
}
