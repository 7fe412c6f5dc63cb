package io.debros.spring.repository.query;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.debros.spring.model.Article;
import io.debros.spring.model.Role;
import io.debros.spring.model.User;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.data.annotation.QueryAnnotation;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.data.projection.SpelAwareProxyProjectionFactory;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.DefaultRepositoryMetadata;
import org.springframework.data.repository.core.support.PropertiesBasedNamedQueries;
import org.springframework.data.repository.query.QueryLookupStrategy;

/** What is refused when a repository is made, and what the message says. */
class QueryMethodRefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "findByNam | Query method names an unknown property {repository=Users,"
            + " method=findByNam(String), entity=User, property=nam}. Use name, the nearest known"
            + " property, or correct the name of the method.",
        "findByNameStartWith | Query method names an unknown property {repository=Users,"
            + " method=findByNameStartWith(String), entity=User, property=nameStartWith}. Use"
            + " StartsWith or isActive, the nearest known property, or correct the name of the method.",
        "findByAddressCitty | Query method names an unknown property {repository=Users,"
            + " method=findByAddressCitty(String), entity=Address, property=citty}. Use city, the"
            + " nearest known property, or correct the name of the method.",
        "findByAgeOrderByNme | Query method names an unknown property {repository=Users,"
            + " method=findByAgeOrderByNme(int), entity=User, property=nme}. Use name, the nearest"
            + " known property, or correct the name of the method.",
        "findByNameRegex | Keyword is not supported {repository=Users,"
            + " method=findByNameRegex(String), entity=User, property=name, keyword=REGEX}. Use"
            + " Like, Containing or another keyword.",
        "findByNameExists | Keyword is not supported {repository=Users,"
            + " method=findByNameExists(), entity=User, property=name, keyword=EXISTS}. Use Like,"
            + " Containing or another keyword.",
        "findByTags | Keyword does not fit a collection {repository=Users,"
            + " method=findByTags(String), entity=User, property=tags, keyword=SIMPLE_PROPERTY}."
            + " Use Containing, NotContaining, IsEmpty or IsNotEmpty.",
        "findByNameIsEmpty | Keyword needs a collection {repository=Users,"
            + " method=findByNameIsEmpty(), entity=User, property=name, keyword=IS_EMPTY}. Use"
            + " IsNull, IsNotNull, or a comparison.",
        "findByAgeLike | Keyword needs text {repository=Users, method=findByAgeLike(String),"
            + " entity=User, property=age, keyword=LIKE}. Use Is, In, Between or a comparison.",
        "findByAgeIgnoreCase | IgnoreCase needs text {repository=Users,"
            + " method=findByAgeIgnoreCase(int), entity=User, property=age,"
            + " keyword=SIMPLE_PROPERTY}. Remove IgnoreCase, or use AllIgnoreCase.",
        "findByNameTrue | Keyword needs a boolean {repository=Users, method=findByNameTrue(),"
            + " entity=User, property=name, keyword=TRUE}. Use Is or another comparison.",
        "findByNameAndAge | Query method has the wrong number of parameters {repository=Users,"
            + " method=findByNameAndAge(String), needed=2, given=1}. Declare one parameter for each"
            + " value that the method's name asks for.",
        "findByName | Parameter does not fit its property {repository=Users,"
            + " method=findByName(int), entity=User, property=name, parameter=name, type=int}."
            + " Declare it as String.",
        "findByRoleIn | Parameter does not fit its property {repository=Users,"
            + " method=findByRoleIn(Role), entity=User, property=role, parameter=role,"
            + " type=io.debros.spring.model.Role}. Declare a collection, an array, or varargs.",
        "findByRoleNotIn | Parameter does not fit its property {repository=Users,"
            + " method=findByRoleNotIn(List), entity=User, property=role, parameter=roles,"
            + " type=java.util.List<java.lang.String>}. Declare it as Role.",
        "findByRole | Parameter does not fit its property {repository=Users,"
            + " method=findByRole(List), entity=User, property=role, parameter=roles,"
            + " type=java.util.List<io.debros.spring.model.Role>}. Declare one value, or use In.",
        "countByName | Return type does not fit the query {repository=Users,"
            + " method=countByName(String), type=User}. Return long or int.",
        "existsByName | Return type does not fit the query {repository=Users,"
            + " method=existsByName(String), type=long}. Return boolean.",
        "deleteByName | Return type does not fit the query {repository=Users,"
            + " method=deleteByName(String), type=User}. Return void, long, int, or a List of the"
            + " removed entities.",
        "readByName | Return type does not fit the query {repository=Users,"
            + " method=readByName(String), type=String}. Return the entity, a record or an"
            + " interface, alone or in a List, Optional, Stream, Streamable, Page or Slice.",
        "queryByName | Projection does not fit its entity {repository=Users,"
            + " method=queryByName(String), type=Wrong, property=nickname}. Use name, the nearest"
            + " known property, or remove it.",
        "findByAge | ScrollPosition and Window are not supported {repository=Users,"
            + " method=findByAge(int, ScrollPosition)}. Take a Pageable and return a Slice or a"
            + " Page.",
        "own | Annotation is not supported on a repository method {repository=Users,"
            + " method=own(), annotation=@Own}. Express the query in the method's name, or"
            + " implement it in a repository fragment with DebrosOperations.",
      })
  void method_unfit_isRefusedAtStart(String method, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve(QueryLookupStrategy.Key.CREATE_IF_NOT_FOUND, method, ""))
        .withMessage(message);
  }

  @Test
  void path_throughCollection_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DerivedQuery(QueryMethods.method(Shelves.class, "findByItemsTitle")))
        .withMessage(
            "Query method looks into the elements of a collection {repository=Shelves,"
                + " method=findByItemsTitle(String), entity=Shelf, property=items.title,"
                + " keyword=SIMPLE_PROPERTY}. Query the element's own repository.");
  }

  @Test
  void declaredQueries_strategy_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve(QueryLookupStrategy.Key.USE_DECLARED_QUERY, "findByEmail", ""))
        .withMessageStartingWith(
            "Declared and named queries are not supported {repository=Users,"
                + " method=findByEmail(String), query=User.findByEmail}.");
  }

  @Test
  void namedQuery_ofMethod_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                resolve(
                    QueryLookupStrategy.Key.CREATE_IF_NOT_FOUND, "findByEmail", "User.findByEmail"))
        .withMessageContaining("query=User.findByEmail");
  }

  private static void resolve(QueryLookupStrategy.Key key, String name, String namedQuery) {
    Properties named = new Properties();
    named.setProperty(namedQuery, "select u from User u");
    new DebrosQueryLookupStrategy(key, new FakeRunner(), null)
        .resolveQuery(
            Arrays.stream(Users.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow(),
            new DefaultRepositoryMetadata(Users.class),
            new SpelAwareProxyProjectionFactory(),
            new PropertiesBasedNamedQueries(named));
  }

  @QueryAnnotation
  @Retention(RetentionPolicy.RUNTIME)
  @interface Own {}

  record Wrong(String name, String nickname) {}

  interface Users extends Repository<User, String> {
    List<User> findByNam(String name);

    List<User> findByNameStartWith(String name);

    List<User> findByAddressCitty(String city);

    List<User> findByAgeOrderByNme(int age);

    List<User> findByNameRegex(String regex);

    List<User> findByNameExists();

    List<User> findByTags(String tag);

    List<User> findByNameIsEmpty();

    List<User> findByAgeLike(String age);

    List<User> findByAgeIgnoreCase(int age);

    List<User> findByNameTrue();

    List<User> findByNameAndAge(String name);

    List<User> findByName(int name);

    List<User> findByRoleIn(Role role);

    List<User> findByRoleNotIn(List<String> roles);

    List<User> findByRole(List<Role> roles);

    User countByName(String name);

    long existsByName(String name);

    User deleteByName(String name);

    List<String> readByName(String name);

    List<Wrong> queryByName(String name);

    Window<User> findByAge(int age, ScrollPosition position);

    List<User> findByEmail(String email);

    @Own
    List<User> own();
  }

  static class Shelf {
    List<Article> items = List.of();
  }

  interface Shelves extends Repository<Shelf, String> {
    List<Shelf> findByItemsTitle(String title);
  }
}
