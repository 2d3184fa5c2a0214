package dev.sleeper.engine.scan;

import dev.sleeper.row.Column;
import dev.sleeper.row.RowBatch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/// Rows that fulfil all conditions of any of many lists, each of which begins with a range of the same field. Which
/// lists may want a row is found by halving, so that a row costs little more for a thousand of them than for one.
/// Immutable and thread-safe.
final class AnyOfCondition implements FieldCondition {
    private final String field;
    /// By the beginnings of the ranges, ascending.
    private final List<Choice> choices;
    /// For each choice, the range that reaches highest of it and those before it.
    private final List<RangeCondition> highest = new ArrayList<>();
    private final boolean rangesOnly;

    private record Choice(RangeCondition range, List<FieldCondition> rest) {}

    /// @param choices one or more; each begins with a [RangeCondition] of the same field
    AnyOfCondition(List<List<FieldCondition>> choices) {
        this.choices = choices.stream()
                .map(each -> new Choice((RangeCondition) each.getFirst(), List.copyOf(each.subList(1, each.size()))))
                .sorted(Comparator.comparing(Choice::range, RangeCondition::compareMin))
                .toList();
        this.field = this.choices.getFirst().range.field();
        this.rangesOnly = this.choices.stream().allMatch(choice -> choice.rest.isEmpty());
        for (Choice choice : this.choices) {
            boolean lower = !highest.isEmpty() && choice.range.compareMax(highest.getLast()) < 0;
            highest.add(lower ? highest.getLast() : choice.range);
        }
    }

    @Override
    public String field() {
        return field;
    }

    @Override
    public IntPredicate on(RowBatch batch) {
        Column values = batch.column(field);
        if (rangesOnly) {
            return row -> mayAccept(values, values, row);
        }
        List<List<IntPredicate>> rests = choices.stream()
                .map(choice -> choice.rest.stream()
                        .map(condition -> condition.on(batch))
                        .toList())
                .toList();
        return row -> {
            for (int i = begunBy(values, row) - 1; i >= 0 && highest.get(i).reachesMax(values, row); i--) {
                if (choices.get(i).range.reachesMax(values, row)
                        && rests.get(i).stream().allMatch(rest -> rest.test(row))) {
                    return true;
                }
            }
            return false;
        };
    }

    @Override
    public boolean mayAccept(Column mins, Column maxes, int row) {
        int begun = begunBy(maxes, row);
        return begun > 0 && highest.get(begun - 1).reachesMax(mins, row);
    }

    /// How many ranges begin at or below a value.
    private int begunBy(Column values, int row) {
        int from = 0;
        int to = choices.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (choices.get(middle).range.reachesMin(values, row)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
