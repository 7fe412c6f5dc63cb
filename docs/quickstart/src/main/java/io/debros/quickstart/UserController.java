package io.debros.quickstart;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Page;
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

/** {@code /users}: create, find, page, update, delete. */
@RestController
@RequestMapping("/users")
@Transactional
class UserController {
  private final UserRepository users;
  private final PostRepository posts;

  UserController(UserRepository users, PostRepository posts) {
    this.users = users;
    this.posts = posts;
  }

  @GetMapping
  @Transactional(readOnly = true)
  public PagedModel<UserView> find(
      @RequestParam @Nullable Boolean active, @RequestParam @Nullable String name, Pageable page) {
    return new PagedModel<>(page(active, name, page).map(UserView::of));
  }

  @GetMapping("/{id}")
  @Transactional(readOnly = true)
  public UserView get(@PathVariable String id) {
    return UserView.of(user(id));
  }

  @GetMapping("/{id}/posts")
  @Transactional(readOnly = true)
  public List<PostView> posts(@PathVariable String id) {
    user(id);
    return posts.findByAuthorIdOrderByCreatedAtDesc(id).stream().map(PostView::of).toList();
  }

  @PostMapping
  public ResponseEntity<UserView> create(@Valid @RequestBody UserForm form) {
    User user = users.save(new User(form.username(), form.email(), form.isActive()));
    return ResponseEntity.created(URI.create("/users/" + user.getId())).body(UserView.of(user));
  }

  @PutMapping("/{id}")
  public UserView update(@PathVariable String id, @Valid @RequestBody UserForm form) {
    User user = user(id);
    user.setUsername(form.username());
    user.setEmail(form.email());
    user.setActive(form.isActive());
    return UserView.of(user);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  public void delete(@PathVariable String id) {
    User user = user(id);
    posts.deleteAll(posts.findByAuthorIdOrderByCreatedAtDesc(id));
    users.delete(user);
  }

  private Page<User> page(@Nullable Boolean active, @Nullable String name, Pageable page) {
    if (name != null) {
      return users.findByUsernameStartingWith(name, page);
    }
    return active != null ? users.findByIsActive(active, page) : users.findAll(page);
  }

  private User user(String id) {
    return users
        .findById(id)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No user " + id));
  }

  /**
   * What a client sends.
   *
   * @param active null for true
   */
  record UserForm(
      @NotBlank String username, @Email @Nullable String email, @Nullable Boolean active) {
    boolean isActive() {
      return active == null || active;
    }
  }

  /** What a client gets. */
  record UserView(@Nullable String id, String username, @Nullable String email, boolean active) {
    static UserView of(User user) {
      return new UserView(user.getId(), user.getUsername(), user.getEmail(), user.isActive());
    }
  }
}
