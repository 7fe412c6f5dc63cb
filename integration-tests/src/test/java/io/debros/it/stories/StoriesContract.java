package io.debros.it.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.debros.it.stories.blog.Category;
import io.debros.it.stories.blog.Comment;
import io.debros.it.stories.blog.Post;
import io.debros.it.stories.blog.Post.State;
import io.debros.it.stories.blog.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import tools.jackson.databind.JsonNode;

/**
 * What people do with a blog on three nodes. After each story all nodes have the same entries and
 * show the same rows, the documents say what the repositories show, and an observer sees them. The
 * stories share the nodes; each writes rows of its own.
 */
abstract class StoriesContract extends Stage {
  @AfterEach
  void nodesAndObserver_afterEachStory_seeTheSame() {
    Map<String, DatabaseCopy> databases = agreed();

    assertThat(Shown.by(databases.values())).isEqualTo(Shown.by(blogs().get(1)));
  }

  @Test
  void usersAndCategories_ofOneNode_areFoundAtTheOthers() {
    BlogNode first = blogs().get(1);
    first.users().saveAll(List.of(new User("book-ada"), new User("book-charles")));
    first.categories().saveAll(List.of(new Category("book-engines"), new Category("book-moths")));

    blogs().everywhere("both users", node -> assertThat(active(node, "book-")).hasSize(2));
    blogs().everywhere("both categories", node -> category(node, "book-engines"));
    blogs().everywhere("both categories", node -> category(node, "book-moths"));
    assertThat(active(blogs().get(3), "book-")).containsExactly("book-ada", "book-charles");
    assertThatThrownBy(() -> blogs().get(2).users().save(new User("book-ada")))
        .isInstanceOf(DataIntegrityViolationException.class);

    BlogNode third = blogs().get(3);
    third.inTransaction(() -> user(third, "book-charles").setActive(false));

    blogs()
        .everywhere(
            "one is active", node -> assertThat(active(node, "book-")).containsExactly("book-ada"));
    assertThat(user(first, "book-charles").getVersion()).isOne();
  }

  @Test
  void postsAndComments_writtenAtOtherNodesThanTheirAuthors_areFoundAndLeadToEachOther() {
    write("moth", 5);
    BlogNode third = blogs().get(3);
    List<Post> posts = third.posts().findByAuthorUsernameOrderByTitle("moth-ada");
    third.comments().save(new Comment(posts.get(0), user(third, "moth-charles"), "moth-second"));
    third.comments().save(new Comment(posts.get(0), user(third, "moth-ada"), "moth-first"));

    String commented = posts.get(0).getId();
    blogs()
        .everywhere(
            "comments of the post",
            node -> assertThat(node.comments().findByPostIdOrderByText(commented)).hasSize(2));
    blogs().everywhere("relations", node -> node.inTransaction(() -> assertRelations(node)));
    blogs().everywhere("pages", StoriesContract::assertPages);
  }

  private static void assertRelations(BlogNode node) {
    Comment comment = node.comments().findByAuthorUsernameOrderByText("moth-charles").get(0);
    assertThat(comment.getPost().getTitle()).isEqualTo("moth-0");
    assertThat(comment.getPost().getAuthor().getUsername()).isEqualTo("moth-ada");
    assertThat(comment.getPost().getCategory().getName()).isEqualTo("moth");
    assertThat(comment.getPost().getComments())
        .extracting(Comment::getText)
        .containsExactly("moth-first", "moth-second");
    assertThat(comment.getPost().getComments().get(0).getAuthor())
        .isSameAs(comment.getPost().getAuthor());
  }

  private static void assertPages(BlogNode node) {
    Sort byTitle = Sort.by("title");
    Page<Post> first =
        node.posts()
            .findByCategoryNameAndState("moth", State.PUBLISHED, PageRequest.of(0, 2, byTitle));
    Page<Post> second =
        node.posts().findByCategoryNameAndState("moth", State.PUBLISHED, first.nextPageable());
    assertThat(first.getTotalElements()).isEqualTo(3);
    assertThat(first).extracting(Post::getTitle).containsExactly("moth-0", "moth-2");
    assertThat(second).extracting(Post::getTitle).containsExactly("moth-4");
    String ada = user(node, "moth-ada").getId();
    assertThat(node.posts().countByAuthorIdAndState(ada, State.DRAFT)).isEqualTo(2);
  }

  @Test
  void likes_atAllNodesAtOnce_areThree() {
    String liked = write("like", 1).get(0).getId();

    AtOnce.run(
        List.of(1, 2, 3),
        number -> {
          BlogNode node = blogs().get(number);
          node.inTransaction(() -> post(node, liked).like());
        });

    blogs().everywhere("likes", node -> assertThat(post(node, liked).getLikes()).isEqualTo(3));
    agreed();
    blogs().everywhere("no more", node -> assertThat(post(node, liked).getLikes()).isEqualTo(3));
    assertThat(post(blogs().get(1), liked).getVersion()).isZero();
    retitle(liked, "like, corrected");
    assertThat(document(liked).get("likes")).isEqualTo(likes(1, 2, 3));
  }

  /** A reader of OrbitDB sees the last document, with what its writer knew, until one is merged. */
  @Test
  void changes_madeApart_areMergedInRowsAndInTheNextDocument() {
    String changed = write("apart", 1).get(0).getId();
    agreed();
    blogs().stop(3);
    BlogNode first = blogs().get(1);
    BlogNode second = blogs().get(2);

    blogs().apart(3, third -> third.inTransaction(() -> retitledAndLiked(third, changed)));
    first.inTransaction(() -> post(first, changed).like());
    blogs().at(second, "a like", node -> assertThat(post(node, changed).getLikes()).isOne());
    second.inTransaction(() -> unpublishedAndLiked(second, changed));
    blogs().start(3);

    blogs().everywhere("likes", node -> assertThat(post(node, changed).getLikes()).isEqualTo(3));
    JsonNode last = document(changed);
    assertThat(last.get("likes")).isEqualTo(likes(1, 2));
    assertThat(last.get("title").asString()).isEqualTo("apart-0");
    assertThat(last.get("state").asString()).isEqualTo("DRAFT");
    assertThat(last.get("version").asInt()).isOne();
    Post merged = post(blogs().get(3), changed);
    assertThat(merged.getTitle()).isEqualTo("apart, corrected");
    assertThat(merged.getState()).isEqualTo(State.DRAFT);
    assertThat(merged.getVersion()).isEqualTo(2);

    retitle(changed, "apart, corrected again");
    JsonNode next = document(changed);
    assertThat(next.get("likes")).isEqualTo(likes(1, 2, 3));
    assertThat(next.get("state").asString()).isEqualTo("DRAFT");
    assertThat(next.get("version").asInt()).isEqualTo(3);
  }

  private static void retitledAndLiked(BlogNode node, String id) {
    Post post = post(node, id);
    post.setTitle("apart, corrected");
    post.like();
  }

  private static void unpublishedAndLiked(BlogNode node, String id) {
    Post post = post(node, id);
    post.unpublish();
    post.like();
  }

  @Test
  void draft_publishedAndUnpublishedAtOtherNodes_isSoEverywhere() {
    BlogNode first = blogs().get(1);
    write("draft", 1);
    String draft =
        first
            .posts()
            .save(new Post(user(first, "draft-ada"), category(first, "draft"), "draft-new"))
            .getId();
    awaitState(draft, State.DRAFT, 0);
    Post stale = post(first, draft);

    BlogNode second = blogs().get(2);
    second.inTransaction(() -> post(second, draft).publish(NOON));
    awaitState(draft, State.PUBLISHED, 1);
    blogs()
        .everywhere(
            "moment", node -> assertThat(post(node, draft).getPublishedAt()).isEqualTo(NOON));
    stale.setTitle("draft-too-late");
    assertThatThrownBy(() -> first.posts().save(stale))
        .isInstanceOf(OptimisticLockingFailureException.class);

    BlogNode third = blogs().get(3);
    third.inTransaction(() -> post(third, draft).unpublish());
    awaitState(draft, State.DRAFT, 2);
    blogs().everywhere("moment", node -> assertThat(post(node, draft).getPublishedAt()).isNull());
  }

  private void awaitState(String id, State state, int version) {
    blogs()
        .everywhere(
            "is " + state,
            node -> {
              Post post = node.posts().findById(id).orElse(null);
              assertThat(post).isNotNull();
              assertThat(post.getState()).isEqualTo(state);
              assertThat(post.getVersion()).isEqualTo(version);
            });
  }

  @Test
  void titleAndState_changedAtTwoNodesAtOnce_areBothChanged() {
    String changed = write("both", 2).get(1).getId();

    AtOnce.run(
        List.of(1, 3),
        number -> {
          BlogNode node = blogs().get(number);
          retried(
              node,
              () -> {
                Post post = post(node, changed);
                if (number == 1) {
                  post.setTitle("both, corrected");
                } else {
                  post.publish(NOON);
                }
              });
        });

    blogs()
        .everywhere(
            "title and state",
            node -> {
              assertThat(post(node, changed).getTitle()).isEqualTo("both, corrected");
              assertThat(post(node, changed).getState()).isEqualTo(State.PUBLISHED);
              assertThat(post(node, changed).getVersion()).isEqualTo(2);
            });
    retitle(changed, "both, corrected again");
  }

  /** As an application does whose row another one has just changed. */
  private static void retried(BlogNode node, Runnable change) {
    try {
      node.inTransaction(change);
    } catch (OptimisticLockingFailureException e) {
      node.inTransaction(change);
    }
  }

  @Test
  void posts_sevenAtEachNodeAtOnce_areTwentyOneMoreEverywhere() {
    String first = write("many", 1).get(0).getId();
    long before = blogs().get(1).posts().count();
    List<Integer> writers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      writers.addAll(List.of(1, 2, 3));
    }

    List<String> created =
        AtOnce.call(
            writers,
            number -> {
              BlogNode node = blogs().get(number);
              String author = List.of("many-ada", "many-charles").get(number % 2);
              Post post = new Post(user(node, author), category(node, "many"), "many at once");
              return node.posts().save(post.publish(NOON)).getId();
            });

    Set<String> all = new TreeSet<>(created);
    assertThat(all).hasSize(21);
    all.add(first);
    blogs().everywhere("21 more", node -> assertThat(node.posts().count()).isEqualTo(before + 21));
    blogs()
        .everywhere(
            "the same 21",
            node -> {
              List<String> found = new ArrayList<>();
              Page<Post> page;
              int number = 0;
              do {
                PageRequest next = PageRequest.of(number++, 4);
                page = node.posts().findByCategoryNameAndState("many", State.PUBLISHED, next);
                page.map(Post::getId).forEach(found::add);
              } while (page.hasNext());
              assertThat(found).containsExactlyInAnyOrderElementsOf(all);
            });
  }

  @Test
  void rows_removedAtOneNode_areGoneAtTheOthers() {
    List<Post> posts = write("gone", 2);
    BlogNode second = blogs().get(2);
    User charles = user(second, "gone-charles");
    String post = posts.get(0).getId();
    for (String text : List.of("gone-1", "gone-2", "gone-3")) {
      second.comments().save(new Comment(posts.get(0), charles, text));
    }
    blogs()
        .everywhere(
            "comments",
            node -> assertThat(node.comments().findByPostIdOrderByText(post)).hasSize(3));

    assertThat(blogs().get(3).comments().deleteByPostId(post)).isEqualTo(3);
    blogs().get(1).posts().deleteById(post);

    blogs()
        .everywhere(
            "no comments",
            node -> assertThat(node.comments().findByPostIdOrderByText(post)).isEmpty());
    blogs().everywhere("no post", node -> assertThat(node.posts().existsById(post)).isFalse());
    blogs()
        .everywhere(
            "the other post",
            node ->
                assertThat(node.posts().findByAuthorUsernameOrderByTitle("gone-ada")).hasSize(1));
    assertThat(Shown.by(agreed().values())).doesNotContainKey("Post " + post);
  }

  @Test
  void node_stoppedWhileOthersWrite_catchesUpFromItsDirectory() {
    List<Post> posts = write("away", 3);
    BlogNode third = blogs().get(3);
    third.comments().save(new Comment(posts.get(1), user(third, "away-ada"), "away-before"));
    agreed();

    blogs().stop(3);
    BlogNode first = blogs().get(1);
    BlogNode second = blogs().get(2);
    write("meanwhile", 4);
    first.inTransaction(() -> post(first, posts.get(1).getId()).like());
    second.inTransaction(() -> post(second, posts.get(1).getId()).publish(NOON));
    second.posts().deleteById(posts.get(0).getId());
    agreed();
    blogs().start(3);

    BlogNode again = blogs().get(3);
    blogs()
        .at(
            again,
            "posts of a new owner",
            node ->
                assertThat(node.posts().findByAuthorUsernameOrderByTitle("meanwhile-ada"))
                    .hasSize(4));
    agreed();
    assertThat(again.posts().existsById(posts.get(0).getId())).isFalse();
    assertThat(post(again, posts.get(1).getId()).getLikes()).isOne();
    assertThat(post(again, posts.get(1).getId()).getState()).isEqualTo(State.PUBLISHED);
    assertThat(again.comments().findByPostIdOrderByText(posts.get(1).getId())).hasSize(1);
    again.inTransaction(() -> post(again, posts.get(1).getId()).like());
    blogs()
        .everywhere(
            "both likes",
            node -> assertThat(post(node, posts.get(1).getId()).getLikes()).isEqualTo(2));
  }
}
