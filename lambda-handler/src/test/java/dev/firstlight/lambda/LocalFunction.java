package dev.firstlight.lambda;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.conformance.lambda.LambdaEvents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The handler in this process, called as the runtime interface client calls it. */
final class LocalFunction implements RunningHandler {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final FirstlightHandler handler;
  private final LambdaEvents events;

  LocalFunction(Map<String, String> environment, LambdaEvents events) {
    this.handler = new FirstlightHandler(environment, log::add);
    this.events = events;
  }

  @Override
  public Answer send(Call call) throws IOException {
    return events.answer(invoke(events.event(call)));
  }

  byte[] invoke(byte[] event) throws IOException {
    ByteArrayOutputStream returned = new ByteArrayOutputStream();
    handler.handleRequest(new ByteArrayInputStream(event), returned, new FixedContext(30_000));
    return returned.toByteArray();
  }

  @Override
  public boolean carries(Call call) {
    return events.carries(call);
  }

  @Override
  public boolean hasHeaders() {
    return events.hasHeaders();
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public List<String> log() {
    return List.copyOf(log);
  }

  @Override
  public void close() {
    handler.close();
  }

  /** A context that always has the same time left. */
  record FixedContext(int remainingMillis) implements Context {
    @Override
    public int getRemainingTimeInMillis() {
      return remainingMillis;
    }

    @Override
    public String getAwsRequestId() {
      return "495b12a8-xmpl-4eca-8168-160484189f99";
    }

    @Override
    public String getLogGroupName() {
      return "/aws/lambda/firstlight";
    }

    @Override
    public String getLogStreamName() {
      return "local";
    }

    @Override
    public String getFunctionName() {
      return "firstlight";
    }

    @Override
    public String getFunctionVersion() {
      return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
      return "arn:aws:lambda:us-east-1:000000000000:function:firstlight";
    }

    @Override
    @SuppressWarnings("NullAway") // absent on Lambda too, when nobody sends one
    public CognitoIdentity getIdentity() {
      return null;
    }

    @Override
    @SuppressWarnings("NullAway") // absent on Lambda too, when nobody sends one
    public ClientContext getClientContext() {
      return null;
    }

    @Override
    public int getMemoryLimitInMB() {
      return 1769;
    }

    @Override
    public LambdaLogger getLogger() {
      return new LambdaLogger() {
        @Override
        public void log(String message) {}

        @Override
        public void log(byte[] message) {}
      };
    }
  }
}
