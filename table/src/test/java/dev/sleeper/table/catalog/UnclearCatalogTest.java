package dev.sleeper.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.environment.SystemEnvironment;
import dev.sleeper.objectstore.Fault;
import dev.sleeper.objectstore.FaultyObjectStore;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.objectstore.StoreOperation;
import dev.sleeper.table.Tables;
import dev.sleeper.table.catalog.CatalogResult.Done;
import dev.sleeper.table.catalog.CatalogResult.Failed;
import dev.sleeper.table.catalog.CatalogResult.Unknown;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A store that gives no answer to one write, and cannot be read from then on.
class UnclearCatalogTest {
    private static final String ENTRIES = "/_delta_log/0000";
    private static final String NAMES = "names/";

    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final ObjectStore objects = new InMemoryObjectStore(clock);
    private final SystemEnvironment system = SystemEnvironment.open();
    private final Catalog catalog;
    private String faultyPath = "none";
    private Fault fault = Fault.LOST_ANSWER;
    private boolean unreadable;

    UnclearCatalogTest() {
        Environment real = system.environment();
        this.catalog = new Catalog(
                new FaultyObjectStore(objects, this::fault, clock, new Random(1)),
                new Environment(clock, real.random(), real.workers(), real.blocking(), real.background()),
                Tables.STATE_BYTES);
    }

    @AfterEach
    void stop() {
        system.close();
        objects.close();
    }

    private Fault fault(StoreOperation operation, String path, long number) {
        if (path.contains(faultyPath) && operation.isConditionalWrite()) {
            unreadable = true;
            return fault;
        }
        return unreadable && operation == StoreOperation.GET ? Fault.ERROR_BEFORE : Fault.NONE;
    }

    private void breakAt(String path, Fault how) {
        faultyPath = path;
        fault = how;
    }

    private void mend() {
        faultyPath = "none";
        unreadable = false;
    }

    private CatalogResult create(String name) {
        return catalog.create(name, Tables.NUMBERS, List.of(), Map.of());
    }

    @Test
    void aDropWhoseCommitGotNoAnswerIsUnknown() {
        create("numbers");
        breakAt(ENTRIES, Fault.LOST_ANSWER);

        CatalogResult dropped = catalog.drop("numbers");

        assertThat(dropped).isInstanceOfSatisfying(Unknown.class, unknown -> assertThat(unknown.reason())
                .contains("turned away"));
        mend();
        assertThat(catalog.list()).isEmpty();
    }

    @Test
    void aRenameWhoseCommitGotNoAnswerIsUnknown() {
        create("numbers");
        breakAt(ENTRIES, Fault.LOST_REQUEST);

        assertThat(catalog.rename("numbers", "figures")).isInstanceOf(Unknown.class);

        mend();
        assertThat(catalog.list()).containsOnlyKeys("numbers");
    }

    @Test
    void aTableWhoseNameGotNoAnswerMayHaveBeenMade() {
        breakAt(NAMES, Fault.LOST_ANSWER);

        assertThat(create("numbers")).isInstanceOf(Unknown.class);

        mend();
        assertThat(catalog.list()).containsOnlyKeys("numbers");
    }

    @Test
    void aTableWhoseFirstEntryGotNoAnswerIsKnownNotToHaveItsName() {
        breakAt(ENTRIES, Fault.LOST_ANSWER);

        assertThat(create("numbers")).isInstanceOf(Failed.class);

        mend();
        assertThat(catalog.list()).isEmpty();
        assertThat(create("numbers")).isInstanceOf(Done.class);
    }

    @Test
    void aDropIsDoneThoughTheNameCannotBeReleased() {
        create("numbers");
        breakAt(NAMES, Fault.ERROR_BEFORE);

        assertThat(catalog.drop("numbers")).isInstanceOf(Done.class);

        mend();
        assertThat(catalog.list()).isEmpty();
        assertThat(create("numbers")).isInstanceOf(Done.class);
    }
}
