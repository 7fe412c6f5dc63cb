package io.debros.it.stories.blog;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Nothing but entities and repositories. */
@SpringBootApplication
public class BlogApplication {}
