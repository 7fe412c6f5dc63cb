package io.debros.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.docs.ArticleRepository.Summary;
import io.debros.jpa.query.model.Expression.Literal;
import io.debros.jpa.query.model.Expression.Path;
import io.debros.jpa.query.model.Order;
import io.debros.jpa.query.model.Predicate.Comparison;
import io.debros.jpa.query.model.Predicate.Like;
import io.debros.jpa.query.model.Predicate.Operator;
import io.debros.jpa.query.model.Query;
import io.debros.spring.operations.DebrosOperations;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityNotFoundException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.Example;
import org.springframework.data.domain.ExampleMatcher;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Slice;
import org.springframework.data.domain.Sort;
import org.springframework.orm.jpa.JpaSystemException;
import org.springframework.transaction.support.TransactionTemplate;

/** The code of the reference pages does what they say. */
class ReferenceTest {
  private static ConfigurableApplicationContext context;
  private static ArticleRepository articles;
  private static DebrosOperations operations;
  private static TransactionTemplate transactions;

  @SpringBootApplication
  static class Docs {}

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Docs.class)
            .web(WebApplicationType.NONE)
            .properties("debros.store.type=memory", "spring.main.banner-mode=off")
            .run();
    articles = context.getBean(ArticleRepository.class);
    operations = context.getBean(DebrosOperations.class);
    transactions = context.getBean(TransactionTemplate.class);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @BeforeEach
  void fill() {
    articles.deleteAll();
    Article comet = new Article("Comet seen", "science", 900);
    comet.setPublished(LocalDate.of(2026, 3, 1));
    comet.setPrice(new Price(new BigDecimal("1.50"), Currency.getInstance("EUR")));
    comet.getTags().add("sky");
    articles.save(comet);
    articles.save(new Article("cometary tails", "science", 300));
    articles.save(new Article("Bread prices", "economy", 500));
  }

  @Test
  void repository_derivedMethods_findWhatTheySay() {
    assertThat(articles.findBySectionAndWordsGreaterThan("science", 500))
        .extracting(Article::getHeadline)
        .containsExactly("Comet seen");
    assertThat(articles.findFirstBySectionOrderByPublishedDesc("science").orElseThrow().getPrice())
        .isEqualTo(new Price(new BigDecimal("1.50"), Currency.getInstance("EUR")));
    assertThat(articles.findBySectionOrderByHeadline("science"))
        .containsExactly(new Summary("Comet seen", 900), new Summary("cometary tails", 300));
    assertThat(articles.findByState(Article.State.DRAFT, Summary.class)).hasSize(3);
    assertThat(articles.countBySection("science")).isEqualTo(2);
    assertThat(articles.existsByHeadline("Bread prices")).isTrue();
    assertThat(articles.deleteBySection("economy")).isOne();
  }

  @Test
  void repository_page_isSlicedAndStreamed() {
    Slice<Article> slice =
        articles.findByTagsContaining("sky", PageRequest.of(0, 10, Sort.by("words").descending()));
    assertThat(slice.getContent()).hasSize(1);

    List<String> found =
        transactions.execute(
            status -> {
              try (var stream = articles.findByHeadlineStartingWithIgnoreCase("COMET")) {
                return stream.map(Article::getHeadline).sorted().toList();
              }
            });
    assertThat(found).containsExactly("Comet seen", "cometary tails");
  }

  @Test
  void queryByExample_probe_findsRowsLikeIt() {
    Article probe = new Article("comet", "science", 0);
    ExampleMatcher matcher =
        ExampleMatcher.matching()
            .withIgnorePaths("words", "version", "state")
            .withMatcher("headline", match -> match.startsWith().ignoreCase());

    List<Article> found = articles.findAll(Example.of(probe, matcher), Sort.by("words"));

    assertThat(found).extracting(Article::getWords).containsExactly(300, 900);
  }

  @Test
  void explain_equalityAndOrderOfADeclaredIndex_readsItInOrder() {
    Query latest =
        Query.of(Article.class)
            .withWhere(new Comparison(Path.of("section"), Operator.EQUAL, new Literal("science")))
            .withOrders(List.of(Order.descending(Path.of("published"))))
            .withPage(0, 10);

    String plan = operations.explain(latest);

    assertThat(plan)
        .isEqualTo(
            """
            page offset 0 limit 10
              merge published desc
                index Article.section = 'science', published desc
            """);
  }

  @Test
  void save_valueThatIsTaken_isADuplicateKey() {
    Article copy = new Article("Comet seen", "science", 1);

    assertThatThrownBy(() -> articles.save(copy))
        .isInstanceOf(DuplicateKeyException.class)
        .hasRootCauseInstanceOf(EntityExistsException.class)
        .rootCause()
        .hasMessageContaining("Unique value is taken by another row {entity=Article, id=")
        .hasMessageContaining("attributes=[headline]}. Choose another value.");
  }

  @Test
  void explain_textInTheMiddle_scans() {
    Query found =
        Query.of(Article.class)
            .withWhere(new Like(Path.of("headline"), new Literal("%met%"), null));

    assertThat(operations.explain(found))
        .isEqualTo(
            """
            filter headline like '%met%'
              scan Article
            """);
    assertThat(operations.count(found)).isEqualTo(2);
  }

  @Test
  void save_nullWhereTheColumnForbidsIt_isASystemException() {
    Article nowhere = new Article("Nowhere", null, 1);

    assertThatThrownBy(() -> articles.save(nowhere))
        .isInstanceOf(JpaSystemException.class)
        .hasMessageContaining("Attribute must not be null {entity=Article, id=");
  }

  @Test
  void reference_rowThatDoesNotExist_saysSoItself() {
    UUID unknown = UUID.fromString("00000000-0000-7000-8000-000000000000");

    assertThatThrownBy(
            () -> transactions.execute(status -> articles.getReferenceById(unknown).getHeadline()))
        .isInstanceOf(EntityNotFoundException.class);
    assertThatThrownBy(() -> articles.findById(null))
        .isInstanceOf(InvalidDataAccessApiUsageException.class);
  }

  @Test
  void save_rowThatWasChangedMeanwhile_isAnOptimisticLockingFailure() {
    Article mine = articles.findFirstBySectionOrderByPublishedDesc("science").orElseThrow();
    Article theirs = articles.findById(mine.getId()).orElseThrow();
    theirs.setHeadline("Comet gone");
    articles.save(theirs);
    mine.setHeadline("Comet back");

    assertThatThrownBy(() -> articles.save(mine))
        .isInstanceOf(OptimisticLockingFailureException.class);
  }
}
