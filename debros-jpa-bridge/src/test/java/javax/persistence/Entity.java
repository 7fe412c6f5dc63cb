package javax.persistence;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands for the annotation of the time before Jakarta, which is on no class path here. */
@Retention(RetentionPolicy.RUNTIME)
public @interface Entity {}
