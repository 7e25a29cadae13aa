package dev.firstlight.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.firstlight.conformance.model.BrokenPackage;
import dev.firstlight.conformance.model.TinyModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every handler must do, whatever its wire. A handler's test class extends this and says how
 * an instance is started; the service called without any wire is what answers are compared with.
 * Needs the serving runtime of its packages on the class path, which is ONNX unless a test says so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HandlerConformance {
  private Fixture fixture;

  /** How an instance is started. */
  protected abstract HandlerStarter starter();

  /** The packages that instances serve. */
  protected TinyPackages packages() {
    return new OnnxPackages();
  }

  @BeforeAll
  void prepare(@TempDir Path folder) throws Exception {
    fixture = new Fixture(folder, starter(), packages());
  }

  @AfterAll
  void release() {
    fixture.close();
  }

  @TestFactory
  Stream<DynamicTest> corpus_isAnsweredAsByTheServiceItself() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    for (Corpus.Case one : Corpus.all()) {
      if (fixture.handler(one.model()).carries(one.call())) {
        tests.add(dynamicTest(one.name(), () -> new CorpusChecks(fixture).check(one)));
      }
    }
    return tests.stream();
  }

  @Test
  void batch_predictsAsItsSamplesOneByOne() throws Exception {
    new CorpusChecks(fixture).checkBatch();
  }

  @Test
  void firstRequest_isColdAndCarriesTheRecord() throws Exception {
    new ColdStartChecks(fixture).checkColdThenWarm("eager");
  }

  @Test
  void lazyPolicy_startsColdWithTheFirstRequest() throws Exception {
    new ColdStartChecks(fixture).checkColdThenWarm("lazy");
  }

  @Test
  void concurrentFirstRequests_shareOneColdStart() throws Exception {
    new ColdStartChecks(fixture).checkSingleFlight();
  }

  @Test
  void everyAnswer_saysInstanceAndTimings() throws Exception {
    new ColdStartChecks(fixture).checkTimingHeaders();
  }

  @TestFactory
  Stream<DynamicTest> brokenPackage_isAnsweredWithStageAndCause() {
    return Arrays.stream(BrokenPackage.values())
        .map(
            broken -> dynamicTest(broken.name(), () -> new ColdStartChecks(fixture).check(broken)));
  }

  @Test
  void bodyOverTheLimit_isRefusedAndTheNextServed() throws Exception {
    new LimitChecks(fixture).checkBodyLimit();
  }

  @Test
  void requestWithoutTime_isAnsweredWith504() throws Exception {
    new LimitChecks(fixture).checkDeadline();
  }

  @Test
  void instance_stillServesAfterAll() throws Exception {
    RunningHandler handler = fixture.handler(TinyModel.EMBEDDER);
    Call call = Call.json(Corpus.instances("\"first light\""));
    for (int i = 0; i < 50; i++) {
      assertEquals(200, handler.send(call).status());
      assertEquals(400, handler.send(Call.json("{\"instances\":")).status());
    }
    assertTrue(handler.isAlive());
  }
}
