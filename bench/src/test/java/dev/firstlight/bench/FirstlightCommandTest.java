package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.record.PlanJson;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.json.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstlightCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void help_listsTheCommandsAndExitCodes() {
    assertEquals(FirstlightCommand.OK, run("--help"));
    for (String word : new String[] {"compare", "models", "report", "130"}) {
      assertTrue(out().contains(word), out());
    }
  }

  @Test
  void noCommand_isAUsageError() {
    assertEquals(FirstlightCommand.USAGE, run());
    assertTrue(err().contains("Missing required subcommand"), err());
  }

  @Test
  void misspeltCommand_isAUsageErrorThatSuggestsTheRightOne() {
    assertEquals(FirstlightCommand.USAGE, run("compair"));
    assertTrue(err().contains("Did you mean: firstlight compare"), err());
  }

  @Test
  void misspeltOption_isAUsageErrorThatSuggestsTheRightOne() {
    assertEquals(FirstlightCommand.USAGE, run("compare", "--modle", "mobilenet"));
    assertTrue(err().contains("--model"), err());
  }

  @Test
  void compare_ofNoColdStart_isAUsageError() {
    assertEquals(FirstlightCommand.USAGE, run("compare", "--cold", "0"));
    assertTrue(err().contains("--cold 0 is out of range; 1 to 1000000"), err());
  }

  @Test
  void compare_ofWordsForANumber_isAUsageError() {
    assertEquals(FirstlightCommand.USAGE, run("compare", "--warm", "many"));
    assertTrue(err().contains("'many'"), err());
  }

  @Test
  void compare_ofAnUnknownTarget_isAUsageErrorThatListsThem() {
    assertEquals(FirstlightCommand.USAGE, run("compare", "--targets", "lambda,azure"));
    assertTrue(err().contains("\"azure\" is not known; there are lambda, gcf, server"), err());
  }

  @Test
  void compare_ofAnUnknownModel_isAUsageErrorThatListsThem() {
    assertEquals(FirstlightCommand.USAGE, run("compare", "--model", "resnet"));
    assertTrue(err().contains("mobilenet, albert, vgg19, minilm"), err());
  }

  @Test
  void models_list_namesThoseToBuildAndToFetch() {
    assertEquals(FirstlightCommand.OK, run("models", "list"));
    assertTrue(out().contains("mobilenet ") && out().contains("vgg16-12 "), out());
    assertFalse(out().contains(" yes "), out());
  }

  @Test
  void models_show_ofAModelToFetch_tellsSourceDigestLicenceAndNotes() {
    assertEquals(FirstlightCommand.OK, run("models", "show", "albert-opset18"));
    for (String word :
        new String[] {
          "46,920,814 bytes", "c42a83f2", "Apache-2.0", "Unconfirmed", "models fetch"
        }) {
      assertTrue(out().contains(word), out());
    }
  }

  @Test
  void models_show_ofNothing_isAUsageError() {
    assertEquals(FirstlightCommand.USAGE, run("models", "show", "../x"));
    assertTrue(err().contains("neither the folder of a package nor a model"), err());
  }

  @Test
  void models_fetch_ofAnUnknownName_listsThoseThereAre() {
    assertEquals(FirstlightCommand.FAILED, run("models", "fetch", "resnet"));
    assertTrue(err().contains("mobilenetv2-12"), err());
  }

  @Test
  void models_fetch_fromAMirrorThatIsNone_isAUsageError() {
    assertEquals(
        FirstlightCommand.USAGE,
        run("models", "fetch", "vgg16-12", "--mirror", "ftp://example.com/"));
    assertTrue(err().contains("must begin with https:"), err());
  }

  @Test
  void models_import_makesAPackageThatListShowAndCompareFind() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("tiny")).resolve("model.onnx");
    int code =
        run(
            "models",
            "import",
            model.toString(),
            "--task",
            "image-classification",
            "--scale",
            "1/255",
            "--name",
            "mine",
            "--mean",
            "0.5",
            "--version",
            "2",
            "--std",
            "0.25,0.25,0.5",
            "--licence",
            "MIT");
    assertEquals(FirstlightCommand.OK, code, err());
    assertTrue(err().contains("guess: layout NCHW"), err());
    assertEquals(FirstlightCommand.OK, run("models", "list"));
    assertTrue(out().contains("mine                 import"), out());
    assertEquals(FirstlightCommand.OK, run("models", "show", "mine", "--verify"));
    assertTrue(out().contains("every file has its size and SHA-256"), out());
    assertEquals(
        "2",
        ModelFolder.of("mine", List.of(), folder.resolve("cache"), line -> {})
            .manifest()
            .version());
  }

  @Test
  void compare_withNamesThatAreNot_saysWhatThereIs() {
    assertEquals(FirstlightCommand.USAGE, run("compare", "--runtime", "onnx,onnx"));
    assertTrue(err().contains("serving runtime \"onnx\" is named twice"), err());
    assertEquals(FirstlightCommand.USAGE, run("compare", "--runtime", "onnx,,pytorch"));
    assertTrue(err().contains("there are onnx, tensorflow, pytorch, djl:ENGINE"), err());
    assertEquals(FirstlightCommand.USAGE, run("compare", "--store", "azure"));
    assertTrue(err().contains("there are file, image, http, s3, gcs"), err());
  }

  @Test
  void models_import_withoutWhatItMustKnow_asksWithACommandLine() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("tiny")).resolve("model.onnx");
    assertEquals(
        FirstlightCommand.FAILED,
        run("models", "import", model.toString(), "--name", "m", "--task", "image-embedding"));
    assertTrue(err().contains("--task image-embedding --scale 1/255"), err());
    assertFalse(Files.exists(folder.resolve("cache/models/m")));
  }

  @Test
  void models_import_underANameThatIsAPath_isAUsageError() {
    assertEquals(
        FirstlightCommand.USAGE, run("models", "import", "net.onnx", "--name", "../../etc"));
    assertTrue(err().contains("must be 1 to 128 letters"), err());
  }

  @Test
  void compare_ofAModelToFetch_saysHow() {
    assertEquals(FirstlightCommand.USAGE, run("compare", "--model", "vgg16-12"));
    assertTrue(err().contains("firstlight models fetch vgg16-12 brings it"), err());
  }

  @Test
  void models_build_ofAnUnknownName_fails() {
    assertEquals(FirstlightCommand.FAILED, run("models", "build", "resnet"));
    assertTrue(err().contains("mobilenet"), err());
  }

  @Test
  void report_ofAFolderWithoutRecords_isAUsageError() {
    assertEquals(FirstlightCommand.USAGE, run("report", "."));
    assertTrue(err().contains("no records.jsonl"), err());
  }

  @Test
  void report_ofARun_printsTheTableAndWritesTheFiles() throws IOException {
    writeRun();
    assertEquals(FirstlightCommand.OK, run("report", "run"));
    assertTrue(out().contains("end to end"), out());
    assertTrue(out().trim().endsWith("report.html"), out());
    assertTrue(Files.size(folder.resolve("run/report.html")) > 100_000);
    assertTrue(Files.exists(folder.resolve("run/summary.json")));
  }

  @Test
  void report_asJson_printsTheSummaryAndNothingElse() throws IOException {
    writeRun();
    assertEquals(FirstlightCommand.OK, run("report", "--json", "run"));
    assertEquals(Files.readString(folder.resolve("run/summary.json")), out());
    assertTrue(JsonNode.read(out.toByteArray()).get("verdict").get("valid").asBoolean());
  }

  @Test
  void report_ofADamagedRecord_namesTheLineWithoutAStackTrace() throws IOException {
    writeRun();
    Files.writeString(folder.resolve("run/records.jsonl"), "{\"schema\":1}\n");
    assertEquals(FirstlightCommand.FAILED, run("report", "run"));
    assertTrue(err().contains("records.jsonl, line 1: schema must be a string"), err());
    assertFalse(err().contains("\tat "), err());
  }

  @Test
  void push_toAFolder_putsThePackageThereOnce() throws IOException {
    TinyModels.classifier(folder.resolve("tiny"));
    assertEquals(FirstlightCommand.OK, run("push", "tiny", "there/tiny"), err());
    assertTrue(out().contains("is now in"), out());
    assertTrue(Files.exists(folder.resolve("there/tiny/model.json")));
    assertEquals(FirstlightCommand.OK, run("push", "tiny", "there/tiny"), err());
    assertTrue(out().contains("is already in"), out());
  }

  @Test
  void push_overADifferentPackage_failsUntilItMayReplace() throws IOException {
    TinyModels.classifier(folder.resolve("tiny"));
    TinyModels.embedder(folder.resolve("other"));
    assertEquals(FirstlightCommand.OK, run("push", "tiny", "there"), err());
    assertEquals(FirstlightCommand.FAILED, run("push", "other", "there"));
    assertTrue(err().contains("--replace"), err());
    assertEquals(FirstlightCommand.OK, run("push", "--replace", "other", "there"), err());
  }

  @Test
  void push_toAnUnknownScheme_isAUsageError() throws IOException {
    assertEquals(FirstlightCommand.USAGE, run("push", "mobilenet", "ftp://host/model"));
    assertTrue(err().contains("s3://bucket/prefix"), err());
  }

  @Test
  void push_withAnEndpointThatIsNone_saysWhatOneIs() throws IOException {
    assertEquals(
        FirstlightCommand.FAILED, run("push", "--endpoint", "here", "mobilenet", "s3://b-b/m"));
    assertTrue(err().contains("http://localhost:9000"), err());
  }

  private void writeRun() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/plan.json"), PlanJson.write(Runs.PLAN));
    try (RecordLog log = RecordLog.create(folder.resolve("run/records.jsonl"))) {
      Runs.valid().forEach(log::write);
    }
  }

  private int run(String... arguments) {
    return Commands.run(folder, folder, out, err, arguments);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
