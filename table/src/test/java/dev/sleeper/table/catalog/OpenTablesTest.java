package dev.sleeper.table.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sleeper.environment.Environment;
import dev.sleeper.environment.ManualTimekeeper;
import dev.sleeper.log.CommitResult.AlreadyCommitted;
import dev.sleeper.log.CommitResult.Committed;
import dev.sleeper.log.Freshness;
import dev.sleeper.log.SameThread;
import dev.sleeper.objectstore.InMemoryObjectStore;
import dev.sleeper.objectstore.ObjectStore;
import dev.sleeper.table.Tables;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A process keeps the states of the tables that it used last.
class OpenTablesTest {
    private static final long TWO_TABLES = 2 * (20L << 10);

    private final ManualTimekeeper clock = new ManualTimekeeper();
    private final ObjectStore store = new InMemoryObjectStore(clock);
    private final Environment environment = SameThread.environment(clock, 1);

    @Test
    void theTablesUsedLastAreKeptAndOthersAreLoadedAgain() {
        Catalog catalog = new Catalog(store, environment, TWO_TABLES);
        make(catalog, "a", "b", "c");
        Table a = find(catalog, "a").table();
        Table b = find(catalog, "b").table();
        assertThat(find(catalog, "a").table()).isSameAs(a);

        find(catalog, "c");

        assertThat(find(catalog, "a").table()).isSameAs(a);
        FoundTable again = find(catalog, "b");
        assertThat(again.table()).isNotSameAs(b);
        assertThat(again.state()).isEqualTo(b.read(Freshness.FRESH));
    }

    @Test
    void aTableThatAloneTakesMoreThanIsGrantedIsKeptWhileItIsTheLastUsed() {
        Catalog catalog = new Catalog(store, environment, 1);
        make(catalog, "a", "b");

        Table a = find(catalog, "a").table();
        assertThat(find(catalog, "a").table()).isSameAs(a);
        find(catalog, "b");
        assertThat(find(catalog, "a").table()).isNotSameAs(a);
    }

    @Test
    void aTableWhoseStateGrowsMakesOthersGo() {
        Catalog catalog = new Catalog(store, environment, TWO_TABLES);
        make(catalog, "a", "b");
        Table a = find(catalog, "a").table();
        Table b = find(catalog, "b").table();
        assertThat(find(catalog, "a").table()).isSameAs(a);
        for (int i = 0; i < 40; i++) {
            assertThat(a.commit(Tables.add("job-" + i, Tables.file(i)))).isInstanceOf(Committed.class);
        }

        assertThat(find(catalog, "a").table()).isSameAs(a);
        assertThat(find(catalog, "b").table()).isNotSameAs(b);
    }

    @Test
    void aHandleThatHadToGoIsAsGoodAsTheOneThatWasOpenedInItsPlace() {
        Catalog catalog = new Catalog(store, environment, 1);
        make(catalog, "a", "b");
        Table old = find(catalog, "a").table();
        find(catalog, "b");

        assertThat(old.commit(Tables.add("job", Tables.file(1)))).isEqualTo(new Committed(1));
        FoundTable now = find(catalog, "a");
        assertThat(now.table()).isNotSameAs(old);
        assertThat(now.state().fileCount()).isEqualTo(1);
        assertThat(now.table().commit(Tables.add("job", Tables.file(2)))).isEqualTo(new AlreadyCommitted(1));
        assertThat(now.table().commit(Tables.add("next", Tables.file(2)))).isEqualTo(new Committed(2));
        assertThat(old.read(Freshness.FRESH).fileCount()).isEqualTo(2);
    }

    private static FoundTable find(Catalog catalog, String name) {
        return catalog.find(name, Freshness.FRESH).orElseThrow();
    }

    private static void make(Catalog catalog, String... names) {
        for (String name : names) {
            catalog.create(name, Tables.NUMBERS, List.of(), Map.of());
        }
    }
}
