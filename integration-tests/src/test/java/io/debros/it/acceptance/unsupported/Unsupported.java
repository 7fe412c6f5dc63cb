package io.debros.it.acceptance.unsupported;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** An application whose entity asks for what is not supported. */
@SpringBootApplication
public class Unsupported {}
