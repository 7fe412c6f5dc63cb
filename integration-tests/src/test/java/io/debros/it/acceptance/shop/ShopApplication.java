package io.debros.it.acceptance.shop;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Nothing but entity and repository. */
@SpringBootApplication
public class ShopApplication {}
