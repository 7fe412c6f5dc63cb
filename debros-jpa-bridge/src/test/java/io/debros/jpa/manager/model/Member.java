package io.debros.jpa.manager.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;

@Entity
public class Member {
  @Id @GeneratedValue private String id;
  private String name;

  @ManyToOne(fetch = FetchType.LAZY)
  private Team team;

  public Member() {}

  public Member(String name, Team team) {
    this.name = name;
    this.team = team;
  }

  public String getId() {
    return id;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public Team getTeam() {
    return team;
  }

  public void setTeam(Team team) {
    this.team = team;
  }
}
