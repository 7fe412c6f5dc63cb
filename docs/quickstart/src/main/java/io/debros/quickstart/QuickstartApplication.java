package io.debros.quickstart;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the application on port 8080; data lies in {@code ./data/debros}. */
@SpringBootApplication
public class QuickstartApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(QuickstartApplication.class, arguments);
  }
}
