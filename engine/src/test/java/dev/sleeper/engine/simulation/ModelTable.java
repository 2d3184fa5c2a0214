package dev.sleeper.engine.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What must be in a table, and under which names it may be found.
final class ModelTable {
    /// More than one while a rename goes on, or when its outcome is unknown.
    private final TreeSet<String> names = new TreeSet<>();
    private final List<ModelJob> jobs = new ArrayList<>();
    private boolean certain;
    private int drops;

    ModelTable(String name) {
        names.add(name);
    }

    Set<String> names() {
        return names;
    }

    List<ModelJob> jobs() {
        return jobs;
    }

    /// It is there, as its maker was told.
    void made() {
        certain = true;
    }

    /// Somebody has begun to drop it.
    void doom() {
        drops++;
    }

    /// Who has begun to drop it was told that nothing came of it.
    void spared() {
        drops--;
    }

    /// Whether it must be found under one of its names.
    boolean mustBeSomewhere() {
        return certain && drops == 0;
    }

    /// How often somebody has begun to drop it.
    int drops() {
        return drops;
    }

    /// Whether the table must be found under a name.
    boolean mustBeFound(String name) {
        return certain && drops == 0 && names.equals(Set.of(name));
    }

    void renaming(String newName) {
        names.add(newName);
    }

    /// It does not, or no longer, bear this name.
    void lostName(String name) {
        names.remove(name);
    }
}
