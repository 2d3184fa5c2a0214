package dev.sleeper.engine.simulation;

import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.StoreOperation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A fault that one process meets again and again on one recovery path, so that it is not left to chance whether faults
/// come where the engine seldom is. It is spent after a few times: the process is to get on.
final class Aim {
    private static final int SHOTS = 4;
    /// What leads there is tried once: a stall is long.
    private static final int LEADING_SHOTS = 1;
    /// As often as its weight says, each path and fault.
    private static final List<Target> TARGETS = Arrays.stream(RecoveryPath.values())
            .flatMap(path -> Arrays.stream(Fault.values())
                    .filter(fault -> fault != Fault.NONE)
                    .flatMap(fault ->
                            Collections.nCopies(path.weight(fault), new Target(path, fault, fault::appliesTo))
                                    .stream()))
            .toList();

    private final Target target;
    private int shots;

    private Aim(Target target, int shots) {
        this.target = target;
        this.shots = shots;
    }

    private record Target(RecoveryPath path, Fault fault, Predicate<StoreOperation> operation) {
        static Target at(RecoveryPath path, Fault fault, StoreOperation operation) {
            return new Target(path, fault, operation::equals);
        }
    }

    /// What a process aims at: some targets, and what has to go wrong for the engine to come there.
    static List<Aim> draw(Random random, int count) {
        List<Aim> aims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Target target = TARGETS.get(random.nextInt(TARGETS.size()));
            aims.add(new Aim(target, SHOTS));
            leadingTo(target.path).forEach(lead -> aims.add(new Aim(lead, LEADING_SHOTS)));
        }
        return aims;
    }

    private static Stream<Target> leadingTo(RecoveryPath path) {
        return switch (path) {
            case LEASE_TAKEN_OVER, LEASE_RENEWED ->
                Stream.of(Target.at(RecoveryPath.COMPACTED, Fault.STALL_BEFORE, StoreOperation.OPEN));
            case QUERY_PLANNED_AGAIN ->
                Stream.of(Target.at(RecoveryPath.QUERIED, Fault.STALL_BEFORE, StoreOperation.OPEN));
            case COMMIT_RETRIED -> Stream.of(Target.at(RecoveryPath.ENTRY_PUT, Fault.DOUBLED, StoreOperation.PUT));
            default -> Stream.empty();
        };
    }

    boolean mayMeet(StoreOperation operation) {
        return shots > 0 && target.operation.test(operation);
    }

    boolean isAt(RecoveryPath path) {
        return target.path == path;
    }

    /// Lets it happen once.
    Fault shoot() {
        shots--;
        return target.fault;
    }
}
