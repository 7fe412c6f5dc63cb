package io.debros.jpa.manager.model;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.util.ArrayList;
import java.util.List;

/** Cascades everything to its members and removes those that it lets go. */
@Entity
public class Team {
  @Id @GeneratedValue private String id;
  private String name;

  @OneToMany(mappedBy = "team", cascade = CascadeType.ALL, orphanRemoval = true)
  @OrderBy("name")
  private List<Member> members = new ArrayList<>();

  public Team() {}

  public Team(String name) {
    this.name = name;
  }

  public String getId() {
    return id;
  }

  public void setId(String id) {
    this.id = id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public List<Member> getMembers() {
    return members;
  }

  public void setMembers(List<Member> members) {
    this.members = members;
  }

  public Member add(String memberName) {
    Member member = new Member(memberName, this);
    members.add(member);
    return member;
  }
}
