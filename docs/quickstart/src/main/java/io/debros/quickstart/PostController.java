package io.debros.quickstart;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Pageable;
import org.springframework.data.web.PagedModel;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** {@code /posts}: create, find, page, update, delete. */
@RestController
@RequestMapping("/posts")
@Transactional
class PostController {
  private final PostRepository posts;
  private final UserRepository users;
  private final Clock clock;

  PostController(PostRepository posts, UserRepository users, Clock clock) {
    this.posts = posts;
    this.users = users;
    this.clock = clock;
  }

  @GetMapping
  @Transactional(readOnly = true)
  public PagedModel<PostView> find(@RequestParam @Nullable String tag, Pageable page) {
    return new PagedModel<>(
        (tag == null ? posts.findAll(page) : posts.findByTagsContaining(tag, page))
            .map(PostView::of));
  }

  @GetMapping("/{id}")
  @Transactional(readOnly = true)
  public PostView get(@PathVariable String id) {
    return PostView.of(post(id));
  }

  @PostMapping
  public ResponseEntity<PostView> create(@Valid @RequestBody NewPost form) {
    User author =
        users
            .findById(form.authorId())
            .orElseThrow(
                () ->
                    new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "No user " + form.authorId()));
    Post post =
        posts.save(new Post(author, form.title(), form.text(), form.tagList(), clock.instant()));
    return ResponseEntity.created(URI.create("/posts/" + post.getId())).body(PostView.of(post));
  }

  @PutMapping("/{id}")
  public PostView update(@PathVariable String id, @Valid @RequestBody PostChange change) {
    Post post = post(id);
    post.setTitle(change.title());
    post.setText(change.text());
    return PostView.of(post);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  public void delete(@PathVariable String id) {
    posts.delete(post(id));
  }

  private Post post(String id) {
    return posts
        .findById(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No post " + id));
  }

  /**
   * What a client sends for a new post.
   *
   * @param tags null for none
   */
  record NewPost(
      @NotBlank String authorId,
      @NotBlank @Size(max = 120) String title,
      @NotBlank String text,
      @Nullable List<String> tags) {
    List<String> tagList() {
      return tags == null ? List.of() : tags;
    }
  }

  /** What a client sends for a changed post. */
  record PostChange(@NotBlank @Size(max = 120) String title, @NotBlank String text) {}
}
