package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.library.LibraryApplication;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The application of the tutorial prints what the tutorial says. */
@ExtendWith(OutputCaptureExtension.class)
class TutorialTest {
  private static final Path PAGE = Path.of("..", "docs", "tutorial", "first-application.md");
  private static final String FIRST =
      """
      Put three books on the shelf
      - Dracula by Bram Stoker
      - Emma by Jane Austen
      - Frankenstein by Mary Shelley
      """;
  private static final String LENT =
      """
      - Dracula by Bram Stoker
      - Frankenstein by Mary Shelley
      """;
  private static final String PLAN =
      """
      merge title
        index Book.isLent = false, title
      """;

  @TempDir private Path directory;

  @Test
  void library_startedThreeTimes_printsWhatTheTutorialSays(CapturedOutput output) throws Exception {
    int first = run(output, 0);
    assertThat(output.getOut()).contains(FIRST + PLAN);

    int second = run(output, first, "Emma");
    assertThat(output.getOut().substring(first)).contains(LENT + PLAN).doesNotContain("Put three");

    run(output, second);
    assertThat(output.getOut().substring(second)).contains(LENT + PLAN);
    assertThat(Files.readString(PAGE)).contains(FIRST, LENT, PLAN);
  }

  private int run(CapturedOutput output, int from, String... arguments) {
    new SpringApplicationBuilder(LibraryApplication.class)
        .web(WebApplicationType.NONE)
        .properties("debros.directory=" + directory, "spring.main.banner-mode=off")
        .run(arguments)
        .close();
    assertThat(output.getOut().length()).isGreaterThan(from);
    return output.getOut().length();
  }
}
