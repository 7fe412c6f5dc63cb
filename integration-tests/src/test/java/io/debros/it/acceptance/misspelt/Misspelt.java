package io.debros.it.acceptance.misspelt;

import io.debros.it.acceptance.shop.Item;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.persistence.autoconfigure.EntityScan;

/** An application whose repository asks for what its entity lacks. */
@SpringBootApplication
@EntityScan(basePackageClasses = Item.class)
public class Misspelt {}
