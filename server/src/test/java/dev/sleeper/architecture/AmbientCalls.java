package dev.sleeper.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.function.Predicate;

/// Calls that reach past what a class was given: the machine's clock, randomness, and threads. Code that makes none can
/// be run by a seeded simulator, and its tests need no sleeps.
final class AmbientCalls extends ArchCondition<JavaClass> {
    private static final String CLOCK = "take the time from Environment.clock()";
    private static final String RANDOM =
            "take randomness from Environment.random() and ids from Environment.randomId()";
    private static final String THREADS = "run it on Environment.workers() or Environment.blocking()";
    private static final String CONSTRUCTOR = "<init>";

    private static final List<Ban> BANS = List.of(
            new Ban(call -> call.owner().startsWith("java.time.") && call.named("now"), CLOCK),
            new Ban(call -> call.on("java.time.Clock") && call.name().startsWith("system"), CLOCK),
            new Ban(call -> call.on("java.lang.System") && call.named("nanoTime", "currentTimeMillis"), CLOCK),
            new Ban(call -> call.on("java.util.Date") && call.named(CONSTRUCTOR) && call.hasNoParameters(), CLOCK),
            new Ban(
                    call -> call.on("java.lang.Thread") && call.named("sleep"),
                    "wait with Environment.clock().pause()"),
            new Ban(call -> call.on("java.util.concurrent.TimeUnit") && call.named("sleep"), CLOCK),
            new Ban(call -> call.on("java.util.concurrent.ThreadLocalRandom"), RANDOM),
            new Ban(call -> call.on("java.util.UUID") && call.named("randomUUID"), RANDOM),
            new Ban(call -> call.on("java.lang.Math", "java.lang.StrictMath") && call.named("random"), RANDOM),
            new Ban(call -> call.on("java.util.random.RandomGenerator") && call.named("of", "getDefault"), RANDOM),
            new Ban(
                    call -> call.on("java.util.Random", "java.util.SplittableRandom", "java.security.SecureRandom")
                            && call.named(CONSTRUCTOR),
                    RANDOM),
            new Ban(
                    call -> call.on("java.lang.Thread")
                            && call.named(CONSTRUCTOR, "ofVirtual", "ofPlatform", "startVirtualThread"),
                    THREADS),
            new Ban(call -> call.on("java.util.concurrent.Executors"), THREADS),
            new Ban(
                    call -> call.on(
                                    "java.util.concurrent.ThreadPoolExecutor",
                                    "java.util.concurrent.ScheduledThreadPoolExecutor",
                                    "java.util.Timer")
                            && call.named(CONSTRUCTOR),
                    THREADS),
            new Ban(
                    call -> call.on("java.util.concurrent.ForkJoinPool") && call.named(CONSTRUCTOR, "commonPool"),
                    THREADS),
            new Ban(
                    call -> call.on("java.util.concurrent.CompletableFuture")
                            && call.name().endsWith("Async")
                            && call.takesNo("java.util.concurrent.Executor"),
                    "name the executor, Environment.workers() or Environment.blocking(), as the last argument"),
            new Ban(
                    call -> call.on("java.util.concurrent.CompletableFuture")
                            && call.named("orTimeout", "completeOnTimeout", "delayedExecutor"),
                    CLOCK),
            new Ban(call -> call.owner().startsWith("java.util.") && call.named("parallel", "parallelStream"), THREADS),
            new Ban(call -> call.on("java.util.Arrays") && call.name().startsWith("parallel"), THREADS));

    AmbientCalls() {
        super("reach for the machine's clock, randomness or threads");
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
        for (JavaAccess<?> access : item.getAccessesFromSelf()) {
            if (access.getTarget() instanceof CodeUnitAccessTarget target) {
                Call call = new Call(target);
                BANS.stream()
                        .filter(ban -> ban.call().test(call))
                        .forEach(ban -> events.add(SimpleConditionEvent.satisfied(
                                item, access.getDescription() + ": " + ban.replacement())));
            }
        }
    }

    /// @param call        what is banned
    /// @param replacement what to do in its place
    private record Ban(Predicate<Call> call, String replacement) {}

    private record Call(CodeUnitAccessTarget target) {
        String owner() {
            return target.getOwner().getName();
        }

        String name() {
            return target.getName();
        }

        boolean on(String... owners) {
            return List.of(owners).contains(owner());
        }

        boolean named(String... names) {
            return List.of(names).contains(name());
        }

        boolean hasNoParameters() {
            return target.getRawParameterTypes().isEmpty();
        }

        boolean takesNo(String type) {
            return target.getRawParameterTypes().stream()
                    .noneMatch(parameter -> parameter.getName().equals(type));
        }
    }
}
